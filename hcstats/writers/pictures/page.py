"""The measures of a picture, and the part of it that differs by kind."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from hcstats.model import Amount, Chart
from hcstats.writers.pictures.marks import Bar, Curve, Mark, Rule, Words

WIDTH = 454.0
"""16 cm, the text of an A4 page: the least width of a picture, in points."""
MARGIN = 6.0
LABEL, NOTE = 9.0, 7.5


def line_height(size: float) -> float:
    """The distance of two lines of text."""
    return size * 1.35


def amounts(chart: Chart) -> list[Amount]:
    """Every amount of a chart."""
    return [amount for series in chart.series for amount in series.amounts]


def is_stacked(chart: Chart) -> bool:
    """Whether the series share one bar; with a negative among them they would hide each other."""
    return chart.kind == "stacked" and not any((one.value or 0) < 0 for one in amounts(chart))


@dataclass(frozen=True, slots=True)
class Body:
    """Marks whose uppermost is at 0, with the room that they take."""

    marks: tuple[Mark, ...]
    width: float
    height: float

    def at(self, y: float) -> Iterable[Mark]:
        """The marks moved down."""
        return [_moved(mark, y) for mark in self.marks]


def _moved(mark: Mark, y: float) -> Mark:
    if isinstance(mark, Rule):
        return replace(mark, y=mark.y + y, to_y=mark.to_y + y)
    if isinstance(mark, Curve):
        points = tuple(None if one is None else (one[0], one[1] + y) for one in mark.points)
        return replace(mark, points=points)
    if isinstance(mark, Bar):
        return replace(mark, y=mark.y + y)
    return replace(mark, y=mark.y + y) if isinstance(mark, Words) else mark
