"""CSV: totals one row an item, figures one row a cell; no text can become a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from hcstats.forms.definition import Form
from hcstats.messages import render
from hcstats.model import Amount, Figure, Outcome, Problem, Status, Table
from hcstats.tables import item_label
from hcstats.writers.shown import clean, inert, number_text, value_text

FIGURE_COLUMNS = (
    "form",
    "edition",
    "unit_code",
    "unit",
    "period",
    "key",
    "value",
    "status",
    "approximate",
    "file",
    "sheet",
    "cell",
    "text",
)
TOTAL_COLUMNS = (
    "key",
    "label",
    "unit",
    "total",
    "approximate",
    "status",
    "units",
    "expected",
    "city",
    "county",
)
PROBLEM_COLUMNS = (
    "severity",
    "rule",
    "file",
    "sheet",
    "cell",
    "unit_code",
    "unit",
    "period",
    "key",
    "message",
    "found",
    "expected",
)


def _written(rows: Iterable[Sequence[str]]) -> str:
    stream = io.StringIO(newline="")
    csv.writer(stream, lineterminator="\n").writerows(rows)
    return stream.getvalue()


def _text(text: str) -> str:
    return inert(clean(text))


def _value(amount: Amount) -> str:
    return "" if amount.value is None else number_text(amount.value)


def render_totals(outcome: Outcome, form: Form | None, language: str) -> str:
    """The totals, one row an item, with those of 本级 and 县区 beside them."""
    groups = {(total.group, total.key): total.amount for total in outcome.groups}
    rows: list[Sequence[str]] = [TOTAL_COLUMNS]
    none = Amount(None, status=Status.BLANK)
    for total in outcome.totals:
        item = form.items[total.key] if form else None
        label = render(item_label(form, item), language) if form and item else ""
        rows.append(
            (
                total.key,
                label,
                item.unit if item else "",
                _value(total.amount),
                str(total.amount.approximate).lower(),
                total.amount.status,
                str(total.units),
                str(len(outcome.coverage.expected)),
                _value(groups.get(("city", total.key), none)),
                _value(groups.get(("county", total.key), none)),
            )
        )
    return _written(rows)


def figure_row(figure: Figure) -> tuple[str, ...]:
    """A figure in the order of the interface's columns."""
    return (
        figure.form,
        figure.edition,
        _text(figure.unit_code),
        _text(figure.unit),
        figure.period,
        figure.key,
        "" if figure.value is None else number_text(figure.value),
        figure.status,
        str(figure.approximate).lower(),
        _text(figure.file),
        _text(figure.sheet),
        figure.cell,
        _text(figure.text),
    )


def render_figures(figures: Iterable[Figure]) -> str:
    """Every figure, one row a cell."""
    return _written([FIGURE_COLUMNS, *map(figure_row, figures)])


def render_problems(problems: Iterable[Problem], language: str) -> str:
    """Every problem, one row each."""
    rows = [
        (
            one.severity,
            one.rule,
            _text(one.place.file),
            _text(one.place.sheet),
            one.place.cell,
            _text(one.unit_code),
            _text(one.unit),
            one.period,
            one.key,
            _text(render(one.message, language)),
            _text(one.found),
            _text(one.expected),
        )
        for one in problems
    ]
    return _written([PROBLEM_COLUMNS, *rows])


def render_tables(tables: Iterable[Table], language: str) -> str:
    """Tables one below the other with a blank line between."""
    parts = []
    for table in tables:
        rows = [[_text(value_text(column.title, language)) for column in table.columns]]
        rows += [
            [
                _text(value_text(value, language, column.format))
                for value, column in zip(row, table.columns, strict=True)
            ]
            for row in table.rows
        ]
        parts.append(_written(rows))
    return "\n".join(parts)
