"""Native charts of a workbook, over a sheet that holds their numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from hcstats.messages import render
from hcstats.model import Chart, Column, Series, Table, TableValue, say
from hcstats.writers.xlsx.sheet import words

_FIRST = 2
_LEFT = 7
"""Column beside the numbers at which the charts stand."""
_HIGH, _WIDE = 360, 760
_LINE = 20
"""Pixels of a row."""
_KINDS = {
    "bars": {"type": "bar"},
    "stacked": {"type": "bar", "subtype": "percent_stacked"},
    "lines": {"type": "line"},
}


class _Rows(NamedTuple):
    """The rows of the sheet that hold one series, 0-based."""

    chart: Chart
    series: Series
    first: int
    last: int


def chart_table(charts: Sequence[Chart]) -> Table:
    """The numbers of all charts, a row each; those of one series stand together."""
    columns = (
        Column(say("Chart")),
        Column(say("Series")),
        Column(say("Category")),
        Column(say("Value"), "number"),
        Column(say("Measure")),
    )
    rows: list[tuple[TableValue, ...]] = [
        (chart.title, series.name, category, amount, chart.unit)
        for chart in charts
        for series in chart.series
        for category, amount in zip(chart.categories, series.amounts, strict=True)
    ]
    return Table(say("Charts"), say("Charts"), columns, tuple(rows))


def add_charts(book: Any, sheet: Any, charts: Sequence[Chart], language: str) -> None:  # noqa: ANN401
    """The charts beside their numbers, on the sheet on which `chart_table` was written."""
    top = 0
    for chart in charts:
        own = [one for one in _rows(charts) if one.chart is chart]
        made = book.add_chart(dict(_KINDS[chart.kind]))
        for place in own:
            made.add_series(_series(sheet.name, place, chart))
        unit = f" ({chart.unit})" if chart.unit else ""
        title = words(render(chart.title, language) + unit, language)
        made.set_title({"name": title, "name_font": {"size": 12}, "overlay": False})
        bars = chart.kind != "lines"
        _axes(made, chart, bars=bars)
        made.set_legend({"position": "bottom"})
        made.show_blanks_as("gap")
        height = max(_HIGH, 120 + 40 * len(chart.categories)) if bars else _HIGH
        made.set_size({"width": _WIDE, "height": height})
        sheet.insert_chart(top, _LEFT, made)
        top += height // _LINE + 2


def _axes(made: Any, chart: Chart, *, bars: bool) -> None:  # noqa: ANN401
    """Categories from the top down, values from 0: a bar that is cut off below lies."""
    amounts = [one.value for series in chart.series for one in series.amounts]
    values: dict[str, Any] = {"num_format": "#,##0", "num_font": {"size": 9}}
    if all(value is None or value >= 0 for value in amounts):
        values["min"] = 0
    names: dict[str, Any] = {"num_font": {"size": 9}}
    if bars:
        # Of a bar chart the library's x axis is the one of values.
        made.set_x_axis(values)
        made.set_y_axis(names | {"reverse": True, "crossing": "max"})
    else:
        made.set_x_axis(names)
        made.set_y_axis(values)


def _series(sheet: str, place: _Rows, chart: Chart) -> dict[str, Any]:
    options: dict[str, Any] = {
        "name": [sheet, place.first, 1],
        "categories": [sheet, place.first, 2, place.last, 2],
        "values": [sheet, place.first, 3, place.last, 3],
    }
    if chart.kind == "lines":
        options["marker"] = {"type": "circle", "size": 5}
    else:
        options |= {"gap": 60, "data_labels": {"value": True, "font": {"size": 8}}}
    return options


def _rows(charts: Sequence[Chart]) -> Iterator[_Rows]:
    row = _FIRST
    for chart in charts:
        for series in chart.series:
            last = row + len(chart.categories) - 1
            yield _Rows(chart, series, row, last)
            row = last + 1
