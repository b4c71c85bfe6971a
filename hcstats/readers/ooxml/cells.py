"""Marks of cells with their values taken out: what a cell is, and where, by its attributes."""

from __future__ import annotations

import re
from sys import intern
from typing import NamedTuple

from hcstats.readers.ooxml.book import Styles
from hcstats.readers.ooxml.parts import OddError

HOLE = "\0"
"""What stands in a row for a value that was taken out; no XML holds it."""

_LEGAL = r"[^<&\x00-\x08\x0b-\x1f\ufffe\uffff]|&(?:lt|gt|amp|quot|apos);"
ATTRIBUTE = r' [a-zA-Z0-9:]++="[^"<>&\x00-\x1f]*+"'
CELL = (
    rf"<c((?:{ATTRIBUTE})++)"
    rf"(?:/>|></c>|>(?:<f(?:{ATTRIBUTE})*+(?:/>|>(?:{_LEGAL})*+</f>))?+"
    rf"({HOLE}|<is>{HOLE}</is>)</c>)"
)
"""A cell that is blank or has a value: its attributes, and how the value stands in it."""
CELLS = re.compile(CELL)
_SPLIT = re.compile(' ([a-zA-Z0-9:]+)="([^"]*)"')
_ADDRESS = re.compile("([A-Z]{1,2})([1-9][0-9]{0,5})")
_STYLE = re.compile("[0-9]{1,5}")
_HOLES = {
    "": {"n", "s", "str", "inlineStr"},
    HOLE: {"n", "s", "str"},
    f"<is>{HOLE}</is>": {"inlineStr"},
}
"""What kinds of cells hold a value in this way."""
_REMEMBERED = 20_000


class CellMark(NamedTuple):
    """A cell's place, and the kind of its value: `n`, `s`, `str`, `inlineStr`; empty if blank."""

    column: tuple[int, str]
    """In the order of columns: Z before AA."""
    row: int
    address: str
    kind: str


class Cells(dict[tuple[str, str], CellMark]):
    """The cells seen under one set of styles; OddError for one that is unusual."""

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
    place = _ADDRESS.fullmatch(address)
    if own or place is None or kind not in _HOLES[value]:
        raise OddError
    if _STYLE.fullmatch(style) is None or int(style) >= styles.number:
        raise OddError
    if kind == "n" and value and int(style) in styles.telling:
        raise OddError
    # The same few addresses stand in thousands of rows.
    return CellMark(
        (len(place[1]), place[1]), int(place[2]), intern(address), kind if value else ""
    )


def unique(attributes: str) -> dict[str, str]:
    """Attributes by name; OddError if one stands twice."""
    pairs = _SPLIT.findall(attributes)
    own = dict(pairs)
    if len(own) != len(pairs):
        raise OddError
    return own
