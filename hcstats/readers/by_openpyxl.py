"""A workbook with errors, formulas without results, percentages or hidden parts, by openpyxl."""

from __future__ import annotations

import io
import warnings
from typing import TYPE_CHECKING, Any

from hcstats.model import Cell, CellKind, Grid, Merge, Position, say
from hcstats.readers.faults import Unreadable
from hcstats.readers.values import any_cell, formatted_cell, text_cell

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook


def read_by_openpyxl(data: bytes, *, empty_is_blank: bool = True) -> tuple[Grid, ...]:
    """The sheets of a workbook: values and formulas, each cell as what it is.

    `empty_is_blank`: a formula for a text without one has calculated an empty text.
    """
    values, formulas = _load(data, data_only=True), _load(data, data_only=False)
    if not values.worksheets:
        raise Unreadable(
            "file.unreadable",
            say(
                "The workbook is in a form that is not read (strict Open XML, or charts only); "
                "open it in Excel or WPS and save it as an ordinary xlsx."
            ),
        )
    return tuple(
        _grid(sheet, formulas[str(sheet.title)], empty_is_blank) for sheet in values.worksheets
    )


def _load(data: bytes, *, data_only: bool) -> Workbook:
    from openpyxl import load_workbook  # noqa: PLC0415

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return load_workbook(io.BytesIO(data), data_only=data_only)


def _grid(sheet: Any, formulas: Any, empty_is_blank: bool) -> Grid:  # noqa: ANN401  (stubs mix sheets)
    cells: dict[Position, Cell] = {}
    # Only stored cells: going by rows would visit the whole declared area.
    stored: dict[Position, Any] = sheet._cells
    written: dict[Position, Any] = formulas._cells
    for position, found in stored.items():
        formula = written.get(position)
        cell = _cell(found, formula, empty_is_blank)
        if cell is not None:
            cells[position] = cell
    merges = tuple(
        Merge(area.min_row, area.min_col, area.max_row, area.max_col)
        for area in sheet.merged_cells.ranges
    )
    rows = frozenset(row for row, size in sheet.row_dimensions.items() if size.hidden)
    return Grid(
        sheet.title,
        cells,
        merges,
        rows,
        _hidden_columns(sheet),
        sheet.sheet_state != "visible",
    )


def _hidden_columns(sheet: Any) -> frozenset[int]:  # noqa: ANN401
    """Hidden columns; one dimension may stand for a range of them."""
    found: set[int] = set()
    for size in sheet.column_dimensions.values():
        if size.hidden:
            first = size.min or 0
            found.update(range(first, min(size.max or first, first + 1024) + 1))
    return frozenset(found)


def _cell(found: Any, formula: Any, empty_is_blank: bool) -> Cell | None:  # noqa: ANN401
    value = found.value
    if found.data_type == "e":
        return Cell(str(value), CellKind.ERROR)
    is_formula = formula is not None and formula.data_type == "f"
    if value is None:
        # A formula's empty text is a result, and leaves the cell blank; no result is none.
        if not is_formula or (empty_is_blank and found.data_type == "str"):
            return None
        text = getattr(formula.value, "text", None) or str(formula.value)
        return Cell(text if text.startswith("=") else f"={text}", CellKind.UNCALCULATED)
    if isinstance(value, str):
        return text_cell(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return formatted_cell(float(value), _format(found))
    return any_cell(value)


def _format(found: Any) -> str:  # noqa: ANN401
    try:
        return str(found.number_format)
    except (IndexError, KeyError):
        return ""
