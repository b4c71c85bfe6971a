"""How a number was read from the text of its cell, step by step."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from hcstats.layout.numbers import BLANKS, NOTE, SHAPE, ZERO_WORDS, plain_text
from hcstats.layout.numerals import SCALES, exact, read_numeral
from hcstats.model import Figure, Number, say
from hcstats.trace.records import Step

_WIDE = re.compile(r"[０-９．，＋－]")
_MINUS = ("减少", "减", "-", "\u2212")


def reading(figure: Figure, formula: str = "") -> tuple[Step, ...]:
    """The steps from the text as written to the value; `number` alone for a plain number.

    The value is worked out again from the text; where it is another (a column in 万元), the last
    step says so. A figure without a value has no steps.
    """
    if figure.value is None:
        return ()
    steps = list(_steps(figure))
    if formula:
        steps.insert(0, Step("formula", say("the saved result of {formula}", formula=formula)))
    return tuple(steps) or (Step("number", say("a plain number")),)


def _steps(figure: Figure) -> Iterator[Step]:
    if _WIDE.search(figure.text):
        yield Step("full_width", say("full-width digits"))
    plain = plain_text(figure.text)
    noted = NOTE.match(plain)
    if noted:
        plain = noted["number"]
        yield Step("note", say("the note is left out"))
    value: Number | None = None
    if plain in ZERO_WORDS:
        value = 0
        yield Step("zero_word", say("{word} is 0", word=plain))
    found = SHAPE.match(BLANKS.sub("", plain)) if value is None else None
    if found:
        value = _value(found)
        yield from _parts(found, value)
    about = bool(found and (found["about"] or found["more"] or found["bound"]))
    if figure.approximate and not about:
        yield Step("approximate", say("stated to be approximate"))
    if value is None or value != figure.value:
        message = say("in the form's unit {value}", value=figure.value)
        yield Step("converted", message)


def _value(found: re.Match[str]) -> Number | None:
    if found["digits"] is None:
        value: Number | None = read_numeral(found["numeral"])
    else:
        digits = found["digits"].replace(",", "")
        value = exact(Decimal(digits) * SCALES[found["scale"] or ""])
    return -value if value is not None and found["sign"] in _MINUS else value


def _parts(found: re.Match[str], value: Number | None) -> Iterator[Step]:
    """What beside plain digits stands in a number."""
    if found["numeral"]:
        yield Step("numeral", say("a Chinese numeral, {value}", value=value))
    if found["digits"] and "," in found["digits"]:
        yield Step("separators", say("thousands separators"))
    if found["scale"]:
        yield Step(
            "scaled", say("{scale} multiplied out, {value}", scale=found["scale"], value=value)
        )
    if found["sign"]:
        yield Step("signed", say("the sign {sign}", sign=found["sign"]))
    if found["unit"]:
        yield Step("counter", say("without the unit {unit}", unit=found["unit"]))
    if found["about"] or found["more"] or found["bound"]:
        word = found["about"] or found["more"] or found["bound"]
        yield Step("approximate", say("approximate ({word})", word=word))
