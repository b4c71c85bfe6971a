"""Numbers as clerks write them, read strictly: what has two readings is never guessed."""

from __future__ import annotations

import re
from decimal import Decimal

from hcstats.layout.money import MONEY, read_money, wrong_unit
from hcstats.layout.number_reading import NumberReading, not_one, short, unreadable
from hcstats.layout.numerals import SCALES, exact, read_numeral
from hcstats.model import Cell, CellKind, Kind, Number, Status, say

LIMIT = 10**14
"""Beyond this nothing in these forms is a number; it is a telephone, a code, a slip."""

_FOLDED = str.maketrans(
    "０１２３４５６７８９．，＋－＝（）／～％：",
    "0123456789.,+-=()/~%:",
)
BLANKS = re.compile(r"[\s\u00a0\u3000\u200b-\u200f\u2060\ufeff]+")
ZERO_WORDS = frozenset({"无", "没有", "零", "暂无"})
NONE_WORDS = frozenset({"不适用", "不涉及", "n/a", "N/A"})
DASHES = re.compile(r"^(?:/+|\\+|[-\u2010-\u2015\u2212\u2500\u2501—─]+)$")
_COUNTERS = (
    "人次|场次|批次|家次|件|条|次|个|项|份|篇|场|名|人"
    "|家|期|处|起|例|宗|本|册|部|则|批|户|位|天|张|幅"
)
_DIGITS = r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?"
_NUMERAL_DIGITS = "〇零一二三四五六七八九十两壹贰叁肆伍陆柒捌玖拾"
_NUMERALS = f"(?=.*[{_NUMERAL_DIGITS}])[{_NUMERAL_DIGITS}百千万亿佰仟]+"
SHAPE = re.compile(
    rf"^(?P<about>大约|约|近|将近|≈|~)?"
    rf"(?P<sign>减少|减|增加|增|[+\-\u2212])?"
    rf"(?:(?P<digits>{_DIGITS})(?P<scale>[百千]?[万亿]|[百千])?|(?P<numeral>{_NUMERALS}))"
    rf"(?P<more>余|多|几)?"
    rf"(?P<unit>元|{_COUNTERS})?"
    rf"(?P<bound>左右|上下|以上)?$"
)
IN_TEXT = re.compile(
    rf"(?:大约|将近|约|近|≈|~)?"
    rf"(?:(?:{_DIGITS})(?:[百千]?[万亿]|[百千])?[余多几]?(?:元|{_COUNTERS})?"
    rf"|[{_NUMERAL_DIGITS}百千万亿佰仟]*[{_NUMERAL_DIGITS}][{_NUMERAL_DIGITS}百千万亿佰仟]*"
    rf"[余多几]?(?:元|{_COUNTERS}))"
    rf"(?:左右|上下|以上)?"
)
"""Where a number of `SHAPE` may stand in a running text; a numeral only with its unit."""
_INVISIBLE = re.compile(r"[\u200b-\u200f\u2060\ufeff]")
_PARTED = re.compile(r"[0-9.,]\s+[0-9.,]")
NOTE = re.compile(
    r"^(?P<number>.+?)\s*\((?P<note>(?:其中|含|包括|包含|注|备注|均为|全部|不含).*)\)$"
)
_MINUS = frozenset({"减少", "减", "-", "\u2212"})
SCALED_COUNTER = re.compile(rf"^(?P<scale>[百千]?[万亿]|[百千])(?:{_COUNTERS})$")


def read_number(
    cell: Cell | None, item_unit: str, kind: Kind, shown_unit: str = ""
) -> NumberReading:
    """The number in a cell, in the unit that the form asks for.

    `shown_unit` is the unit that the sheet itself states for the cell (a unit column, a bracket
    in the heading, a caption). Signs belong to changes alone; a plain minus is read for counts
    too, so that the rule on counts can accuse it.
    """
    if cell is None:
        return NumberReading(None, Status.BLANK)
    if cell.kind is CellKind.NUMBER and cell.value is not None:
        return _in_unit(cell.value, False, cell.text, "", item_unit, kind, shown_unit)
    if cell.kind is not CellKind.TEXT:
        return _of_kind(cell)
    return _read_text(cell.text, item_unit, kind, shown_unit)


