"""A table as a sheet: title, headings, rows, notes."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from hcstats.messages import render
from hcstats.model import Amount, Label, Message, Severity, Table, TableValue
from hcstats.record_tables import SEVERITIES
from hcstats.writers.shown import value_text
from hcstats.writers.xlsx.sheet import LINE, MOST_LINES, Pen
from hcstats.writers.xlsx.stream import columns, height_xml, number_xml, text_xml
from hcstats.writers.xlsx.styles import lines_needed, text_width

FIRST_ROW = 2
"""Where the rows of a table begin, from 0."""
_NARROW, _WIDE = 8, 44
_MEASURED = 500
"""Rows that are measured for the width of a column."""
_KEPT = 4_000
"""Values of a column whose cells are kept, to be written again; then it begins anew."""
_Content = tuple[str, int]
"""What stands in a cell after its address, and the lines that it takes."""
_KINDS = {
    SEVERITIES[Severity.ERROR].template: "error",
    SEVERITIES[Severity.WARNING].template: "warning",
}


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


class _Cells(dict[TableValue, _Content]):
    """The cells of a column in one kind of format; those of equal values are made once."""

    def __init__(self, pen: Pen, format_: str, width: float, kind: str, level: int) -> None:
        super().__init__()
        self._pen, self._format, self._width = pen, format_, width
        self._kind, self._level = kind, level
        self._of_words = ""

    def __missing__(self, value: TableValue) -> _Content:
        content = self._words(value) if isinstance(value, str) else self._value(value)
        if len(self) >= _KEPT:
            self.clear()
        self[value] = content
        return content

    def _style(self, value: TableValue) -> str:
        style = self._pen.style(value, self._format, self._kind, self._level)
        return f' s="{self._pen.styles.index(style)}"'

    def _words(self, text: str) -> _Content:
        if not text:
            return f"{self._style(text)}/>", 1
        if not self._of_words:
            self._of_words = f'{self._style(text)} t="inlineStr">'
        words = self._pen.words(text)
        return f"{self._of_words}{text_xml(words)}</c>", lines_needed(words, self._width)

    def _value(self, value: TableValue) -> _Content:
        number = value.value if isinstance(value, Amount) else value
        if not isinstance(number, int | Decimal):
            return f"{self._style(value)}/>", 1
        lines = lines_needed(value_text(value, self._pen.language, self._format), self._width)
        return f"{self._style(value)}><v>{number_xml(number)}</v></c>", lines


class _Rows:
    """The XML of a table's rows."""

    def __init__(self, pen: Pen, table: Table, widths: list[float]) -> None:
        self._pen, self._table, self._widths = pen, table, widths
        cells = (f'<c r="{letters}%s"%s' for letters in columns(len(table.columns)))
        self._frame = f'<row r="%s"%s>{"".join(cells)}</row>'
        self._cells: dict[tuple[str, str, int], list[_Cells]] = {}

    def __iter__(self) -> Iterator[str]:
        if self._pen.numbers is not None:
            self._note()
        count = len(self._table.columns)
        for place, row in enumerate(self._table.rows):
            made = [
                cells[value if type(value) is str else self._rendered(value)]
                for cells, value in zip(self._columns(place, row[0]), row, strict=True)
            ]
            contents, lines = zip(*made, strict=True)
            most = max(lines)
            parts = [str(FIRST_ROW + place + 1)] * (2 * count + 2)
            parts[1] = height_xml(min(most, MOST_LINES) * LINE) if most > 1 else ""
            parts[3::2] = contents
            yield self._frame % tuple(parts)

    def _rendered(self, value: TableValue) -> TableValue:
        """A value with its words in the language of the sheet."""
        return render(value, self._pen.language) if isinstance(value, Message | Label) else value

    def _note(self) -> None:
        """Remember every number and where it stands."""
        for place, row in enumerate(self._table.rows, FIRST_ROW):
            for column, value in enumerate(row):
                self._pen.note(place, column, value)

    def _columns(self, place: int, first: TableValue) -> list[_Cells]:
        """The cells of each column as a row's kind and depth have them."""
        table = self._table
        kind = _KINDS.get(first.template, "text") if isinstance(first, Message) else "text"
        state = _emphasis(table.severities[place]) if table.severities else kind
        level = table.levels[place] if table.levels else 0
        found = self._cells.get((kind, state, level))
        if found is None:
            found = self._cells[kind, state, level] = []
            for column, width in zip(table.columns, self._widths, strict=True):
                own = state if column.format == "state" else kind
                depth = 0 if found else level
                found.append(_Cells(self._pen, column.format, width, own, depth))
        return found


def _emphasis(severity: Severity | None) -> str:
    """The kind of format in which a row's state is written."""
    return severity.value if severity in (Severity.ERROR, Severity.WARNING) else "text"


def column_widths(pen: Pen, table: Table) -> list[float]:
    """A width for each column that fits what stands in it, within reason."""
    widths: list[float] = []
    first = table.rows[:_MEASURED]
    for place, column in enumerate(table.columns):
        widest = text_width(pen.words(column.title))
        for row in first:
            if widest + 2 >= _WIDE:
                break
            widest = max(widest, text_width(value_text(row[place], pen.language, column.format)))
        widths.append(float(min(_WIDE, max(_NARROW, widest + 2))))
    return widths
