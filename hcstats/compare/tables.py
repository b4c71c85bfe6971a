"""A comparison as tables: the short ones that a terminal shows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from hcstats.compare.charts import TOTAL, headline, is_wide, short_label
from hcstats.compare.records import Comparison, Line, UnitLines
from hcstats.compare.shown import amount_in, change_of, like_values, rate_of
from hcstats.compare.spark import sparkline
from hcstats.compare.summaries import (
    carried_table,
    presence_table,
    share_table,
    uncompared_table,
)
from hcstats.forms.definition import Form
from hcstats.model import (
    Column,
    HcstatsError,
    Label,
    Table,
    TableValue,
    Text,
    UnitRef,
    say,
)
from hcstats.unit_groups import GROUP_NAMES


def terminal_tables(comparison: Comparison, bars: str) -> Iterator[Table]:
    """Coverage, each table of the form, shares, balances carried over, what is not comparable."""
    yield presence_table(comparison)
    form = comparison.years[-1].form
    for table in form.tables:
        lines = headline(comparison, table.code)
        if lines:
            label = Label(table.label, table.gloss)
            whole = _lines_table(comparison, lines, label, bars)
            note = say("The total column; files (-o) and --format csv or json hold every column.")
            yield _with_note(whole, note) if is_wide(form, table.code) else whole
            apart = [line for line in lines if _other_units(line)]
            if apart:
                yield _like_table(comparison, apart, label)
    for group, all_lines in comparison.groups:
        own = [line for line in all_lines if _important(line, form)]
        title = say("{group}: all tables", group=GROUP_NAMES[group])
        yield _lines_table(comparison, own, title, bars)
    yield share_table(comparison)
    if comparison.carried:
        yield carried_table(comparison, everything=False)
    if comparison.uncompared:
        yield uncompared_table(comparison)


def _other_units(line: Line) -> bool:
    """Whether not all that is in the totals is comparable unit by unit."""
    if line.like is None or not line.like.units:
        return False
    totals = [one.value if one is not None else None for one in line.amounts]
    return totals != [one.value for one in line.like.amounts]


def _important(line: Line, form: Form) -> bool:
    return not is_wide(form, line.concept.table) or line.concept.keys[0].endswith(TOTAL)


def unit_tables(comparison: Comparison, name: str, bars: str) -> Iterator[Table]:
    """Each unit's figures that changed; of one unit that is named, all.

    Raises HcstatsError if no unit has that name or code.
    """
    chosen = [
        one for one in comparison.by_unit if not name or name in (one.unit.code, one.unit.name)
    ]
    if not chosen:
        names = tuple(one.unit.name for one in comparison.by_unit)
        raise HcstatsError(
            say("No unit '{name}' has reported; there are {names}.", name=name, names=names)
        )
    for one in chosen:
        lines = [line for line in one.lines if name or _changed(line)]
        if lines:
            table = _lines_table(comparison, lines, _name(one.unit), bars)
            left_out = len(one.lines) - len(lines)
            note = say("{count} figures that did not change are left out.", count=left_out)
            yield _with_note(table, note) if left_out else table
        else:
            rows = ((_absence(comparison, one),),)
            yield Table("unit", _name(one.unit), (Column(say("Remark")),), rows)


def _absence(comparison: Comparison, one: UnitLines) -> Text:
    there = [p for p, present in zip(comparison.periods, one.present, strict=True) if present]
    if len(there) < len(comparison.periods):
        return say("Reported in {periods} only; nothing to compare.", periods=tuple(there))
    return say("Nothing changed.")


def _with_note(table: Table, note: Text) -> Table:
    return replace(table, notes=(note, *table.notes))


def _name(unit: UnitRef) -> str:
    return f"{unit.code} {unit.name}".strip()


def _changed(line: Line) -> bool:
    return bool(line.change)


def _lines_table(comparison: Comparison, lines: Sequence[Line], title: Text, bars: str) -> Table:
    """Label, unit of measurement, years, change and rate; a trend where years are several."""
    several = len(comparison.years) > 2
    columns = [Column(say("Item")), Column(say("Measure"))]
    columns += [Column(period, "number") for period in comparison.periods]
    if several:
        columns.append(Column(say("Trend")))
    columns += [Column(say("Change"), "number"), Column(say("Rate of change"), "percent")]
    rows: list[tuple[TableValue, ...]] = []
    remarks: dict[Text, list[str]] = {}
    for line in lines:
        numbers = [one.value if one is not None else None for one in line.amounts]
        trend: tuple[TableValue, ...] = (sparkline(numbers, bars),) if several else ()
        rows.append(
            (
                short_label(line),
                line.concept.measure,
                *map(amount_in, line.amounts),
                *trend,
                change_of(line),
                rate_of(line),
            )
        )
        if line.remark is not None:
            remarks.setdefault(line.remark, []).append(short_label(line).text)
    notes = tuple(_remarked(text, names) for text, names in remarks.items())
    return Table("compare", title, tuple(columns), tuple(rows), notes=notes)


def _remarked(text: Text, names: Sequence[str]) -> Text:
    if len(names) > 4:
        return say("{remark} ({count} figures)", remark=text, count=len(names))
    return say("{remark} ({names})", remark=text, names=tuple(names))


def _like_table(comparison: Comparison, lines: Sequence[Line], title: Label) -> Table:
    """The same over the units alone that reported each figure in every year."""
    columns = [Column(say("Item"))]
    columns += [Column(period, "number") for period in comparison.periods]
    columns += [Column(say("Change"), "number"), Column(say("Units"), "number")]
    rows = tuple((short_label(line), *like_values(line)) for line in lines if line.like is not None)
    whole = say("{table}: like for like", table=title)
    note = say("Only the units that reported the figure in every year.")
    return Table("like", whole, tuple(columns), rows, notes=(note,))
