"""The hidden sheet by which a later run recognises the workbook and sees what was altered."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from hcstats.cell_addresses import column_letters
from hcstats.forms.definition import Form
from hcstats.layout.export_marker import EXPORT_TITLE, EXPORT_VERSION, WITHOUT_FIGURES, token
from hcstats.layout.marker import MARKER_SHEET
from hcstats.model import Outcome, Severity
from hcstats.unit_groups import unit_rows
from hcstats.writers.xlsx.sheet import Pen, words
from hcstats.writers.xlsx.stream import text_lines

_CHUNK = 300
"""Figures in one cell: a cell holds 32,767 characters."""
_NOT_THERE = "-"


def write_marker(book: Any, outcome: Outcome, form: Form, pens: Sequence[Pen]) -> None:  # noqa: ANN401
    """Form, period, units, every counted figure, and every number on the sheets under `pens`.

    It is the last sheet: when its lines are written, what stands on the others is known.
    """
    _hidden(book, lambda: _lines(outcome, form, pens))


def write_short_marker(book: Any, outcome: Outcome) -> None:  # noqa: ANN401
    """Only what this workbook is, and that it does not hold the units' figures."""
    told = (EXPORT_TITLE, EXPORT_VERSION), ("form", outcome.form), ("period", outcome.period)
    _hidden(book, lambda: [*told, (WITHOUT_FIGURES,)])


def _hidden(book: Any, lines: Callable[[], Iterable[tuple[str, ...]]]) -> None:  # noqa: ANN401
    from hcstats.writers.xlsx.streamed import StreamedSheet  # noqa: PLC0415  (xlsxwriter)

    sheet = book.add_worksheet(MARKER_SHEET, StreamedSheet)
    sheet.rows_come(_Late(lines), 0, None)
    sheet.very_hidden()


class _Late:
    """Lines that are asked for only when they are written."""

    def __init__(self, lines: Callable[[], Iterable[tuple[str, ...]]]) -> None:
        self._lines = lines

    def __iter__(self) -> Iterator[str]:
        return text_lines(tuple(words(text, "zh") for text in line) for line in self._lines())


def _lines(outcome: Outcome, form: Form, pens: Sequence[Pen]) -> Iterator[tuple[str, ...]]:
    yield EXPORT_TITLE, EXPORT_VERSION
    yield from _run(outcome)
    yield from _figures(outcome, form)
    for pen in pens:
        yield from _numbers(pen)


def _run(outcome: Outcome) -> Iterator[tuple[str, ...]]:
    errors = sum(one.severity is Severity.ERROR for one in outcome.problems)
    yield "form", outcome.form
    yield "period", outcome.period
    yield "errors", str(errors)
    for unit in outcome.listed:
        yield "unit", *unit
    for one in outcome.covering:
        yield "covers", one.code, one.name
    for twice in outcome.coverage.duplicates:
        if not twice.same_figures:
            yield "rivals", twice.unit.code, twice.unit.name, "、".join(twice.files)


def _figures(outcome: Outcome, form: Form) -> Iterator[tuple[str, ...]]:
    keys = list(form.items)
    for start in range(0, len(keys), _CHUNK):
        yield "keys", " ".join(keys[start : start + _CHUNK])
    for unit, amounts in unit_rows(outcome):
        for start in range(0, len(keys), _CHUNK):
            tokens = [
                token(amounts[key]) if key in amounts else _NOT_THERE
                for key in keys[start : start + _CHUNK]
            ]
            yield "figures", *unit, " ".join(tokens), str(start)


def _numbers(pen: Pen) -> Iterator[tuple[str, ...]]:
    """The numbers of a sheet, a line a row: `C=5 D=7`."""
    rows: dict[int, list[str]] = {}
    for (row, column), value in sorted((pen.numbers or {}).items()):
        rows.setdefault(row, []).append(f"{column_letters(column + 1)}={token(value)}")
    for row, cells in rows.items():
        yield "numbers", pen.sheet.name, str(row + 1), " ".join(cells)
