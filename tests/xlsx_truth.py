"""What openpyxl and python-calamine say of a workbook, as grids: witnesses for our own readers."""

from __future__ import annotations

import io
import warnings
import zipfile
from typing import Any
from unittest import mock

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet
from python_calamine import CalamineWorkbook, SheetTypeEnum

from hcstats.model import Cell, CellKind, Grid, Merge, Position
from hcstats.readers.values import any_cell, formatted_cell, text_cell


def by_openpyxl(data: bytes) -> tuple[Grid, ...]:
    """The sheets as openpyxl shows them, the cells under merged ranges too, which it drops."""
    with (
        warnings.catch_warnings(),
        mock.patch.object(Worksheet, "_clean_merge_range"),
    ):
        warnings.simplefilter("ignore")
        values = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
        formulas = openpyxl.load_workbook(io.BytesIO(data))
    return tuple(_sheet(sheet, formulas[str(sheet.title)]) for sheet in values.worksheets)


def _sheet(sheet: Any, formulas: Any) -> Grid:
    cells: dict[Position, Cell] = {}
    for position, found in sheet._cells.items():
        cell = _cell(found, formulas._cells.get(position))
        if cell is not None:
            cells[position] = cell
    merges = (Merge(a.min_row, a.min_col, a.max_row, a.max_col) for a in sheet.merged_cells.ranges)
    columns: set[int] = set()
    for size in sheet.column_dimensions.values():
        if size.hidden:
            columns.update(range(size.min, size.max + 1))
    return Grid(
        sheet.title,
        cells,
        tuple(sorted(merges)),
        frozenset(row for row, size in sheet.row_dimensions.items() if size.hidden),
        frozenset(columns),
        sheet.sheet_state != "visible",
    )


def _cell(found: Any, formula: Any) -> Cell | None:
    value = found.value
    if found.data_type == "e":
        return None if value is None else Cell(str(value), CellKind.ERROR)
    if value is None:
        if formula is None or formula.data_type != "f" or found.data_type == "str":
            return None
        text = getattr(formula.value, "text", None) or str(formula.value)
        return Cell(text if text.startswith("=") else f"={text}", CellKind.UNCALCULATED)
    if isinstance(value, str):
        return text_cell(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return formatted_cell(float(value), str(found.number_format))
    return any_cell(value)


def by_calamine(data: bytes) -> tuple[Grid, ...]:
    """The sheets as calamine shows them: no errors, formats, uncalculated formulas, hidden parts."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    grids: list[Grid] = []
    for meta in book.sheets_metadata:
        if meta.typ != SheetTypeEnum.WorkSheet:
            continue
        sheet = book.get_sheet_by_name(meta.name)
        cells: dict[Position, Cell] = {}
        top, left = sheet.start or (0, 0)
        rows = sheet.to_python(skip_empty_area=True) if sheet.start else []
        for row, values in enumerate(rows, top + 1):
            for column, value in enumerate(values, left + 1):
                cell = None if value == "" else any_cell(value)
                if cell is not None:
                    cells[row, column] = cell
        merges = tuple(
            sorted(
                Merge(first[0] + 1, first[1] + 1, last[0] + 1, last[1] + 1)
                for first, last in sheet.merged_cell_ranges or ()
            )
        )
        grids.append(Grid(meta.name, cells, merges))
    return tuple(grids)


def in_one_order(grids: tuple[Grid, ...]) -> tuple[Grid, ...]:
    """The same sheets with their merged ranges sorted, of which openpyxl keeps no order."""
    return tuple(
        Grid(
            grid.name,
            dict(grid.cells),
            tuple(sorted(set(grid.merges))),
            grid.hidden_rows,
            grid.hidden_columns,
            grid.hidden,
        )
        for grid in grids
    )


def with_part(data: bytes, name: str, content: bytes) -> bytes:
    """The same workbook with another content of one part."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for entry in old.namelist():
            new.writestr(entry, content if entry == name else old.read(entry))
    return out.getvalue()


def part(data: bytes, name: str) -> bytes:
    """The content of one part of a workbook."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name)
