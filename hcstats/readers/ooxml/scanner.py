"""A quick scan of workbooks as spreadsheet programs write them: every cell of them, or nothing.

Each byte of a sheet is accounted for: the values are taken out of the rows, what is left of a row
has to follow a strict grammar, and what surrounds the rows is read by an XML parser. Whatever is
not wholly plain (errors, formulas without results, hidden parts, dates, percentages, anything in
another form) is left to the full reader.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import compress, filterfalse
from typing import NamedTuple

from hcstats.model import Number
from hcstats.readers.ooxml.book import NO_STYLES, Styles, book, styles
from hcstats.readers.ooxml.cells import HOLE
from hcstats.readers.ooxml.frame import frame
from hcstats.readers.ooxml.layout import layout
from hcstats.readers.ooxml.package import Entry, Member, directory, inflate, member
from hcstats.readers.ooxml.parts import OddError
from hcstats.readers.ooxml.rows import Rows
from hcstats.readers.ooxml.strings import NO_STRINGS, Strings, decoded, strings
from hcstats.readers.values import exact, is_error

_LONGEST_SHEET = 512 * 1024
"""Bytes of a sheet's rows; longer ones are read as a stream."""
_OPEN, _CLOSE = b"<sheetData>", b"</sheetData>"
_VALUES = re.compile("<v>([^<]*)</v>")
_INLINE = ("<is><t>", '<is><t xml:space="preserve">')
_NUMBER = re.compile(
    r"-?[0-9]{1,40}(?:\.[0-9]{1,40})?(?:[eE](?:-[0-9]{1,3}|\+?[0-9]{1,2}))?", re.ASCII
)
_ILLEGAL = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]|\\]\\]>")
_LONG = 2_000
"""Characters of a text that is not worth remembering."""
_FOREIGN = (b"word/", b"ppt/", b"mimetype", b"content.xml", b"xl/workbook.bin")


class Sheet(NamedTuple):
    """A worksheet's cells by address (`C6`): texts as shown, numbers as they are written."""

    name: str
    texts: dict[str, str]
    numbers: dict[str, str]
    merges: tuple[str, ...]


class Scanned(NamedTuple):
    """The worksheets of a workbook in its own order."""

    sheets: tuple[Sheet, ...]


def scan(data: bytes) -> Scanned | None:
    """The cells of an xlsx; None for whatever the scan is not sure to tell wholly and rightly.

    Blank cells are left out. No exception leaves it for any bytes.
    """
    entries = directory(data)
    if entries is None or b"xl/workbook.xml" not in entries:
        return None
    if any(name.startswith(_FOREIGN) for name in entries):
        return None
    parts = _Parts(data, entries)
    root, workbook = parts.member(b"_rels/.rels"), parts.member(b"xl/workbook.xml")
    relations = parts.member(b"xl/_rels/workbook.xml.rels")
    if root is None or workbook is None or relations is None:
        return None
    told = book(root, workbook, relations)
    if told is None:
        return None
    texts = parts.strings(told.strings)
    styled = parts.styles(told.styles)
    if texts is None or styled is None:
        return None
    found: list[Sheet] = []
    for name, part in told.sheets:
        sheet = _sheet(name, parts.content(part), texts, styled)
        if sheet is None:
            return None
        found.append(sheet)
    return Scanned(tuple(found))


def number(raw: str) -> Number:
    """A number as a cell holds it, exactly as the full reader gives it.

    A cell's binary float is what Excel shows of it: 15 significant digits.
    """
    if len(raw) <= 15 and raw.isdecimal():
        return int(raw)
    value = exact(float(raw))
    if value is None:
        raise ValueError(raw)
    return value


