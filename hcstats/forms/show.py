"""Forms as tables, for `hcstats forms list` and `show`."""

from __future__ import annotations

from collections.abc import Iterable

from hcstats.forms.definition import Form, Item, Rule
from hcstats.model import Column, Label, Message, Severity, Table, TableValue, say

_SEVERITIES = {
    Severity.ERROR: say("error"),
    Severity.WARNING: say("warning"),
    Severity.INFO: say("info"),
}


def forms_table(forms: Iterable[Form]) -> Table:
    """One row a form: id, title, years, how much it holds, the document behind it."""
    rows: tuple[tuple[TableValue, ...], ...] = tuple(
        (
            form.id,
            Label(form.title, form.gloss),
            _years(form),
            len(form.items),
            len(form.rules),
            form.basis,
        )
        for form in forms
    )
    columns = (
        Column(say("Form")),
        Column(say("Title")),
        Column(say("Years")),
        Column(say("Items"), "number"),
        Column(say("Rules"), "number"),
        Column(say("Basis")),
    )
    return Table(say("Forms"), say("Known forms"), columns, rows)


def _years(form: Form) -> str:
    return f"{form.first_year}–{form.last_year or ''}"


def form_tables(form: Form) -> list[Table]:
    """A form's items table by table, its rules, its indicators, its charts if it has any."""
    charts = [_chart_table(form)] if form.charts else []
    return [*_item_tables(form), _rule_table(form), _indicator_table(form), *charts]


def _item_tables(form: Form) -> Iterable[Table]:
    columns = (
        Column(say("Key")),
        Column(say("Item")),
        Column(say("Measure")),
        Column(say("Remarks")),
    )
    for table in form.tables:
        items = [item for item in form.items.values() if item.table == table.code]
        rows: tuple[tuple[TableValue, ...], ...] = tuple(
            (item.key, _label(item, len(table.columns) > 1), item.unit, _remarks(item))
            for item in items
        )
        yield Table(table.code, Label(table.label, table.gloss), columns, rows)


def _label(item: Item, several: bool) -> Label:
    if not several:
        return Label(item.row.label, item.row.gloss)
    return Label(
        f"{item.row.label} / {item.column.label}", f"{item.row.gloss} / {item.column.gloss}"
    )


def _remarks(item: Item) -> str:
    """What else the definition says of an item: 其中, scope, not additive."""
    remarks = []
    if item.row.part_of:
        remarks.append(f"其中 ⊂ {item.row.part_of}")
    if item.row.scope:
        remarks.append(item.row.scope)
    if not item.additive:
        remarks.append("≠ Σ")
    return "；".join(remarks)


def _rule_table(form: Form) -> Table:
    columns = (
        Column(say("Rule")),
        Column(say("Severity")),
        Column(say("Relation")),
        Column(say("Why")),
    )
    rows: tuple[tuple[TableValue, ...], ...] = tuple(
        (rule.id, _SEVERITIES[rule.severity], _relation(rule), _why(rule)) for rule in form.rules
    )
    return Table(say("Rules"), say("Rules"), columns, rows)


def _relation(rule: Rule) -> str:
    place = {"row": f"{rule.table}: ", "column": f"{rule.table}: ", "figure": f"{rule.kind}: "}
    return place.get(rule.each, "") + rule.expression


def _why(rule: Rule) -> Message:
    return Message(rule.reason_en, (), rule.reason_zh)


def _indicator_table(form: Form) -> Table:
    columns = (Column(say("Id")), Column(say("Indicator")), Column(say("Formula")))
    rows: list[tuple[TableValue, ...]] = [
        (
            indicator.id,
            Label(indicator.label, indicator.gloss),
            Message(indicator.formula_en, (), indicator.formula_zh),
        )
        for indicator in form.indicators
    ]
    for share in form.shares:
        shown = f"{share.of(share.parts[0])} …"
        rows.append((shown, Label(share.label, share.gloss), " : ".join((share.parts[0], "Σ"))))
    return Table(say("Indicators"), say("Indicators"), columns, tuple(rows))


def _chart_table(form: Form) -> Table:
    columns = (Column(say("Id")), Column(say("Chart")), Column(say("Figures")))
    rows: list[tuple[TableValue, ...]] = []
    for chart in form.charts:
        grid = chart.grid(form)
        size = str(len(grid[0])) if len(grid) == 1 else f"{len(grid[0])} × {len(grid)}"
        shown = f"{grid[0][0].key} … {grid[-1][-1].key} ({size})"
        rows.append((chart.id, Label(chart.label, chart.gloss), shown))
    return Table(say("Charts"), say("Charts"), columns, tuple(rows))
