"""Causes that could have broken an equation, each with the cells that would mend it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import NamedTuple

from hcstats.checks.hints.digits import rewritten, slips
from hcstats.checks.hints.linear import Row, Total
from hcstats.checks.hints.system import System, plain
from hcstats.model import Figure, Number

PRIORS = {
    "total_zero": 4.0,
    "left_out": 3.0,
    "digits_swapped": 2.0,
    "last_year": 2.0,
    "digit_lost": 1.5,
    "subtotal_counted": 2.0,
    "neighbours_exchanged": 2.0,
    "digit_doubled": 1.5,
    "factor_10": 1.0,
    "factor_10000": 1.0,
    "counted_twice": 1.0,
}
"""How often each slip is made, against the others: judged, not measured."""


class Candidate(NamedTuple):
    """A cause and its changes; `weight` is prior times likelihood, `about` what was missed."""

    cause: str
    changes: Mapping[str, Number]
    weight: float
    about: tuple[str, ...] = ()


def candidates(system: System, last: Mapping[str, Figure]) -> Iterator[Candidate | None]:
    """Everything worth trying on the failing relations; None for what clearly mends nothing."""
    for number in system.failing:
        found = system.rows(number)
        if found is not None and len(found) == 1 and found[0].equal:
            residual = found[0].value(system.values)
            if len(found[0].coefficients) > 1:
                yield from _of_one_cell(system, found[0].coefficients, residual, last)
                yield from _exchanged(system, number)
    yield from _of_totals(system)


def _of_one_cell(
    system: System,
    coefficients: Mapping[str, Number],
    residual: Number,
    last: Mapping[str, Figure],
) -> Iterator[Candidate]:
    """Each cell with the one value that would mend the equation, where a slip explains it."""
    for key, coefficient in coefficients.items():
        if key not in system.own:
            continue
        written = system.values[key]
        meant = _meant(written, residual, coefficient)
        if meant is None or meant < 0:
            continue
        for cause, likelihood in slips(written, meant):
            yield Candidate(cause, {key: meant}, PRIORS[cause] * likelihood)
        before = last.get(key)
        if written and before is not None and before.value == written:
            yield Candidate("last_year", {key: meant}, PRIORS["last_year"])


def _meant(written: Number, residual: Number, coefficient: Number) -> Number | None:
    """The value that would leave no residual; None where there is no exact one."""
    if isinstance(written, int) and isinstance(residual, int) and isinstance(coefficient, int):
        return None if residual % coefficient else written - residual // coefficient
    exact = Fraction(written) - Fraction(residual) / Fraction(coefficient)
    meant = int(exact) if exact.denominator == 1 else plain(written - residual * coefficient)
    return meant if meant == exact else None


def _exchanged(system: System, number: int) -> Iterator[Candidate | None]:
    """Each cell of a relation exchanged with each cell beside it."""
    for key in system.relations[number].keys:
        around = system.beside.of(key)
        for other in around:
            mine, theirs = system.values[key], system.values[other]
            if mine == theirs:
                continue
            if not system.may_be_mended(key, other):
                yield None
            else:
                weight = PRIORS["neighbours_exchanged"] / len(around)
                yield Candidate("neighbours_exchanged", {key: theirs, other: mine}, weight)


class _Offset(NamedTuple):
    """A way in which a total came out wrong, with what it should be."""

    cause: str
    tag: str
    total: str
    meant: Number
    likelihood: float
    about: str


def _of_totals(system: System) -> Iterator[Candidate]:
    """Totals added up wrongly: each alone, and the same mistake in all totals of a rule."""
    families: dict[tuple[str, str], list[_Offset]] = {}
    for number in system.failing:
        found, one = system.total(number), system.relations[number]
        if found is not None:
            family = families.setdefault((one.rule.id, one.rule.expression), [])
            family += _offsets(system, found, by_column=one.rule.each == "row")
    for offsets in families.values():
        by_change: dict[tuple[str, str], list[_Offset]] = {}
        by_tag: dict[tuple[str, str], list[_Offset]] = {}
        for one_offset in offsets:
            by_change.setdefault((one_offset.cause, one_offset.total), []).append(one_offset)
            by_tag.setdefault((one_offset.cause, one_offset.tag), []).append(one_offset)
        for (cause, key), same in by_change.items():
            weight = PRIORS[cause] * sum(one.likelihood for one in same)
            about = tuple(one.about for one in same if one.about)
            yield Candidate(cause, {key: same[0].meant}, weight, about)
        for (cause, _), alike in by_tag.items():
            if len(alike) > 1:
                weight = PRIORS[cause] * max(one.likelihood for one in alike)
                about = (alike[0].about,) if alike[0].about else ()
                changes = {one.total: one.meant for one in alike}
                yield Candidate(cause, changes, weight, about)


def _offsets(system: System, found: Total, *, by_column: bool) -> Iterator[_Offset]:
    """Whether the total is 0, or misses a part, or has a part or a subtotal twice."""
    values = system.values
    if found.total not in system.own:
        return
    written, meant = values[found.total], sum(values[key] for key in found.parts.values())
    if not written:
        yield _Offset("total_zero", "", found.total, meant, 1.0, "")
    filled = {name: key for name, key in found.parts.items() if values[key]}
    subtotals = _subtotals(system, found, by_column=by_column)
    for name, key in filled.items():
        label = _label(system, key, by_column=by_column)
        if meant - written == values[key] and written and len(filled) > 1:
            yield _Offset("left_out", name, found.total, meant, 1 / len(filled), label)
        elif written - meant == values[key] and len(filled) > 1:
            nested = key in system.totals
            cause = "subtotal_counted" if nested else "counted_twice"
            likelihood = 1 / (len(subtotals) + 1) if nested else 1 / len(filled)
            yield _Offset(cause, name, found.total, meant, likelihood, label)
    for label, value in subtotals.items():
        if value and written - meant == value:
            likelihood = 1 / len(subtotals)
            yield _Offset("subtotal_counted", label, found.total, meant, likelihood, label)


def _subtotals(system: System, found: Total, *, by_column: bool) -> dict[str, Number]:
    """What the form's groups among the parts, and all parts together, add up to."""
    sums: dict[str, Number] = {}
    for key in found.parts.values():
        item = system.form.items.get(key)
        group = "" if item is None else (item.column if by_column else item.row).group
        if group:
            sums[group] = sums.get(group, 0) + system.values[key]
    sums[_label(system, found.total, by_column=by_column)] = sum(
        system.values[key] for key in found.parts.values()
    )
    return sums


