"""The trace of a total: every unit's part in it, and the sum done again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from hcstats.forms.definition import Form, Item
from hcstats.forms.grammar import names, parse
from hcstats.item_labels import item_label
from hcstats.model import (
    Amount,
    Label,
    Message,
    Number,
    Outcome,
    Place,
    Status,
    Text,
    Total,
    UnitRef,
    say,
)
from hcstats.trace.formulas import formulas, parts_of, terms
from hcstats.trace.names import indicator_labels
from hcstats.trace.readings import reading
from hcstats.trace.reasons import about, why_left_out, why_missing, why_nothing
from hcstats.trace.records import Contribution, IndicatorTrace, Operand, State, Trace

_NOTHING = Amount(None, status=Status.BLANK)

CellFormulas = Mapping[Place, str]
"""Formulas by the cells that they stand in."""


def trace(outcome: Outcome, form: Form, key: str, in_cells: CellFormulas | None = None) -> Trace:
    """Where the total of a key comes from; the key is one of the form's.

    `in_cells` tells which figures are results of formulas. The sum of the contributions is done
    again with decimals, apart from the totals' own arithmetic.
    """
    item = form.items[key]
    total = next(one for one in outcome.totals if one.key == key)
    contributions = tuple(_contributions(outcome, key, in_cells or {}))
    counted = [one for one in contributions if one.adds]
    groups = tuple(one for one in outcome.groups if one.key == key)
    return Trace(
        key,
        item_label(form, item),
        item.unit,
        item.additive,
        total,
        groups,
        len(outcome.coverage.expected),
        tuple(formulas(outcome, form, key)),
        contributions,
        _added(counted) if item.additive else None,
        _agrees(item, (total, *groups), counted),
        about(outcome, key, contributions),
    )


def _added(contributions: Sequence[Contribution]) -> Number | None:
    """The sum of what contributions give, None if none gives anything."""
    values = [Decimal(one.amount.value) for one in contributions if one.amount.value is not None]
    if not values:
        return None
    value = sum(values, start=Decimal(0))
    return int(value) if value == value.to_integral_value() else value.normalize()


def _shared(contributions: Sequence[Contribution]) -> Number | None:
    """The one value that all say, None if they differ or say nothing."""
    values = {one.amount.value for one in contributions if one.amount.value is not None}
    return values.pop() if len(values) == 1 else None


def _agrees(item: Item, totals: Sequence[Total], counted: Sequence[Contribution]) -> bool:
    """Whether the total and those of the groups are what their contributions say."""
    for total in totals:
        own = [one for one in counted if total.group in ("all", one.group)]
        value = _added(own) if item.additive else _shared(own)
        about = any(one.amount.approximate for one in own)
        meant = (total.units, total.amount.value, total.amount.approximate)
        if meant != (len(own), value, about):
            return False
    return True


def _contributions(outcome: Outcome, key: str, in_cells: CellFormulas) -> Iterator[Contribution]:
    """The counted units in their order, then the missing, then what is not counted."""
    counted = {
        (value.unit_code, value.unit): value for value in outcome.by_unit if value.key == key
    }
    units = dict.fromkeys((value.unit_code, value.unit) for value in outcome.by_unit)
    for unit in units:
        group = "county" if unit in outcome.county_units else "city"
        value = counted.get(unit)
        if value is None:
            reason = why_nothing(outcome, State.ABSENT, None)
            yield Contribution(*unit, group, State.ABSENT, _NOTHING, True, reason=reason)
            continue
        figure = value.figure
        state = State(figure.status)
        formula = in_cells.get(Place(figure.file, figure.sheet, figure.cell), "")
        steps = reading(figure, formula)
        reason = why_nothing(outcome, state, figure)
        amount = value.amount
        yield Contribution(*unit, group, state, amount, True, figure, steps, formula, reason)
    left_out = list(_left_out(outcome, key, in_cells))
    told = {(one.unit_code, one.unit) for one in left_out}
    for one in outcome.coverage.missing:
        if (one.code, one.name) not in told:
            yield _missing(outcome, one)
    yield from left_out


def _missing(outcome: Outcome, unit: UnitRef) -> Contribution:
    reason = why_missing(outcome, unit)
    return Contribution(unit.code, unit.name, "", State.MISSING, _NOTHING, False, reason=reason)


def _left_out(outcome: Outcome, key: str, in_cells: CellFormulas) -> Iterator[Contribution]:
    counted = {value.figure for value in outcome.by_unit}
    for figure in outcome.figures:
        if figure.key != key or figure in counted:
            continue
        formula = in_cells.get(Place(figure.file, figure.sheet, figure.cell), "")
        yield Contribution(
            figure.unit_code,
            figure.unit,
            "",
            State(figure.status),
            Amount(figure.value, figure.approximate, figure.status),
            False,
            figure,
            reading(figure, formula),
            formula,
            why_left_out(outcome, figure),
        )


def trace_indicator(
    outcome: Outcome, form: Form, indicator: str, in_cells: CellFormulas | None = None
) -> IndicatorTrace:
    """Where an indicator comes from; the id is one of the form's."""
    value = next(one for one in outcome.indicators if one.id == indicator)
    above, below, formula = _expressions(form, indicator)
    totals = {total.key: total for total in outcome.totals}
    return IndicatorTrace(
        indicator,
        indicator_labels(form)[indicator],
        formula,
        value,
        Operand(above, parts_of(form, terms(parse(above)) or [], totals), value.numerator),
        Operand(below, parts_of(form, terms(parse(below)) or [], totals), value.denominator),
        tuple(trace(outcome, form, key, in_cells) for key in indicator_keys(form, indicator)),
    )


def indicator_keys(form: Form, indicator: str) -> tuple[str, ...]:
    """The keys of every figure in an indicator, numerator first."""
    above, below, _ = _expressions(form, indicator)
    return tuple(dict.fromkeys([*names(parse(above)), *names(parse(below))]))


def _expressions(form: Form, indicator: str) -> tuple[str, str, Text]:
    """Numerator, denominator, and the formula in words."""
    for one in form.indicators:
        if one.id == indicator:
            formula = Message(one.formula_en, (), one.formula_zh)
            return one.numerator, one.denominator, formula
    share, part = next(
        (share, part)
        for share in form.shares
        for part in share.parts
        if share.of(part) == indicator
    )
    label = Label(share.label, share.gloss)
    return part, " + ".join(share.parts), say("this part / all parts of {whole}", whole=label)
