"""Amounts of money: the unit must be certain, and is converted exactly."""

from __future__ import annotations

import re
from decimal import Decimal

from hcstats.layout.number_reading import NumberReading, not_one, short, unreadable
from hcstats.layout.numerals import SCALES, exact
from hcstats.model import Number, Status, say

MONEY = re.compile(r"^(?P<scale>[百千]?[万亿]?|[百千])元$")


def wrong_unit(text: str, stated: str, item_unit: str) -> NumberReading:
    """The reading of a number whose unit is not one that the form can take."""
    return unreadable(
        say(
            "'{text}' stands in {found}, but the form asks for {expected}; write the number in "
            "{expected}.",
            text=short(text),
            found=stated,
            expected=item_unit or say("a count"),
        ),
        "number.unit",
    )


def read_money(
    value: Number, approximate: bool, text: str, unit: str, item_unit: str, shown_unit: str
) -> NumberReading:
    """An amount in the form's unit of money.

    `1.5万` is 15000 in yuan by itself; in a column of 万元 it could mean either, and is refused.
    """
    scaled_text = bool(re.search(r"[万亿]|[0-9]\s*[百千]", text))
    if unit and unit != "元":
        return wrong_unit(text, unit, item_unit)
    shown = MONEY.match(shown_unit)
    if unit == "元":
        own = "".join(re.findall(r"[百千万亿]", text)) + "元"
        if shown and own != shown_unit and value:
            return wrong_unit(text, own, shown_unit)
        return _converted(value, approximate, "元", item_unit)
    if scaled_text and (shown_unit or item_unit) != "元":
        return not_one(text)
    if shown is None and shown_unit:
        return wrong_unit(text, shown_unit, item_unit)
    if shown is None and item_unit == "元" and value:
        return unreadable(
            say(
                "'{text}' does not say whether it is in 元 or in 万元; write the unit behind the "
                "number or in the heading.",
                text=short(text),
            ),
            "number.unit",
        )
    return _converted(value, approximate, shown_unit or item_unit, item_unit)


def _converted(value: Number, approximate: bool, stated: str, item_unit: str) -> NumberReading:
    factor = SCALES[stated.removesuffix("元")] / SCALES[item_unit.removesuffix("元")]
    return NumberReading(exact(Decimal(value) * factor), Status.REPORTED, approximate)
