"""Amounts through the years: change, rate, like for like. A blank is never 0."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from hcstats.compare.records import Concept, Like, Line
from hcstats.model import Amount, Kind, Message, Number, Status, say

Amounts = Mapping[str, Amount]
"""Amounts by key."""

_BLANK = Amount(None, status=Status.BLANK)


def amount_of(keys: tuple[str, ...] | None, amounts: Amounts) -> Amount | None:
    """The sum of a year's keys; unknown if one of them is; None if the year has no such keys."""
    if keys is None:
        return None
    parts = [amounts.get(key, _BLANK) for key in keys]
    unknown = next((one for one in parts if one.value is None), None)
    if unknown is not None:
        return unknown
    value: Number = 0
    for one in parts:
        value += one.value or 0
    return Amount(value, any(one.approximate for one in parts))


def line_of(
    concept: Concept,
    amounts: Sequence[Amount | None],
    periods: Sequence[str],
    like: Like | None = None,
    partial: Sequence[str] = (),
) -> Line:
    """A concept through the years, with what may be said of its change.

    `partial` are the years in whose total a unit is missing because its figure is unreadable.
    """
    change = difference(amounts)
    first, _ = ends(amounts)
    rate = _rate(concept, first.value if first is not None else None, change)
    remark = _remark(concept, amounts, periods)
    if partial and change is not None:
        remark = say(
            "A unit's unreadable figure is not in the total of {periods}.", periods=tuple(partial)
        )
    found = Line(concept, tuple(amounts), change, rate, remark, like)
    if remark is None and change is not None and found.approximate:
        return replace(found, remark=say("Change and rate are approximate (约)."))
    return found


def ends(amounts: Sequence[Amount | None]) -> tuple[Amount | None, Amount | None]:
    """The amounts of the first and the last year that ask for a figure; None if only one does."""
    asked = [amount for amount in amounts if amount is not None]
    return (asked[0], asked[-1]) if len(asked) > 1 else (None, None)


def difference(amounts: Sequence[Amount | None]) -> Number | None:
    """The last less the first year that asks for it, exactly; None if one of them is unknown."""
    first, last = ends(amounts)
    if first is None or last is None or first.value is None or last.value is None:
        return None
    value = last.value - first.value
    return int(value) if value == int(value) else value


def _rate(concept: Concept, first: Number | None, change: Number | None) -> Decimal | None:
    if first is None or change is None or first <= 0 or concept.kind is Kind.CHANGE:
        return None
    return Decimal(change) / Decimal(first)


def _remark(
    concept: Concept, amounts: Sequence[Amount | None], periods: Sequence[str]
) -> Message | None:
    """Why a change cannot be told, from which year it is, or what a rate cannot say."""
    asked = [place for place, amount in enumerate(amounts) if amount is not None]
    for place in (asked[0], asked[-1]):
        amount = amounts[place]
        if amount is not None and amount.value is None:
            return _unknown(amount.status, periods[place])
    first, last = ends(amounts)
    if first is not None and last is not None and first.value == 0 and last.value:
        return say("From 0 to {number}.", number=last.value)
    if len(asked) < len(amounts):
        lacking = tuple(name for place, name in enumerate(periods) if place not in asked)
        return say(
            "Change from {first} to {last}: {periods} does not ask for it.",
            first=periods[asked[0]],
            last=periods[asked[-1]],
            periods=lacking,
        )
    return concept.notes[0] if concept.notes else None


def _unknown(status: Status, period: str) -> Message:
    if status is Status.UNREADABLE:
        return say("Not comparable: unreadable in {period}.", period=period)
    if status is Status.NOT_APPLICABLE:
        return say("Not comparable: not applicable in {period}.", period=period)
    return say("Not comparable: blank in {period}.", period=period)


def like_of(concept: Concept, of_units: Sequence[Sequence[Amount | None]]) -> Like | None:
    """The sums over the units that reported a figure in every year; `of_units` by unit and year."""
    if not concept.additive or None in concept.of_years:
        return None
    whole = [
        [amount for amount in amounts if amount is not None and amount.value is not None]
        for amounts in of_units
    ]
    years = len(concept.of_years)
    common = [amounts for amounts in whole if len(amounts) == years]
    if not common:
        return Like(tuple(_BLANK for _ in range(years)), None, 0)
    sums = tuple(_sum([amounts[place] for amounts in common]) for place in range(years))
    return Like(sums, difference(sums), len(common))


def _sum(amounts: Sequence[Amount]) -> Amount:
    value: Number = 0
    for one in amounts:
        value += one.value or 0
    return Amount(value, any(one.approximate for one in amounts))
