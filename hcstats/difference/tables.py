"""A difference as tables of values."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from hcstats.difference.records import Difference
from hcstats.model import (
    Amount,
    Column,
    Figure,
    Number,
    Place,
    Problem,
    Status,
    Table,
    TableValue,
    say,
)
from hcstats.record_tables import SEVERITIES, where
from hcstats.unit_groups import GROUP_NAMES


def tables(difference: Difference) -> Iterator[Table]:
    """What changes, from the unit's figures to the report's sentences; empty ones left out."""
    made = (
        _figures(difference),
        _totals(difference),
        _rates(difference),
        _sentences(difference),
        _charts(difference),
        _problems(difference),
        _coverage(difference),
    )
    return (table for table in made if table.rows)


def _figures(difference: Difference) -> Table:
    rows: list[tuple[TableValue, ...]] = [
        (
            one.label,
            _amount(one.old),
            _amount(one.new),
            _change(_amount(one.old), _amount(one.new)),
            _cell(one.old),
            _cell(one.new),
            "" if one.counted else say("not counted"),
        )
        for one in difference.figures
    ]
    columns = (
        Column(say("Item")),
        Column(say("Old"), "number"),
        Column(say("New"), "number"),
        Column(say("Change"), "number"),
        Column(say("Old cell")),
        Column(say("New cell")),
        Column(say("Remark")),
    )
    title = say("Figures of the file")
    return Table(title, title, columns, tuple(rows))


def _amount(figure: Figure | None) -> Amount:
    if figure is None:
        return Amount(None, status=Status.BLANK)
    return Amount(figure.value, figure.approximate, figure.status)


def _cell(figure: Figure | None) -> str:
    return "!".join(part for part in (figure.sheet, figure.cell) if part) if figure else ""


def _change(old: Amount, new: Amount) -> Amount:
    """New minus old; of a blank or an unreadable figure there is no difference."""
    if old.value is None or new.value is None:
        return Amount(None, status=Status.BLANK)
    change: Number = Decimal(new.value) - Decimal(old.value)
    if isinstance(old.value, int) and isinstance(new.value, int):
        change = new.value - old.value
    return Amount(change, old.approximate or new.approximate)


def _totals(difference: Difference) -> Table:
    rows: list[tuple[TableValue, ...]] = [
        (one.label, GROUP_NAMES[one.group], one.old, one.new, _change(one.old, one.new))
        for one in difference.totals
    ]
    columns = (
        Column(say("Item")),
        Column(say("Group")),
        Column(say("Old"), "number"),
        Column(say("New"), "number"),
        Column(say("Change"), "number"),
    )
    return Table(say("Totals"), say("Totals"), columns, tuple(rows))


def _rates(difference: Difference) -> Table:
    rows: list[tuple[TableValue, ...]] = [
        (one.label, one.old.value, one.new.value) for one in difference.rates
    ]
    columns = (
        Column(say("Indicator")),
        Column(say("Old"), "percent"),
        Column(say("New"), "percent"),
    )
    return Table(say("Indicators"), say("Indicators"), columns, tuple(rows))


def _sentences(difference: Difference) -> Table:
    columns = (Column(say("Old")), Column(say("New")))
    rows = tuple((one.old, one.new) for one in difference.sentences)
    title = say("Sentences of the report")
    return Table(title, title, columns, rows)


def _charts(difference: Difference) -> Table:
    columns = (Column(say("Chart")), Column(say("Amounts that change"), "number"))
    return Table(say("Charts"), say("Charts"), columns, tuple(difference.charts))


def _problems(difference: Difference) -> Table:
    rows = (
        *(_problem(one, settled=True) for one in difference.settled),
        *(_problem(one, settled=False) for one in difference.raised),
    )
    columns = (
        Column(say("State")),
        Column(say("Severity")),
        Column(say("Rule")),
        Column(say("Place")),
        Column(say("Problem")),
    )
    return Table(say("Problems"), say("Problems"), columns, rows)


def _problem(one: Problem, settled: bool) -> tuple[TableValue, ...]:
    place = Place("", one.place.sheet, one.place.cell) if settled else one.place
    state = say("settled") if settled else say("new")
    return (state, SEVERITIES[one.severity], one.rule, where(place).strip("[]"), one.message)


def _coverage(difference: Difference) -> Table:
    title = say("Coverage")
    return Table(title, title, (Column(title),), tuple((one,) for one in difference.coverage))
