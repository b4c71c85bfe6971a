"""汇总: the totals in the order and hierarchy of the form."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from hcstats.coverage_tables import some_names
from hcstats.forms.definition import Form
from hcstats.model import Label, Message, Origin, Outcome, Table, Text, say
from hcstats.total_tables import summary_tables
from hcstats.unit_groups import GROUP_NAMES, groups_shown
from hcstats.writers.shown import value_text
from hcstats.writers.xlsx.sheet import Pen

_MOST_NAMES = 100
"""Missing units that the sheet of totals names; that of coverage has them all."""
_LABEL_WIDTH = 52.0
_VALUE_WIDTH = 12.0
_HOW = say(
    "A click on a blue number leads to the units' figures that it is made of; while they are "
    "selected, the status bar of Excel or WPS shows their sum."
)

Link = Callable[[Origin], str]
"""The range of cells that a total comes from; an empty text: none."""


def write_summary(
    pen: Pen,
    outcome: Outcome,
    form: Form,
    title: str,
    link: Link | None,
    note: Message | None = None,
) -> None:
    """The sheet of totals: every table of the form, for all units, then for each group.

    `link` tells the range of cells that a total comes from; an empty text: none. `note` says
    what of the units' figures is left out.
    """
    tables = list(summary_tables(outcome, form))
    last = max(len(table.columns) for table in tables) - 1
    pen.sheet.set_column(0, 0, _LABEL_WIDTH)
    pen.sheet.set_column(1, last, _VALUE_WIDTH)
    pen.merged(0, 0, 0, last, title, "title")
    pen.sheet.set_row(0, 34)
    pen.merged(1, 0, 1, last, _stamp(outcome), "stamp")
    pen.merged(2, 0, 2, last, note if note is not None else _HOW, "stamp")
    row = 4
    for table in tables:
        row = _write(pen, table, table.title, row, last, link)
    matrices = any(len(table.columns) > 1 for table in form.tables)
    if matrices:
        for group in groups_shown(outcome):
            for table in summary_tables(outcome, form, group):
                name = pen.words(GROUP_NAMES[group])
                row = _write(pen, table, f"{name}: {pen.words(table.title)}", row, last, link)
    pen.page(0, 1, freeze=(2, 1))


def _stamp(outcome: Outcome) -> Text:
    coverage = outcome.coverage
    missing = some_names(coverage.missing, _MOST_NAMES)
    if missing:
        return say(
            "Coverage: {reported} of {expected} units reported; missing: {missing}.",
            reported=len(coverage.reported),
            expected=len(coverage.expected),
            missing=missing,
        )
    return say(
        "Coverage: {reported} of {expected} units reported.",
        reported=len(coverage.reported),
        expected=len(coverage.expected),
    )


def _write(pen: Pen, table: Table, title: object, row: int, last: int, link: Link | None) -> int:
    """One table from a row on; the row after it and a blank line."""
    pen.merged(row, 0, row, last, title, "group")
    row += 1
    for place, column in enumerate(table.columns):
        pen.text(row, place, column.title, "head")
    pen.height(row, [(pen.words(c.title), _VALUE_WIDTH) for c in table.columns[1:]])
    for number, values in enumerate(table.rows):
        row += 1
        level = table.levels[number] if table.levels else 0
        heading = _is_heading(values)
        pen.text(row, 0, values[0], "group" if heading else "text", indent=2 * level)
        for place, value in enumerate(values[1:], 1):
            column = table.columns[place]
            if column.format == "number":
                kind = "group" if heading else "text"
                origin = table.origins[number][place] if table.origins[number] else None
                target = link(origin) if link is not None and origin is not None else ""
                pen.value(row, place, value, column.format, kind, target)
            else:
                pen.text(row, place, value or "", "centre")
        pen.height(row, [(value_text(values[0], pen.language), _LABEL_WIDTH - 2 * level)])
    for note in table.notes:
        row += 1
        pen.merged(row, 0, row, last, note, "note")
    return row + 2


def _is_heading(values: Sequence[object]) -> bool:
    return isinstance(values[0], Label) and all(value in (None, "") for value in values[1:])
