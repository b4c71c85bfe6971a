"""Words that the tables of a trace share: numbers in sentences, and places."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from hcstats.model import Amount, Text, Total, say
from hcstats.trace.records import Contribution, Trace

TERMS = 40
"""So many terms are written out as one sum; more are followed by the running subtotal alone."""


def shown(amount: Amount) -> str:
    """A number as a sentence says it: 约 in front of an approximate one, — for none."""
    if amount.value is None:
        return "—"
    digits = f"{amount.value:f}" if isinstance(amount.value, Decimal) else str(amount.value)
    return f"约{digits}" if amount.approximate else digits


def groups_of(trace: Trace) -> Sequence[Total]:
    """The totals of 本级 and 县区, where both have one."""
    groups = [one for one in trace.groups if one.units]
    return groups if len(groups) == 2 else ()


def source(one: Contribution, folder: str = "") -> Text:
    """Place of a figure, what stands there, and how it was read where that wants a word."""
    place = one.place
    if one.figure is None:
        return ""
    file = place.file.removeprefix(f"{folder}/") if folder else place.file
    cell = "!".join(part for part in (place.sheet, place.cell) if part)
    where = f"{flat(file)}\n{flat(cell)}"
    text = flat(one.figure.text)
    if not text or [step.code for step in one.reading] == ["number"]:
        return where
    steps = tuple(step.message for step in one.reading)
    if not steps:
        return say("{place}  “{text}”", place=where, text=text)
    return say("{place}  “{text}”: {steps}", place=where, text=text, steps=steps)


def flat(text: str) -> str:
    """A text on one line."""
    return " ".join(text.split())
