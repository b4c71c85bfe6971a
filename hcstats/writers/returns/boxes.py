"""How large the box of a comment is, and over which cells it lies."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hcstats.model import Position
from hcstats.writers.returns.marks import tag, true

if TYPE_CHECKING:
    from lxml.etree import _Element

_WIDTH, _LINE, _CHARACTER, _TALLEST = 300, 17, 6.5, 1200
"""Pixels: of a box, of a line, of half a Chinese character; and the most that a box is high."""
_LAST_COLUMN, _LAST_ROW = 16_384, 1_048_576


@dataclass(frozen=True, slots=True)
class Box:
    """Size in pixels, and the cells at the corners as drawings of comments say them."""

    width: int
    height: int
    anchor: str


def box_of(sheet: _Element, place: Position, text: str) -> Box:
    """A box right of a cell that shows the whole text."""
    row, column = place
    lines = sum(1 + int(_breadth(line) * _CHARACTER / (_WIDTH - 20)) for line in text.split("\n"))
    height = min(_TALLEST, _LINE * lines + 16)
    widths, heights = _widths(sheet), _heights(sheet)
    left = min(column, _LAST_COLUMN - 1)
    top = max(row - 2, 0)
    right, right_rest = _reach(left, _WIDTH + 12, widths, _LAST_COLUMN)
    bottom, bottom_rest = _reach(top, height + 4, heights, _LAST_ROW)
    corners = (left, 12, top, 4, right, right_rest, bottom, bottom_rest)
    return Box(_WIDTH, height, ", ".join(map(str, corners)))


def _breadth(line: str) -> int:
    return sum(2 if unicodedata.east_asian_width(one) in "WFA" else 1 for one in line)


def _reach(start: int, wanted: int, size: Callable[[int], int], last: int) -> tuple[int, int]:
    """The row or column (from 0) in which a length from `start` ends, and how far in it."""
    at, rest = start, wanted
    while at < last - 1 and rest > (here := size(at)):
        rest -= here
        at += 1
    return at, min(rest, size(at))


def _widths(sheet: _Element) -> Callable[[int], int]:
    """The width in pixels of a column (from 0)."""
    known: list[tuple[int, int, int]] = []
    for one in sheet.iterfind(f"{tag('cols')}/{tag('col')}"):
        shown = 0 if true(one.get("hidden")) else round(float(one.get("width", "8.43")) * 7 + 5)
        known.append((int(one.get("min", "0")), int(one.get("max", "0")), shown))
    format_ = sheet.find(tag("sheetFormatPr"))
    usual = float(format_.get("defaultColWidth", "8.43") if format_ is not None else "8.43")

    def width(column: int) -> int:
        found = (size for first, last, size in known if first <= column + 1 <= last)
        return next(found, round(usual * 7 + 5))

    return width


def _heights(sheet: _Element) -> Callable[[int], int]:
    """The height in pixels of a row (from 0)."""
    format_ = sheet.find(tag("sheetFormatPr"))
    usual = float(format_.get("defaultRowHeight", "15") if format_ is not None else "15")
    known: dict[int, int] = {}
    for one in sheet.iterfind(f"{tag('sheetData')}/{tag('row')}"):
        number = one.get("r", "")
        if number.isdigit() and (one.get("ht") or true(one.get("hidden"))):
            points = 0.0 if true(one.get("hidden")) else float(one.get("ht", usual))
            known[int(number)] = round(points * 4 / 3)
    return lambda row: known.get(row + 1, round(usual * 4 / 3))
