"""A plain workbook read by python-calamine."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from hcstats.model import Cell, Grid, Merge, Position
from hcstats.readers.values import any_cell, text_cell

if TYPE_CHECKING:
    from python_calamine import CalamineSheet


def read_by_calamine(data: bytes) -> tuple[Grid, ...]:
    """The sheets of a workbook in which nothing is hidden, an error, or uncalculated."""
    from python_calamine import CalamineWorkbook, SheetTypeEnum  # noqa: PLC0415

    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    return tuple(
        _grid(book.get_sheet_by_name(meta.name), meta.name)
        for meta in book.sheets_metadata
        if meta.typ == SheetTypeEnum.WorkSheet
    )


def _grid(sheet: CalamineSheet, name: str) -> Grid:
    cells: dict[Position, Cell] = {}
    if sheet.start is not None:
        top, left = sheet.start
        for row, values in enumerate(sheet.to_python(skip_empty_area=True), top + 1):
            for column, value in enumerate(values, left + 1):
                if value == "":
                    continue
                cell = text_cell(value) if isinstance(value, str) else any_cell(value)
                if cell is not None:
                    cells[row, column] = cell
    merges = tuple(
        Merge(first[0] + 1, first[1] + 1, last[0] + 1, last[1] + 1)
        for first, last in sheet.merged_cell_ranges or ()
    )
    return Grid(name, cells, merges)
