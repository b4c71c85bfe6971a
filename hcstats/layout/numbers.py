"""Numbers as clerks write them, read strictly: what has two readings is never guessed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from hcstats.layout.numerals import SCALES, read_numeral
from hcstats.model import Cell, CellKind, Kind, Message, Number, Status, say

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
NOTE = re.compile(
    r"^(?P<number>.+?)\s*\((?P<note>(?:其中|含|包括|包含|注|备注|均为|全部|不含).*)\)$"
)
_MINUS = frozenset({"减少", "减", "-", "\u2212"})
_MONEY = re.compile(r"^(?P<scale>[百千]?[万亿]?|[百千])元$")
_SCALED_COUNTER = re.compile(rf"^(?P<scale>[百千]?[万亿]|[百千])(?:{_COUNTERS})$")


@dataclass(frozen=True, slots=True)
class NumberReading:
    """What a cell says as a number; `rule` and `message` where there is something to say."""

    value: Number | None
    status: Status
    approximate: bool = False
    rule: str = ""
    message: Message | None = None


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
        return _unreadable(
            say("The cell shows the error {text}; type the number itself.", text=cell.text),
            "cell.error",
        )
    if cell.kind is CellKind.UNCALCULATED:
        return _unreadable(
            say(
                "The formula {text} was saved without its result; open the file in Excel or WPS, "
                "recalculate and save it.",
                text=_short(cell.text),
            ),
            "cell.uncalculated",
        )
    names = {
        CellKind.DATE: say("a date"),
        CellKind.PERCENT: say("a percentage"),
        CellKind.BOOLEAN: say("a truth value"),
    }
    return _unreadable(
        say(
            "'{text}' is {kind}, not a number; set the cell to the number itself.",
            text=_short(cell.text),
            kind=names.get(cell.kind, say("no number")),
        )
    )


def _unreadable(message: Message, rule: str = "number.unreadable") -> NumberReading:
    return NumberReading(None, Status.UNREADABLE, rule=rule, message=message)


def _short(text: str) -> str:
    text = BLANKS.sub(" ", text).strip()
    return text if len(text) <= 40 else text[:39] + "…"


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
    # Blanks may pad a number and part it from its unit, but `1 2` has two readings.
    found = None if re.search(r"[0-9]\s+[0-9]", plain) else SHAPE.match(BLANKS.sub("", plain))
    value = _value(found) if found else None
    if found is None or value is None:
        return _not_one(text)
    if found["sign"] and kind is not Kind.CHANGE and found["sign"] not in ("-", "+"):
        return _not_one(text)
    approximate = bool(found["about"] or found["more"] or found["bound"])
    unit = found["unit"] or ""
    if found["sign"] in _MINUS:
        value = -value
    return _in_unit(value, approximate, text, unit, item_unit, kind, shown_unit)


def _value(found: re.Match[str]) -> Number | None:
    """The value of a shape that matched, None if its numeral has no single reading."""
    if found["more"] == "几":
        return None
    if found["digits"] is None:
        return read_numeral(found["numeral"])
    digits = found["digits"].replace(",", "")
    if len(digits) > 1 and digits.startswith("0") and not digits.startswith("0."):
        # 007 and 05 are codes or slips of a number that began with another digit.
        return None
    return _exact(Decimal(digits) * SCALES[found["scale"] or ""])


def _exact(value: Decimal) -> Number:
    return int(value) if value == value.to_integral_value() else value.normalize()


def _not_one(text: str) -> NumberReading:
    return _unreadable(
        say("'{text}' cannot be read as one number; write just the number.", text=_short(text))
    )


def _with_note(reading: NumberReading, text: str) -> NumberReading:
    """The reading of a number with a remark behind it, which is told."""
    if reading.status is not Status.REPORTED:
        return _not_one(text)
    if reading.rule:
        return reading
    message = say(
        "'{text}' is read as {value}; the note is left out.",
        text=_short(text),
        value=reading.value,
    )
    return NumberReading(reading.value, reading.status, reading.approximate, "number.note", message)


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
    if not -LIMIT <= value <= LIMIT:
        return _unreadable(
            say("'{text}' is too large to be a figure; correct it.", text=_short(text))
        )
    if kind is Kind.AMOUNT:
        return _money(value, approximate, text, unit, item_unit, shown_unit)
    if unit == "元" or _MONEY.match(shown_unit):
        stated = unit or shown_unit
        return _wrong_unit(text, stated, item_unit)
    scaled = _SCALED_COUNTER.match(shown_unit)
    if scaled and not unit:
        value = _exact(Decimal(value) * SCALES[scaled["scale"]])
    if unit and item_unit and unit != item_unit:
        message = say(
            "'{text}' is counted in {found}, the form counts in {expected}; read as {value}.",
            text=_short(text),
            found=unit,
            expected=item_unit,
            value=value,
        )
        return NumberReading(value, Status.REPORTED, approximate, "number.counter", message)
    return NumberReading(value, Status.REPORTED, approximate)


def _wrong_unit(text: str, stated: str, item_unit: str) -> NumberReading:
    return _unreadable(
        say(
            "'{text}' stands in {found}, but the form asks for {expected}; write the number in "
            "{expected}.",
            text=_short(text),
            found=stated,
            expected=item_unit or say("a count"),
        ),
        "number.unit",
    )


def _money(
    value: Number, approximate: bool, text: str, unit: str, item_unit: str, shown_unit: str
) -> NumberReading:
    """An amount in the form's unit of money.

    `1.5万` is 15000 in yuan by itself; in a column of 万元 it could mean either, and is refused.
    """
    scaled_text = bool(re.search(r"[百千万亿]", text))
    if unit and unit != "元":
        return _wrong_unit(text, unit, item_unit)
    shown = _MONEY.match(shown_unit)
    if unit == "元":
        own = "".join(re.findall(r"[百千万亿]", text)) + "元"
        if shown and own != shown_unit and value:
            return _wrong_unit(text, own, shown_unit)
        return _converted(value, approximate, "元", item_unit)
    if scaled_text and not read_numeral(plain_text(text)) and (shown_unit or item_unit) != "元":
        return _not_one(text)
    if shown is None and shown_unit:
        return _wrong_unit(text, shown_unit, item_unit)
    if shown is None and item_unit == "元" and value:
        return _unreadable(
            say(
                "'{text}' does not say whether it is in 元 or in 万元; write the unit behind the "
                "number or in the heading.",
                text=_short(text),
            ),
            "number.unit",
        )
    return _converted(value, approximate, shown_unit or item_unit, item_unit)


def _converted(value: Number, approximate: bool, stated: str, item_unit: str) -> NumberReading:
    factor = SCALES[stated.removesuffix("元")] / SCALES[item_unit.removesuffix("元")]
    return NumberReading(_exact(Decimal(value) * factor), Status.REPORTED, approximate)
