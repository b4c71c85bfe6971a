"""JSON as the interface promises it; numbers are written with every digit that they have."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from decimal import Decimal

from hcstats.board import Board, State
from hcstats.board_tables import records
from hcstats.explanations import figures_of
from hcstats.forms.definition import Form
from hcstats.messages import render
from hcstats.model import (
    Amount,
    Coverage,
    Figure,
    Hint,
    IndicatorValue,
    Label,
    Number,
    Outcome,
    Problem,
    RuleCounts,
    Table,
    Total,
    UnitRef,
)
from hcstats.record_tables import FIGURE_COLUMNS
from hcstats.tables import item_label
from hcstats.writers.shown import value_text

_MARK = "\ue000"
"""A private-use character in front of the digits of a Decimal, until the text is written."""
_MARKED = re.compile(f'"{_MARK}([0-9.\\-]+)"')


def _number(value: Number | None) -> int | str | None:
    return f"{_MARK}{value:f}" if isinstance(value, Decimal) else value


def _written(document: object) -> str:
    """The document as JSON text; json itself would round a Decimal to a binary float."""
    text = json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False)
    return _MARKED.sub(r"\1", text) + "\n"


def _text(text: str) -> str:
    return text.replace(_MARK, "")


def render_outcome(outcome: Outcome, form: Form | None, language: str) -> str:
    """Everything that `aggregate` found."""
    return _written(
        {
            "form": outcome.form,
            "period": outcome.period,
            "authority": outcome.authority,
            "coverage": _coverage(outcome.coverage),
            "totals": [_total(total, form, language) for total in outcome.totals],
            "groups": [
                {"group": total.group, **_total(total, form, language)} for total in outcome.groups
            ],
            "by_unit": [
                {
                    "unit_code": value.unit_code,
                    "unit": _text(value.unit),
                    "key": value.key,
                    **_amount(value.amount),
                }
                for value in outcome.by_unit
            ],
            "indicators": _indicators(outcome, form, language),
            "problems": [_problem(problem, language) for problem in outcome.problems],
            "run": _run(outcome),
        }
    )


def render_check(outcome: Outcome, language: str) -> str:
    """What `check` found: problems, coverage, how the rules came out."""
    return _written(
        {
            "problems": [_problem(problem, language) for problem in outcome.problems],
            "coverage": _coverage(outcome.coverage),
            "rules": _counts(outcome.rules)
            | {"by_rule": {rule: _counts(one) for rule, one in outcome.by_rule.items()}},
            "numbers": {
                "all": outcome.numbers.all,
                "claimed": outcome.numbers.claimed,
                "declared": outcome.numbers.declared,
                "unclaimed": outcome.numbers.unclaimed,
            },
            "run": _run(outcome),
        }
    )


def _counts(counts: RuleCounts) -> dict[str, object]:
    return {
        "run": counts.run,
        "passed": counts.passed,
        "failed": counts.failed,
        "not_assessable": counts.not_assessable,
    }


def render_board(board: Board) -> str:
    """The board of a collection: a count of each state, and every row."""
    return _written(
        {
            "period": board.period,
            "deadline": board.deadline.isoformat() if board.deadline else None,
            "expected": board.expected,
            "states": {state.value: board.count(state) for state in State},
            "units": [_cleaned(one) for one in records(board)],
        }
    )


def _cleaned(record: Mapping[str, object]) -> dict[str, object]:
    return {
        name: _text(value) if isinstance(value, str) else value for name, value in record.items()
    }


def render_figures(figures: Iterable[Figure]) -> str:
    """Every figure as an object with the interface's columns."""
    return _written(
        [{name: _field(getattr(figure, name)) for name in FIGURE_COLUMNS} for figure in figures]
    )


def _field(value: str | bool | Number | None) -> str | bool | int | None:
    if isinstance(value, str):
        return _text(value)
    return value if isinstance(value, bool) else _number(value)


def render_tables(tables: Iterable[Table], language: str) -> str:
    """Tables as lists of objects under their titles."""
    return _written(
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


def _amount(amount: Amount) -> dict[str, object]:
    return {
        "value": _number(amount.value),
        "status": amount.status,
        "approximate": amount.approximate,
    }


def _total(total: Total, form: Form | None, language: str) -> dict[str, object]:
    item = form.items[total.key] if form else None
    return {
        "key": total.key,
        "label": render(item_label(form, item), language) if form and item else "",
        "unit": item.unit if item else "",
        **_amount(total.amount),
        "units": total.units,
    }


def _indicators(outcome: Outcome, form: Form | None, language: str) -> list[dict[str, object]]:
    labels = indicator_labels(form, language) if form else {}
    return [_indicator(one, labels.get(one.id, "")) for one in outcome.indicators]


def _indicator(one: IndicatorValue, label: str) -> dict[str, object]:
    return {
        "id": one.id,
        "label": label,
        "value": _number(one.value),
        "numerator": _number(one.numerator.value),
        "denominator": _number(one.denominator.value),
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


def _ref(unit: UnitRef) -> dict[str, str]:
    return {"code": unit.code, "name": unit.name}


def _coverage(coverage: Coverage) -> dict[str, object]:
    return {
        "expected": len(coverage.expected),
        "reported": len(coverage.reported),
        "missing": [_ref(unit) for unit in coverage.missing],
        "zero_reports": [_ref(unit) for unit in coverage.zero_reports],
        "duplicates": [
            {**_ref(one.unit), "files": list(one.files), "same_figures": one.same_figures}
            for one in coverage.duplicates
        ],
        "registered": coverage.registered,
    }


def _problem(problem: Problem, language: str) -> dict[str, object]:
    return {
        "rule": problem.rule,
        "severity": problem.severity,
        "message": _text(render(problem.message, language)),
        "unit_code": problem.unit_code,
        "unit": _text(problem.unit),
        "period": problem.period,
        "file": problem.place.file,
        "sheet": problem.place.sheet,
        "cell": problem.place.cell,
        "key": problem.key,
        "expected": problem.expected,
        "found": _text(problem.found),
        "figures": _text(figures_of(problem)),
        "explanation": _text(problem.explanation),
        "hints": [_hint(hint, language) for hint in problem.hints],
    }


def _hint(hint: Hint, language: str) -> dict[str, object]:
    return {
        "cause": hint.cause,
        "message": _text(render(hint.message, language)),
        "changes": [
            {
                "key": change.key,
                "file": change.place.file,
                "sheet": change.place.sheet,
                "cell": change.place.cell,
                "old": _number(change.old),
                "new": _number(change.new),
            }
            for change in hint.changes
        ],
    }


def _run(outcome: Outcome) -> dict[str, object]:
    run = outcome.run
    return {
        "version": run.version,
        "command": run.command,
        "inputs": dict(run.inputs),
        "editions": list(run.editions),
    }
