"""Chinese numerals, read strictly: one reading or none."""

from __future__ import annotations

import re
from decimal import Decimal

from hcstats.model import Number

_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")}
_DIGITS |= {"〇": 0, "两": 2}
_DIGITS |= {c: n for n, c in enumerate("零壹贰叁肆伍陆柒捌玖")}
_SMALL = {"十": 10, "百": 100, "千": 1000, "拾": 10, "佰": 100, "仟": 1000}
_LARGE = {"万": 10_000, "亿": 100_000_000}
_NUMERAL = re.compile(f"^[{''.join(_DIGITS)}{''.join(_SMALL)}{''.join(_LARGE)}]+$")
_POSITIONAL = re.compile(r"^[一二三四五六七八九][〇零一二三四五六七八九]+$")


def read_numeral(text: str) -> int | None:
    """The number that a Chinese numeral writes (十九, 一万三千七百), None if it is not just one.

    Read by writing back: a text counts only if it is how the number is written, so that the
    colloquial 一百二 (120 or 102) and slips like 二十三十 are refused. Digit strings (二〇一八)
    are refused too: they write years and codes, not counts.
    """
    if not _NUMERAL.match(text) or _POSITIONAL.match(text):
        return None
    plain = "".join(_PLAIN.get(character, character) for character in text)
    value = _value(plain)
    if value is None:
        return None
    written = write_numeral(value)
    spellings = {written, written.removeprefix("一") if written.startswith("一十") else written}
    return value if plain in spellings else None


_PLAIN = {
    **dict(zip("壹贰叁肆伍陆柒捌玖拾佰仟", "一二三四五六七八九十百千", strict=True)),
    "〇": "零",
    "两": "二",
}


def _value(plain: str) -> int | None:
    """The value of a numeral in plain characters, without asking whether it is well written."""
    for large, size in (("亿", 100_000_000), ("万", 10_000)):
        head, found, tail = plain.partition(large)
        if found:
            high, low = _value(head), _value(tail.lstrip("零")) if tail else 0
            return None if high is None or low is None else high * size + low
    total, digit = 0, 0
    for character in plain:
        if character in _SMALL:
            total += (digit or 1) * _SMALL[character]
            digit = 0
        else:
            digit = _DIGITS[character]
    return total + digit


def write_numeral(value: int) -> str:
    """A number below 10^16 as it is written in full: 1032 is 一千零三十二."""
    if value == 0:
        return "零"
    for size, large in ((100_000_000, "亿"), (10_000, "万")):
        if value >= size:
            high, low = divmod(value, size)
            zero = "零" if low and low < size // 10 else ""
            return write_numeral(high) + large + zero + (write_numeral(low) if low else "")
    text, pending = "", False
    for size, small in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, value = divmod(value, size)
        if digit:
            text += ("零" if pending else "") + "零一二三四五六七八九"[digit] + small
            pending = False
        elif text and value:
            pending = True
    return text


SCALES = {
    "十": Decimal(10),
    "百": Decimal(100),
    "千": Decimal(1000),
    "万": Decimal(10_000),
    "十万": Decimal(100_000),
    "百万": Decimal(1_000_000),
    "千万": Decimal(10_000_000),
    "亿": Decimal(100_000_000),
    "十亿": Decimal(1_000_000_000),
    "百亿": Decimal(10_000_000_000),
    "千亿": Decimal(100_000_000_000),
    "": Decimal(1),
}
"""What a scale word behind a number, or in front of a unit (万元), multiplies by."""


def exact(value: Decimal) -> Number:
    """A decimal as an int where it is whole, else without trailing zeros."""
    return int(value) if value == value.to_integral_value() else value.normalize()
