"""JSON as the interface promises it; numbers are written with every digit that they have."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from hcstats.board import Board, State
from hcstats.board_tables import records
from hcstats.forms.definition import Form
from hcstats.item_labels import item_label
from hcstats.layout.export_marker import FIGURE_COLUMNS
from hcstats.messages import render
from hcstats.model import (
    Figure,
    IndicatorValue,
    Label,
    Message,
    Number,
    Outcome,
    Table,
    Total,
)
from hcstats.writers.json_records import (
    amount_record,
    array_pieces,
    counts_record,
    coverage_record,
    document_pieces,
    figures_digest,
    number_value,
    plain,
    problem_record,
    ref_record,
    register_records,
    run_record,
    source_record,
    written,
)
from hcstats.writers.shown import value_text


def render_outcome(outcome: Outcome, form: Form | None, language: str) -> Iterator[str]:
    """Everything that `aggregate` found; the text comes in pieces, as the figures do."""
    return document_pieces(
        {
            "form": outcome.form,
            "period": outcome.period,
            "authority": outcome.authority,
            "coverage": coverage_record(outcome.coverage),
            "totals": [_total(total, form, language) for total in outcome.totals],
            "groups": [
                {"group": total.group, **_total(total, form, language)} for total in outcome.groups
            ],
            "by_unit": (
                {
                    "unit_code": value.unit_code,
                    "unit": plain(value.unit),
                    "key": value.key,
                    **amount_record(value.amount),
                    **source_record(value.figure),
                }
                for value in outcome.by_unit
            ),
            "indicators": _indicators(outcome, form, language),
            "problems": [problem_record(problem, language) for problem in outcome.problems],
            "register": register_records(outcome),
            "covering": [ref_record(unit) for unit in outcome.covering],
            "run": run_record(outcome) | {"figures_sha256": figures_digest(outcome)},
        }
    )


def render_check(outcome: Outcome, language: str) -> str:
    """What `check` found: problems, coverage, how the rules came out."""
    return written(
        {
            "problems": [problem_record(problem, language) for problem in outcome.problems],
            "coverage": coverage_record(outcome.coverage),
            "rules": counts_record(outcome.rules)
            | {"by_rule": {rule: counts_record(one) for rule, one in outcome.by_rule.items()}},
            "numbers": {
                "all": outcome.numbers.all,
                "claimed": outcome.numbers.claimed,
                "declared": outcome.numbers.declared,
                "unclaimed": outcome.numbers.unclaimed,
            },
            "run": run_record(outcome),
        }
    )


def render_board(board: Board, outcome: Outcome) -> str:
    """The board of a collection: a count of each state, and every row."""
    return written(
        {
            "period": board.period,
            "deadline": board.deadline.isoformat() if board.deadline else None,
            "expected": board.expected,
            "states": {state.value: board.count(state) for state in State},
            "units": [_cleaned(one) for one in records(board)],
            "left_out": list(map(plain, board.left_out)),
            "not_found": list(map(plain, board.not_found)),
            "run": run_record(outcome),
        }
    )


def _cleaned(record: Mapping[str, object]) -> dict[str, object]:
    return {
        name: plain(value) if isinstance(value, str) else value for name, value in record.items()
    }


def render_figures(figures: Iterable[Figure]) -> Iterator[str]:
    """Every figure as an object with the interface's columns, in pieces."""
    yield from array_pieces(
        {name: _field(getattr(figure, name)) for name in FIGURE_COLUMNS} for figure in figures
    )
    yield "\n"


def _field(value: str | bool | Number | None) -> str | bool | int | None:
    if isinstance(value, str):
        return plain(value)
    return value if isinstance(value, bool) else number_value(value)


def render_records(records: Iterable[Mapping[str, object]], outcome: Outcome, language: str) -> str:
    """Records with the run that they come from."""
    return written(
        {
            "numbers": [
                {name: _recorded(value, language) for name, value in record.items()}
                for record in records
            ],
            "run": run_record(outcome),
        }
    )


def _recorded(value: object, language: str) -> object:
    if isinstance(value, Message):
        return plain(render(value, language))
    if isinstance(value, bool) or value is None:
        return value
    return number_value(value) if isinstance(value, int | Decimal) else plain(str(value))


def render_tables(tables: Iterable[Table], language: str) -> str:
    """Tables as lists of objects under their titles."""
    return written(
        [
            {
                "title": value_text(table.title, language),
                "rows": [
                    {
                        value_text(column.title, language): value_text(
                            value, language, column.format
                        )
                        for value, column in zip(row, table.columns, strict=True)
                    }
                    for row in table.rows
                ],
            }
            for table in tables
        ]
    )


def _total(total: Total, form: Form | None, language: str) -> dict[str, object]:
    item = form.items[total.key] if form else None
    return {
        "key": total.key,
        "label": render(item_label(form, item), language) if form and item else "",
        "unit": item.unit if item else "",
        **amount_record(total.amount),
        "units": total.units,
    }


def _indicators(outcome: Outcome, form: Form | None, language: str) -> list[dict[str, object]]:
    labels = indicator_labels(form, language) if form else {}
    return [_indicator(one, labels.get(one.id, "")) for one in outcome.indicators]


def _indicator(one: IndicatorValue, label: str) -> dict[str, object]:
    return {
        "id": one.id,
        "label": label,
        "value": number_value(one.value),
        "numerator": number_value(one.numerator.value),
        "denominator": number_value(one.denominator.value),
        "approximate": one.numerator.approximate or one.denominator.approximate,
    }


def indicator_labels(form: Form, language: str) -> dict[str, str]:
    """The label of every indicator and share by its id."""
    labels = {one.id: render(Label(one.label, one.gloss), language) for one in form.indicators}
    for share in form.shares:
        for part in share.parts:
            whole = render(Label(share.label, share.gloss), language)
            label = render(item_label(form, form.items[part]), language)
            labels[share.of(part)] = f"{whole}: {label}"
    return labels
