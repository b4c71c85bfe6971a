"""The years as charts: values by category, for any renderer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from hcstats.compare.records import Comparison, Line
from hcstats.forms.definition import Form
from hcstats.model import Amount, Chart, Label, Number, Series, Status, Text, say

_MOST = 8
"""Categories of a bar chart, or lines: more cannot be told apart."""
_BLANK = Amount(None, status=Status.BLANK)


def charts(comparison: Comparison) -> tuple[Chart, ...]:
    """A chart for each table of the newest form in which anything but 0 was reported.

    Two years: bars by figure, a series a year. More: lines over the years, a series a figure;
    of a table only its largest figures, and those of its total column where it has one.
    """
    form = comparison.years[-1].form
    shared = tuple(_notes(comparison))
    made: list[Chart] = []
    for table in form.tables:
        lines = [one for one in headline(comparison, table.code) if any(map(_filled, one.amounts))]
        measures = dict.fromkeys(line.concept.measure for line in lines)
        for number, measure in enumerate(measures):
            of_measure = [line for line in lines if line.concept.measure == measure]
            largest = sorted(of_measure, key=_size, reverse=True)[:_MOST]
            chosen = [line for line in of_measure if line in largest]
            name = table.code if not number else f"{table.code}_{number + 1}"
            title = Label(table.label, table.gloss)
            chart = _chart(comparison, name, title, chosen, measure)
            made.append(replace(chart, notes=(*shared, *_of_lines(comparison, chosen))))
    return tuple(made)


def _notes(comparison: Comparison) -> Iterator[Text]:
    """Where the numbers of every chart come from, and whether the same units stand behind them."""
    for period, year in zip(comparison.periods, comparison.years, strict=True):
        coverage = year.outcome.coverage
        reported = len(coverage.reported)
        if coverage.registered:
            yield say(
                "{period}: {form}, {count} of {expected} units.",
                period=period,
                form=year.form.id,
                count=reported,
                expected=len(coverage.expected),
            )
        else:
            yield say(
                "{period}: {form}, {count} units.", period=period, form=year.form.id, count=reported
            )
    if not comparison.same_units:
        yield say("The years have not the same units: compare like for like.")


def _of_lines(comparison: Comparison, lines: Sequence[Line]) -> Iterator[Text]:
    """What must be known of the figures that one chart shows."""
    about = [
        short_label(line).text
        for line in lines
        if any(one is not None and one.approximate for one in line.amounts)
    ]
    if about:
        yield say("Contains approximate figures (约): {names}.", names=tuple(about))
    for place, (period, year) in enumerate(zip(comparison.periods, comparison.years, strict=True)):
        partial = {one.key for one in year.outcome.totals if one.partial and one.group == "all"}
        torn = [
            short_label(line).text
            for line in lines
            if partial & set(line.concept.of_years[place] or ())
        ]
        if torn:
            yield say(
                "{period}: a unit's unreadable figure is not in {names}.",
                period=period,
                names=tuple(torn),
            )


def headline(comparison: Comparison, table: str) -> list[Line]:
    """The lines of a table, only those of its total column where the table is wide."""
    lines = [line for line in comparison.lines if line.concept.table == table]
    if not is_wide(comparison.years[-1].form, table):
        return lines
    return [line for line in lines if line.concept.keys[0].endswith(TOTAL)]


TOTAL = ".total"


def is_wide(form: Form, table: str) -> bool:
    """Whether a table has so many columns that its total column stands for it."""
    codes = [column.code for column in form.table(table).columns]
    return len(codes) > 5 and "total" in codes


def _filled(amount: Amount | None) -> bool:
    return amount is not None and bool(amount.value)


def _size(line: Line) -> Number:
    return max((amount.value or 0 for amount in line.amounts if amount is not None), default=0)


def _chart(
    comparison: Comparison, name: str, title: Label, lines: Sequence[Line], measure: str
) -> Chart:
    periods = comparison.periods
    if len(periods) == 2:
        series = tuple(
            Series(
                period,
                tuple(line.amounts[place] or _BLANK for line in lines),
                tuple(line.concept.key for line in lines),
            )
            for place, period in enumerate(periods)
        )
        return Chart(
            name, title, "bars", tuple(short_label(line) for line in lines), series, measure
        )
    series = tuple(
        Series(
            short_label(line),
            tuple(amount or _BLANK for amount in line.amounts),
            tuple(line.concept.key for _ in periods),
        )
        for line in lines
    )
    return Chart(name, title, "lines", tuple(periods), series, measure)


def short_label(line: Line) -> Label:
    """A label without the words that all of a chart's share (总计)."""
    text, gloss = line.concept.label.text, line.concept.label.gloss
    return Label(text.removesuffix(" / 总计"), gloss.removesuffix(" / total"))
