"""The many ways in which one number or one label is written."""

from __future__ import annotations

import random
import re
from decimal import Decimal

from hcstats.forms.definition import Item
from hcstats.layout.numerals import write_numeral
from hcstats.model import Kind
from samples.drawing.canvas import Entry, Value

_WIDE = str.maketrans("0123456789.,", "０１２３４５６７８９．，")


def spell(entry: Entry, item: Item, chance: random.Random, habits: frozenset[str]) -> Value | None:
    """A cell's content for a figure; None leaves it blank. `habits` are the clerk's."""
    value = entry.value
    if value is None:
        return None if entry.status == "blank" else chance.choice(("/", "—", "-", "——", "／"))
    plain = f"{value:f}" if isinstance(value, Decimal) else str(value)
    if entry.approximate:
        return chance.choice((f"约{plain}", f"约 {plain} {item.unit}", f"{plain}余{item.unit}"))
    ways: list[Value] = [value]
    if "texts" in habits:
        ways += [plain, f" {plain} ", f"{plain}\u3000", plain.translate(_WIDE)]
    if "counters" in habits and item.kind is not Kind.CHANGE:
        ways += [f"{plain}{item.unit}", f"{plain} {item.unit}"]
    if "words" in habits and value == 0 and item.kind is Kind.COUNT:
        ways += ["无", "没有", "零"]
    if "numerals" in habits and isinstance(value, int) and 0 < value < 100:
        ways.append(
            write_numeral(value).removeprefix("一") if 10 <= value < 20 else write_numeral(value)
        )
    if "separators" in habits and isinstance(value, int) and value >= 1000:
        ways += [f"{value:,}", f"{value:,}".translate(_WIDE)]
        if value % 100 == 0 and value >= 10_000:
            ways.append(f"{Decimal(value) / 10_000:f}万")
    if "signs" in habits and item.kind is Kind.CHANGE and isinstance(value, int):
        ways += [f"+{value}", f"增{value}"] if value > 0 else []
        ways += [f"减{-value}", f"\u2212{-value}", str(value)] if value < 0 else []
    return chance.choice(ways)


_HEAD = re.compile(
    r"^(（[一二三四五六七八九十]+）|[一二三四五六七八九十]+、|\d+\.)(.*)$", re.DOTALL
)
_CHINESE = "一二三四五六七八九十"


def restyle_ordinal(label: str, style: str) -> str:
    """A label with its ordinal in another style: `dotted`, `comma`, `round`, `circled`, `none`."""
    found = _HEAD.match(label)
    if not found:
        return label
    mark, rest = found.groups()
    digits = re.search(r"\d+", mark)
    number = int(digits.group()) if digits else _CHINESE.index(mark.strip("（）、")[0]) + 1
    if not digits:
        # An ordinal of a heading level keeps its numeral; only its dress changes.
        numeral = mark.strip("（）、")
        return {
            "dotted": f"{numeral}.{rest}",
            "comma": f"{numeral}、{rest}",
            "round": f"({numeral}){rest}",
            "circled": f"({numeral}) {rest}",
            "none": rest,
        }[style]
    return {
        "dotted": f"{number}．{rest}",
        "comma": f"{number}、{rest}",
        "round": f"（{number}）{rest}",
        "circled": f"{chr(0x2460 + number - 1)}{rest}",
        "none": rest,
    }[style]


def spaced(label: str, chance: random.Random) -> str:
    """A label with blanks of some width inside."""
    blank = chance.choice((" ", "\u3000", "  "))
    place = chance.randint(1, max(1, len(label) - 1))
    return label[:place] + blank + label[place:]


def broken(label: str, chance: random.Random) -> str:
    """A label with a line break inside."""
    place = chance.randint(1, max(1, len(label) - 1))
    return f"{label[:place]}\n{label[place:]}"


_BRACKETS = (("（", "("), ("）", ")"))


def other_brackets(label: str, style: str) -> str:
    """A label with half-width or square brackets in place of the full-width ones."""
    if style == "half":
        return label.replace("（", "(").replace("）", ")")
    return label.replace("（", "【").replace("）", "】")


def cut_bracket(label: str, chance: random.Random) -> str:
    """A label that breaks off inside its explanatory bracket, or leaves it out."""
    start = label.find("（", 3)
    if start < 0 or not label.endswith("）") or label.endswith("元）"):
        return label
    if chance.random() < 0.5:
        return label[:start]
    return label[: chance.randint(start + 1, len(label) - 1)]
