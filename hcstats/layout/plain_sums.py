"""Rows of sums that plain tables print, and the units that each is over."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from hcstats.layout.reading import ReadFigure

SUMS = frozenset(["合计", "总计", "小计", "全市合计", "汇总", "total"])
"""Words in a unit's place that name a row of sums."""
_PARTIAL = frozenset(["小计"])


@dataclass(frozen=True, slots=True)
class PrintedRow:
    """A row of sums as the table prints it, and the places of the units that it is over."""

    figures: tuple[ReadFigure, ...]
    units: range


Sum = tuple[str, int, tuple[ReadFigure, ...]]
"""The word of a row of sums, how many units stand above it, its figures."""


def printed_rows(sums: Sequence[Sum], count: int) -> Iterator[PrintedRow]:
    """Over which units each row of sums is: all, or for 小计 those since the last one.

    Where the first 小计 stands above all units, each is over those down to the next.
    """
    ends = [above for word, above, _ in sums if word in _PARTIAL]
    for word, above, figures in sums:
        if word not in _PARTIAL:
            yield PrintedRow(figures, range(count))
            continue
        before = [end for end in ends if end < above]
        if ends[0] > 0:
            yield PrintedRow(figures, range(before[-1] if before else 0, above))
        else:
            after = [end for end in ends if end > above]
            yield PrintedRow(figures, range(above, after[0] if after else count))