class _Parts:
    """The parts of one package."""

    def __init__(self, data: bytes, entries: dict[bytes, Entry]) -> None:
        self._data, self._entries = data, entries

    def member(self, name: bytes) -> Member | None:
        entry = self._entries.get(name)
        return None if entry is None else member(self._data, name, entry)

    def content(self, name: bytes) -> bytes | None:
        found = self.member(name)
        return None if found is None else inflate(found)

    def strings(self, name: bytes | None) -> Strings | None:
        if name is None:
            return NO_STRINGS
        found = self.member(name)
        return None if found is None else strings(found)

    def styles(self, name: bytes | None) -> Styles | None:
        if name is None:
            return NO_STYLES
        found = self.member(name)
        return None if found is None else styles(found)


_rows = lru_cache(maxsize=3)(Rows)


def _sheet(name: str, part: bytes | None, texts: Strings, styled: Styles) -> Sheet | None:
    if part is None:
        return None
    start, end = part.find(_OPEN), part.rfind(_CLOSE)
    if start < 0:
        head, found, tail = part.partition(b"<sheetData/>")
        around = frame(head, tail) if found else None
        return None if around is None else Sheet(name, {}, {}, around.merges)
    if not 0 <= end - start <= _LONGEST_SHEET:
        return None
    around = frame(part[:start], part[end + len(_CLOSE) :])
    body = part[start + len(_OPEN) : end]
    if around is None or b"\0" in body:
        return None
    try:
        cells = _cells(body.decode(), texts, _rows(styled, around.excel_2010))
    except (OddError, UnicodeDecodeError):
        return None
    return Sheet(name, *cells, around.merges)


_Cells = tuple[dict[str, str], dict[str, str]]


def _cells(body: str, texts: Strings, rows: Rows) -> _Cells:
    """Texts and numbers by address, each in the order of the sheet."""
    if "<is>" in body:
        if "<is><v>" in body or "</v></is>" in body:
            raise OddError
        for opening in _INLINE:
            body = body.replace(opening, "<is><v>")
        body = body.replace("</t></is>", "</v></is>")
    parts = _VALUES.split(body)
    values = parts[1::2]
    places = layout(HOLE.join(parts[::2]), rows)
    figures = list(compress(values, places.is_number))
    own = list(compress(values, places.is_text))
    if not _numeric(figures):
        raise OddError
    if places.all_shared:
        shown, unusual = texts.at(own), texts.odd
    else:
        shown, unusual = _mixed(own, places.is_shared, texts), True
    told = dict(zip(places.texts, shown, strict=True))
    if unusual:
        told = _usual(told)
    return told, dict(zip(places.numbers, figures, strict=True))


def _mixed(values: list[str], is_shared: Sequence[bool], texts: Strings) -> list[str]:
    """Texts of which some stand in their cells."""
    read = _remembered if max(map(len, values), default=0) < _LONG else _text
    shown = list(map(read, values))
    at_shared = compress(range(len(values)), is_shared)
    for at, text in zip(at_shared, texts.at(list(compress(values, is_shared))), strict=True):
        shown[at] = text
    return shown


def _usual(texts: dict[str, str]) -> dict[str, str]:
    """Texts without the blank ones; OddError if one says an error."""
    shown = texts.values()
    if "#" in "".join(shown) and any(map(is_error, shown)):
        raise OddError
    if all(map(str.strip, shown)):
        return texts
    return {place: text for place, text in texts.items() if text.strip()}


def _text(value: str) -> str:
    """A text that stands in its cell."""
    text = None if _ILLEGAL.search(value) else decoded(value)
    if text is None:
        raise OddError
    return text


_remembered = lru_cache(maxsize=1024)(_text)


def _numeric(values: list[str]) -> bool:
    """Whether all are numbers as programs write them, none so long that no float holds it."""
    joined = "".join(values)
    if not all(values) or not joined.isascii() or len(joined) >= 308 + len(values):
        return all(map(_NUMBER.fullmatch, values))
    return joined.isdecimal() or all(map(_NUMBER.fullmatch, filterfalse(str.isdecimal, values)))
