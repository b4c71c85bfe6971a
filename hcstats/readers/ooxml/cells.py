"""Cells by their attributes: where one stands, and what a value in it is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from hcstats.readers.ooxml.addresses import position
from hcstats.readers.ooxml.book import Styles
from hcstats.readers.ooxml.parts import OddError

ATTRIBUTE = r' [a-zA-Z0-9:]++="[^"<>&\x00-\x1f]*+"'
_SPLIT = re.compile(' ([a-zA-Z0-9:]+)="([^"]*)"')
_PLAIN_ADDRESS = re.compile("[A-Z]{1,2}[1-9][0-9]{0,5}")
_STYLE = re.compile("[0-9]{1,5}")
_REMEMBERED = 20_000

NUMBER, SHARED, TEXT = "nst"
"""A number, the index of a shared string, a text as it stands."""
_LETTERS = {"n": NUMBER, "s": SHARED, "str": TEXT, "inlineStr": TEXT}
BLANK, PLAIN, INLINE = "", "<v>", "<is>"
"""How a value stands in its cell."""
_KINDS = {
    BLANK: _LETTERS.keys(),
    PLAIN: {"n", "s", "str"},
    INLINE: {"inlineStr"},
}


@dataclass(frozen=True, slots=True, eq=False)
class CellMark:
    """A cell's place, and the kind of its value; the same object wherever they are the same."""

    row: int
    column: int
    address: str
    kind: str
    """One of the letters above."""


cell_mark = lru_cache(_REMEMBERED)(CellMark)


class Cells(dict[tuple[str, str], CellMark]):
    """The cells seen under one set of styles, by attributes and how the value stands in them.

    Raises OddError for one that is unusual.
    """

    def __init__(self, styles: Styles) -> None:
        super().__init__()
        self._styles = styles

    def __missing__(self, cell: tuple[str, str]) -> CellMark:
        if len(self) >= _REMEMBERED:
            self.clear()
        found = self[cell] = _mark(*cell, self._styles)
        return found


def _mark(attributes: str, value: str, styles: Styles) -> CellMark:
    own = unique(attributes)
    address, style, kind = own.pop("r", ""), own.pop("s", "0"), own.pop("t", "n")
    if own or not _PLAIN_ADDRESS.fullmatch(address) or kind not in _KINDS[value]:
        raise OddError
    if _STYLE.fullmatch(style) is None or int(style) >= styles.number:
        raise OddError
    if kind == "n" and value and int(style) in styles.telling:
        raise OddError
    row, column = position(address)
    return cell_mark(row, column, address, _LETTERS[kind])


def unique(attributes: str) -> dict[str, str]:
    """Attributes by name; OddError if one stands twice."""
    pairs = _SPLIT.findall(attributes)
    own = dict(pairs)
    if len(own) != len(pairs):
        raise OddError
    return own
