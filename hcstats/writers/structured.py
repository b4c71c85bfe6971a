"""JSON as the interface promises it; numbers are written with every digit that they have."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from decimal import Decimal

from hcstats.forms.definition import Form
from hcstats.messages import render
from hcstats.model import (
    Amount,
    Coverage,
    Figure,
    IndicatorValue,
    Label,
    Number,
    Outcome,
    Problem,
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


def written(document: object) -> str:
    """The document as JSON text; json itself would round a Decimal to a binary float."""
    text = json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False)
    return _MARKED.sub(r"\1", text) + "\n"


def _text(text: str) -> str:
    return text.replace(_MARK, "")


def render_outcome(outcome: Outcome, form: Form | None, language: str) -> str:
    """Everything that `aggregate` found."""
    return written(
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
            "run": run_record(outcome),
        }
    )


def render_check(outcome: Outcome, language: str) -> str:
    """What `check` found: problems, coverage, how the rules came out."""
    rules = outcome.rules
    return written(
        {
            "problems": [_problem(problem, language) for problem in outcome.problems],
            "coverage": _coverage(outcome.coverage),
            "rules": {
                "run": rules.run,
                "passed": rules.passed,
                "failed": rules.failed,
                "not_assessable": rules.not_assessable,
            },
            "run": run_record(outcome),
        }
    )


def render_figures(figures: Iterable[Figure]) -> str:
    """Every figure as an object with the interface's columns."""
    return written(
        [{name: _field(getattr(figure, name)) for name in FIGURE_COLUMNS} for figure in figures]
    )


def _field(value: str | bool | Number | None) -> str | bool | int | None:
    if isinstance(value, str):
        return _text(value)
    return value if isinstance(value, bool) else _number(value)


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


def _problem(problem: Problem, language: str) -> dict[str, str]:
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
    }


def run_record(outcome: Outcome) -> dict[str, object]:
    """What produced an output, as an object."""
    run = outcome.run
    return {
        "version": run.version,
        "command": run.command,
        "inputs": dict(run.inputs),
        "editions": list(run.editions),
    }
