"""Indicators: rates of totals, with the two numbers that each is made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal

from hcstats.forms.definition import Form
from hcstats.forms.grammar import Expression, evaluate, names, parse
from hcstats.model import Amount, IndicatorValue, Status, Total

_PLACES = Decimal("0.000001")
"""Rates are rounded to a ten-thousandth of a percent, halves up."""

_UNKNOWN = Amount(None, status=Status.BLANK)


def indicators(form: Form, totals: Sequence[Total]) -> tuple[IndicatorValue, ...]:
    """Every indicator of a form over the totals; the value is None where it cannot be known."""
    amounts = {total.key: total.amount for total in totals}
    rates = [
        _rate(indicator.id, parse(indicator.numerator), parse(indicator.denominator), amounts)
        for indicator in form.indicators
    ]
    for share in form.shares:
        whole = parse(f"sum({', '.join(share.parts)})")
        rates += [_rate(share.of(part), parse(part), whole, amounts) for part in share.parts]
    return tuple(rates)


def _rate(
    rate_id: str, numerator: Expression, denominator: Expression, amounts: Mapping[str, Amount]
) -> IndicatorValue:
    above, below = amount_of(numerator, amounts), amount_of(denominator, amounts)
    value: Decimal | None = None
    if above.value is not None and below.value:
        value = (Decimal(above.value) / Decimal(below.value)).quantize(_PLACES, ROUND_HALF_UP)
    return IndicatorValue(rate_id, value, above, below)


def amount_of(expression: Expression, amounts: Mapping[str, Amount]) -> Amount:
    """The value of an expression over totals: blanks add nothing, an unreadable one undoes it."""
    used = [amounts.get(name, _UNKNOWN) for name in names(expression)]
    known = [amount for amount in used if amount.value is not None]
    if not known or any(amount.status is Status.UNREADABLE for amount in used):
        return _UNKNOWN
    values = {name: amounts.get(name, _UNKNOWN).value or 0 for name in names(expression)}
    value = evaluate(expression, values)
    if isinstance(value, bool):
        return _UNKNOWN
    return Amount(value, any(amount.approximate for amount in known))
