"""Whether a number as written says what the data say, by the rounding that it shows."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from hcstats.layout.money import MONEY
from hcstats.layout.numerals import SCALES
from hcstats.layout.running import TextNumber
from hcstats.model import Number

_LEAST_DIGITS = 2
"""Digits that a number with 约 keeps at least."""
_NEAR = Decimal("0.9")


def agrees(said: TextNumber, value: Number, unit: str = "") -> bool:
    """Whether a written number is right for a value in `unit` (a rate is a fraction).

    Without words of rounding it must be equal, or, where 万 cuts digits off, be the value
    rounded to its last digit. `约` allows rounding to two digits or more; `多` and `以上` mean at
    least so much, and less than the next round number; `近` at most so much, and not under 90 %.
    """
    if said.value is None:
        return False
    written = Decimal(said.value)
    if said.sort == "rate":
        return _rate_agrees(said, written, Decimal(value))
    real = Decimal(value)
    if said.unit == "元" and MONEY.match(unit):
        real *= SCALES[unit.removesuffix("元")]
    if said.round == "about":
        return _is_rounding(written, real)
    if said.round in ("more", "over"):
        return written <= real < written + _round_step(written)
    if said.round == "near":
        return max(written - _round_step(written), written * _NEAR) <= real <= written
    return _rounded(real, said.step) == written if said.scaled else real == written


def _rate_agrees(said: TextNumber, written: Decimal, fraction: Decimal) -> bool:
    """What is not the whole is never 100 %, and what is not nothing never 0 %."""
    hundred = fraction * 100
    if said.round == "about":
        return _is_rounding(written, hundred) or _rounded(hundred, Decimal(1)) == written
    if written in (0, 100):
        return hundred == written
    if hundred < 100 <= _rounded(hundred, said.step):
        return written == 100 - said.step
    return _rounded(hundred, said.step) == written


def _rounded(value: Decimal, step: Decimal) -> Decimal:
    return (value / step).quantize(Decimal(1), ROUND_HALF_UP) * step


def _is_rounding(written: Decimal, real: Decimal) -> bool:
    """Whether a number is another, rounded to two digits or to more."""
    if not real:
        return not written
    digits = max(len(written.as_tuple().digits), _LEAST_DIGITS)
    for kept in range(_LEAST_DIGITS, digits + 1):
        if _rounded(real, Decimal(1).scaleb(real.adjusted() - kept + 1)) == written:
            return True
    return real == written


def _round_step(written: Decimal) -> Decimal:
    """What one of the last digit that is not 0 is worth: 100 in 200, 10 in 250."""
    plain = written.normalize()
    return Decimal(1).scaleb(int(plain.as_tuple().exponent)) if plain else Decimal(1)
