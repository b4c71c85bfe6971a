"""A comparison in full, as the sheets of a workbook."""

from __future__ import annotations

from collections.abc import Iterator

from hcstats.compare.records import Comparison, Line, UnitLines
from hcstats.compare.shown import amount_in, change_of, like_values, rate_of
from hcstats.compare.spark import sparkline
from hcstats.compare.summaries import carried_table, share_table
from hcstats.forms.diff import REASONS
from hcstats.model import (
    Column,
    Table,
    TableValue,
    Text,
    UnitRef,
    say,
)
from hcstats.record_tables import problem_table
from hcstats.unit_groups import GROUP_NAMES


def book_tables(comparison: Comparison) -> list[Table]:
    """The sheets: 对比, 分单位, 占比, 结转衔接, 不可比, 覆盖, 问题, 说明."""
    problems = [one for year in comparison.years for one in year.outcome.problems]
    return [
        _totals_sheet(comparison),
        _units_sheet(comparison),
        share_table(comparison),
        carried_table(comparison, everything=True),
        _uncompared_sheet(comparison),
        _coverage_sheet(comparison),
        problem_table(problems),
        _about_sheet(comparison),
    ]


def _totals_sheet(comparison: Comparison) -> Table:
    periods = comparison.periods
    columns = (
        Column(say("Group")),
        Column(say("Key")),
        Column(say("Item")),
        Column(say("Measure")),
        *(Column(period, "number") for period in periods),
        *((Column(say("Trend")),) if len(periods) > 2 else ()),
        Column(say("Change"), "number"),
        Column(say("Rate of change"), "percent"),
        *(Column(say("{period}, like for like", period=one), "number") for one in periods),
        Column(say("Change, like for like"), "number"),
        Column(say("Units, like for like"), "number"),
        Column(say("Remark")),
    )
    rows: list[tuple[TableValue, ...]] = []
    for group, lines in (("all", comparison.lines), *comparison.groups):
        for line in lines:
            rows.append(
                (
                    GROUP_NAMES[group],
                    line.concept.key,
                    line.concept.label,
                    line.concept.measure,
                    *map(amount_in, line.amounts),
                    *((_trend(line),) if len(periods) > 2 else ()),
                    change_of(line),
                    rate_of(line),
                    *(like_values(line) if group == "all" else _none(line)),
                    line.remark or "",
                )
            )
    title = say("Comparison {periods}", periods=periods)
    return Table(say("Comparison"), title, columns, tuple(rows))


def _none(line: Line) -> tuple[TableValue, ...]:
    return tuple("" for _ in range(len(line.amounts) + 2))


def _trend(line: Line) -> str:
    return sparkline([one.value if one is not None else None for one in line.amounts])


def _units_sheet(comparison: Comparison) -> Table:
    columns = (
        Column(say("Code")),
        Column(say("Unit")),
        Column(say("Key")),
        Column(say("Item")),
        *(Column(period, "number") for period in comparison.periods),
        Column(say("Change"), "number"),
        Column(say("Rate of change"), "percent"),
        Column(say("Remark")),
    )
    rows = tuple(
        (
            one.unit.code,
            one.unit.name,
            line.concept.key,
            line.concept.label,
            *map(amount_in, line.amounts),
            change_of(line),
            rate_of(line),
            _unit_remark(comparison, one, line),
        )
        for one in comparison.by_unit
        for line in one.lines
    )
    return Table(say("By unit"), say("By unit"), columns, rows)


def _unit_remark(comparison: Comparison, one: UnitLines, line: Line) -> Text:
    for place in (0, -1):
        if not one.present[place]:
            return say("Not comparable: no report in {period}.", period=comparison.periods[place])
    return line.remark or ""


def _uncompared_sheet(comparison: Comparison) -> Table:
    """A row a figure."""
    columns = (
        Column(say("Older edition")),
        Column(say("Newer edition")),
        Column(say("Edition that has it")),
        Column(say("Key")),
        Column(say("Reason")),
        Column(say("Remark")),
    )
    rows = tuple(
        (one.old, one.new, form, key, REASONS[one.reason], one.note)
        for one in comparison.uncompared
        for form, keys in ((one.new, one.keys), (one.old, one.was))
        for key in keys
    )
    notes: tuple[Text, ...] = ()
    if not rows:
        notes = (say("All years are on one edition; every figure is comparable."),)
    return Table(say("Not comparable"), say("Not comparable"), columns, rows, notes=notes)


def _coverage_sheet(comparison: Comparison) -> Table:
    columns = (
        Column(say("Code")),
        Column(say("Unit")),
        *(Column(period) for period in comparison.periods),
        Column(say("Remark")),
    )
    rows: list[tuple[TableValue, ...]] = []
    for one in comparison.by_unit:
        states = tuple(say("reported") if present else say("no report") for present in one.present)
        remark: Text = "" if all(one.present) else say("Not like for like.")
        rows.append((one.unit.code, one.unit.name, *states, remark))
    for place in range(len(comparison.years)):
        for unit in _nowhere(comparison, place):
            there: tuple[Text, ...] = tuple(
                say("missing") if unit in other.outcome.coverage.missing else ""
                for other in comparison.years
            )
            rows.append((unit.code, unit.name, *there, say("Never reported.")))
    return Table(say("Coverage"), say("Coverage by unit"), columns, tuple(rows))


def _nowhere(comparison: Comparison, place: int) -> Iterator[UnitRef]:
    """Units that are missing in a year, reported in none, and in no earlier year's list."""
    there = {(one.unit.code or one.unit.name) for one in comparison.by_unit}
    before = {u for year in comparison.years[:place] for u in year.outcome.coverage.missing}
    for unit in comparison.years[place].outcome.coverage.missing:
        if (unit.code or unit.name) not in there and unit not in before:
            yield unit


def _about_sheet(comparison: Comparison) -> Table:
    rows: list[tuple[TableValue, ...]] = []
    run = comparison.years[-1].outcome.run
    rows.append((say("Program"), f"hcstats {run.version}"))
    rows.append((say("Command"), run.command))
    for period, year in zip(comparison.periods, comparison.years, strict=True):
        rows.append((period, f"{year.form.id}  {year.path}"))
    rows += [
        (say("Change"), say("The last year less the first, exactly.")),
        (
            say("Rate of change"),
            say("The change over the first year's figure; — where that is 0, blank or negative."),
        ),
        (say("Blanks"), say("A blank is never 0: with a blank nothing is compared.")),
        (
            say("Like for like"),
            say("Only the units that reported the figure in every year: a unit more is no change."),
        ),
    ]
    for year in comparison.years:
        rows += [
            (say("Input, sha256"), f"{name}  {digest}") for name, digest in year.outcome.run.inputs
        ]
    columns = (Column(say("Entry")), Column(say("Content")))
    return Table(say("About"), say("About this output"), columns, tuple(rows))
