"""A trace as JSON and CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from hcstats.messages import render
from hcstats.model import Outcome, Total
from hcstats.trace import Contribution, Formula, IndicatorTrace, Operand, Part, Trace
from hcstats.writers.json_records import (
    amount_record,
    number_value,
    plain,
    problem_record,
    run_record,
    written,
)
from hcstats.writers.shown import clean, inert, number_text

CONTRIBUTION_COLUMNS = (
    "key",
    "unit_code",
    "unit",
    "group",
    "value",
    "status",
    "approximate",
    "counted",
    "file",
    "sheet",
    "cell",
    "text",
    "reading",
    "formula",
    "reason",
)
"""The fields of a contribution, in this order."""


def render_json(traced: Trace | IndicatorTrace, outcome: Outcome, language: str) -> str:
    """The trace of a figure as one object; of an indicator with those of its figures inside."""
    if isinstance(traced, Trace):
        return written(_trace(traced, language) | {"run": run_record(outcome)})
    value = traced.value
    return written(
        {
            "indicator": traced.id,
            "label": render(traced.label, language),
            "formula": render(traced.formula, language),
            "value": number_value(value.value),
            "approximate": value.numerator.approximate or value.denominator.approximate,
            "numerator": _operand(traced.numerator, language),
            "denominator": _operand(traced.denominator, language),
            "traces": [_trace(one, language) for one in traced.traces],
            "run": run_record(outcome),
        }
    )


def _trace(trace: Trace, language: str) -> dict[str, object]:
    return {
        "key": trace.key,
        "label": render(trace.label, language),
        "unit": trace.unit,
        "additive": trace.additive,
        "total": _total(trace.total) | {"expected": trace.expected},
        "groups": [{"group": one.group, **_total(one)} for one in trace.groups],
        "formula": [_formula(one, language) for one in trace.formulas],
        "contributions": [
            {
                name: plain(value) if isinstance(value, str) and name != "value" else value
                for name, value in _contribution(trace.key, one, language).items()
                if name != "key"
            }
            for one in trace.contributions
        ],
        "sum": number_value(trace.sum),
        "agrees": trace.agrees,
        "problems": [problem_record(one, language) for one in trace.problems],
    }


def _total(total: Total) -> dict[str, object]:
    return {**amount_record(total.amount), "units": total.units, "partial": total.partial}


def _formula(formula: Formula, language: str) -> dict[str, object]:
    return {
        "rule": formula.rule,
        "left": _parts(formula.left, language),
        "right": _parts(formula.right, language),
        "left_value": number_value(formula.left_value),
        "right_value": number_value(formula.right_value),
        "holds": formula.holds,
        "reason": render(formula.reason, language),
        "units": list(map(plain, formula.units)),
    }


def _parts(parts: Sequence[Part], language: str) -> list[dict[str, object]]:
    return [
        {
            "sign": part.sign,
            "key": part.key,
            "label": render(part.label, language),
            **amount_record(part.amount),
        }
        for part in parts
    ]


def _operand(operand: Operand, language: str) -> dict[str, object]:
    return {
        "expression": operand.expression,
        "parts": _parts(operand.parts, language),
        **amount_record(operand.amount),
    }


def _contribution(key: str, one: Contribution, language: str) -> dict[str, object]:
    place = one.place
    return {
        "key": key,
        "unit_code": one.unit_code,
        "unit": one.unit,
        "group": one.group,
        "value": number_value(one.amount.value),
        "status": one.state.value,
        "approximate": one.amount.approximate,
        "counted": one.counted,
        "file": place.file,
        "sheet": place.sheet,
        "cell": place.cell,
        "text": one.figure.text if one.figure else "",
        "reading": [step.code for step in one.reading],
        "formula": one.formula,
        "reason": render(one.reason, language),
    }


def render_csv(traced: Trace | IndicatorTrace, language: str) -> str:
    """Every contribution, one row each; of an indicator those of all its figures."""
    stream = io.StringIO(newline="")
    out = csv.writer(stream, lineterminator="\n")
    out.writerow(CONTRIBUTION_COLUMNS)
    for trace in (traced,) if isinstance(traced, Trace) else traced.traces:
        for one in trace.contributions:
            record = _contribution(trace.key, one, language)
            value = one.amount.value
            record["value"] = "" if value is None else number_text(value)
            out.writerow([_field(name, field) for name, field in record.items()])
    return stream.getvalue()


def _field(name: str, value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    text = "|".join(value) if isinstance(value, list) else str(value)
    # A negative value is a number and stays one.
    return text if name == "value" else inert(clean(text))
