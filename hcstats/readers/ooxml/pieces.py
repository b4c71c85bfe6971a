"""What stands between the values of a sheet: proved once by a strict grammar, remembered.

Units fill the same form, so nearly every piece of a sheet between two values, from the end of one
cell to the beginning of another, has been seen before.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from hcstats.readers.ooxml.book import Styles
from hcstats.readers.ooxml.cells import ATTRIBUTE, BLANK, INLINE, PLAIN, CellMark, Cells, unique
from hcstats.readers.ooxml.parts import OddError

_LEGAL = r"[^<&\x00-\x08\x0b-\x1f\ufffe\uffff]|&(?:lt|gt|amp|quot|apos);"
_FORMULA = rf"<f(?:{ATTRIBUTE})*+(?:/>|>(?:{_LEGAL})*+</f>)"
_BETWEEN = (
    rf"<c((?:{ATTRIBUTE})++)(?:/>|></c>)"
    rf"|<row((?:{ATTRIBUTE})*+)(/?)>"
    r"|(</row>)"
)
"""A blank cell, the beginning of a row (with a stroke: all of a blank one), the end of one."""
_TOKENS = re.compile(_BETWEEN)
_PIECE = re.compile(
    r"(?P<close></is></c>|</c>|)"
    rf"(?P<between>(?:{_BETWEEN})*+)"
    rf"(?:<c(?P<own>(?:{ATTRIBUTE})++)>(?:{_FORMULA})?+(?P<inline><is>|))?+"
)
_CLOSES = {"": BLANK, "</c>": PLAIN, "</is></c>": INLINE}
_NAMES = frozenset(
    {"spans", "s", "customFormat", "hidden", "ht", "customHeight", "outlineLevel", "collapsed",
     "thickTop", "thickBot", "ph"}
)  # fmt: skip
_ROW_NUMBER = re.compile("[1-9][0-9]{0,5}")
_WIDTH = 1 << 14
"""More than there are columns."""
_NOWHERE = 1 << 40

_REMEMBERED = 6_000_000
"""Bytes of pieces that are remembered, about."""
_LONGEST = 8_000
_PAIRS = 50_000


@dataclass(frozen=True, slots=True, eq=False)
class Piece:
    """What stands between two values, or before the first or behind the last."""

    closes: str
    """How the value before it stands in its cell; BLANK if there is none."""
    opens: str
    """The same for the value behind it."""
    first: int
    """The first place in it, row by row."""
    last: int
    row: int
    """The row of its first cells if that has begun before, else 0."""
    ends_in: int
    """The row in which it ends; 0 if it ends between rows."""
    cells: tuple[CellMark, ...]
    """The blank cells, and the one of the value behind it."""
    blanks: tuple[int, ...]
    """-1 for each of the blank ones."""

    def may_follow(self, before: Piece) -> bool:
        """Whether it is behind another, a value between them."""
        return (
            before.opens == self.closes != BLANK
            and before.last < self.first
            and self.row in (0, before.ends_in)
        )


class Pieces(dict[str, Piece]):
    """The pieces seen under one set of cell styles; OddError for one that is unusual."""

    def __init__(self, styles: Styles, excel_2010: bool) -> None:
        super().__init__()
        self._cells = Cells(styles)
        self._names = _NAMES | {"x14ac:dyDescent"} if excel_2010 else _NAMES
        self._size = 0

    def __missing__(self, text: str) -> Piece:
        piece = _piece(text, self._cells, self._names)
        if len(text) <= _LONGEST:
            self._size += len(text) + 300 + 8 * len(piece.cells)
            if self._size > _REMEMBERED:
                self.clear()
                self._size = 0
            self[text] = piece
        return piece


class Order:
    """Whether pieces in a row make a sheet; the pairs of them that do are remembered."""

    def __init__(self) -> None:
        self._pairs: set[tuple[Piece, Piece]] = set()

    def prove(self, pieces: Sequence[Piece]) -> None:
        """Raises OddError unless each cell and row is behind the one before, and none is left."""
        ends = (pieces[0].closes, pieces[0].row, pieces[-1].opens, pieces[-1].ends_in)
        if ends != (BLANK, 0, BLANK, 0):
            raise OddError
        if self._pairs.issuperset(pairwise(pieces)):
            return
        pairs = set(pairwise(pieces))
        if not all(one.may_follow(before) for before, one in pairs - self._pairs):
            raise OddError
        if len(self._pairs) > _PAIRS:
            self._pairs.clear()
        self._pairs |= pairs


def _piece(text: str, cells: Cells, names: frozenset[str]) -> Piece:
    found = _PIECE.fullmatch(text)
    if found is None or "]]>" in text:
        raise OddError
    closes = _CLOSES[found["close"]]
    opens = BLANK if found["own"] is None else INLINE if found["inline"] else PLAIN
    walk = _Walk(inside=closes != BLANK)
    for attributes, row, stroke, end in _TOKENS.findall(found["between"]):
        if attributes:
            walk.cell(cells[attributes, BLANK])
        elif end:
            walk.end()
        else:
            walk.begin(_number(row, names), blank=bool(stroke))
    if opens:
        walk.cell(cells[found["own"], opens])
    return walk.piece(closes, opens)


class _Walk:
    """The cells and rows of a piece, one after the other; OddError for what is out of order."""

    def __init__(self, *, inside: bool) -> None:
        self._inside = inside
        self._began = inside
        """Whether the row that it is in began before the piece."""
        self._first, self._last = _NOWHERE, -1
        self._row = self._entry = 0
        self._cells: list[CellMark] = []

    def _at(self, place: int) -> None:
        if place <= self._last:
            raise OddError
        self._last = place
        self._first = min(self._first, place)

    def cell(self, mark: CellMark) -> None:
        if not self._inside:
            raise OddError
        if self._began and not self._row:
            self._row = self._entry = mark.row
        if mark.row != self._row:
            raise OddError
        self._at(mark.row * _WIDTH + mark.column)
        self._cells.append(mark)

    def begin(self, row: int, *, blank: bool) -> None:
        if self._inside:
            raise OddError
        self._at(row * _WIDTH)
        self._inside, self._row = not blank, row

    def end(self) -> None:
        if not self._inside:
            raise OddError
        self._inside = self._began = False

    def piece(self, closes: str, opens: str) -> Piece:
        ends_in = self._row if self._inside else 0
        if self._inside and not opens:
            raise OddError
        cells = tuple(self._cells)
        blanks = (-1,) * (len(cells) - bool(opens))
        return Piece(closes, opens, self._first, self._last, self._entry, ends_in, cells, blanks)


def _number(attributes: str, names: frozenset[str]) -> int:
    """The number of a row that is in sight, by its attributes."""
    own = unique(attributes)
    number = own.pop("r", "")
    if not _ROW_NUMBER.fullmatch(number) or not own.keys() <= names:
        raise OddError
    if own.get("hidden", "0") not in {"0", "false"} or not own.get("ht", "1").strip("0."):
        raise OddError
    return int(number)
