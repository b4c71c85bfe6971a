"""Horizontal bars: beside each other with their numbers, or stacked with a table of numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from hcstats.model import Amount, Chart
from hcstats.writers.pictures.lines import named
from hcstats.writers.pictures.marks import GREY, INK, Bar, Mark, Rule, Words, bar_name, label_name
from hcstats.writers.pictures.page import (
    LABEL,
    MARGIN,
    WIDTH,
    Body,
    amounts,
    is_stacked,
    line_height,
)
from hcstats.writers.pictures.typeface import width
from hcstats.writers.shown import amount_text

_CATEGORY = 176.0
"""The most room for the names of the bars."""
_SHORTEST = 130.0
"""The least room for the bars themselves."""
_THICK, _THIN, _BETWEEN = 13.0, 10.0, 7.0
_GAP = 4.0
_Side = Literal["left", "right"]


@dataclass(frozen=True, slots=True)
class _Frame:
    """Where bars begin and end: `zero` is their common start, `scale` points for one."""

    names: tuple[tuple[str, ...], ...]
    left: float
    zero: float
    right: float
    scale: float
    columns: tuple[float, ...]
    """Right edges of the numbers of a stacked chart, a column a series."""
    wide: float


def body(chart: Chart, language: str) -> Body:
    """The bars of a chart from top to bottom, in the order of its categories."""
    frame = _frame(chart, language)
    marks: list[Mark] = []
    y = 0.0
    if frame.columns:
        y = line_height(LABEL)
        for style, edge in enumerate(frame.columns):
            marks.append(Bar(edge - 14, y / 2 - 4, 14, 8, style))
    top = y
    for category, name in enumerate(frame.names):
        inside = _THICK if frame.columns or len(chart.series) == 1 else _THIN * len(chart.series)
        tall = max(line_height(LABEL) * len(name), inside) + _BETWEEN
        marks += _name(name, frame.left, y + tall / 2)
        draw = _stack if frame.columns else _group
        marks += draw(chart, category, frame, y + tall / 2)
        y += tall
    marks.append(Rule(frame.zero, top, frame.zero, y))
    return Body(tuple(marks), frame.wide, y)


def _frame(chart: Chart, language: str) -> _Frame:
    names = tuple(named(category, language, LABEL, _CATEGORY) for category in chart.categories)
    left = MARGIN + max((width(line, LABEL) for name in names for line in name), default=0)
    numbers = [width(amount_text(one), LABEL) + _GAP for one in amounts(chart)]
    label = max(numbers, default=0)
    values = [float(one.value or 0) for one in amounts(chart)]
    least, most = min([0.0, *values]), max([0.0, *values])
    columns: list[float] = []
    before = left + 6 + (label if least < 0 else 0)
    behind = label
    if is_stacked(chart):
        most = max((sum(_values(chart, n)) for n in range(len(names))), default=0.0)
        columns = [max(_widest(series.amounts), 14.0) + 10 for series in chart.series]
        behind = sum(columns)
    wide = max(WIDTH, before + _SHORTEST + behind + MARGIN)
    right = wide - MARGIN - behind
    scale = (right - before) / (most - least) if most > least else 0.0
    edges = tuple(right + sum(columns[: n + 1]) for n in range(len(columns)))
    return _Frame(names, left, before - least * scale, right, scale, edges, wide)


def _values(chart: Chart, category: int) -> list[float]:
    return [float(series.amounts[category].value or 0) for series in chart.series]


def _widest(line: tuple[Amount, ...]) -> float:
    return max(width(amount_text(one), LABEL) for one in line)


def _name(name: tuple[str, ...], right: float, middle: float) -> list[Mark]:
    tall = line_height(LABEL)
    first = middle - tall * (len(name) - 1) / 2
    return [
        Words(right, first + tall * n, line, LABEL, anchor="right") for n, line in enumerate(name)
    ]


def _number(chart: Chart, series: int, category: int, x: float, y: float, anchor: _Side) -> Words:
    amount = chart.series[series].amounts[category]
    colour = GREY if amount.value is None else INK
    name = label_name(chart.name, series, category)
    return Words(x, y, amount_text(amount), LABEL, colour, anchor, name)


def _group(chart: Chart, category: int, frame: _Frame, middle: float) -> list[Mark]:
    """A bar a series, one below the other, each with its number at its end."""
    marks: list[Mark] = []
    thick = _THICK if len(chart.series) == 1 else _THIN
    y = middle - thick * len(chart.series) / 2
    for series, value in enumerate(_values(chart, category)):
        length = abs(value) * frame.scale
        start = frame.zero - (length if value < 0 else 0)
        if value:
            name = bar_name(chart.name, series, category)
            marks.append(Bar(start, y + 0.5, length, thick - 1, series, name))
        end = start - _GAP if value < 0 else start + length + _GAP
        anchor: _Side = "right" if value < 0 else "left"
        marks.append(_number(chart, series, category, end, y + thick / 2, anchor))
        y += thick
    return marks


def _stack(chart: Chart, category: int, frame: _Frame, middle: float) -> list[Mark]:
    """One bar of all series, and their numbers in the columns at the right."""
    marks: list[Mark] = []
    x = frame.zero
    for series, value in enumerate(_values(chart, category)):
        if value:
            name = bar_name(chart.name, series, category)
            length = value * frame.scale
            marks.append(Bar(x, middle - _THICK / 2, length, _THICK, series, name))
            x += length
        marks.append(_number(chart, series, category, frame.columns[series], middle, "right"))
    return marks
