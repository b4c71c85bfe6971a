"""What one file gave as bytes, and back.

Plain JSON of lists: whoever can write to a shared folder can have no code run by it, as a pickle
could, and what does not fit the records is an error here, and no record. Nothing is written that
would not come back as the same types.
"""

from __future__ import annotations

import hashlib
import json
from array import array
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from sys import intern
from typing import Any

from hcstats.cache.values import Unkept, message_of, value, value_of
from hcstats.model import (
    Change,
    Figure,
    FigureRow,
    Hint,
    Layout,
    NumberCounts,
    Odd,
    Place,
    Problem,
    RuleCounts,
    Severity,
    Status,
    Submission,
    Whose,
    packed_figures,
)
from hcstats.submissions import Taken

_SAME = 0
"""Stands for the file's own name."""


def encode(taken: Taken, named: Callable[[Layout], str]) -> bytes:
    """The content of a `Taken` but for its name and hash; `named` gives layouts their names.

    Raises Unkept for whatever could not be had back exactly.
    """
    if taken.export:
        raise Unkept
    packed = [
        [_submission(one, taken.name, named) for one in taken.submissions],
        list(taken.resolved),
        [_problem(one, taken.name) for one in taken.problems],
        json.dumps([[rule, *_counts(one)] for rule, one in taken.by_rule.items()]),
        [taken.numbers.claimed, taken.numbers.declared, taken.numbers.unclaimed],
    ]
    try:
        return json.dumps(packed, separators=(",", ":"), allow_nan=False).encode("ascii")
    except ValueError as error:
        raise Unkept from error


def decode(body: bytes, name: str, sha256: str, layouts: Mapping[str, Layout]) -> Taken:
    """The `Taken` of a file of that name and hash; raises Unkept for what is no entry."""
    try:
        submissions, resolved, problems, by_rule, numbers = json.loads(body)
        return Taken(
            name,
            sha256,
            tuple([_submission_of(one, name, layouts) for one in submissions]),
            tuple(resolved),
            tuple([_problem_of(one, name) for one in problems]),
            _by_rule_of(by_rule),
            NumberCounts(*numbers),
        )
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise Unkept from error


def encode_layout(layout: Layout) -> tuple[str, str]:
    """A name that no other layout has, and the layout as a text."""
    text = json.dumps(layout, separators=(",", ":"))
    return _name_of(text), text


def _name_of(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def decode_layout(name: str, text: str) -> Layout:
    """The layout of a name; raises Unkept for what is none, or another one."""
    try:
        if _name_of(text) != name:
            raise Unkept
        form, edition, keys, sheets, cells = json.loads(text)
        # Sheets' names come hundreds of times, and keys in every layout of a form.
        return Layout(
            form,
            edition,
            tuple([intern(one) for one in keys]),
            tuple([intern(one) for one in sheets]),
            tuple([intern(one) for one in cells]),
        )
    except (ValueError, TypeError, RecursionError) as error:
        raise Unkept from error


def _submission(one: Submission, name: str, named: Callable[[Layout], str]) -> list[Any]:
    row = _row(one.figures)
    whose = Whose(one.unit_code, one.unit, one.period, one.file)
    if row.whose != whose or one.file != name:
        raise Unkept
    odd = [
        [place, value(it.value), it.status.value, it.approximate, it.text]
        for place, it in row.odd.items()
    ]
    return [
        one.form,
        one.period,
        one.unit_code,
        one.unit,
        one.covers_subordinates,
        one.rivals,
        named(row.layout),
        row.packed.typecode,
        b64encode(row.packed.tobytes()).decode("ascii"),
        odd,
    ]


def _row(figures: Sequence[Figure]) -> FigureRow:
    """Figures as a row that says the same."""
    if isinstance(figures, FigureRow):
        return figures
    row = packed_figures(figures)
    if not isinstance(row, FigureRow) or row != figures:
        raise Unkept
    return row


def _submission_of(one: list[Any], name: str, layouts: Mapping[str, Layout]) -> Submission:
    form, period, unit_code, unit, covers, rivals, layout, typecode, numbers, odd = one
    packed = array(typecode, b64decode(numbers))
    own = layouts[layout]
    if len(packed) != len(own.keys):
        raise Unkept
    row = FigureRow.restored(
        own,
        Whose(unit_code, unit, period, name),
        packed,
        {
            place: Odd(value_of(number), Status(status), approximate, text)
            for place, number, status, approximate, text in odd
        },
    )
    return Submission(name, intern(form), period, unit_code, unit, row, covers, rivals)


def _problem(one: Problem, name: str) -> list[Any]:
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


def _problem_of(one: list[Any], name: str) -> Problem:
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


def _counts(one: RuleCounts) -> tuple[int, int, int]:
    return one.passed, one.failed, one.not_assessable


@lru_cache(maxsize=4096)
def _by_rule_of(text: str) -> Mapping[str, RuleCounts]:
    """How relations came out; most files of a run share it."""
    return {intern(rule): RuleCounts(*counts) for rule, *counts in json.loads(text)}
