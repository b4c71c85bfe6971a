"""Problems as JSON, and back."""

from __future__ import annotations

from sys import intern
from typing import Any

from hcstats.model import Change, Hint, Place, Problem, Severity
from hcstats.packed.values import message_of, value, value_of

_SAME = 0
"""Stands for the file's own name."""


def problem_as_json(one: Problem, name: str) -> list[Any]:
    """A problem of a file of that name."""
    return [
        one.rule,
        one.severity.value,
        value(one.message),
        _place(one.place, name),
        one.unit_code,
        one.unit,
        one.period,
        one.key,
        one.expected,
        one.found,
        one.figures,
        [_hint(hint, name) for hint in one.hints],
        one.explanation,
    ]


def problem_of(one: list[Any], name: str) -> Problem:
    """The problem that `problem_as_json` has packed."""
    rule, severity, message, place, code, unit, period, key, expected, found, figures, *rest = one
    hints, explanation = rest
    return Problem(
        intern(rule),
        Severity(severity),
        message_of(message),
        _place_of(place, name),
        code,
        unit,
        period,
        key,
        expected,
        found,
        figures,
        tuple([_hint_of(hint, name) for hint in hints]),
        explanation,
    )


def _hint(one: Hint, name: str) -> list[Any]:
    changes = [[it.key, _place(it.place, name), value(it.old), value(it.new)] for it in one.changes]
    return [one.cause, value(one.message), changes]


def _hint_of(one: list[Any], name: str) -> Hint:
    cause, message, changes = one
    return Hint(
        cause,
        message_of(message),
        tuple(
            [
                Change(key, _place_of(place, name), value_of(old), value_of(new))
                for key, place, old, new in changes
            ]
        ),
    )


def _place(one: Place, name: str) -> list[Any]:
    return [_SAME if one.file == name else one.file, one.sheet, one.cell]


def _place_of(one: list[Any], name: str) -> Place:
    file, sheet, cell = one
    return Place(name if file == _SAME else file, sheet, cell)
