"""A comparison's tables beside its figures: coverage, shares, balances, what is not comparable."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from hcstats.compare.records import Carried, Comparison
from hcstats.compare.shown import DASH, amount_in
from hcstats.forms.diff import REASONS
from hcstats.model import (
    Column,
    Figure,
    Label,
    Message,
    Place,
    Table,
    TableValue,
    Text,
    say,
)
from hcstats.record_tables import SEVERITIES, where
from hcstats.unit_groups import GROUP_NAMES

_LISTED = 12
"""Units that a sentence names before it only counts the rest."""


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
        notes += _cells(chosen)
    title = say("Carried over from year to year")
    severities = tuple(one.severity for one in chosen)
    return Table(
        say("Carried over"), title, tuple(columns), tuple(rows), (), tuple(notes), severities
    )


def _cells(chosen: Sequence[Carried]) -> Iterator[Message]:
    """Both cells of each balance that has them."""
    for one in chosen:
        old, new = _cell(one.old), _cell(one.new)
        if old and new:
            yield say(
                "{old}: {out} → {new}: {in_}",
                old=old,
                out=one.closing.value,
                new=new,
                in_=one.opening.value,
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
