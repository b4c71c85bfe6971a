"""Curves over years, and below them the table of their numbers."""

from __future__ import annotations

from hcstats.messages import render
from hcstats.model import Chart
from hcstats.writers.pictures.lines import named
from hcstats.writers.pictures.marks import (
    FAINT,
    GREY,
    INK,
    Curve,
    Mark,
    Rule,
    Words,
    curve_name,
    label_name,
)
from hcstats.writers.pictures.page import LABEL, MARGIN, WIDTH, Body, amounts, line_height
from hcstats.writers.pictures.typeface import width
from hcstats.writers.shown import amount_text, clean

_TALL = 150.0
_NAME = 120.0


def body(chart: Chart, language: str) -> Body:
    """A curve a series from the common zero up, years and numbers in columns below."""
    names = [named(one.name, language, LABEL, _NAME) for one in chart.series]
    years = [clean(render(category, language)) for category in chart.categories]
    left = MARGIN + max((width(line, LABEL) for name in names for line in name), default=0.0) + 8
    texts = [*years, *(amount_text(one) for one in amounts(chart))]
    least = max((width(text, LABEL) for text in texts), default=0.0) + 12
    wide = max(WIDTH, left + least * len(years) + MARGIN)
    step = (wide - left - MARGIN) / max(len(years), 1)
    middles = [left + step * (n + 0.5) for n in range(len(years))]
    marks = _curves(chart, left, wide - MARGIN, middles)
    y = _TALL + 10
    tall = line_height(LABEL) + 2
    for x, year in zip(middles, years, strict=True):
        marks.append(Words(x, y + tall / 2, year, LABEL, GREY, "center"))
    y += tall
    for series, name in enumerate(names):
        marks.append(Rule(MARGIN, y, wide - MARGIN, y, FAINT))
        for n, line in enumerate(name):
            marks.append(Words(MARGIN, y + tall * (n + 0.5), line, LABEL))
        for category, amount in enumerate(chart.series[series].amounts):
            label = label_name(chart.name, series, category)
            colour = GREY if amount.value is None else INK
            text = amount_text(amount)
            marks.append(
                Words(middles[category], y + tall / 2, text, LABEL, colour, "center", label)
            )
        y += tall * len(name)
    return Body(tuple(marks), wide, y)


def _curves(chart: Chart, left: float, right: float, middles: list[float]) -> list[Mark]:
    values = [float(one.value) for one in amounts(chart) if one.value is not None]
    least, most = min([0.0, *values]), max([0.0, *values])
    scale = (_TALL - 10) / (most - least) if most > least else 0.0
    zero = 5 + most * scale
    marks: list[Mark] = [Rule(left, zero, right, zero)]
    for series, line in enumerate(chart.series):
        points = tuple(
            None if one.value is None else (x, zero - float(one.value) * scale)
            for x, one in zip(middles, line.amounts, strict=True)
        )
        marks.append(Curve(points, series, curve_name(chart.name, series)))
    return marks
