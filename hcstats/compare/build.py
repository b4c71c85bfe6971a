"""The comparison of several collections, from their runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from hcstats.compare.amounts import Amounts, amount_of, like_of, line_of
from hcstats.compare.carried import carried_over
from hcstats.compare.concepts import concepts_of
from hcstats.compare.records import (
    Comparison,
    Concept,
    Line,
    Presence,
    UnitLines,
    Year,
    names_of,
)
from hcstats.compare.shares import shares_of
from hcstats.forms.load import load_form
from hcstats.model import Amount, HcstatsError, Outcome, UnitRef, say
from hcstats.pipeline import Progress, Request, run_years
from hcstats.unit_groups import groups_shown


def compare(requests: Sequence[Request], progress: Progress | None = None) -> Comparison:
    """Collections side by side, in the order given, which must be that of their years.

    Raises HcstatsError if a collection holds no submission, if the years do not follow each
    other, or if no definition says how two editions stand to each other.
    """
    years = [
        _year(request, outcome)
        for request, outcome in zip(requests, run_years(requests, progress), strict=True)
    ]
    for older, newer in pairwise(years):
        if older.period > newer.period:
            message = say(
                "{newer} holds {second}, {older} holds {first}; give the older one first.",
                newer=newer.path,
                older=older.path,
                first=older.period or "?",
                second=newer.period or "?",
            )
            raise HcstatsError(message)
    return compared(years)


def _year(request: Request, outcome: Outcome) -> Year:
    path = request.paths[0]
    if not outcome.form or not outcome.by_unit:
        raise HcstatsError(
            say("No submission was recognised in {path}; there is nothing to compare.", path=path)
        )
    return Year(path, outcome, load_form(outcome.form))


def compared(years: Sequence[Year]) -> Comparison:
    """The comparison of years whose runs are done, the oldest first."""
    concepts, uncompared = concepts_of(years)
    names = names_of(years)
    reported = [_units(year) for year in years]
    order = dict.fromkeys(unit for units in reversed(reported) for unit in units)
    by_unit = tuple(_unit_lines(unit, reported, concepts, names) for unit in order)
    lines = _lines(concepts, [_totals(year, "all") for year in years], names, by_unit)
    groups = tuple(
        (group, _lines(concepts, [_totals(year, group) for year in years], names, ()))
        for group in ("city", "county")
        if all(groups_shown(year.outcome) for year in years)
    )
    return Comparison(
        tuple(years),
        lines,
        groups,
        by_unit,
        shares_of(years, lines),
        tuple(carried_over(years)),
        uncompared,
        tuple(Presence(one.unit, one.present) for one in by_unit if not all(one.present)),
    )


class _Reported(NamedTuple):
    """What a unit reported in one year."""

    unit: UnitRef
    amounts: dict[str, Amount]


def _units(year: Year) -> dict[str, _Reported]:
    """What each counted unit reported, by its code, or its name where there are no codes."""
    found: dict[str, _Reported] = {}
    for value in year.outcome.by_unit:
        unit = UnitRef(value.unit_code, value.unit)
        own = found.setdefault(unit.code or unit.name, _Reported(unit, {}))
        own.amounts[value.key] = value.amount
    return found


def _unit_lines(
    owner: str,
    reported: Sequence[Mapping[str, _Reported]],
    concepts: Sequence[Concept],
    names: Sequence[str],
) -> UnitLines:
    """One unit through the years; in a year without a report every figure of it is blank."""
    present = tuple(owner in units for units in reported)
    unit = next(units[owner].unit for units in reversed(reported) if owner in units)
    amounts = [units[owner].amounts if owner in units else {} for units in reported]
    lines = tuple(
        line_of(
            concept,
            [amount_of(keys, own) for keys, own in zip(concept.of_years, amounts, strict=True)],
            names,
            None,
        )
        for concept in concepts
    )
    return UnitLines(unit, lines, present)


class _Totals(NamedTuple):
    """The totals of one year, and the keys of which a unit's figure could not be read."""

    amounts: Amounts
    partial: frozenset[str]


def _totals(year: Year, group: str) -> _Totals:
    totals = year.outcome.totals if group == "all" else year.outcome.groups
    own = [total for total in totals if total.group == group]
    amounts = {total.key: total.amount for total in own}
    return _Totals(amounts, frozenset(total.key for total in own if total.partial))


def _lines(
    concepts: Sequence[Concept],
    totals: Sequence[_Totals],
    names: Sequence[str],
    by_unit: Sequence[UnitLines],
) -> tuple[Line, ...]:
    lines: list[Line] = []
    for place, concept in enumerate(concepts):
        amounts = [
            amount_of(keys, own.amounts) for keys, own in zip(concept.of_years, totals, strict=True)
        ]
        partial = [
            name
            for name, keys, own in zip(names, concept.of_years, totals, strict=True)
            if own.partial & set(keys or ())
        ]
        of_units = [one.lines[place].amounts for one in by_unit]
        like = like_of(concept, of_units) if by_unit else None
        lines.append(line_of(concept, amounts, names, like, partial))
    return tuple(lines)
