"""Values as text, and text made harmless: shared by the writers of plain formats."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import ROUND_HALF_UP, Decimal
from itertools import islice
from typing import TypeVar

from hcstats.messages import render
from hcstats.model import Amount, Number, TableValue

_Entry = TypeVar("_Entry")
_CONTROLS = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
# Line breaks are the layout of a JSON text; in its strings there are none.
_UNSEEN = re.compile(_CONTROLS.pattern.replace("\x0b-\x1f", "\x0b\x0c\x0e-\x1f"))
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_PERCENT = Decimal("0.0001")


def batches(entries: Iterable[_Entry], size: int = 1000) -> Iterator[list[_Entry]]:
    """The entries of a long sequence some at a time."""
    coming = iter(entries)
    while some := list(islice(coming, size)):
        yield some


def number_text(value: Number) -> str:
    """A number in plain digits, without exponent or separators."""
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def amount_text(amount: Amount) -> str:
    """A figure as the report prints it: 约5000, and a dash for what has no value."""
    if amount.value is None:
        return "—"
    return ("约" if amount.approximate else "") + number_text(amount.value)


def percent_text(value: Number) -> str:
    """A fraction as a percentage with two decimals, halves up."""
    return f"{Decimal(value).quantize(_PERCENT, ROUND_HALF_UP) * 100:.2f}%"


def clean(text: str) -> str:
    """A text without control characters and direction marks, which could forge what is seen."""
    # None of them is printable, which a text says of itself at once.
    return text if text.isprintable() else _CONTROLS.sub("\N{REPLACEMENT CHARACTER}", text)


def escaped(text: str) -> str:
    """A JSON text in which the same characters are written as their numbers: nothing is lost."""
    return _UNSEEN.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def value_text(value: TableValue, language: str, format_: str = "text") -> str:
    """A table's value as text; the blank of a heading row stays empty."""
    if value is None:
        return "—" if format_ == "percent" else ""
    if isinstance(value, Amount):
        return amount_text(value)
    if isinstance(value, int | Decimal):
        return percent_text(value) if format_ == "percent" else number_text(value)
    return clean(render(value, language))


def inert(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text
