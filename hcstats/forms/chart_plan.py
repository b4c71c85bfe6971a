"""Which figures of a form make a chart, and what is wrong with such a plan."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal

from hcstats.forms.record import Code, Record, Words
from hcstats.model import Kind, Message, say

if TYPE_CHECKING:
    from hcstats.forms.definition import Form, Item


class ChartPlan(Record):
    """A chart of a form's totals: a bar for each part of a share, each key, or each row.

    Exactly one of `share` (its parts), `parts` (keys) and `table` says where the figures are. Of a
    table, `rows` are the bars (empty: all), and each of `columns` is a series: beside each other
    in `bars`, together one bar in `stacked`. `id` is also the name of the picture's file.
    """

    id: Code
    label: Words
    gloss: Words
    kind: Literal["bars", "stacked"] = "bars"
    share: str = ""
    parts: tuple[str, ...] = ()
    table: str = ""
    rows: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    unit: str = ""
    """What is counted, where the form has several words for it (条, 件); else the figures' own."""

    def grid(self, form: Form) -> tuple[tuple[Item, ...], ...]:
        """The figures: a line for each series, in it one for each bar."""
        if not self.table:
            keys = self.parts or next(s.parts for s in form.shares if s.id == self.share)
            return (tuple(form.items[key] for key in keys),)
        there = {(i.row.code, i.column.code): i for i in form.items.values() if self._has(i)}
        rows = self.rows or tuple(dict.fromkeys(row for row, _ in there))
        return tuple(tuple(there[row, column] for row in rows) for column in self.columns)

    def _has(self, item: Item) -> bool:
        return item.table == self.table


def chart_faults(form: Form) -> Iterator[Message]:
    """Everything that is wrong with a form's plans of charts, each naming the entry."""
    for plan in form.charts:
        unknown = tuple(_unknown(form, plan))
        yield from unknown
        if not unknown:
            yield from _unfit(form, plan)


def _unknown(form: Form, plan: ChartPlan) -> Iterator[Message]:
    """Sources that are none, several, or name what is not there."""
    where = f"charts {plan.id}"
    if sum(map(bool, (plan.share, plan.parts, plan.table))) != 1:
        yield say("{where}: exactly one of share, parts and table must be given.", where=where)
        return
    if bool(plan.columns) != bool(plan.table) or (plan.rows and not plan.table):
        yield say("{where}: a table needs columns, and only a table has rows.", where=where)
        return
    named: list[tuple[str, tuple[str, ...], set[str]]] = [("parts", plan.parts, set(form.items))]
    if plan.share:
        named.append(("share", (plan.share,), {share.id for share in form.shares}))
    if plan.table:
        named.append(("table", (plan.table,), {table.code for table in form.tables}))
        found = [table for table in form.tables if table.code == plan.table]
        rows = {row.code for table in found for row in table.rows if not row.heading}
        columns = {column.code for table in found for column in table.columns}
        named += [("rows", plan.rows, rows), ("columns", plan.columns, columns)]
    for key, names, known in named:
        for name in names:
            if name not in known:
                yield say("{where}: there is no '{name}'.", where=f"{where} {key}", name=name)


def _unfit(form: Form, plan: ChartPlan) -> Iterator[Message]:
    """Figures that cannot stand on one scale, or twice in one chart."""
    where = f"charts {plan.id}"
    items = [item for line in plan.grid(form) for item in line]
    units = tuple(dict.fromkeys(item.unit for item in items))
    if len(units) > 1 and not plan.unit:
        yield say(
            "{where}: the figures are measured in {units}; if that is the same, say it as unit.",
            where=where,
            units=units,
        )
    for key in dict.fromkeys(item.key for item in items):
        if [item.key for item in items].count(key) > 1:
            yield say("{where}: '{code}' stands twice.", where=where, code=key)
    if plan.kind == "stacked":
        if not plan.table:
            yield say("{where}: only the columns of a table can be stacked.", where=where)
        for item in items:
            if item.kind is Kind.CHANGE:
                yield say(
                    "{where}: '{code}' may be negative and cannot be stacked.",
                    where=where,
                    code=item.key,
                )
