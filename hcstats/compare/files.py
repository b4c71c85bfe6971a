"""A comparison in full: as the sheets of a workbook, as json, as one long csv."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from hcstats.compare.records import Carried, Comparison, Line, UnitLines
from hcstats.compare.spark import sparkline
from hcstats.compare.tables import (
    amount_in,
    carried_table,
    change_of,
    like_values,
    rate_of,
    share_table,
)
from hcstats.forms.diff import REASONS
from hcstats.messages import render
from hcstats.model import (
    Amount,
    Column,
    Figure,
    Number,
    Place,
    Table,
    TableValue,
    Text,
    UnitRef,
    say,
)
from hcstats.record_tables import problem_table, where
from hcstats.tables import GROUP_NAMES
from hcstats.writers.json_records import number_value, plain, problem_record, written


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
        states = tuple(say("reported") if there else say("no report") for there in one.present)
        remark: Text = "" if all(one.present) else say("Not like for like.")
        rows.append((one.unit.code, one.unit.name, *states, remark))
    for place in range(len(comparison.years)):
        for unit in _nowhere(comparison, place):
            absent: tuple[Text, ...] = tuple(
                say("missing") if unit in other.outcome.coverage.missing else ""
                for other in comparison.years
            )
            rows.append((unit.code, unit.name, *absent, say("Never reported.")))
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


def long_table(comparison: Comparison) -> Table:
    """One row for each figure of the whole, of each group and of each unit; for other programs."""
    names = ("scope", "unit_code", "unit", "key", "label", "measure", *comparison.periods, "change",
             "rate", "remark")  # fmt: skip
    columns = tuple(Column(name, "number" if name == "rate" else "text") for name in names)
    blocks: list[tuple[str, UnitRef, Sequence[Line]]] = [("all", UnitRef("", ""), comparison.lines)]
    blocks += [(group, UnitRef("", ""), lines) for group, lines in comparison.groups]
    blocks += [("unit", one.unit, one.lines) for one in comparison.by_unit]
    rows = tuple(
        (
            scope,
            unit.code,
            unit.name,
            line.concept.key,
            line.concept.label,
            line.concept.measure,
            *("" if one is None or one.value is None else one for one in line.amounts),
            "" if line.change is None else line.change,
            "" if line.rate is None else _rounded(line.rate),
            line.remark or "",
        )
        for scope, unit, lines in blocks
        for line in lines
    )
    return Table("compare", say("Comparison"), columns, rows)


def _rounded(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.000001"))


def as_json(comparison: Comparison, language: str) -> str:
    """The whole comparison as json: rates and shares are fractions, what is unknown is null."""

    def words(text: object) -> str:
        return plain(render(text, language))

    def lines(all_: Sequence[Line]) -> list[dict[str, object]]:
        return [_line(line, comparison.periods, language) for line in all_]

    return written(
        {
            "years": [
                {
                    "period": year.period,
                    "path": year.path,
                    "form": year.form.id,
                    "reported": len(year.outcome.coverage.reported),
                    "expected": len(year.outcome.coverage.expected),
                    "inputs": dict(year.outcome.run.inputs),
                }
                for year in comparison.years
            ],
            "totals": lines(comparison.lines),
            "groups": {group: lines(own) for group, own in comparison.groups},
            "by_unit": [
                {
                    "unit_code": one.unit.code,
                    "unit": plain(one.unit.name),
                    "present": list(one.present),
                    "lines": lines(one.lines),
                }
                for one in comparison.by_unit
            ],
            "shares": [
                {
                    "id": one.id,
                    "label": words(one.label),
                    "partition": words(one.partition) if one.partition else "",
                    "values": [_fraction(value) for value in one.values],
                    "change": _fraction(one.change),
                }
                for one in comparison.shares
            ],
            "carried_over": [_carried(one) for one in comparison.carried],
            "not_comparable": [
                {
                    "old": one.old,
                    "new": one.new,
                    "keys": list(one.keys),
                    "was": list(one.was),
                    "reason": one.reason,
                    "remark": words(one.note),
                }
                for one in comparison.uncompared
            ],
            "not_in_every_year": [
                {"code": o.unit.code, "name": plain(o.unit.name), "present": list(o.present)}
                for o in comparison.partly
            ],
            "problems": [
                problem_record(one, language)
                for year in comparison.years
                for one in year.outcome.problems
            ],
            "run": {
                "version": comparison.years[-1].outcome.run.version,
                "command": comparison.years[-1].outcome.run.command,
            },
        }
    )


def _fraction(value: Decimal | None) -> object:
    return None if value is None else number_value(_rounded(value))


def _number(value: Number | None) -> object:
    return number_value(value)


def _line(line: Line, periods: Sequence[str], language: str) -> dict[str, object]:
    record: dict[str, object] = {
        "key": line.concept.key,
        "label": render(line.concept.label, language),
        "measure": line.concept.measure,
        "values": [_amount(one) for one in line.amounts],
        "change": _number(line.change),
        "rate": _fraction(line.rate),
        "remark": plain(render(line.remark, language)) if line.remark else "",
    }
    was = [list(keys) if keys is not None else None for keys in line.concept.of_years]
    if any(keys != list(line.concept.keys) for keys in was):
        record["keys"] = dict(zip(periods, was, strict=True))
    if line.like is not None:
        record["like_for_like"] = {
            "values": [_amount(one) for one in line.like.amounts],
            "change": _number(line.like.change),
            "units": line.like.units,
        }
    return record


def _amount(amount: Amount | None) -> object:
    if amount is None:
        return {"value": None, "status": "not_asked", "approximate": False}
    return {
        "value": _number(amount.value),
        "status": amount.status,
        "approximate": amount.approximate,
    }


def _carried(one: Carried) -> dict[str, object]:
    def cell(figure: Figure | None) -> str:
        return where(Place(figure.file, figure.sheet, figure.cell)) if figure else ""

    return {
        "unit_code": one.unit.code if one.unit else "",
        "unit": plain(one.unit.name) if one.unit else "",
        "key": one.key,
        "periods": list(one.periods),
        "carried_out": _number(one.closing.value),
        "carried_in": _number(one.opening.value),
        "state": one.state,
        "severity": one.severity,
        "old_cell": cell(one.old),
        "new_cell": cell(one.new),
    }
