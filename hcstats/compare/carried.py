"""What was carried over to the next year, and whether the next year says the same."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from hcstats.compare.records import Carried, Year
from hcstats.model import Amount, Figure, Outcome, Severity, Status, UnitRef
from hcstats.tables import item_label
from hcstats.templates.derived import openings

_BLANK = Amount(None, status=Status.BLANK)


def carried_over(years: Sequence[Year]) -> Iterator[Carried]:
    """Closing beside opening balance for the totals and each unit of both years.

    Which figures these are the newer form's own rules say (`X = last.Y`). Only years that follow
    each other are held together.
    """
    for old, new in zip(years, years[1:], strict=False):
        if not old.period.isdigit() or new.period != str(int(old.period) + 1):
            continue
        known = set(old.form.items)
        pairs = {key: last for key, last in openings(new.form).items() if last in known}
        for key, last in pairs.items():
            yield _of_totals(old, new, key, last)
        yield from _of_units(old, new, pairs)


def _of_totals(old: Year, new: Year, key: str, last: str) -> Carried:
    closing, opening = _total(old.outcome, last), _total(new.outcome, key)
    state = _state(closing, opening)
    # A unit that is missing in one of the years is missing in its total: nothing is broken.
    if old.outcome.coverage.missing or new.outcome.coverage.missing:
        state = "open" if state == "breaks" else state
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
    )


def _total(outcome: Outcome, key: str) -> Amount:
    return next((one.amount for one in outcome.totals if one.key == key), _BLANK)


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
