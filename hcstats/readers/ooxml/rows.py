"""The rows of a sheet with their values taken out: proved once by a strict grammar, remembered.

Units fill the same form, so nearly every row of a sheet has been seen before, values apart.
"""

from __future__ import annotations

import re
from functools import lru_cache
from operator import not_
from typing import NamedTuple

from hcstats.readers.ooxml.book import Styles
from hcstats.readers.ooxml.cells import ATTRIBUTE, CELL, CELLS, CellMark, Cells, unique
from hcstats.readers.ooxml.parts import OddError

_ROWS = re.compile(
    rf"(?P<empty>(?:<row(?:{ATTRIBUTE})*+/>)*+)"
    rf"(?:<row(?P<own>(?:{ATTRIBUTE})*+)>(?P<cells>(?:{CELL})*+))?+"
)
_EMPTY_ROW = re.compile(rf"<row((?:{ATTRIBUTE})*+)/>")
_NAMES = frozenset(
    {"spans", "s", "customFormat", "hidden", "ht", "customHeight", "outlineLevel", "collapsed",
     "thickTop", "thickBot", "ph"}
)  # fmt: skip
_ROW_NUMBER = re.compile("[1-9][0-9]{0,5}")

_REMEMBERED = 6_000_000
"""Bytes of rows that are remembered, about."""
_LONGEST = 8_000


class Row(NamedTuple):
    """Where the values of a row stand and what they are; blank cells are proved and left out."""

    first: int
    last: int
    open: bool
    """Whether an end mark has to follow."""
    texts: tuple[str, ...]
    """Addresses of the texts, in order."""
    numbers: tuple[str, ...]
    """Addresses of the numbers, in order."""
    is_text: tuple[bool, ...]
    """Of every value, whether it is a text, or the index of one."""
    is_number: tuple[bool, ...]
    is_shared: tuple[bool, ...]
    """Of every text, whether the value is the index of a shared string."""
    all_shared: bool


class Rows(dict[str, Row]):
    """The rows seen under one set of cell styles, by their text up to the end mark.

    Blank rows before a row are part of its text. Raises OddError for a row that is unusual.
    """

    def __init__(self, styles: Styles, excel_2010: bool) -> None:
        super().__init__()
        self._cells = Cells(styles)
        self._names = _NAMES | {"x14ac:dyDescent"} if excel_2010 else _NAMES
        self._size = 0

    def __missing__(self, text: str) -> Row:
        row = _row(text, self._cells, self._names)
        if len(text) <= _LONGEST:
            self._size += len(text) + 500 + 32 * len(row.is_text)
            if self._size > _REMEMBERED:
                self.clear()
                self._size = 0
            self[text] = row
        return row


def _row(text: str, cells: Cells, names: frozenset[str]) -> Row:
    found = _ROWS.fullmatch(text)
    if found is None or "]]>" in text:
        raise OddError
    numbers = [_number(attributes, names) for attributes in _EMPTY_ROW.findall(found["empty"])]
    is_open = found["own"] is not None
    if is_open:
        numbers.append(_number(found["own"], names))
    if not numbers or sorted(set(numbers)) != numbers:
        raise OddError
    own = list(map(cells.__getitem__, CELLS.findall(found["cells"] or "")))
    columns = [cell.column for cell in own]
    if sorted(set(columns)) != columns or not {cell.row for cell in own} <= {numbers[-1]}:
        raise OddError
    return Row(numbers[0], numbers[-1], is_open, *_sorted([cell for cell in own if cell.kind]))


def _number(attributes: str, names: frozenset[str]) -> int:
    """The number of a row that is in sight, by its attributes."""
    own = unique(attributes)
    number = own.pop("r", "")
    if not _ROW_NUMBER.fullmatch(number) or not own.keys() <= names:
        raise OddError
    if own.get("hidden", "0") not in {"0", "false"} or not own.get("ht", "1").strip("0."):
        raise OddError
    return int(number)


_Sorted = tuple[
    tuple[str, ...], tuple[str, ...], tuple[bool, ...], tuple[bool, ...], tuple[bool, ...], bool
]


def _sorted(cells: list[CellMark]) -> _Sorted:
    is_number = [cell.kind == "n" for cell in cells]
    is_shared = [cell.kind == "s" for cell in cells if cell.kind != "n"]
    return (
        tuple([cell.address for cell in cells if cell.kind != "n"]),
        tuple([cell.address for cell in cells if cell.kind == "n"]),
        _flags(tuple(map(not_, is_number))),
        _flags(tuple(is_number)),
        _flags(tuple(is_shared)),
        all(is_shared),
    )


@lru_cache(maxsize=1024)
def _flags(flags: tuple[bool, ...]) -> tuple[bool, ...]:
    """The same flags as one object: thousands of rows have the same few, near in memory."""
    return flags
