"""What was carried over to the next year, and whether the next year says the same."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from hcstats.compare.records import Carried, Year
from hcstats.item_labels import item_label
from hcstats.model import Amount, Figure, Outcome, Severity, Status, UnitRef
from hcstats.templates.derived import balances

_BLANK = Amount(None, status=Status.BLANK)


def carried_over(years: Sequence[Year]) -> Iterator[Carried]:
    """Closing beside opening balance for the totals and each unit of both years.

    Which figures these are the newer form's own rules say (`X = last.Y`). Only years that follow
    each other are held together.
    """
    for old, new in pairwise(years):
        if not old.period.isdigit() or new.period != str(int(old.period) + 1):
            continue
        known = set(old.form.items)
        pairs = {key: last for key, last in balances(new.form).items() if last in known}
        for key, last in pairs.items():
            yield _of_totals(old, new, key, last)
        yield from _of_units(old, new, pairs)


def _of_totals(old: Year, new: Year, key: str, last: str) -> Carried:
    """The balances of all units; of those of both years alone, if they were not the same."""
    before, after = _figures(old.outcome), _figures(new.outcome)
    common = set(before) & set(after)
    same = len(common) == len(before) == len(after)
    if same:
        closing, opening = _total(old.outcome, last), _total(new.outcome, key)
    else:
        closing = _sum([before[owner].get(last) for owner in common])
        opening = _sum([after[owner].get(key) for owner in common])
    # A total that lacks a unit's unreadable figure proves nothing.
    torn = same and (_partial(old.outcome, last) or _partial(new.outcome, key))
    state = "open" if torn else _state(closing, opening)
    return Carried(
        None,
        None,
        None,
        closing,
        opening,
        state,
        key,
        item_label(new.form, new.form.items[key]),
        (old.period, new.period),
        Severity.WARNING if state == "breaks" else None,
        not same,
    )


def _sum(figures: Sequence[Figure | None]) -> Amount:
    """The sum of figures; unknown if one of them is unreadable, or none is a number."""
    known = [one for one in figures if one is not None]
    if any(one.status is Status.UNREADABLE for one in known):
        return Amount(None, status=Status.UNREADABLE)
    values = [one.value for one in known if one.value is not None]
    if not values:
        return _BLANK
    return Amount(sum(values), any(one.approximate for one in known))


def _total(outcome: Outcome, key: str) -> Amount:
    return next((one.amount for one in outcome.totals if one.key == key), _BLANK)


def _partial(outcome: Outcome, key: str) -> bool:
    return any(one.partial for one in outcome.totals if one.key == key and one.group == "all")


def _state(closing: Amount, opening: Amount) -> str:
    if closing.value is None or opening.value is None:
        return "open"
    if closing.approximate or opening.approximate:
        return "open"
    return "agrees" if closing.value == opening.value else "breaks"


def _of_units(old: Year, new: Year, pairs: dict[str, str]) -> Iterator[Carried]:
    before, after = _figures(old.outcome), _figures(new.outcome)
    # Of a unit that sent two that differ, nobody knows which one was right.
    doubtful = {
        one.unit.code or one.unit.name
        for one in old.outcome.coverage.duplicates
        if not one.same_figures
    }
    broken = {
        (one.unit_code or one.unit, one.key): one.severity
        for one in new.outcome.problems
        if one.key in pairs and f"last.{pairs[one.key]}=" in one.figures
    }
    for owner, figures in after.items():
        if owner not in before:
            continue
        for key, last in pairs.items():
            closing, opening = before[owner].get(last), figures.get(key)
            if closing is None or opening is None:
                continue
            amounts = (_amount(closing), _amount(opening))
            state = "open" if owner in doubtful else _state(*amounts)
            severity = broken.get((owner, key), Severity.ERROR) if state == "breaks" else None
            yield Carried(
                UnitRef(opening.unit_code, opening.unit),
                closing,
                opening,
                *amounts,
                state,
                key,
                item_label(new.form, new.form.items[key]),
                (old.period, new.period),
                severity,
            )


def _figures(outcome: Outcome) -> dict[str, dict[str, Figure]]:
    found: dict[str, dict[str, Figure]] = {}
    for value in outcome.by_unit:
        found.setdefault(value.unit_code or value.unit, {})[value.key] = value.figure
    return found


def _amount(figure: Figure) -> Amount:
    return Amount(figure.value, figure.approximate, figure.status)
