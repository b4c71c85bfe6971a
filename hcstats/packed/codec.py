"""What is said of a file, and a submission's figures, as bytes, and back.

Plain JSON of lists: whoever can write to a shared folder can have no code run by it, as a pickle
could, and what does not fit the records is an error here, and no record. Nothing is written that
would not come back as the same types.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from array import array
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from sys import intern
from typing import Any, NamedTuple

from hcstats.model import (
    Content,
    Figure,
    FigureRow,
    Layout,
    NumberCounts,
    Odd,
    Problem,
    RuleCounts,
    Status,
    Submission,
    Whose,
    packed_figures,
)
from hcstats.packed.problems import problem_as_json, problem_of
from hcstats.packed.values import Unkept, value, value_of
from hcstats.submissions import Taken

_MOST = 256 * 1024 * 1024
"""Bytes that one part of a block can become at most."""


class Told(NamedTuple):
    """What is said of one file."""

    problems: tuple[Problem, ...]
    by_rule: Mapping[str, RuleCounts]
    numbers: NumberCounts


def encode_told(taken: Taken) -> list[Any]:
    """What is said of a file, as JSON; raises Unkept for what could not be had back exactly."""
    if any(one.place.file != taken.name for one in taken.problems):
        raise Unkept
    return [
        [problem_as_json(one, taken.name) for one in taken.problems],
        counts_text(taken.by_rule),
        [*_numbers(taken.numbers)],
    ]


def decode_told(told: list[Any], name: str) -> Told:
    """What is said of a file of that name; raises Unkept for what is no such."""
    try:
        problems, by_rule, numbers = told
        return Told(
            tuple([problem_of(one, name) for one in problems]),
            counts_of(by_rule),
            NumberCounts(*numbers),
        )
    except ERRORS as error:
        raise Unkept from error


ERRORS = (ValueError, TypeError, KeyError, AttributeError, IndexError, RecursionError, zlib.error)
"""What decoding raises for bytes that are no such thing."""


def _numbers(one: NumberCounts) -> tuple[int, int, int]:
    return one.claimed, one.declared, one.unclaimed


def counts_text(by_rule: Mapping[str, RuleCounts]) -> str:
    """How relations came out, as a text that most files of a run share."""
    return json.dumps([[rule, *_counts(one)] for rule, one in by_rule.items()])


def encode_row(one: Submission, name: str, named: Callable[[Layout], int]) -> bytes:
    """The figures of a submission; `named` gives layouts their numbers.

    Raises Unkept for whatever could not be had back exactly.
    """
    row = _row(one.figures)
    layout, whose, packed, odd = row.content
    if whose != Whose(one.unit_code, one.unit, one.period, one.file) or one.file != name:
        raise Unkept
    head = [
        named(layout),
        packed.typecode,
        one.unit_code,
        one.unit,
        one.period,
        [
            [place, value(it.value), it.status.value, it.approximate, it.text]
            for place, it in odd.items()
        ],
    ]
    try:
        text = json.dumps(head, separators=(",", ":"), allow_nan=False).encode("ascii")
    except ValueError as error:
        raise Unkept from error
    return zlib.compress(text + b"\n" + packed.tobytes(), 1)


def inflated(data: bytes) -> bytes:
    """What was deflated; raises Unkept for more than any file can give."""
    opened = zlib.decompressobj()
    found = opened.decompress(data, _MOST)
    if not opened.eof:
        raise Unkept
    return found


def decode_row(record: bytes, name: str, layouts: Sequence[Layout]) -> Content:
    """The figures of a submission in a file of that name; raises Unkept for what are none."""
    try:
        text, _, numbers = inflated(record).partition(b"\n")
        layout, typecode, code, unit, period, odd = json.loads(text)
        packed = array(typecode, numbers)
        own = layouts[layout]
        if len(packed) != len(own.keys):
            raise Unkept
        return Content(
            own,
            Whose(code, unit, period, name),
            packed,
            {
                place: Odd(value_of(number), Status(status), approximate, text)
                for place, number, status, approximate, text in odd
            },
        )
    except ERRORS as error:
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
    except ERRORS as error:
        raise Unkept from error


def _row(figures: Sequence[Figure]) -> FigureRow:
    """Figures as a row that says the same."""
    if isinstance(figures, FigureRow):
        return figures
    row = packed_figures(figures)
    if not isinstance(row, FigureRow) or row != figures:
        raise Unkept
    return row


def _counts(one: RuleCounts) -> tuple[int, int, int]:
    return one.passed, one.failed, one.not_assessable


@lru_cache(maxsize=4096)
def counts_of(text: str) -> Mapping[str, RuleCounts]:
    """How relations came out, from their text; raises what is in ERRORS for what is none."""
    return {intern(rule): RuleCounts(*counts) for rule, *counts in json.loads(text)}
