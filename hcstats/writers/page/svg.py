"""Charts as inline SVG: widths in percent, text in pixels, so that it is read at every width."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from decimal import Decimal
from xml.etree.ElementTree import Element, SubElement, tostring

from markupsafe import Markup

from hcstats.messages import render
from hcstats.model import Amount, Chart, Series, Text
from hcstats.writers.shown import amount_text, clean

_LINE, _BAR, _GAP, _AFTER = 18, 14, 3, 12
"""Pixels: a line of text, a bar, between bars of one category, below a category."""
_COLUMNS = 42
"""Half-width columns of a label's line: what a telephone has room for."""
_ROOM = Decimal(80)
"""Percent of the width that the longest bar takes, where its value stands behind it."""
_LABELLED = Decimal(7)
"""Percent that a part of a bar must have to hold its number."""
COLOURS = 7
"""So many series have a colour and a pattern of their own."""
_HEIGHT, _TOP = 190, 24
"""Of a chart of years."""


def draw(chart: Chart, language: str, places: Mapping[str, int]) -> Markup:
    """The chart in one language; `places` are the numbers of the keys that its figures open."""
    drawing = _Drawing(chart, language, places)
    return Markup(tostring(drawing.svg(), encoding="unicode"))  # noqa: S704  (escaped by it)


class _Drawing:
    def __init__(self, chart: Chart, language: str, places: Mapping[str, int]) -> None:
        self.chart, self.language, self.places = chart, language, places
        self.root = Element("svg", {"role": "img", "width": "100%", "class": "chart"})
        self.top = 0

    def svg(self) -> Element:
        """The whole drawing, with what it says for those who do not see it."""
        name = f"chart-{self.chart.name}-{self.language}"
        title = SubElement(self.root, "title", {"id": f"{name}-title"})
        title.text = self._words(self.chart.title)
        description = SubElement(self.root, "desc", {"id": f"{name}-desc"})
        description.text = self._said()
        self.root.set("aria-labelledby", f"{name}-title")
        self.root.set("aria-describedby", f"{name}-desc")
        if self.chart.kind == "lines":
            self._lines()
        else:
            self._bars()
        self.root.set("height", str(self.top))
        return self.root

    def _words(self, text: Text) -> str:
        return clean(render(text, self.language))

    def _said(self) -> str:
        """Every category with its values, as one reads a chart aloud."""
        rows = []
        for number, category in enumerate(self.chart.categories):
            values = ", ".join(amount_text(one.amounts[number]) for one in self.chart.series)
            rows.append(f"{self._words(category)}: {values}")
        return "; ".join(rows)

    def _bars(self) -> None:
        stacked = self.chart.kind == "stacked"
        most = self._most(stacked)
        for number, category in enumerate(self.chart.categories):
            for line in wrapped(self._words(category)):
                self.top += _LINE
                self._text(line, "0", self.top - 5, "label")
            if stacked:
                self._stack(number, most)
            else:
                for place, series in enumerate(self.chart.series):
                    self._bar(series, place, number, most)
            self.top += _AFTER

    def _most(self, stacked: bool) -> Decimal:
        """The value of the longest bar; 1 where all are 0."""
        rows = [
            [_size(one.amounts[number]) for one in self.chart.series]
            for number in range(len(self.chart.categories))
        ]
        return Decimal(max((sum(row) if stacked else max(row) for row in rows), default=0) or 1)

    def _bar(self, series: Series, place: int, number: int, most: Decimal) -> None:
        amount = series.amounts[number]
        width = _size(amount) / most * _ROOM
        self._part(Decimal(0), width, place, _key(series, number))
        text = amount_text(amount)
        shown = self._text(text, _percent(width), self.top + _BAR - 2, "value")
        shown.set("dx", "6")
        self._open(shown, _key(series, number))
        self.top += _BAR + _GAP

    def _stack(self, number: int, most: Decimal) -> None:
        left = Decimal(0)
        for place, series in enumerate(self.chart.series):
            amount = series.amounts[number]
            width = _size(amount) / most * 100
            self._part(left, width, place, _key(series, number))
            if width >= _LABELLED:
                middle = _percent(left + width / 2)
                shown = self._text(amount_text(amount), middle, self.top + _BAR, "part")
                self._open(shown, _key(series, number))
            left += width
        self.top += _BAR + 2 * _GAP

    def _part(self, left: Decimal, width: Decimal, place: int, key: str) -> None:
        """A bar or a part of one: its colour, and over it its pattern."""
        if not width:
            return
        box = {
            "x": _percent(left),
            "y": str(self.top),
            "width": _percent(width),
            "height": str(_BAR + (_GAP if self.chart.kind == "stacked" else 0)),
        }
        colour = place % COLOURS
        self._open(SubElement(self.root, "rect", {**box, "class": f"s{colour}"}), key)
        if colour:
            SubElement(self.root, "rect", {**box, "class": "over", "fill": f"url(#p{colour})"})

    def _lines(self) -> None:
        """Years from left to right, a line for each series, each point with its value."""
        most = self._most(stacked=False)
        count = len(self.chart.categories)
        across = [Decimal(8) + Decimal(80 * n) / max(count - 1, 1) for n in range(count)]
        for place, series in enumerate(self.chart.series):
            self._line(series, place, across, most)
        self.top = _TOP + _HEIGHT + _LINE
        for x, category in zip(across, self.chart.categories, strict=True):
            self._text(self._words(category), _percent(x), self.top, "part")
        self.top += _AFTER

    def _line(self, series: Series, place: int, across: Sequence[Decimal], most: Decimal) -> None:
        before: tuple[str, str] | None = None
        for number, (x, amount) in enumerate(zip(across, series.amounts, strict=True)):
            if amount.value is None:
                before = None
                continue
            y = f"{_TOP + _HEIGHT - _size(amount) / most * _HEIGHT:.1f}"
            here = (_percent(x), y)
            if before:
                ends = {"x1": before[0], "y1": before[1], "x2": here[0], "y2": here[1]}
                SubElement(self.root, "line", {**ends, "class": f"l{place % COLOURS}"})
            point = {"cx": here[0], "cy": here[1], "r": "4", "class": f"s{place % COLOURS}"}
            self._open(SubElement(self.root, "circle", point), _key(series, number))
            shown = self._text(amount_text(amount), here[0], int(float(y)) - 8, "part")
            self._open(shown, _key(series, number))
            before = here

    def _text(self, text: str, x: str, y: int, name: str) -> Element:
        shown = SubElement(self.root, "text", {"x": x, "y": str(y), "class": name})
        shown.text = text
        return shown

    def _open(self, element: Element, key: str) -> None:
        """Let a click on the element open the cells of its figure."""
        if key in self.places:
            element.set("data-k", str(self.places[key]))


def _key(series: Series, number: int) -> str:
    return series.keys[number] if series.keys else ""


def _size(amount: Amount) -> Decimal:
    """How long a bar is: what has no value has none."""
    return max(Decimal(amount.value or 0), Decimal(0))


def _percent(value: Decimal) -> str:
    return f"{value:.2f}%"


_WORD = re.compile(r"[\u0021-\u024f]+|\s+|.", re.DOTALL)


def wrapped(text: str) -> list[str]:
    """The text in lines of at most `_COLUMNS` half-width columns, broken as each script is."""
    lines, width = [""], 0
    for word in _WORD.findall(text):
        wide = sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in word)
        if width and width + wide > _COLUMNS:
            lines.append("")
            width = 0
        lines[-1] += word
        width += wide
    return [line.strip() for line in lines if line.strip()] or [""]
