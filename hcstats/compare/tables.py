"""A comparison as tables: the short ones that a terminal shows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from hcstats.compare.amounts import ends
from hcstats.compare.charts import TOTAL, headline, is_wide, short_label
from hcstats.compare.records import Carried, Comparison, Line, UnitLines
from hcstats.compare.spark import sparkline
from hcstats.forms.definition import Form
from hcstats.forms.diff import REASONS
from hcstats.model import (
    Amount,
    Column,
    Figure,
    HcstatsError,
    Label,
    Message,
    Place,
    Table,
    TableValue,
    Text,
    UnitRef,
    say,
)
from hcstats.record_tables import SEVERITIES, where
from hcstats.tables import GROUP_NAMES

DASH = "—"
_LISTED = 12
"""Units that a sentence names before it only counts the rest."""


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


def rate_of(line: Line) -> TableValue:
    """The rate of change as a fraction, a dash where there is none."""
    return DASH if line.rate is None else line.rate


def amount_in(amount: Amount | None) -> TableValue:
    """A year's amount; a dash where the year does not ask for it or nothing was reported."""
    return DASH if amount is None or amount.value is None else amount


def change_of(line: Line) -> TableValue:
    """The absolute change, a dash where it is unknown, marked where a figure is approximate."""
    if line.change is None:
        return DASH
    about = any(one is not None and one.approximate for one in ends(line.amounts))
    return Amount(line.change, about)


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


def like_values(line: Line) -> tuple[TableValue, ...]:
    """Like for like: the sum of each year, the change, and how many units."""
    if line.like is None:
        return (*(DASH for _ in line.amounts), DASH, DASH)
    change = line.like.change
    return (
        *map(amount_in, line.like.amounts),
        DASH if change is None else change,
        line.like.units,
    )


def presence_table(comparison: Comparison) -> Table:
    """How many units reported in each year, and who did not in every year."""
    rows: list[tuple[TableValue, ...]] = []
    for place, (period, year) in enumerate(zip(comparison.periods, comparison.years, strict=True)):
        coverage = year.outcome.coverage
        only = [one.unit.name for one in comparison.partly if one.present[place]]
        rows.append(
            (
                period,
                year.form.id,
                len(coverage.reported),
                len(coverage.expected) if coverage.registered else DASH,
                _listed(only),
                _listed([unit.name for unit in coverage.missing]),
            )
        )
    columns = (
        Column(say("Year")),
        Column(say("Form")),
        Column(say("Reported"), "number"),
        Column(say("Expected"), "number"),
        Column(say("Not in every year")),
        Column(say("Missing")),
    )
    note: Text = say("The same units reported in every year.")
    if comparison.partly:
        note = say(
            "Not the same units reported in every year: a change of a total may be one of "
            "coverage. Like for like leaves those units out."
        )
    return Table(say("Coverage"), say("Coverage"), columns, tuple(rows), notes=(note,))


def _listed(names: Sequence[str]) -> Text:
    rest = len(names) - _LISTED
    shown = "、".join(names[:_LISTED])
    return say("{names} and {count} more", names=shown, count=rest) if rest > 0 else shown


def share_table(comparison: Comparison) -> Table:
    """Rates and shares by year, and their change in percentage points."""
    rows: list[tuple[TableValue, ...]] = []
    levels: list[int] = []
    head: Label | None = None
    for share in comparison.shares:
        if share.partition is not None and share.partition != head:
            rows.append((share.partition, *(None for _ in comparison.periods), ""))
            levels.append(0)
        head = share.partition
        change = DASH if share.change is None else share.change
        values = tuple(DASH if value is None else value for value in share.values)
        rows.append((share.label, *values, change))
        levels.append(int(share.partition is not None))
    columns = (
        Column(say("Rate or share")),
        *(Column(period, "percent") for period in comparison.periods),
        Column(say("Change in percentage points"), "percent"),
    )
    return Table(say("Shares"), say("Rates and shares"), columns, tuple(rows), tuple(levels))


STATES = {
    "agrees": say("agrees"),
    "breaks": say("breaks"),
    "open": say("not assessable"),
}


def carried_table(comparison: Comparison, *, everything: bool) -> Table:
    """Closing beside opening balances with both cells.

    Unless `everything`, only those of the totals and the breaks, whose cells are told below.
    """
    chosen = [
        one for one in comparison.carried if everything or one.unit is None or one.state == "breaks"
    ]
    columns = [
        Column(say("Unit")),
        Column(say("Item")),
        Column(say("Carried out"), "number"),
        Column(say("Carried in"), "number"),
        Column(say("Difference"), "number"),
        Column(say("State"), "state"),
    ]
    rows = [_carried_row(one) for one in chosen]
    states = [one.state for one in comparison.carried if one.unit is not None]
    notes: list[Text] = [
        say(
            "Of the units' balances {agree} agree, {break_} break, {open} are not assessable.",
            agree=states.count("agrees"),
            break_=states.count("breaks"),
            open=states.count("open"),
        )
    ]
    if everything:
        columns += [Column(say("Cell of the year before")), Column(say("Cell of the year"))]
        rows = [
            (*row, _cell(one.old), _cell(one.new)) for row, one in zip(rows, chosen, strict=True)
        ]
    else:
        notes += [
            say(
                "{old}: {out} → {new}: {in_}",
                old=old,
                out=one.closing.value,
                new=new,
                in_=one.opening.value,
            )
            for one in chosen
            if (old := _cell(one.old)) and (new := _cell(one.new))
        ]
    title = say("Carried over from year to year")
    severities = tuple(one.severity for one in chosen)
    return Table(
        say("Carried over"), title, tuple(columns), tuple(rows), (), tuple(notes), severities
    )


def _carried_row(one: Carried) -> tuple[TableValue, ...]:
    closing, opening = one.closing.value, one.opening.value
    gap = DASH if closing is None or opening is None else opening - closing
    state = SEVERITIES[one.severity] if one.severity else STATES[one.state]
    whole = say("Units of both years") if one.common else GROUP_NAMES["all"]
    unit: Text = one.unit.name if one.unit else whole
    return (unit, one.label, amount_in(one.closing), amount_in(one.opening), gap, state)


def _cell(figure: Figure | None) -> str:
    return where(Place(figure.file, figure.sheet, figure.cell)) if figure else ""


def uncompared_table(comparison: Comparison) -> Table:
    """Why what of the editions cannot be compared; which figures, `forms diff` tells."""
    counts: dict[tuple[str, str, Message], int] = {}
    for one in comparison.uncompared:
        entry = (f"{one.old} → {one.new}", one.reason, one.note)
        counts[entry] = counts.get(entry, 0) + len(one.keys) + len(one.was)
    rows: tuple[tuple[TableValue, ...], ...] = tuple(
        (editions, REASONS[reason], count, note)
        for (editions, reason, note), count in counts.items()
    )
    columns = (
        Column(say("Editions")),
        Column(say("Reason")),
        Column(say("Figures"), "number"),
        Column(say("Remark")),
    )
    note = say("hcstats forms diff OLD NEW lists them one by one.")
    return Table(say("Not comparable"), say("Not comparable"), columns, rows, notes=(note,))
