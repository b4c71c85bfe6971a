"""The hidden sheet by which a later run recognises the workbook and sees what was altered."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from hcstats.forms.definition import Form
from hcstats.layout.address import column_letters
from hcstats.layout.export_marker import EXPORT_TITLE, EXPORT_VERSION, token
from hcstats.layout.marker import MARKER_SHEET
from hcstats.model import Amount, Outcome, Severity
from hcstats.writers.xlsx.sheet import Pen, words

_CHUNK = 300
"""Figures in one cell: a cell holds 32,767 characters."""
_NOT_THERE = "-"


def write_marker(book: Any, outcome: Outcome, form: Form, pens: Sequence[Pen]) -> None:  # noqa: ANN401
    """Form, period, units, every counted figure, and every number on the sheets under `pens`."""
    sheet = book.add_worksheet(MARKER_SHEET)
    lines = [(EXPORT_TITLE, EXPORT_VERSION), *_run(outcome), *_figures(outcome, form)]
    lines += [line for pen in pens for line in _numbers(pen)]
    for row, line in enumerate(lines):
        for column, text in enumerate(line):
            if text:
                sheet.write_string(row, column, words(text, "zh"))
    sheet.very_hidden()


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
    units: dict[tuple[str, str], dict[str, Amount]] = {}
    for value in outcome.by_unit:
        units.setdefault((value.unit_code, value.unit), {})[value.key] = value.amount
    for unit, amounts in units.items():
        for start in range(0, len(keys), _CHUNK):
            tokens = [
                token(amounts[key]) if key in amounts else _NOT_THERE
                for key in keys[start : start + _CHUNK]
            ]
            yield "figures", *unit, " ".join(tokens), str(start)


def _numbers(pen: Pen) -> Iterator[tuple[str, ...]]:
    """The numbers of a sheet, a line a row: `C=5 D=7`."""
    rows: dict[int, list[str]] = {}
    for (row, column), value in sorted(pen.numbers.items()):
        rows.setdefault(row, []).append(f"{column_letters(column + 1)}={token(value)}")
    for row, cells in rows.items():
        yield "numbers", pen.sheet.name, str(row + 1), " ".join(cells)
