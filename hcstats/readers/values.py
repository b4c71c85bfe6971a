"""Values of spreadsheet cells as exact numbers and plain text."""

from __future__ import annotations

import datetime
import math
import re
from decimal import Decimal

from hcstats.model import Cell, CellKind, Number

_ERRORS = re.compile(r"^#(?:NULL!|DIV/0!|VALUE!|REF!|NAME\?|NUM!|N/A|GETTING_DATA|SPILL!|CALC!)$")
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_HALF = re.compile("[\ud800-\udfff]")


def exact(value: float) -> Number | None:
    """A cell's binary float as the number that Excel shows: 15 significant digits, no more."""
    if not math.isfinite(value):
        return None
    number = Decimal(f"{value:.15g}")
    return int(number) if number == number.to_integral_value() else number


def number_cell(value: float) -> Cell:
    """A number as a cell; what is not finite is an error cell."""
    number = exact(value)
    if number is None:
        return Cell("#NUM!", CellKind.ERROR)
    return Cell(
        f"{number:f}" if isinstance(number, Decimal) else str(number), CellKind.NUMBER, number
    )


_SHOWN = re.compile(r"(?P<about>约)|(?P<unit>[百千]?[万亿]?元)")


def formatted_cell(value: float, number_format: str) -> Cell:
    """A number as its format shows it: a percentage, or with the 约 or 元 that the format adds.

    What the format adds is part of what the clerk sees, so it becomes part of the text.
    """
    if "%" in number_format:
        return percent_cell(value)
    plain = number_cell(value)
    if plain.kind is not CellKind.NUMBER:
        return plain
    shown = number_format.partition(";")[0]
    if "$" in shown or "¥" in shown:
        return plain
    about = "约" if "约" in shown else ""
    units = [found["unit"] for found in _SHOWN.finditer(shown) if found["unit"]]
    unit = units[0] if units else ""
    return Cell(f"{about}{plain.text}{unit}") if about or unit else plain


def percent_cell(value: float) -> Cell:
    """A number shown as a percentage; its value stays the fraction."""
    number = exact(value)
    if number is None:
        return Cell("#NUM!", CellKind.ERROR)
    shown = (Decimal(number) * 100).normalize()
    return Cell(f"{shown:f}%", CellKind.PERCENT, number)


def unescaped(text: str) -> str:
    """A text with Excel's _x000D_ escapes undone, once; halves of a character become one."""
    if "_x" not in text:
        return text
    text = _ESCAPE.sub(lambda found: chr(int(found.group(1), 16)), text)
    if _HALF.search(text):
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def text_cell(text: str) -> Cell | None:
    """A text as a cell, None if it is blank; Excel's _x000D_ escapes are undone."""
    return shown_cell(unescaped(text))


def shown_cell(text: str) -> Cell | None:
    """A text in which nothing is escaped any more as a cell, None if it is blank."""
    if not text.strip():
        return None
    if is_error(text):
        return Cell(text, CellKind.ERROR)
    return Cell(text)


def is_error(text: str) -> bool:
    """Whether a text is the name of one of Excel's errors."""
    return text.startswith("#") and _ERRORS.match(text) is not None


def date_cell(value: datetime.date | datetime.time | datetime.timedelta) -> Cell:
    """A date or time as a cell, in ISO form."""
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        value = value.date()
    return Cell(str(value), CellKind.DATE)


def any_cell(value: object) -> Cell | None:
    """A Python value as a reader library gives it, as a cell; None if it is blank."""
    if value is None:
        return None
    if isinstance(value, bool):
        return Cell("TRUE" if value else "FALSE", CellKind.BOOLEAN)
    if isinstance(value, int):
        return Cell(str(value), CellKind.NUMBER, value)
    if isinstance(value, float):
        return number_cell(value)
    if isinstance(value, datetime.date | datetime.time | datetime.timedelta):
        return date_cell(value)
    return text_cell(str(value))
