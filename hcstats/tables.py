"""What is shown of an outcome: tables of values with formatting as intent, for every writer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import attrgetter

from hcstats.forms.definition import Form, Item, Row
from hcstats.forms.definition import Table as FormTable
from hcstats.model import (
    Amount,
    Column,
    Label,
    Lazily,
    Message,
    Origin,
    Outcome,
    Status,
    Table,
    TableValue,
    Text,
    Total,
    UnitRef,
    say,
)

_ORDINAL = re.compile(
    r"^(?:[（(][一二三四五六七八九十]+[）)]|[一二三四五六七八九十]+、|\d+[.．、]|其中[：:])"
)
_NUMBERED = re.compile(r"^\d+\. ")
GROUP_NAMES: dict[str, Text] = {
    "all": say("All"),
    "city": say("City"),
    "county": say("Counties"),
}


_REPORTED, _MISSING, _ZERO = say("reported"), say("missing"), say("zero report")


def label_of(entry: Row | FormTable) -> Label:
    """The official label of a row or table with its gloss."""
    return Label(entry.label, entry.gloss)


def item_label(form: Form, item: Item) -> Label:
    """The label of one figure: its row's, and its column's where the table has several."""
    table = form.table(item.table)
    if len(table.columns) == 1:
        return Label(item.row.label, item.row.gloss)
    text = f"{item.row.label} / {item.column.label}"
    return Label(text, f"{item.row.gloss} / {item.column.gloss}")


def plain_label(label: Label) -> Label:
    """A label without the ordinal or 其中 that it has in the form."""
    return Label(_ORDINAL.sub("", label.text) or label.text, _NUMBERED.sub("", label.gloss))


def groups_shown(outcome: Outcome) -> tuple[str, ...]:
    """The groups worth showing beside the whole: both, if there are units in both."""
    filled = {total.group for total in outcome.groups if total.units}
    return ("city", "county") if len(filled) == 2 else ()


def unit_rows(
    outcome: Outcome, group: str = "all"
) -> Iterator[tuple[tuple[str, str], dict[str, Amount]]]:
    """Code and name of each counted unit of a group, and its amounts by key, one unit at a time.

    The figures are gone over once for each group, and none of them is kept.
    """
    of_unit = attrgetter("unit_code", "unit")
    for unit, values in groupby(outcome.by_unit, key=of_unit):
        county = unit in outcome.county_units
        if group == "all" or county == (group == "county"):
            yield unit, {value.key: value.amount for value in values}


def coverage_table(outcome: Outcome, most: int | None = None) -> Table:
    """Who was expected, who reported, who is missing, who reported zero or twice.

    `most` is how many names are shown of each; None: all.
    """
    coverage = outcome.coverage
    rows: list[tuple[TableValue, ...]] = []
    if coverage.registered:
        rows.append((say("Expected"), len(coverage.expected), ""))
    rows.append((say("Reported"), len(coverage.reported), ""))
    if coverage.registered:
        rows.append((say("Missing"), len(coverage.missing), some_names(coverage.missing, most)))
    zero = some_names(coverage.zero_reports, most)
    rows.append((say("Zero reports"), len(coverage.zero_reports), zero))
    twice = tuple(duplicate.unit for duplicate in coverage.duplicates)
    rows.append((say("Reported twice"), len(twice), some_names(twice, most)))
    notes: tuple[Text, ...] = ()
    if not coverage.registered:
        notes = (
            say("No list of units was given (units.csv), so nobody can be missed as missing."),
        )
    columns = (Column(say("Coverage")), Column(say("Units"), "number"), Column(say("Names")))
    return Table(say("Coverage"), say("Coverage"), columns, tuple(rows), notes=notes)


def some_names(units: Sequence[UnitRef], most: int | None = None) -> Text:
    """The names of units, the first of them where there are more than `most`."""
    names = "、".join(unit.name for unit in units[:most])
    if most is None or len(units) <= most:
        return names
    return say("{names} and {count} more", names=names, count=len(units) - most)


def coverage_units(outcome: Outcome) -> Table:
    """Every expected unit with its code, whether it reported, and what is special."""
    coverage = outcome.coverage
    reported = {unit.code or unit.name for unit in coverage.reported}
    zero = {unit.code or unit.name for unit in coverage.zero_reports}
    files = {(d.unit.code or d.unit.name): d for d in coverage.duplicates}
    listed = list(dict.fromkeys((*coverage.expected, *coverage.reported)))

    def row(unit: UnitRef) -> tuple[TableValue, ...]:
        name = unit.code or unit.name
        state = _REPORTED if name in reported else _MISSING
        if name in zero:
            state = _ZERO
        remark = "、".join(files[name].files) if name in files else ""
        return unit.code, unit.name, state, remark

    columns = (
        Column(say("Code")),
        Column(say("Unit")),
        Column(say("State")),
        Column(say("Files of those that reported twice")),
    )
    return Table(say("Coverage"), say("Coverage by unit"), columns, Lazily((listed,), row, 0))


def summary_tables(outcome: Outcome, form: Form, group: str = "all") -> Iterator[Table]:
    """One table for each table of the form, in its order and hierarchy, of one group's totals."""
    chosen = outcome.totals if group == "all" else outcome.groups
    totals = {total.key: total for total in chosen if total.group == group}
    for table in form.tables:
        if len(table.columns) == 1:
            yield _list_table(outcome, form, table, totals)
        else:
            yield _matrix_table(outcome, form, table, totals, group)


