"""Sheets put together to one submission: each figure once, what is missing named."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from hcstats.forms.definition import Form, Table
from hcstats.layout.reading import ReadFigure, Remark
from hcstats.model import Status, say

_LISTED = 5
"""Labels that a message names before it only counts the rest."""


def once_each(figures: Sequence[ReadFigure]) -> tuple[list[ReadFigure], list[Remark]]:
    """The figures with each key once: the first visible one; a differing second is an error."""
    found: dict[str, ReadFigure] = {}
    differing: list[tuple[ReadFigure, ReadFigure]] = []
    again: list[tuple[ReadFigure, ReadFigure]] = []
    for figure in sorted(figures, key=lambda one: one.hidden):
        first = found.get(figure.key)
        if first is None:
            found[figure.key] = figure
        elif _says(figure) == _says(first) or figure.status is Status.BLANK:
            again.append((first, figure))
        elif first.status is Status.BLANK:
            found[figure.key] = figure
            again.append((figure, first))
        else:
            differing.append((first, figure))
    order = dict.fromkeys(figure.key for figure in figures)
    return [found[key] for key in order], [*_differing(differing), *_again(again)]


def _says(figure: ReadFigure) -> tuple[object, ...]:
    return figure.status, figure.value, figure.approximate


def _differing(pairs: Sequence[tuple[ReadFigure, ReadFigure]]) -> Iterator[Remark]:
    for first, second in pairs[:_LISTED]:
        message = say(
            "{key} stands twice: '{counted}' in {where} is counted, '{other}' here is not; "
            "leave only the right one.",
            key=first.key,
            counted=first.text,
            where=f"{first.sheet}!{first.cell}" if first.sheet else first.cell,
            other=second.text,
        )
        yield Remark("table.twice", message, second.sheet, second.cell, second.key, second.text)
    if len(pairs) > _LISTED:
        second = pairs[_LISTED][1]
        message = say(
            "{count} more figures stand here a second time with other values; they are not "
            "counted.",
            count=len(pairs) - _LISTED,
        )
        yield Remark("table.twice", message, second.sheet, second.cell)


def _again(pairs: Sequence[tuple[ReadFigure, ReadFigure]]) -> Iterator[Remark]:
    if pairs:
        first, second = pairs[0]
        message = say(
            "{count} figures stand here a second time with the same entries (as in {where}); "
            "they are counted once.",
            count=len(pairs),
            where=f"{first.sheet}!{first.cell}" if first.sheet else first.cell,
        )
        yield Remark("table.again", message, second.sheet, second.cell)


def in_one_line(form: Form, remarks: Sequence[Remark]) -> set[str]:
    """The figures of groups that stand in one line of another edition: that says their absence."""
    heads = {form.items[one.key] for one in remarks if one.rule == "form.mixed" and one.key}
    groups = {(item.table, item.row.group) for item in heads}
    return {key for key, item in form.items.items() if (item.table, item.row.group) in groups}


def missing_remarks(form: Form, keys: set[str], sheets: Sequence[str]) -> Iterator[Remark]:
    """What of the form a submission does not hold: whole tables, rows and columns of tables."""
    sheet = sheets[0] if len(sheets) == 1 else ""
    absent: list[Table] = []
    for table in form.tables:
        wanted = [key for key, item in form.items.items() if item.table == table.code]
        gone = [key for key in wanted if key not in keys]
        if len(gone) == len(wanted):
            absent.append(table)
        elif gone:
            yield _missing_items(form, table, gone, sheet)
    if absent:
        message = say(
            "Missing: {tables}. If there was nothing to report, hand in the table with zeros.",
            tables=tuple(table.label for table in absent),
        )
        yield Remark("table.missing", message, sheet)


def _missing_items(form: Form, table: Table, gone: Sequence[str], sheet: str) -> Remark:
    """One line for a table: the rows or columns of which everything is gone, else the items."""
    lost = set(gone)
    items = [item for item in form.items.values() if item.table == table.code]
    rows = {i.row.code: i.row.label for i in items}
    columns = {i.column.code: i.column.label for i in items}
    whole_rows = [c for c in rows if all(i.key in lost for i in items if i.row.code == c)]
    whole_columns = [c for c in columns if all(i.key in lost for i in items if i.column.code == c)]
    labels = [rows[code] for code in whole_rows] + [columns[code] for code in whole_columns]
    named = {i.key for i in items if i.row.code in whole_rows or i.column.code in whole_columns}
    labels += [key for key in gone if key not in named]
    message = say(
        "Table '{table}' lacks {count} figures, namely: {labels}. Put the rows and columns "
        "back as the form has them.",
        table=table.label,
        count=len(gone),
        labels=(*labels[:_LISTED], *(("…",) if len(labels) > _LISTED else ())),
    )
    return Remark("label.missing", message, sheet, key=gone[0])
