"""A table as a sheet: title, headings, rows, notes."""

from __future__ import annotations

from decimal import Decimal

from hcstats.model import Amount, Severity, Table, TableValue
from hcstats.record_tables import SEVERITIES
from hcstats.writers.shown import value_text
from hcstats.writers.xlsx.sheet import Pen
from hcstats.writers.xlsx.styles import text_width

FIRST_ROW = 2
"""Where the rows of a table begin, from 0."""
_NARROW, _WIDE = 8, 44
_MEASURED = 500
"""Rows that are measured for the width of a column."""


def write_table(pen: Pen, table: Table, *, searchable: bool = False) -> None:
    """The whole sheet of one table; `searchable` adds a filter over the headings."""
    last = len(table.columns) - 1
    widths = column_widths(pen, table)
    pen.merged(0, 0, 0, last, table.title, "title")
    pen.sheet.set_row(0, 30)
    for place, column in enumerate(table.columns):
        pen.text(1, place, column.title, "head")
        pen.sheet.set_column(place, place, widths[place])
    for number, row in enumerate(table.rows, FIRST_ROW):
        _write_row(pen, table, number, row, widths)
    end = len(table.rows) + FIRST_ROW
    for number, note in enumerate(table.notes, end):
        pen.merged(number, 0, number, last, note, "note")
    if searchable and table.rows:
        pen.sheet.autofilter(1, 0, end - 1, last)
    pen.page(0, 1, freeze=(2, 0))


def _write_row(
    pen: Pen, table: Table, number: int, row: tuple[TableValue, ...], widths: list[float]
) -> None:
    level = table.levels[number - FIRST_ROW] if table.levels else 0
    kind = {SEVERITIES[Severity.ERROR]: "error", SEVERITIES[Severity.WARNING]: "warning"}.get(
        row[0] if not isinstance(row[0], Amount | int | Decimal | str | None) else None,  # type: ignore[arg-type]
        "text",
    )
    texts: list[tuple[str, float]] = []
    for place, (value, column) in enumerate(zip(row, table.columns, strict=True)):
        if place == 0 and level:
            pen.text(number, 0, value, kind, indent=2 * level)
        else:
            own = _emphasis(table, number - FIRST_ROW) if column.format == "state" else kind
            pen.value(number, place, value, column.format, own)
        texts.append((value_text(value, pen.language, column.format), widths[place]))
    pen.height(number, texts)


def _emphasis(table: Table, row: int) -> str:
    """The kind of format in which a row's state is written."""
    severity = table.severities[row] if table.severities else None
    return severity.value if severity in (Severity.ERROR, Severity.WARNING) else "text"


def column_widths(pen: Pen, table: Table) -> list[float]:
    """A width for each column that fits what stands in it, within reason."""
    widths: list[float] = []
    for place, column in enumerate(table.columns):
        texts = [pen.words(column.title)] + [
            value_text(row[place], pen.language, column.format) for row in table.rows[:_MEASURED]
        ]
        widest = max(text_width(text) for text in texts)
        widths.append(float(min(_WIDE, max(_NARROW, widest + 2))))
    return widths
