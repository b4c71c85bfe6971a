"""Values of a comparison as tables show them."""

from __future__ import annotations

from hcstats.compare.records import Line
from hcstats.model import Amount, TableValue

DASH = "—"
"""What stands where nothing can be told."""


def rate_of(line: Line) -> TableValue:
    """The rate of change as a fraction, a dash where there is none."""
    return DASH if line.rate is None else line.rate


def amount_in(amount: Amount | None) -> TableValue:
    """A year's amount; a dash where the year does not ask for it or nothing was reported."""
    return DASH if amount is None or amount.value is None else amount


def change_of(line: Line) -> TableValue:
    """The absolute change, a dash where it is unknown, marked where a figure is approximate."""
    if line.change is None:
        return DASH
    return Amount(line.change, line.approximate)


def like_values(line: Line) -> tuple[TableValue, ...]:
    """Like for like: the sum of each year, the change, and how many units."""
    if line.like is None:
        return (*(DASH for _ in line.amounts), DASH, DASH)
    change = line.like.change
    return (
        *map(amount_in, line.like.amounts),
        DASH if change is None else Amount(change, line.like.approximate),
        line.like.units,
    )
