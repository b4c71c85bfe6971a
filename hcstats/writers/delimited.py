"""CSV: totals one row an item, figures one row a cell; no text can become a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from hcstats.board import Board
from hcstats.board_tables import RECORD_COLUMNS, records
from hcstats.explanations import figures_of
from hcstats.forms.definition import Form
from hcstats.item_labels import item_label
from hcstats.layout.export_marker import FIGURE_COLUMNS
from hcstats.messages import render
from hcstats.model import Amount, Figure, Outcome, Problem, Status, Table, TableValue
from hcstats.writers.shown import batches, clean, inert, number_text, value_text

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
    "figures",
    "explanation",
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


def _figure_field(figure: Figure, name: str) -> str:
    if name == "value":
        return "" if figure.value is None else number_text(figure.value)
    if name == "approximate":
        return str(figure.approximate).lower()
    return _text(str(getattr(figure, name)))


def render_figures(figures: Iterable[Figure]) -> Iterator[str]:
    """Every figure, one row a cell; the text comes in pieces, as the figures do."""
    yield _written([FIGURE_COLUMNS])
    for some in batches(figures):
        yield _written([_figure_field(figure, name) for name in FIGURE_COLUMNS] for figure in some)


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
            _text(figures_of(one)),
            _text(one.explanation),
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
                _shown(value, value_text(value, language, column.format))
                for value, column in zip(row, table.columns, strict=True)
            ]
            for row in table.rows
        ]
        parts.append(_written(rows))
    return "\n".join(parts)


def _shown(value: TableValue, text: str) -> str:
    """A number as it is, a minus sign too; a text so that no program takes it for a formula."""
    return text if isinstance(value, int | Decimal | Amount) else _text(text)


def render_board(board: Board) -> str:
    """The board of a collection, one row a unit; several states or files behind bars."""
    rows = [[_text(_joined(one[name])) for name in RECORD_COLUMNS] for one in records(board)]
    return _written([RECORD_COLUMNS, *rows])


def _joined(value: object) -> str:
    if isinstance(value, list):
        return "|".join(value)
    return "" if value is None else str(value)
