"""Charts of the years for the outcome of the newest: what its page and its pictures show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from hcstats.compare.build import compared
from hcstats.compare.charts import charts
from hcstats.compare.records import Year
from hcstats.forms.load import load_form
from hcstats.model import Chart, Outcome, Series, say


def with_years(outcome: Outcome, before: Outcome | None, path: str) -> Outcome:
    """The outcome with charts over the years; `before` is that of the year before, in `path`.

    Only the newest year's figures are in the outcome, so only they keep the keys that lead a
    reader to their cells.
    """
    if before is None or not outcome.form:
        return outcome
    years = [
        Year(path, before, load_form(before.form)),
        Year("", outcome, load_form(outcome.form)),
    ]
    return replace(outcome, years=tuple(_titled(chart) for chart in charts(compared(years))))


def _titled(chart: Chart) -> Chart:
    years = [str(one) for one in (chart.categories if chart.kind == "lines" else _names(chart))]
    title = say("{title}: {first} to {last}", title=chart.title, first=years[0], last=years[-1])
    return replace(
        chart,
        name=f"years_{chart.name}",
        title=title,
        series=tuple(_keyed(chart, place) for place in range(len(chart.series))),
    )


def _names(chart: Chart) -> Sequence[object]:
    return [one.name for one in chart.series]


def _keyed(chart: Chart, place: int) -> Series:
    """The series without the keys of the earlier years."""
    one = chart.series[place]
    last = len(one.keys) - 1
    if chart.kind == "lines":
        return replace(one, keys=tuple(key * (at == last) for at, key in enumerate(one.keys)))
    return one if place == len(chart.series) - 1 else replace(one, keys=("",) * len(one.keys))