def _of_kind(cell: Cell) -> NumberReading:
    """Why a cell that is neither number nor text is not read."""
    if cell.kind is CellKind.ERROR:
        return unreadable(
            say("The cell shows the error {text}; type the number itself.", text=cell.text),
            "cell.error",
        )
    if cell.kind is CellKind.UNCALCULATED:
        return unreadable(
            say(
                "The formula {text} was saved without its result; open the file in Excel or WPS, "
                "recalculate and save it.",
                text=short(cell.text),
            ),
            "cell.uncalculated",
        )
    names = {
        CellKind.DATE: say("a date"),
        CellKind.PERCENT: say("a percentage"),
        CellKind.BOOLEAN: say("a truth value"),
    }
    return unreadable(
        say(
            "'{text}' is {kind}, not a number; set the cell to the number itself.",
            text=short(cell.text),
            kind=names.get(cell.kind, say("no number")),
        )
    )


def plain_text(text: str) -> str:
    """A text with full-width digits and signs folded, and blanks around it taken off."""
    return text.translate(_FOLDED).strip().strip("\u00a0\u3000\u200b\ufeff").strip()


def _read_text(text: str, item_unit: str, kind: Kind, shown_unit: str) -> NumberReading:
    plain = plain_text(text)
    if not BLANKS.sub("", plain):
        return NumberReading(None, Status.BLANK)
    if DASHES.match(BLANKS.sub("", plain)) or plain in NONE_WORDS:
        return NumberReading(None, Status.NOT_APPLICABLE)
    if plain in ZERO_WORDS:
        return NumberReading(0, Status.REPORTED)
    noted = NOTE.match(plain)
    if noted:
        return _with_note(_read_text(noted.group("number"), item_unit, kind, shown_unit), text)
    # Blanks may pad a number and part it from its unit, but `1 2` and `1 .5` have two readings.
    found = (
        None if _PARTED.search(_INVISIBLE.sub("", plain)) else SHAPE.match(BLANKS.sub("", plain))
    )
    value = shaped_value(found) if found else None
    if found is None or value is None:
        return not_one(text)
    if found["sign"] and kind is not Kind.CHANGE and found["sign"] not in ("-", "+"):
        return not_one(text)
    approximate = bool(found["about"] or found["more"] or found["bound"])
    unit = found["unit"] or ""
    if found["sign"] in _MINUS:
        value = -value
    return _in_unit(value, approximate, text, unit, item_unit, kind, shown_unit)


def shaped_value(found: re.Match[str]) -> Number | None:
    """The value of a shape that matched, None if its numeral has no single reading."""
    if found["more"] == "几":
        return None
    if found["digits"] is None:
        return read_numeral(found["numeral"])
    digits = found["digits"].replace(",", "")
    if len(digits) > 1 and digits.startswith("0") and not digits.startswith("0."):
        # 007 and 05 are codes or slips of a number that began with another digit.
        return None
    return exact(Decimal(digits) * SCALES[found["scale"] or ""])


def _with_note(reading: NumberReading, text: str) -> NumberReading:
    """The reading of a number with a remark behind it, which is told."""
    if reading.status is not Status.REPORTED:
        return not_one(text)
    if reading.rule:
        return reading
    message = say(
        "'{text}' is read as {value}; the note is left out.",
        text=short(text),
        value=reading.value,
    )
    return NumberReading(reading.value, reading.status, reading.approximate, "number.note", message)


def _fits(value: Number) -> bool:
    return -LIMIT <= value <= LIMIT


def _too_large(text: str) -> NumberReading:
    return unreadable(say("'{text}' is too large to be a figure; correct it.", text=short(text)))


def _in_unit(
    value: Number,
    approximate: bool,
    text: str,
    unit: str,
    item_unit: str,
    kind: Kind,
    shown_unit: str,
) -> NumberReading:
    """The value converted to the form's unit, or unreadable if the units contradict."""
    if not _fits(value):
        return _too_large(text)
    if kind is Kind.AMOUNT:
        money = read_money(value, approximate, text, unit, item_unit, shown_unit)
        return _too_large(text) if money.value is not None and not _fits(money.value) else money
    if unit == "元" or MONEY.match(shown_unit):
        stated = unit or shown_unit
        return wrong_unit(text, stated, item_unit)
    scaled = SCALED_COUNTER.match(shown_unit)
    if scaled and not unit:
        value = exact(Decimal(value) * SCALES[scaled["scale"]])
        if not _fits(value):
            return _too_large(text)
    if unit and item_unit and unit != item_unit:
        message = say(
            "'{text}' is counted in {found}, the form counts in {expected}; read as {value}.",
            text=short(text),
            found=unit,
            expected=item_unit,
            value=value,
        )
        return NumberReading(value, Status.REPORTED, approximate, "number.counter", message)
    return NumberReading(value, Status.REPORTED, approximate)
