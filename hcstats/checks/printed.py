"""Sums that somebody printed, held against the sums of the parts (A3, A5)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

from hcstats.catalogue import problem
from hcstats.checks.across import Across, added
from hcstats.checks.check import FAILED, NOT_ASSESSABLE, PASSED, tally
from hcstats.forms.definition import Form, Item
from hcstats.model import Figure, Place, Problem, RuleCounts, Status, say

_LISTED = 5
"""Units whose share a message names, the largest first."""


class Printed(NamedTuple):
    """A sum as somebody wrote it, and the units' figures that it should be made of.

    `least` says that it may be more than its parts, as a superior's own figure is part of it too.
    """

    figure: Figure
    parts: Sequence[Figure]
    least: bool = False


def check_printed(sums: Iterable[Printed], form: Form) -> Across:
    """How printed sums stand to the recomputed ones, with each large unit's share."""
    counts: dict[str, RuleCounts] = {}
    problems: list[Problem] = []
    for one in sums:
        item = form.items[one.figure.key]
        total = added(one.parts)
        if not item.additive or total is None:
            continue
        rule = "A3" if one.least else "A5"
        outcome = _assessed(one, total)
        tally(counts, rule, outcome)
        if outcome is FAILED:
            problems.append(_differing(rule, one, total, item))
    return Across(tuple(problems), counts)


def _assessed(one: Printed, total: Figure) -> RuleCounts:
    printed, computed = one.figure.value, total.value
    known = printed is not None and total.status is not Status.UNREADABLE
    if not known or one.figure.approximate or total.approximate or printed is None:
        return NOT_ASSESSABLE
    fits = printed >= (computed or 0) if one.least else printed == (computed or 0)
    return PASSED if fits else FAILED


def _differing(rule: str, one: Printed, total: Figure, item: Item) -> Problem:
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
