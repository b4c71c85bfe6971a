"""Numbers in a running text: each with its unit, and those told apart that count nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from hcstats.layout.not_counts import DECLARED, LIST_MARKS, Sort
from hcstats.layout.numbers import IN_TEXT, SHAPE, plain_text, shaped_value
from hcstats.layout.numerals import SCALES
from hcstats.model import Number

Round = Literal["", "about", "more", "near", "over"]
"""How a number is rounded by its words: 约, 多/余, 近, 以上/超过; empty: as its digits say."""


@dataclass(frozen=True, slots=True)
class TextNumber:
    """A number as it stands in a text, `start` to `end`; `core` is where its unit begins.

    `value` is None for all sorts but `count` and `rate` (a rate in percent); `step` is what one
    of its last digit is worth.
    """

    start: int
    core: int
    end: int
    text: str
    sort: Sort
    value: Number | None = None
    unit: str = ""
    round: Round = ""
    step: Decimal = Decimal(1)
    scaled: bool = False
    """Whether a word such as 万 cuts digits off (1.37万)."""
    changes: bool = False
    """Whether it says by how much something grew or fell."""

    @property
    def counts(self) -> bool:
        """Whether it may be a statistic."""
        return self.sort in ("count", "rate", "unclear")


# Of equal length, so that places in the folded text are those of the text; a full-width comma
# stays, because it parts clauses.
_FOLDED = str.maketrans(
    "０１２３４５６７８９．＋－（）／～％：〔〕［］【】", "0123456789.+-()/~%:[][][]"
)
_RATE = re.compile(
    r"(?P<digits>[0-9]+(?:\.[0-9]+)?)\s*(?:%|个百分点)|百分之(?P<said>[\d.]+|[〇零一二三四五六七八九十百]+)"
)
_RANGE = re.compile(r"\s*(?:[\-~—–－至到]+|，(?=\d{3}(?!\d)))\s*(?=\d)")
_FRACTION = re.compile(r"[./]\d")
_VAGUE = re.compile(
    r"(?<![\d.一二三四五六七八九十百千万两])(?:[数几上][十百千万亿]+[余多]?(?:[件条次个项份篇场名人家])?|[十百千万]+[余多]?[件条次个项份篇场名人家])"
)
_OVER = re.compile(r"(?:超过|逾|突破|不少于|不低于|达到?)$")
_CHANGES = re.compile(r"(?:增加|减少|增长|下降|上升|降低|提高|多|少|增|减)了?$")
_PLANNED = re.compile(r"(?:目标|确保|力争|计划|不低于|达到|预计|任务)[^，。；]{0,12}$")


def numbers_in(text: str) -> tuple[TextNumber, ...]:
    """Every number of a text in its order, each with what it is."""
    folded = text.translate(_FOLDED)
    found: list[TextNumber] = []
    taken: list[tuple[int, int]] = []
    for one in (*_declared(text, folded), *_rates(text, folded), *_counted(text, folded)):
        if all(one.end <= start or end <= one.start for start, end in taken):
            taken.append((one.start, one.end))
            found.append(one)
    return tuple(sorted(found, key=lambda one: one.start))


def _declared(text: str, folded: str) -> Iterator[TextNumber]:
    for pattern in LIST_MARKS:
        for match in pattern.finditer(folded):
            yield _plain(text, match, "ordinal")
    for sort, pattern in DECLARED:
        for match in pattern.finditer(folded):
            yield _plain(text, match, sort)


def _plain(text: str, match: re.Match[str], sort: Sort) -> TextNumber:
    start, end = match.span()
    return TextNumber(start, end, end, text[start:end], sort)


def _rates(text: str, folded: str) -> Iterator[TextNumber]:
    """Percentages; one that is planned is no statistic."""
    for match in _RATE.finditer(folded):
        start, end = match.span()
        digits = match["digits"] or match["said"]
        shape = SHAPE.match(digits)
        value = shaped_value(shape) if shape else None
        core = match.end("digits") if match["digits"] else end
        before = folded[:start]
        about = re.search(r"(?:约|大约|近|将近)$", before)
        begin = start - len(about.group()) if about else start
        if value is None:
            yield TextNumber(begin, core, end, text[begin:end], "unclear", unit="%")
            continue
        yield TextNumber(
            begin,
            core,
            end,
            text[begin:end],
            "ordinal" if _PLANNED.search(before) and "率" not in before[-8:] else "rate",
            value,
            "%",
            "about" if about else "",
            _step(digits, "") if match["digits"] else Decimal(1),
            changes="百分点" in match.group() or bool(_CHANGES.search(before[:begin])),
        )


def _counted(text: str, folded: str) -> Iterator[TextNumber]:
    """Counts as the numbers of cells are read; what has two readings is unclear."""
    end_of_range = -1
    for match in _VAGUE.finditer(folded):
        if not IN_TEXT.match(folded, match.start()):
            yield _plain(text, match, "unclear")
    for match in IN_TEXT.finditer(folded):
        start, end = match.span()
        range_ = _RANGE.match(folded, end)
        if range_ or start == end_of_range:
            end_of_range = range_.end() if range_ else -1
            yield _plain(text, match, "unclear")
            continue
        shape = SHAPE.match(plain_text(match.group()))
        value = shaped_value(shape) if shape else None
        if shape is None:
            yield _plain(text, match, "unclear")
            continue
        core = end - len(shape["bound"] or "") - len(shape["unit"] or "")
        if value is None or _FRACTION.match(folded, end):
            yield TextNumber(start, core, end, text[start:end], "unclear", unit=shape["unit"] or "")
            continue
        before = folded[:start]
        yield TextNumber(
            start,
            core,
            end,
            text[start:end],
            "count",
            value,
            shape["unit"] or "",
            _rounding(shape, before),
            _step(shape["digits"] or "", shape["scale"] or ""),
            bool(shape["scale"]),
            bool(_CHANGES.search(before)),
        )


def _rounding(shape: re.Match[str], before: str) -> Round:
    about, bound = shape["about"] or "", shape["bound"] or ""
    if shape["more"]:
        return "more"
    if bound == "以上" or (_OVER.search(before) and not before.endswith(("达", "达到"))):
        return "over"
    if about.endswith("近"):
        return "near"
    return "about" if about or bound else ""


def _step(digits: str, scale: str) -> Decimal:
    """What one of the last digit is worth: 0.01万 is 100."""
    decimals = len(digits.partition(".")[2])
    return SCALES[scale] / (Decimal(10) ** decimals)