def _list_table(outcome: Outcome, form: Form, table: FormTable, totals: dict[str, Total]) -> Table:
    """Label, unit, total (with 本级 and 县区 beside it where both occur), units that reported."""
    items = {i.row.code: i for i in form.items.values() if i.table == table.code}
    groups = groups_shown(outcome) if any(t.group == "all" for t in totals.values()) else ()
    by_group = {(total.group, total.key): total.amount for total in outcome.groups}
    rows: list[tuple[TableValue, ...]] = []
    origins: list[tuple[Origin | None, ...]] = []
    for row in table.rows:
        item = items.get(row.code)
        origins.append(())
        if item is None:
            rows.append((label_of(row), "", *(None for _ in groups), None, ""))
            continue
        shown = (*(Origin(group, item.key) for group in groups), Origin("all", item.key))
        origins[-1] = (None, None, *shown, None)
        total = totals[item.key]
        beside = tuple(by_group.get((group, item.key), _NONE) for group in groups)
        rows.append((label_of(row), item.unit, *beside, total.amount, _of(outcome, total)))
    columns = (
        Column(say("Item")),
        Column(say("Measure")),
        *(Column(GROUP_NAMES[group], "number") for group in groups),
        Column(say("Total"), "number"),
        Column(say("Reports"), "right"),
    )
    levels = tuple(row.level for row in table.rows)
    return Table(table.code, label_of(table), columns, tuple(rows), levels, origins=tuple(origins))


_NONE = Amount(None, status=Status.BLANK)


def _of(outcome: Outcome, total: Total) -> str:
    return f"{total.units}/{len(outcome.coverage.expected)}"


def _matrix_table(
    outcome: Outcome, form: Form, table: FormTable, totals: dict[str, Total], group: str
) -> Table:
    """Rows by columns as the form prints them, with heading rows for sections and groups."""
    keys = {
        (i.row.code, i.column.code): i.key for i in form.items.values() if i.table == table.code
    }
    rows: list[tuple[TableValue, ...]] = []
    levels: list[int] = []
    origins: list[tuple[Origin | None, ...]] = []
    blank: tuple[TableValue, ...] = tuple(None for _ in table.columns)
    open_heads: list[str] = []
    for row in table.rows:
        heads = [head for head in (row.section, row.group) if head]
        for depth, head in enumerate(heads):
            if open_heads[depth : depth + 1] != [head]:
                open_heads = [*open_heads[:depth], head]
                rows.append((Label(head), *blank))
                levels.append(depth)
                origins.append(())
        open_heads = open_heads[: len(heads)]
        own = [keys[row.code, column.code] for column in table.columns]
        rows.append((label_of(row), *(totals[key].amount for key in own)))
        origins.append((None, *(Origin(group, key) for key in own)))
        levels.append(len(heads))
    columns = (
        Column(say("Item")),
        *(Column(Label(one.label, one.gloss), "number") for one in table.columns),
    )
    note = _coverage_note(outcome, [totals[key] for key in keys.values()])
    return Table(
        table.code,
        label_of(table),
        columns,
        tuple(rows),
        tuple(levels),
        (note,),
        origins=tuple(origins),
    )


def _coverage_note(outcome: Outcome, totals: Sequence[Total]) -> Text:
    counts = sorted({total.units for total in totals})
    shown = str(counts[0]) if len(counts) == 1 else f"{counts[0]}–{counts[-1]}"
    return say(
        "Each figure comes from {units} of {expected} units.",
        units=shown,
        expected=len(outcome.coverage.expected),
    )


def indicator_table(outcome: Outcome, form: Form) -> Table:
    """Every rate with its numerator, denominator and formula."""
    values = {indicator.id: indicator for indicator in outcome.indicators}
    rows: list[tuple[TableValue, ...]] = []
    levels: list[int] = []
    for indicator in form.indicators:
        value = values[indicator.id]
        formula = _both(indicator.formula_en, indicator.formula_zh)
        label = Label(indicator.label, indicator.gloss)
        rows.append((label, value.value, value.numerator, value.denominator, formula))
        levels.append(0)
    for share in form.shares:
        rows.append((Label(share.label, share.gloss), None, None, None, ""))
        levels.append(0)
        for part in share.parts:
            value = values[share.of(part)]
            entry = form.entry(share, part)
            label = Label(entry.label, entry.gloss)
            rows.append((label, value.value, value.numerator, value.denominator, ""))
            levels.append(1)
    columns = (
        Column(say("Indicator")),
        Column(say("Rate"), "percent"),
        Column(say("Numerator"), "number"),
        Column(say("Denominator"), "number"),
        Column(say("Formula")),
    )
    return Table(say("Indicators"), say("Indicators"), columns, tuple(rows), tuple(levels))


def _both(english: str, chinese: str) -> Text:
    """A text that the form's definition gives in both languages."""
    return Message(english, (), chinese)
