"""Totals and rates as tables: the order and hierarchy of the form, formatting as intent."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from hcstats.forms.definition import Form
from hcstats.forms.definition import Table as FormTable
from hcstats.item_labels import label_of
from hcstats.model import (
    Amount,
    Column,
    Label,
    Message,
    Origin,
    Outcome,
    Status,
    Table,
    TableValue,
    Text,
    Total,
    say,
)
from hcstats.unit_groups import GROUP_NAMES, groups_shown


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
