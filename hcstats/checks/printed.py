"""Sums that somebody printed, held against the sums of the parts (A3, A5)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cached_property
from typing import NamedTuple, overload

from hcstats.catalogue import problem
from hcstats.checks.across import Across
from hcstats.checks.check import FAILED, NOT_ASSESSABLE, PASSED, tally
from hcstats.checks.values import chosen, pairs
from hcstats.forms.definition import Form, Item
from hcstats.model import (
    Figure,
    FigureRow,
    Number,
    Place,
    Problem,
    RuleCounts,
    Status,
    Submission,
    say,
)

_LISTED = 5
"""Units whose share a message names, the largest first."""


class Printed(NamedTuple):
    """A sum as somebody wrote it, and the units' figures that it should be made of.

    `least` says that it may be more than its parts, as a superior's own figure is part of it too.
    """

    figure: Figure
    parts: Sequence[Figure]
    least: bool = False


def unreadable(figure: Figure) -> Figure:
    """The same figure as one with which nothing can be compared."""
    return replace(figure, value=None, status=Status.UNREADABLE)


class _Sum(NamedTuple):
    """What several figures make together; no value where none was reported."""

    value: Number | None
    unreadable: bool
    approximate: bool


def check_printed(sums: Iterable[Printed], form: Form) -> Across:
    """How printed sums stand to the recomputed ones, with each large unit's share."""
    counts: dict[str, RuleCounts] = {}
    problems: list[Problem] = []
    for one in sums:
        found = _assessed(one, _sum(one.parts), form, counts) if one.parts else None
        problems += [found] if found is not None else []
    return Across(tuple(problems), counts)


def check_whole(
    whole: Submission, parts: Sequence[Submission], form: Form, *, least: bool, complete: bool
) -> Across:
    """How all figures of a submission stand to the sums over others, gone through once.

    While units are missing (`complete` False), nobody can say what the sums should be.
    """
    counts: dict[str, RuleCounts] = {}
    problems: list[Problem] = []
    sums = _sums(parts)
    for figure in whole.figures:
        if figure.key in sums:
            own = figure if complete else unreadable(figure)
            lazily = _Parts(parts, figure.key)
            found = _assessed(Printed(own, lazily, least), sums[figure.key], form, counts)
            problems += [found] if found is not None else []
    return Across(tuple(problems), counts)


class _Parts(Sequence[Figure]):
    """The figures of one key, looked for when they are asked for: only a problem names them."""

    def __init__(self, submissions: Sequence[Submission], key: str) -> None:
        self._submissions = submissions
        self._key = key

    @cached_property
    def _found(self) -> tuple[Figure, ...]:
        wanted = (self._key,)
        # Of a key that comes twice the last one counts.
        own = ([*chosen(one.figures, wanted)][-1:] for one in self._submissions)
        return tuple(figure for figures in own for figure in figures)

    @overload
    def __getitem__(self, place: int) -> Figure: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Figure]: ...
    def __getitem__(self, place: int | slice) -> Figure | Sequence[Figure]:
        return self._found[place]

    def __len__(self) -> int:
        return len(self._found)


def _sums(parts: Sequence[Submission]) -> dict[str, _Sum]:
    """The sums over submissions by key, each submission gone through once."""
    values: dict[str, Number | None] = {}
    unsure: dict[str, list[bool]] = {}
    for part in parts:
        figures = part.figures
        figures = figures.unpacked if isinstance(figures, FigureRow) else figures
        if isinstance(figures, FigureRow) and figures.certain:
            own = dict(pairs(figures))
        else:
            by_key = {figure.key: figure for figure in figures}
            own = {key: figure.value for key, figure in by_key.items()}
            for key, figure in by_key.items():
                flags = unsure.setdefault(key, [False, False])
                flags[0] |= figure.status is Status.UNREADABLE
                flags[1] |= figure.approximate
        for key, value in own.items():
            if value is not None:
                values[key] = value + (values.get(key) or 0)
            else:
                values.setdefault(key, None)
    sure = (False, False)
    return {key: _Sum(value, *unsure.get(key, sure)) for key, value in values.items()}


def _sum(parts: Sequence[Figure]) -> _Sum:
    values = [figure.value for figure in parts if figure.value is not None]
    return _Sum(
        sum(values) if values else None,
        any(figure.status is Status.UNREADABLE for figure in parts),
        any(figure.approximate for figure in parts),
    )


def _assessed(
    one: Printed, total: _Sum, form: Form, counts: dict[str, RuleCounts]
) -> Problem | None:
    """What is wrong with a printed sum; `counts` hears how it came out."""
    item = form.items[one.figure.key]
    if not item.additive:
        return None
    rule = "A3" if one.least else "A5"
    outcome = _outcome(one, total)
    tally(counts, rule, outcome)
    return _differing(rule, one, total, item) if outcome is FAILED else None


def _outcome(one: Printed, total: _Sum) -> RuleCounts:
    printed = one.figure.value
    if printed is None or total.unreadable or one.figure.approximate or total.approximate:
        return NOT_ASSESSABLE
    computed = total.value or 0
    return PASSED if (printed >= computed if one.least else printed == computed) else FAILED


def _differing(rule: str, one: Printed, total: _Sum, item: Item) -> Problem:
    figure, computed = one.figure, total.value or 0
    printed = figure.value or 0
    ranked = sorted(one.parts, key=lambda part: part.value or 0, reverse=True)
    shares = [f"{part.unit} {part.value}" for part in ranked if part.value]
    params = {
        "label": item.row.label if item.column.code == "value" else _both(item),
        "printed": printed,
        "computed": computed,
        "difference": abs(printed - computed),
        "count": len(one.parts),
        "shares": (*shares[:_LISTED], *(("…",) if len(shares) > _LISTED else ())),
    }
    if one.least:
        message = say(
            "{label}: {printed} is said to cover the subordinates, but their own submissions "
            "({count}) add up to {computed}: {shares}. Check which of them is right.",
            **params,
        )
    else:
        message = say(
            "{label}: the printed total is {printed}, the units' figures ({count}) add up to "
            "{computed}, a difference of {difference}: {shares}. Correct the total or the unit.",
            **params,
        )
    spoken = "; ".join(f"{part.unit_code or part.unit}={part.value}" for part in one.parts)
    found = problem(
        rule,
        message,
        Place(figure.file, figure.sheet, figure.cell),
        unit_code=figure.unit_code,
        unit=figure.unit,
        period=figure.period,
        key=figure.key,
        expected=str(computed),
        found=figure.text or str(printed),
    )
    return replace(found, figures=f"{figure.key}={printed}; {spoken}")


def _both(item: Item) -> str:
    return f"{item.row.label} / {item.column.label}"
