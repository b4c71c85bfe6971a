"""Drawn books as grids, without a file between."""

from __future__ import annotations

from decimal import Decimal

from hcstats.model import Cell, CellKind, Grid, Merge
from samples.drawing.canvas import Book, Sheet


def grids_of(book: Book) -> list[Grid]:
    """The sheets of a drawn book, as a reader would give them."""
    return [_grid(sheet) for sheet in book.sheets]


def _grid(sheet: Sheet) -> Grid:
    cells = {place: _cell(value) for place, value in sheet.cells.items() if value != ""}
    merges = tuple(Merge(*area) for area in sheet.merges)
    return Grid(sheet.name, cells, merges, frozenset(sheet.hidden_rows))


def _cell(value: object) -> Cell:
    if isinstance(value, int | Decimal):
        return Cell(str(value), CellKind.NUMBER, value)
    return Cell(str(value))