def _label(system: System, key: str, *, by_column: bool) -> str:
    item = system.form.items.get(key)
    if item is None:
        return key
    return item.column.label if by_column else item.row.label


def of_bound(system: System, number: int) -> Iterator[Candidate]:
    """The slip that explains a broken bound, if exactly one mends as much as any does.

    After it the two sides must be of the same order; a factor is believed only where one side
    was at least five times the other.
    """
    found = system.rows(number)
    if found is None or any(row.equal or len(row.coefficients) != 2 for row in found):
        return
    broken = [row for row in found if not row.holds(system.values)]
    fitting: list[tuple[int, Candidate]] = []
    for row in broken if len(broken) == 1 else ():
        far = _ratio(row, system.values) >= 5
        for key in row.coefficients:
            for cause, value in rewritten(system.values[key]):
                changes = {key: plain(value)}
                near = _ratio(row, {**system.values, **changes}) <= 10
                mended = system.mended_by(changes)
                if near and number in mended and (far or not cause.startswith("factor")):
                    fitting.append((len(mended), Candidate(cause, changes, PRIORS[cause])))
    most = max((mended for mended, _ in fitting), default=0)
    best = [one for mended, one in fitting if mended == most]
    if len(best) == 1:
        yield best[0]


def _ratio(row: Row, values: Mapping[str, Number]) -> Fraction:
    low, high = sorted(abs(Fraction(values[key])) for key in row.coefficients)
    return high / low if low else low
