"""A table as a sheet: title, headings, rows, notes."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from hcstats.model import Amount, Message, Severity, Table, TableValue
from hcstats.record_tables import SEVERITIES
from hcstats.writers.shown import value_text
from hcstats.writers.xlsx.sheet import LINE, MOST_LINES, Pen
from hcstats.writers.xlsx.stream import columns, number_xml, row_of, text_xml
from hcstats.writers.xlsx.styles import lines_needed, text_width

FIRST_ROW = 2
"""Where the rows of a table begin, from 0."""
_NARROW, _WIDE = 8, 44
_MEASURED = 500
"""Rows that are measured for the width of a column."""
_KEPT = 20_000
"""Values of a column whose cells are kept, to be written again."""
_Content = tuple[str, int]
"""What stands in a cell after its address, and the lines that it takes."""
_KINDS = {SEVERITIES[Severity.ERROR]: "error", SEVERITIES[Severity.WARNING]: "warning"}


def write_table(pen: Pen, table: Table, *, searchable: bool = False, held: bool = False) -> None:
    """The whole sheet of one table; `searchable` adds a filter over the headings.

    Its rows are written when the book is closed, unless they are to be `held` for charts.
    """
    last = len(table.columns) - 1
    widths = column_widths(pen, table)
    pen.merged(0, 0, 0, last, table.title, "title")
    pen.sheet.set_row(0, 30)
    for place, column in enumerate(table.columns):
        pen.text(1, place, column.title, "head")
        pen.sheet.set_column(place, place, widths[place])
    if held:
        for number, row in enumerate(table.rows, FIRST_ROW):
            for place, (value, column) in enumerate(zip(row, table.columns, strict=True)):
                pen.value(number, place, value, column.format)
    else:
        pen.sheet.rows_come(_Rows(pen, table, widths), FIRST_ROW, len(table.rows))
    end = len(table.rows) + FIRST_ROW
    for number, note in enumerate(table.notes, end):
        pen.merged(number, 0, number, last, note, "note")
    if searchable and table.rows:
        pen.sheet.autofilter(1, 0, end - 1, last)
    pen.page(0, 1, freeze=(2, 0))


class _Rows:
    """The XML of a table's rows; equal values of a column are made into a cell once."""

    def __init__(self, pen: Pen, table: Table, widths: list[float]) -> None:
        self._pen, self._table, self._widths = pen, table, widths
        self._letters = columns(len(table.columns))
        self._made: dict[tuple[int, str, int], dict[TableValue, _Content]] = {}

    def __iter__(self) -> Iterator[str]:
        for number, row in enumerate(self._table.rows):
            yield self._row(number, row)

    def _row(self, number: int, row: tuple[TableValue, ...]) -> str:
        row_place = FIRST_ROW + number
        kinds = self._kinds(number, row[0])
        level = self._table.levels[number] if self._table.levels else 0
        cells: list[str] = []
        most = 1
        for place, (letters, kind, value) in enumerate(zip(self._letters, kinds, row, strict=True)):
            content, lines = self._content(place, value, kind, 0 if place else level)
            cells.append(f'<c r="{letters}{row_place + 1}"{content}')
            most = max(most, lines)
            if self._pen.numbers is not None:
                self._pen.note(row_place, place, value)
        return row_of(row_place, cells, min(most, MOST_LINES) * LINE if most > 1 else None)

    def _kinds(self, number: int, first: TableValue) -> list[str]:
        """The kinds of format of a row's cells."""
        kind = _KINDS.get(first, "text") if isinstance(first, Message) else "text"
        kinds = [kind] * len(self._letters)
        if self._table.severities:
            for place, column in enumerate(self._table.columns):
                if column.format == "state":
                    kinds[place] = _emphasis(self._table.severities[number])
        return kinds

    def _content(self, place: int, value: TableValue, kind: str, level: int) -> _Content:
        if isinstance(value, Message) and value.params:
            # Hardly any two are the same.
            return self._cell(place, value, kind, level)
        made = self._made.setdefault((place, kind, level), {})
        content = made.get(value)
        if content is None:
            content = self._cell(place, value, kind, level)
            if len(made) < _KEPT:
                made[value] = content
        return content

    def _cell(self, place: int, value: TableValue, kind: str, level: int) -> _Content:
        """What stands in a cell after its address, and the lines that it takes."""
        pen, format_ = self._pen, self._table.columns[place].format
        shown = value_text(value, pen.language, format_)
        lines = lines_needed(shown, self._widths[place])
        style = pen.style(value, format_, kind, level)
        start = f' s="{pen.styles.index(style)}"'
        number = value.value if isinstance(value, Amount) else value
        if isinstance(number, int | Decimal):
            return f"{start}><v>{number_xml(number)}</v></c>", lines
        if number is None:
            return f"{start}/>", lines
        return f'{start} t="inlineStr">{text_xml(pen.words(value))}</c>', lines


def _emphasis(severity: Severity | None) -> str:
    """The kind of format in which a row's state is written."""
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
