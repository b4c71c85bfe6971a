"""Pictures read back: every number that was printed, and the length of every bar.

Nothing is shared with the drawing but the names of the marks, the resolution, and whether bars are
stacked: the bytes themselves are measured.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from hcstats.messages import render
from hcstats.model import Amount, Chart, HcstatsError, say
from hcstats.writers.pictures.draw import DPI
from hcstats.writers.pictures.marks import bar_name, curve_name, label_name
from hcstats.writers.pictures.page import is_stacked
from hcstats.writers.shown import amount_text

_SVG = "{http://www.w3.org/2000/svg}"
_POINT = re.compile(r"[ML] (-?[\d.]+) (-?[\d.]+)")
_NEAR = 0.02
"""Points by which a length may differ from what its number asks for: rounding in the file."""


_WHITE = 0.99


class _Span(NamedTuple):
    start: float
    end: float
    middle: float
    """Its height on the page; all in points."""


def prove_svg(data: bytes, chart: Chart, language: str) -> None:
    """Raise HcstatsError unless the svg prints and draws each amount of the chart."""
    from lxml import etree  # noqa: PLC0415

    groups = _groups(data)
    for series, category, amount in _amounts(chart):
        label = groups.get(label_name(chart.name, series, category))
        words = [] if label is None else [one.text for one in label.iter(etree.Comment)]
        if [str(one).strip() for one in words] != [amount_text(amount)]:
            raise _unproved(chart, language)
    good = _curves_hold if chart.kind == "lines" else _bars_hold
    if not good(chart, groups):
        raise _unproved(chart, language)


def _groups(svg: bytes) -> dict[str, Any]:
    """The groups of an svg by their ids."""
    from lxml import etree  # noqa: PLC0415

    root = etree.fromstring(svg, etree.XMLParser(resolve_entities=False, no_network=True))
    return {one.get("id") or "": one for one in root.iter(f"{_SVG}g")}


def _amounts(chart: Chart) -> Iterator[tuple[int, int, Amount]]:
    for series, line in enumerate(chart.series):
        for category, amount in enumerate(line.amounts):
            yield series, category, amount


def _unproved(chart: Chart, language: str) -> HcstatsError:
    return HcstatsError(
        say(
            "The picture '{title}' does not show the numbers that it was made of; it is not kept. "
            "Please report this.",
            title=render(chart.title, language),
        )
    )


def _spans(chart: Chart, groups: dict[str, Any]) -> dict[tuple[int, int], _Span]:
    """Where each bar of the svg lies, by series and category."""
    found: dict[tuple[int, int], _Span] = {}
    for series, category, _ in _amounts(chart):
        group = groups.get(bar_name(chart.name, series, category))
        if group is not None:
            points = _POINT.findall(next(group.iter(f"{_SVG}path")).get("d"))
            xs, ys = [float(x) for x, _ in points], [float(y) for _, y in points]
            found[series, category] = _Span(min(xs), max(xs), (min(ys) + max(ys)) / 2)
    return found


def _bars_hold(chart: Chart, groups: dict[str, Any]) -> bool:
    """Bars exactly for what is not 0, lengths in one proportion, each begun where it must."""
    spans = _spans(chart, groups)
    values = {(s, c): float(one.value) for s, c, one in _amounts(chart) if one.value}
    if set(spans) != set(values):
        return False
    if not values:
        return True
    most = max(values, key=lambda place: abs(values[place]))
    scale = (spans[most].end - spans[most].start) / abs(values[most])
    zero = min(span.start if values[at] > 0 else span.end for at, span in spans.items())
    begins: dict[int, float] = {}
    for place, span in sorted(spans.items()):
        if abs(span.end - span.start - abs(values[place]) * scale) > _NEAR:
            return False
        begin = span.start if values[place] > 0 else span.end
        if abs(begin - begins.get(place[1], zero)) > _NEAR:
            return False
        if is_stacked(chart):
            begins[place[1]] = span.end
    return True


def prove_png(data: bytes, svg: bytes, chart: Chart, language: str) -> None:
    """Raise HcstatsError unless each bar of the png is as long as in the svg, which is proved."""
    from matplotlib.image import imread  # noqa: PLC0415

    pixels = imread(io.BytesIO(data), format="png")
    groups = _groups(svg)
    scale = DPI / 72
    spans = _spans(chart, groups)
    stacked = is_stacked(chart)
    joints = [span.start for span in spans.values()] if stacked else []
    for span in spans.values():
        row = pixels[round(span.middle * scale), :, :3].min(axis=1) < _WHITE
        start, end = round(span.start * scale), round(span.end * scale)
        last = not any(abs(span.end - joint) <= _NEAR for joint in joints)
        beyond = (last and row[end + 4]) or (not stacked and row[start - 4])
        if not row[start + 2 : end - 2].all() or beyond:
            raise _unproved(chart, language)


def _curves_hold(chart: Chart, groups: dict[str, Any]) -> bool:
    """A point exactly for each value, and heights in one proportion over all curves."""
    points: list[tuple[float, float]] = []
    for series, line in enumerate(chart.series):
        group = groups.get(curve_name(chart.name, series))
        uses = [] if group is None else list(group.iter(f"{_SVG}use"))
        wanted = [float(one.value) for one in line.amounts if one.value is not None]
        if len(uses) != len(wanted):
            return False
        heights = [float(use.get("y")) for use in uses]
        points += zip(wanted, heights, strict=True)
    least, most = min(points, default=(0, 0)), max(points, default=(0, 0))
    if most[0] == least[0]:
        return all(abs(height - most[1]) <= _NEAR for _, height in points)
    scale = (least[1] - most[1]) / (most[0] - least[0])
    return scale > 0 and all(
        abs(most[1] + (most[0] - value) * scale - height) <= _NEAR for value, height in points
    )
