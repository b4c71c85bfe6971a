"""Charts of an outcome: which figures, by the form's own plans; nothing about how to draw them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from hcstats.forms.chart_plan import ChartPlan
from hcstats.forms.definition import Form, Item
from hcstats.item_labels import plain_label
from hcstats.model import Chart, Label, Outcome, Series, Total, say
from hcstats.model.show import Text


def charts_of(outcome: Outcome, form: Form) -> tuple[Chart, ...]:
    """The charts that the form plans, of the totals over all units; then those of the years.

    A chart without a single figure other than 0 is left out: there is nothing to see in it, and
    the tables say it already; `charts_left_out` names it. A blank stays a blank (no value) beside
    others. Categories are the official labels without their ordinals, under their group's name.
    """
    totals = {total.key: total for total in outcome.totals}
    planned = tuple(
        _chart(outcome, form, plan, totals) for plan in form.charts if _shows(form, plan, totals)
    )
    return (*planned, *outcome.years)


def charts_left_out(outcome: Outcome, form: Form) -> tuple[ChartPlan, ...]:
    """The form's plans of which every figure is 0 or has no value."""
    totals = {total.key: total for total in outcome.totals}
    return tuple(plan for plan in form.charts if not _shows(form, plan, totals))


def _shows(form: Form, plan: ChartPlan, totals: Mapping[str, Total]) -> bool:
    return any(totals[item.key].amount.value for line in plan.grid(form) for item in line)


def _chart(outcome: Outcome, form: Form, plan: ChartPlan, totals: Mapping[str, Total]) -> Chart:
    grid = plan.grid(form)
    series = tuple(
        Series(
            _series_name(plan, line),
            tuple(totals[item.key].amount for item in line),
            tuple(item.key for item in line),
        )
        for line in grid
    )
    return Chart(
        name=plan.id,
        title=Label(plan.label, plan.gloss),
        kind=plan.kind,
        categories=tuple(_category(item, grid[0], bool(plan.table)) for item in grid[0]),
        series=series,
        unit=plan.unit or grid[0][0].unit,
        notes=tuple(_notes(outcome, form, grid, totals)),
    )


def _series_name(plan: ChartPlan, line: Sequence[Item]) -> Label:
    """A column's label where columns are the series; else the chart's own."""
    if plan.table:
        return plain_label(Label(line[0].column.label, line[0].column.gloss))
    return Label(plan.label, plan.gloss)


def _category(item: Item, beside: Sequence[Item], rows_only: bool) -> Label:
    """What tells a bar from those beside it: its row, or its column where the row is one."""
    row = Label(_row_text(item, beside), plain_label(Label("", item.row.gloss)).gloss)
    rows = {(one.table, one.row.code) for one in beside}
    if rows_only or len(rows) == len(beside):
        return row
    column = plain_label(Label(item.column.label, item.column.gloss))
    if len(rows) == 1:
        return column
    return Label(f"{row.text}：{column.text}", f"{row.gloss}: {column.gloss}")


def _row_text(item: Item, beside: Sequence[Item]) -> str:
    """`不予公开：属于国家秘密`: the heads that not all rows share, since 1.其他 may occur twice."""
    heads = [item.row.section] if len({one.row.section for one in beside}) > 1 else []
    heads += [item.row.group] if len({one.row.group for one in beside}) > 1 else []
    return "：".join(plain_label(Label(text)).text for text in (*heads, item.row.label) if text)


def _notes(
    outcome: Outcome,
    form: Form,
    grid: Iterable[Sequence[Item]],
    totals: Mapping[str, Total],
) -> Iterator[Text]:
    """Source and coverage; then what 约 and — mean, and what could not be read, where it occurs."""
    items = [item for line in grid for item in line]
    found = [totals[item.key] for item in items]
    source = " ".join(filter(None, (outcome.authority, outcome.period, form.title)))
    yield say("Source: {source} ({form}).", source=source, form=form.id)
    counts = sorted({total.units for total in found})
    shown = str(counts[0]) if len(counts) == 1 else f"{counts[0]}–{counts[-1]}"
    yield say(
        "Each figure comes from {units} of {expected} units.",
        units=shown,
        expected=len(outcome.coverage.expected),
    )
    if any(total.amount.approximate for total in found):
        yield say("约: approximate.")
    if any(total.amount.value is None for total in found):
        yield say("—: no value, which is not 0.")
    partial = [_row_text(item, items) for item in items if totals[item.key].partial]
    if partial:
        yield say(
            "Figures that could not be read are not in it: {items}.",
            items=tuple(dict.fromkeys(partial)),
        )
