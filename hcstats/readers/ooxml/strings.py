"""The shared strings of a workbook: plain ones by one expression, others by expat."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple
from xml.parsers.expat import ParserCreate

from hcstats.readers.ooxml.package import Member, inflate
from hcstats.readers.ooxml.parts import MAIN, Attributes, OddError, feed
from hcstats.readers.values import is_error, unescaped

_SHOWN = (["sst", "si", "t"], ["sst", "si", "r", "t"])
_REMEMBERED = 16
_LONGEST = 16 * 1024
"""Packed bytes of strings that are worth remembering."""
_HEAD = re.compile(
    r"""\ufeff?<\?xml version=["']1\.0["'] encoding=["'](?:UTF|utf)-8["']"""
    r"""(?: standalone=["']yes["'])? ?\?>(?:\r?\n)?"""
    rf'<sst xmlns="{re.escape(MAIN)}"(?: (?:count|uniqueCount)="[0-9]{{1,9}}"){{0,2}}>'
)
_PLAIN = re.compile(r"<si><t(?: xml:space=\"preserve\")?>([^<]*)</t></si>")
_FIRST, _BETWEEN, _LAST = "<si><t>", "</t></si><si><t>", "</t></si>"
_ILLEGAL = bytes({*range(0x20)} - {0x09, 0x0A, 0x0D})
_ENTITY = re.compile(r"&(?:(lt|gt|amp|quot|apos)|#([0-9]{1,7})|#x([0-9a-fA-F]{1,6}));")
_ENTITIES = {"lt": "<", "gt": ">", "amp": "&", "quot": '"', "apos": "'"}
_CHARACTERS = ((0x9, 0xA), (0xD, 0xD), (0x20, 0xD7FF), (0xE000, 0xFFFD), (0x10000, 0x10FFFF))
"""What XML allows as characters, first and last."""


class Strings(NamedTuple):
    """Texts as the cells show them by index, as a sheet writes it; a blank one for none."""

    texts: dict[str, str]
    odd: bool
    """Whether any of them is blank or an error's name."""

    def at(self, indices: Iterable[str]) -> list[str]:
        """The texts with these indices as a sheet writes them; OddError if there is none."""
        try:
            return list(map(self.texts.__getitem__, indices))
        except KeyError:
            raise OddError from None


NO_STRINGS = Strings({"": ""}, False)
_INDICES = tuple(map(str, range(1024)))


def decoded(text: str) -> str | None:
    """A text with its entities and escapes undone; None for what is not well-formed."""
    if "&" in text:
        if len(_ENTITY.findall(text)) != text.count("&"):
            return None
        try:
            text = _ENTITY.sub(_character, text)
        except OddError:
            return None
    return unescaped(text)


def _character(found: re.Match[str]) -> str:
    name, decimal, hexadecimal = found.groups()
    if name:
        return _ENTITIES[name]
    code = int(decimal) if decimal else int(hexadecimal, 16)
    if not any(first <= code <= last for first, last in _CHARACTERS):
        raise OddError
    return chr(code)


def strings(member: Member) -> Strings | None:
    """The shared strings of a workbook; None if the part is damaged or unusual."""
    return _remembered(member) if len(member.raw) <= _LONGEST else _read(member)


def _read(member: Member) -> Strings | None:
    part = inflate(member)
    if part is None:
        return None
    texts = _plain(part)
    if texts is None:
        if not _HEAD.match(part[:400].decode(errors="replace")):
            return None
        try:
            texts = by_expat((part,))
        except OddError:
            return None
    indices = _INDICES if len(texts) <= len(_INDICES) else map(str, range(len(texts)))
    odd = not all(map(str.strip, texts)) or ("#" in "".join(texts) and any(map(is_error, texts)))
    return Strings({"": "", **dict(zip(indices, texts, strict=False))}, odd)


_remembered = lru_cache(maxsize=_REMEMBERED)(_read)


def _plain(part: bytes) -> list[str] | None:
    """The texts of a part that holds nothing but texts without format; else None."""
    try:
        whole = part.decode()
    except UnicodeDecodeError:
        return None
    head = _HEAD.match(whole)
    if head is None or not whole.endswith("</sst>"):
        return None
    if not legal(part, whole, head.end()):
        return None
    inner = whole[head.end() : -len("</sst>")]
    marks = whole.count("<", head.end()) - 1
    texts: list[str] | None = None
    if inner.startswith(_FIRST) and inner.endswith(_LAST):
        texts = inner[len(_FIRST) : -len(_LAST)].split(_BETWEEN)
    if texts is None or len(texts) * 4 != marks:
        texts = _PLAIN.findall(inner)
        # Every text stands between four marks; one more would be something else than text.
        if len(texts) * 4 != marks:
            return None
    if "&" in whole or "_x" in whole:
        plain = [decoded(text) for text in texts]
        return None if None in plain else [text for text in plain if text is not None]
    return texts


def legal(part: bytes, whole: str, start: int = 0) -> bool:
    """Whether a part has only characters that XML allows, and no line ends to be normalised."""
    return (
        len(part.translate(None, _ILLEGAL)) == len(part)
        and whole.find("\r", start) < 0
        and "\ufffe" not in whole
        and "\uffff" not in whole
        and b"]]>" not in part
    )


def by_expat(part: Iterable[bytes]) -> list[str]:
    """The texts of a part as Excel shows them: all runs of a text, no phonetic hints.

    Raises OddError for what is not well-formed.
    """
    parser = ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    found: list[str] = []
    path: list[str] = []
    texts: list[str] = []

    def start(name: str, _: Attributes) -> None:
        if path in _SHOWN:
            raise OddError("element in a text")
        path.append(name.rpartition(" ")[2])
        if path == ["sst", "si"]:
            texts.clear()
        elif path in _SHOWN:
            parser.CharacterDataHandler = texts.append

    def end(_: str) -> None:
        parser.CharacterDataHandler = None
        if path == ["sst", "si"]:
            found.append(unescaped("".join(texts)))
        path.pop()

    parser.StartElementHandler, parser.EndElementHandler = start, end
    feed(parser, part)
    return found
