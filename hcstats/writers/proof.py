"""What was written, read back and compared: a file that does not prove is not kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from hcstats.forms.definition import Form
from hcstats.layout.marker import MARKER_SHEET
from hcstats.model import Amount, HcstatsError, Number, Outcome, Table, TableValue, say
from hcstats.writers.xlsx.sheet import words

_PLACES = 6


def prove_text(path: Path, data: bytes) -> None:
    """Raise HcstatsError unless the file holds exactly these bytes."""
    if path.read_bytes() != data:
        raise _unproved(path)


def prove_book(path: Path, outcome: Outcome, form: Form | None) -> None:
    """Raise HcstatsError unless the workbook holds every total and every figure, as numbers.

    Compared sheet by sheet as the collection of all numbers: one that is lost, changed or
    doubled shows, wherever it stands.
    """
    from openpyxl import load_workbook  # noqa: PLC0415

    book = load_workbook(path, data_only=True, read_only=True)
    try:
        sheets = {
            sheet.title: _numbers(sheet) for sheet in book.worksheets if sheet.title != MARKER_SHEET
        }
    finally:
        book.close()
    names = list(sheets)
    if form is not None:
        if not _holds(sheets[names[0]], _totals(outcome)):
            raise _unproved(path)
        breakdown = [value.amount.value for value in outcome.by_unit]
        if not _holds(sheets[names[1]], [*breakdown, *_sums(outcome)]):
            raise _unproved(path)
    if not _holds(sheets[names[-2]], [figure.value for figure in outcome.figures]):
        raise _unproved(path)


def prove_tables(path: Path, tables: Sequence[Table], language: str) -> None:
    """Raise HcstatsError unless each sheet holds each value of its table in its place."""
    from openpyxl import load_workbook  # noqa: PLC0415

    book = load_workbook(path, data_only=True, read_only=True)
    try:
        sheets = [list(sheet.iter_rows(min_row=3, values_only=True)) for sheet in book.worksheets]
    finally:
        book.close()
    if len(sheets) != len(tables):
        raise _unproved(path)
    for table, rows in zip(tables, sheets, strict=True):
        wanted = [[_meant(value, language) for value in row] for row in table.rows]
        found = [[_found(value) for value in row] for row in rows[: len(wanted)]]
        width = len(table.columns)
        if [(row + [None] * width)[:width] for row in found] != wanted:
            raise _unproved(path)


def _meant(value: TableValue, language: str) -> object:
    """A table's value as a workbook gives it back: an empty text is no value."""
    if isinstance(value, Amount):
        value = value.value
    if isinstance(value, int | Decimal):
        return _rounded(value)
    return words(value, language) or None if value is not None else None


def _found(value: object) -> object:
    from openpyxl.utils.escape import unescape  # noqa: PLC0415

    if isinstance(value, int | float):
        return _rounded(value)
    return (unescape(value) or None) if isinstance(value, str) else value


def _totals(outcome: Outcome) -> list[Number | None]:
    return [total.amount.value for total in outcome.totals]


def _sums(outcome: Outcome) -> list[Number | None]:
    return [total.amount.value for total in outcome.totals]


def _numbers(sheet: Any) -> Counter[Decimal]:  # noqa: ANN401
    """How often each number stands in a sheet."""
    return Counter(
        _rounded(cell)
        for row in sheet.iter_rows(values_only=True)
        for cell in row
        if isinstance(cell, int | float) and not isinstance(cell, bool)
    )


def _rounded(value: Number | float) -> Decimal:
    return Decimal(str(value)).quantize(Decimal(1).scaleb(-_PLACES)).normalize()


def _holds(written: Counter[Decimal], wanted: Iterable[Number | None]) -> bool:
    return not Counter(_present(wanted)) - written


def _present(values: Iterable[Number | None]) -> Iterator[Decimal]:
    return (_rounded(value) for value in values if value is not None)


def _unproved(path: Path) -> HcstatsError:
    return HcstatsError(
        say(
            "'{path}' did not read back as it was written, and was not kept; the disk may be full "
            "or faulty.",
            path=path,
        )
    )
