"""Rows of sums that plain tables print, and the units that each is over."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from hcstats.layout.reading import ReadFigure

_SUM = re.compile(r".{0,12}(?:合计|总计|小计|汇总)数?(?:[(（].*[)）])?|(?:sub|grand)?total")
_PART = re.compile(r"小计|subtotal")
_WHOLE = re.compile(r"总计|grand")


def is_sum(text: str) -> bool:
    """Whether a text in front of a row says that it is a sum of others: 合计, 全县小计, 合计数."""
    return bool(_SUM.fullmatch(sum_word(text)))


def sum_word(text: str) -> str:
    """A text as it is compared with words for sums: width folded, blanks out."""
    return "".join(unicodedata.normalize("NFKC", text).split()).lower()


@dataclass(frozen=True, slots=True)
class PrintedRow:
    """A row of sums as the table prints it, and the places of the units that it is over."""

    figures: tuple[ReadFigure, ...]
    units: range
    period: str = ""
    """The year as the row writes it, if it does."""


class Sum(NamedTuple):
    """A row of sums: its word, how many units stand above it, its figures, its year."""

    word: str
    above: int
    figures: tuple[ReadFigure, ...]
    period: str = ""


def printed_rows(sums: Sequence[Sum], count: int) -> Iterator[PrintedRow]:
    """Over which units each row of sums is: all of them, or those since the last partial sum.

    小计 is partial; of several other words one is over all units (总计, else the last). Where
    the first partial sum stands above all units, each is over those down to the next.
    """
    partial = [_is_partial(one, sums) for one in sums]
    ends = [one.above for one, is_part in zip(sums, partial, strict=True) if is_part]
    for one, is_part in zip(sums, partial, strict=True):
        if not is_part:
            units = range(count)
        elif ends[0] > 0:
            before = [end for end in ends if end < one.above]
            units = range(before[-1] if before else 0, one.above)
        else:
            after = [end for end in ends if end > one.above]
            units = range(one.above, after[0] if after else count)
        yield PrintedRow(one.figures, units, one.period)


def _is_partial(one: Sum, sums: Sequence[Sum]) -> bool:
    if _PART.search(one.word):
        return True
    others = [other for other in sums if not _PART.search(other.word)]
    same_year = [other for other in others if other.period == one.period]
    grand = [other for other in same_year if _WHOLE.search(other.word)]
    return one is not (grand[0] if len(grand) == 1 else same_year[-1])
