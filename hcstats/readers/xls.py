"""BIFF workbooks (xls, and et from WPS) by xlrd, with what else the records tell."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from struct import unpack_from
from typing import Any

from hcstats.model import Cell, CellKind, Grid, Merge, Position, say
from hcstats.readers.faults import Unreadable
from hcstats.readers.values import date_cell, formatted_cell, text_cell

_FORMULA = 0x0006
_CALC_ON_LOAD = 0x0002
_ZERO, _EMPTY = b"\0" * 8, b"\x03" + b"\0" * 5 + b"\xff\xff"
"""Results of formulas as records hold them: the number 0, and nothing at all."""


def read_xls(data: bytes) -> tuple[Grid, ...]:
    """The sheets of a BIFF workbook; the file is only ever read from memory."""
    import xlrd  # noqa: PLC0415

    with Path(os.devnull).open("w", encoding="utf-8") as log:
        try:
            # On demand: otherwise xlrd drops the bytes in which the formulas' flags stand.
            book = xlrd.open_workbook(
                file_contents=data, formatting_info=True, on_demand=True, logfile=log
            )
            return tuple(_grid(book, index) for index in range(book.nsheets))
        except xlrd.XLRDError as error:
            raise _fault(str(error)) from error


def _fault(reason: str) -> Unreadable:
    if "encrypted" in reason.lower():
        return Unreadable(
            "file.encrypted",
            say("The file is protected by a password; open it and save it without one."),
        )
    return Unreadable(
        "file.truncated",
        say("The file is cut off or damaged; ask the unit to send it again."),
    )


def _grid(book: Any, index: int) -> Grid:  # noqa: ANN401
    sheet = book.sheet_by_index(index)
    uncalculated = _uncalculated(book, index)
    cells: dict[Position, Cell] = {}
    for row in range(sheet.nrows):
        for column in range(sheet.row_len(row)):
            position = (row + 1, column + 1)
            cell = _cell(book, sheet, row, column)
            if cell is not None:
                cells[position] = cell
    cells |= {position: Cell("=…", CellKind.UNCALCULATED) for position in uncalculated}
    merges = tuple(
        Merge(top + 1, left + 1, bottom, right) for top, bottom, left, right in sheet.merged_cells
    )
    rows = {row + 1 for row, info in sheet.rowinfo_map.items() if info.hidden}
    columns = {column + 1 for column, info in sheet.colinfo_map.items() if info.hidden}
    return Grid(
        sheet.name, cells, merges, frozenset(rows), frozenset(columns), sheet.visibility != 0
    )


def _cell(book: Any, sheet: Any, row: int, column: int) -> Cell | None:  # noqa: ANN401
    import xlrd  # noqa: PLC0415

    kind, value = sheet.cell_type(row, column), sheet.cell_value(row, column)
    if kind == xlrd.XL_CELL_TEXT:
        return text_cell(value)
    if kind == xlrd.XL_CELL_NUMBER:
        return formatted_cell(value, _format(book, sheet, row, column))
    if kind == xlrd.XL_CELL_DATE:
        try:
            return date_cell(xlrd.xldate_as_datetime(value, book.datemode))
        except (ValueError, OverflowError):
            return Cell(str(value), CellKind.DATE)
    if kind == xlrd.XL_CELL_BOOLEAN:
        return Cell("TRUE" if value else "FALSE", CellKind.BOOLEAN)
    if kind == xlrd.XL_CELL_ERROR:
        return Cell(xlrd.error_text_from_code.get(value, "#ERR!"), CellKind.ERROR)
    return None


def _format(book: Any, sheet: Any, row: int, column: int) -> str:  # noqa: ANN401
    try:
        style = book.xf_list[sheet.cell_xf_index(row, column)]
        return str(book.format_map[style.format_key].format_str)
    except (AttributeError, IndexError, KeyError, TypeError):
        return ""


def _uncalculated(book: Any, index: int) -> frozenset[Position]:  # noqa: ANN401
    """Formulas without a result: empty ones, and zeros that ask to be calculated on opening.

    Writers that cannot calculate leave these. xlrd gives them as blanks or plain zeros; only the
    record tells them from a blank or a real 0. Where other formulas of the workbook have results,
    a program that calculates wrote it, and an empty one is an empty text.
    """
    if book.biff_version < 50:
        return frozenset()
    calculates = any(map(partial(_has_results, book), range(book.nsheets)))
    return frozenset(
        (row + 1, column + 1)
        for row, column, result, flags in _formulas(book.mem, book._sh_abs_posn[index])
        if _is_zero(result, flags) or (result == _EMPTY and not calculates)
    )


def _has_results(book: Any, index: int) -> bool:  # noqa: ANN401
    return any(
        result != _EMPTY and not _is_zero(result, flags)
        for _, _, result, flags in _formulas(book.mem, book._sh_abs_posn[index])
    )


def _is_zero(result: bytes, flags: int) -> bool:
    return result == _ZERO and bool(flags & _CALC_ON_LOAD)


def _formulas(memory: Any, position: int) -> Iterator[tuple[int, int, bytes, int]]:  # noqa: ANN401
    """Row, column, raw result and flags of each formula record of the sheet at a position."""
    depth = 0
    while position + 4 <= len(memory):
        kind, length = unpack_from("<HH", memory, position)
        body = position + 4
        if kind == 0x0809:
            depth += 1
        elif kind == 0x000A:
            depth -= 1
            if depth <= 0:
                return
        elif kind == _FORMULA and depth == 1 and length >= 16:
            row, column = unpack_from("<HH", memory, body)
            flags = unpack_from("<H", memory, body + 14)[0]
            yield row, column, bytes(memory[body + 6 : body + 14]), flags
        position = body + length
