"""What a scan found, as the sheets that every reader gives."""

from __future__ import annotations

import re
from functools import lru_cache
from operator import itemgetter

from hcstats.model import Cell, CellKind, Grid, Merge, Position
from hcstats.readers.ooxml.scanner import Scanned, Sheet, number
from hcstats.readers.values import shown_cell

_ADDRESS = re.compile("([A-Z]{1,3})(0*[1-9][0-9]{0,6})")
_LONGEST = 200
"""Characters of a text whose cell is worth remembering."""


def grids(scanned: Scanned) -> tuple[Grid, ...]:
    """The sheets of a scanned workbook, as the full reader gives them."""
    return tuple(map(_grid, scanned.sheets))


def _grid(sheet: Sheet) -> Grid:
    cells = [
        (position(address), found)
        for address, text in sheet.texts.items()
        if (found := _text(text) if len(text) < _LONGEST else shown_cell(text)) is not None
    ]
    cells += [(position(address), number_cell(raw)) for address, raw in sheet.numbers.items()]
    cells.sort(key=itemgetter(0))
    return Grid(sheet.name, dict(cells), tuple(map(merge_of, sheet.merges)))


_text = lru_cache(maxsize=1024)(shown_cell)


@lru_cache(maxsize=1024)
def number_cell(raw: str) -> Cell:
    """A number as a file spells it, as a cell."""
    value = number(raw)
    return Cell(str(value) if isinstance(value, int) else f"{value:f}", CellKind.NUMBER, value)


@lru_cache(maxsize=1024)
def position(address: str) -> Position:
    """Row and column of an address: C6 is (6, 3)."""
    found = _ADDRESS.fullmatch(address)
    if found is None:
        raise ValueError(address)
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - 64
    return int(found[2]), column


def place_of(written: str) -> Position:
    """Row and column of an address however it is written, `$c$6` too, and not remembered."""
    letter, digits = written[:1], written[1:]
    plain = digits.isdecimal() and digits.isascii() and not digits.startswith("0")
    if plain and "A" <= letter <= "Z":
        return int(digits), ord(letter) - 64
    try:
        return position(written)
    except ValueError:
        return position(written.replace("$", "").strip().upper())


def spelled(place: Position) -> str:
    """The address of a row and a column: (6, 3) is C6."""
    row, column = place
    letters = ""
    while column:
        column, letter = divmod(column - 1, 26)
        letters = chr(65 + letter) + letters
    return f"{letters}{row}"


@lru_cache(maxsize=1024)
def merge_of(reference: str) -> Merge:
    """A merged range by its reference, `A1:D1`."""
    first, _, last = reference.replace("$", "").partition(":")
    top, left = position(first)
    bottom, right = position(last or first)
    return Merge(min(top, bottom), min(left, right), max(top, bottom), max(left, right))
