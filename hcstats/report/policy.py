"""How numbers are printed in a report: one declared policy, and nothing rounded in silence.

- An exact number is printed in full: 134426.
- An approximate one has 约 in front and two significant digits, halves up; from ten thousand on
  it is given in 万: 约1.9万. A lower bound (200多) keeps its 多.
- A rate has at most two decimals, halves up, without trailing zeros. What is not the whole is
  never printed as 100%, and what is not nothing never as 0%.
- The shares of a whole are rounded so that they add up to 100% (largest remainders); where the
  whole is approximate they are whole percents with 约.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from typing import Literal

from hcstats.model import Number

Style = Literal["auto", "plain", "wan"]
"""`plain` never says 万; `wan` says an exact number in 万 where four decimals hold it."""

DIGITS = 2
"""Significant digits of an approximate number."""
PLACES = 2
"""Decimals of a rate in percent, at most."""
_WAN = 10000


def number(value: Number, approximate: bool = False, style: Style = "auto") -> str:
    """A number as the report prints it, without its unit of measurement."""
    if approximate:
        rounded = significant(value)
        in_wan = abs(Decimal(rounded)) >= _WAN and style != "plain"
        return f"约{_wan(rounded) if in_wan else plain(rounded)}"
    if style == "wan" and abs(Decimal(value)) >= _WAN:
        return _wan(value)
    return plain(value)


def at_least(value: Number) -> str:
    """A lower bound as it was reported: 200多."""
    return f"{plain(value)}多"


def significant(value: Number, digits: int = DIGITS) -> Number:
    """A number with so many significant digits at most, halves up."""
    exact = Decimal(value)
    if not exact:
        return 0
    unit = Decimal(1).scaleb(exact.adjusted() - digits + 1)
    rounded = (exact / unit).quantize(Decimal(1), ROUND_HALF_UP) * unit
    return int(rounded) if rounded == rounded.to_integral_value() else rounded.normalize()


def percent(value: Decimal, places: int = PLACES, approximate: bool = False) -> str:
    """A rate (as a fraction) in percent: 95.2%, 100%; what rounds to an end and is not it says so.

    A rate of 0 is 零 in words, since 0.00% says how exactly nothing was counted. One of
    approximate numbers is 约 with two significant digits.
    """
    if not value:
        return "零"
    unit = Decimal(1).scaleb(-places)
    hundred = value * 100
    if approximate:
        about = Decimal(significant(hundred))
        if about >= 100 and value < 1:
            about = hundred.quantize(Decimal(1), ROUND_DOWN)
        return f"约{plain(about)}%"
    rounded = hundred.quantize(unit, ROUND_HALF_UP)
    if not rounded:
        return f"不足{plain(unit)}%"
    if rounded == 100 and value < 1:
        rounded = hundred.quantize(unit, ROUND_DOWN)
    return f"{plain(rounded)}%"


def share(percent_: Decimal, places: int, approximate: bool) -> str:
    """One of the shares that add up; a part that is too small for its decimals says so."""
    if not percent_:
        return f"不足{plain(Decimal(1).scaleb(-places))}%"
    return f"{'约' if approximate else ''}{plain(percent_)}%"


def shares(parts: Sequence[Number], places: int = PLACES) -> tuple[Decimal, ...]:
    """The parts' shares of their sum in percent, rounded so that they add up to exactly 100.

    Each is rounded down; what is then missing goes, one last digit each, to the largest
    remainders, the earlier part first where two are equal. Empty if there is no whole.
    """
    whole = sum(Decimal(part) for part in parts)
    if whole <= 0 or any(part < 0 for part in parts):
        return ()
    unit = Decimal(1).scaleb(-places)
    exact = [Decimal(part) * 100 / whole for part in parts]
    down = [share.quantize(unit, ROUND_DOWN) for share in exact]
    missing = int((100 - sum(down)) / unit)
    # What is not the whole stays below 100%, as long as another part is there to take the rest.
    free = [
        place for place in range(len(parts)) if parts[place] == whole or down[place] + unit < 100
    ]
    order = sorted(free, key=lambda place: (down[place] - exact[place], parts[place] == 0))
    for place in order[:missing]:
        down[place] += unit
    return tuple(down)


def plain(value: Number) -> str:
    """A number in digits, never in powers of ten, without trailing zeros behind the point."""
    if isinstance(value, int):
        return str(value)
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _wan(value: Number) -> str:
    return f"{plain(Decimal(value) / _WAN)}万"
