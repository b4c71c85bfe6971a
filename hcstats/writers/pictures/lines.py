"""Texts broken into lines that fit, as Chinese is broken: anywhere but before a closing sign."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hcstats.messages import render
from hcstats.model import Label
from hcstats.model.show import Text
from hcstats.writers.pictures.typeface import width
from hcstats.writers.shown import clean

_NEVER_FIRST = "，。、；：？！）)》”’】〕%…—·"
_NEVER_LAST = "（(《“‘【〔"
_PIECE = re.compile(r"[!-~\u00a1-\u024f]+ ?|\s|.", re.DOTALL)
"""A word with the blank behind it, or one character of Chinese."""


def named(value: Text, language: str, size: float, room: float) -> tuple[str, ...]:
    """The lines of a name; a gloss that does not fit behind its label begins a line of its own."""
    whole = broken(clean(render(value, language)), size, room)
    if len(whole) == 1 or not isinstance(value, Label) or language != "en" or not value.gloss:
        return whole
    label = broken(clean(value.text), size, room)
    return (*label, *broken(f"({clean(value.gloss)})", size, room))


def broken(text: str, size: float, room: float) -> tuple[str, ...]:
    """The lines of a text at a size in points, none wider than `room` points."""
    found: list[str] = []
    line = ""
    for piece in _pieces(text, size, room):
        if line and width((line + piece).rstrip(), size) > room:
            found.append(line.rstrip())
            line = piece.lstrip()
        else:
            line += piece
    return (*found, line.rstrip()) if line.strip() or not found else tuple(found)


def _pieces(text: str, size: float, room: float) -> Iterator[str]:
    """What may not be broken: words, and signs with the character to which they cling."""
    held = ""
    for piece in _PIECE.findall(" ".join(text.split())):
        if held and held[-1] not in _NEVER_LAST and piece[0] not in _NEVER_FIRST:
            yield from _hard(held, size, room)
            held = ""
        held += piece
    yield from _hard(held, size, room)


def _hard(piece: str, size: float, room: float) -> Iterator[str]:
    """A piece that is wider than a whole line is cut where it must be."""
    while width(piece.rstrip(), size) > room and len(piece) > 1:
        end = next(
            (n for n in range(1, len(piece)) if width(piece[: n + 1], size) > room), len(piece)
        )
        yield piece[:end]
        piece = piece[end:]
    if piece:
        yield piece
