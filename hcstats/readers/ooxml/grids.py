"""What a scan found, as the sheets that every reader gives."""

from __future__ import annotations

from functools import lru_cache
from operator import itemgetter

from hcstats.model import Cell, CellKind, Grid, Merge
from hcstats.readers.ooxml.addresses import position
from hcstats.readers.ooxml.scanner import Scanned, Sheet, number
from hcstats.readers.values import shown_cell

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
def merge_of(reference: str) -> Merge:
    """A merged range by its reference, `A1:D1`."""
    first, _, last = reference.replace("$", "").partition(":")
    top, left = position(first)
    bottom, right = position(last or first)
    return Merge(min(top, bottom), min(left, right), max(top, bottom), max(left, right))
