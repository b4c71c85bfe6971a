"""Relations and rates as tables: their figures, and whether they hold."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal

from hcstats.model import Column, Table, TableValue, Text, say
from hcstats.trace.records import Formula, IndicatorTrace, Operand, Part
from hcstats.trace.words import TERMS, shown


def formula_table(formula: Formula) -> Table:
    """A relation with its figures over the totals, and whether it holds."""
    rows: list[tuple[TableValue, ...]] = []
    levels: list[int] = []
    for side, value in ((formula.left, formula.left_value), (formula.right, formula.right_value)):
        for place, part in enumerate(side):
            rows.append((part.label, part.key, _signed(part, first=place == 0), part.amount))
            levels.append(int(len(side) > 1))
        if len(side) > 1:
            rows.append((say("together"), "", "=", value))
            levels.append(0)
    columns = (
        Column(say("Item")),
        Column(say("Key")),
        Column(""),
        Column(say("Total"), "number"),
    )
    title = say("Relation {rule} of the form", rule=formula.rule)
    notes = tuple(_verdict(formula))
    return Table("formula", title, columns, tuple(rows), tuple(levels), notes)


def _signed(part: Part, *, first: bool) -> str:
    if part.sign < 0:
        return "−"
    return "" if first else "+"


def _verdict(formula: Formula) -> Iterator[Text]:
    left, right = formula.left_value, formula.right_value
    if formula.holds is None:
        yield say(
            "Whether it holds cannot be said: {reason} ({left} and {right}).",
            reason=formula.reason,
            left=left,
            right=right,
        )
    elif formula.holds:
        yield say("It holds: {left} = {right}.", left=left, right=right)
    else:
        yield say(
            "It does not hold: {left} and {right}, a difference of {difference}.",
            left=left,
            right=right,
            difference=abs(left - right),
        )
    if formula.units:
        yield say("It does not hold in the submission of: {units}.", units=formula.units)


def indicator_table(traced: IndicatorTrace) -> Table:
    """A rate with the figures of its numerator and denominator."""
    rows: list[tuple[TableValue, ...]] = []
    levels: list[int] = []
    for name, operand in (
        (say("Numerator"), traced.numerator),
        (say("Denominator"), traced.denominator),
    ):
        rows.append((name, "", "", operand.amount))
        levels.append(0)
        for place, part in enumerate(operand.parts):
            rows.append((part.label, part.key, _signed(part, first=place == 0), part.amount))
            levels.append(1)
    columns = (
        Column(say("Item")),
        Column(say("Key")),
        Column(""),
        Column(say("Total"), "number"),
    )
    title = say("{label} {key}", label=traced.label, key=traced.id)
    notes = tuple(_rate(traced))
    return Table("indicator", title, columns, tuple(rows), tuple(levels), notes)


def _rate(traced: IndicatorTrace) -> Iterator[Text]:
    yield traced.formula
    above, below = _expression(traced.numerator), _expression(traced.denominator)
    value = traced.value.value
    if value is None:
        yield say(
            "{above} / {below}: no rate, because the denominator is 0 or one of both is unknown.",
            above=above,
            below=below,
        )
    else:
        rate = (value * 100).quantize(Decimal("0.01"), ROUND_HALF_UP)
        yield say("{above} / {below} = {rate}%", above=above, below=below, rate=rate)


def _expression(operand: Operand) -> str:
    """An operand with its numbers: (123 + 45)."""
    if len(operand.parts) < 2 or len(operand.parts) > TERMS:
        return shown(operand.amount)
    text = shown(operand.parts[0].amount)
    for part in operand.parts[1:]:
        text += f" {'−' if part.sign < 0 else '+'} {shown(part.amount)}"
    return f"({text})"
