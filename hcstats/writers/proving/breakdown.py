"""Proof of 分单位: units' figures in their rows and columns, under sums that give the totals."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

from hcstats.forms.definition import Form, Item
from hcstats.model import Outcome, UnitValue, say
from hcstats.tables import groups_shown
from hcstats.writers.proving.faults import Shown, check, rounded, squeezed, unproved

_HEAD_ROWS, _FIRST_COLUMN = 3, 2


def prove_breakdown(
    path: Path, rows: Sequence[Sequence[Shown]], outcome: Outcome, form: Form
) -> None:
    """Raise HcstatsError unless the sheet holds every counted figure, and the totals below."""
    items = list(form.printed)
    _prove_heads(path, rows, items, form)
    values = {(one.unit_code, one.unit, one.key): one for one in outcome.by_unit}
    units = {(squeezed(code), squeezed(name)): (code, name) for code, name, _ in values}
    seen: list[tuple[str, str]] = []
    sums: list[Sequence[Shown]] = []
    for row in rows[_HEAD_ROWS:]:
        whose = (row[0].text, row[1].text)
        if whose not in units:
            sums.append(row)
            continue
        seen.append(whose)
        for item, shown in zip(items, row[_FIRST_COLUMN:], strict=True):
            _prove(path, shown, values.get((*units[whose], item.key)), item)
    check(path, sorted(seen), sorted(units), say("the units"))
    groups = [*groups_shown(outcome), "all"]
    check(path, len(sums), len(groups), say("the number of sums"))
    totals = {(one.group, one.key): one.amount for one in (*outcome.totals, *outcome.groups)}
    for group, row in zip(groups, sums, strict=True):
        for item, shown in zip(items, row[_FIRST_COLUMN:], strict=True):
            amount = totals[group, item.key]
            about = amount.approximate and amount.value is not None
            meant = (rounded(amount.value), about)
            check(path, (rounded(shown.number), shown.approximate), meant, item.key)
    _prove_sums(path, rows, len(rows) - 1)


def _prove_heads(
    path: Path, rows: Sequence[Sequence[Shown]], items: Sequence[Item], form: Form
) -> None:
    """Over each column stands the label of its item: the row's, and below it the column's."""
    check(path, len(rows) > _HEAD_ROWS, True, say("the headings"))
    label = ""
    for place, item in enumerate(items, _FIRST_COLUMN):
        label = rows[1][place].text or label
        fits = squeezed(item.row.label) in label
        if len(form.table(item.table).columns) > 1:
            fits = fits and squeezed(item.column.label) in rows[2][place].text
        check(path, fits, True, item.key)


def _prove(path: Path, shown: Shown, value: UnitValue | None, item: Item) -> None:
    amount = value.amount if value else None
    wanted = amount.value if amount else None
    about = bool(amount and amount.approximate and amount.value is not None)
    if (rounded(shown.number), shown.approximate) != (rounded(wanted), about):
        name = value.unit if value else ""
        raise unproved(path, say("{unit} {key}", unit=name, key=item.key))


_RANGE = re.compile(r"([A-Z]+)([0-9]+):([A-Z]+)([0-9]+)")


def _prove_sums(path: Path, rows: Sequence[Sequence[Shown]], last: int) -> None:
    """The formulas below give, over the rows that they name, what they show."""
    from openpyxl import load_workbook  # noqa: PLC0415
    from openpyxl.utils import column_index_from_string  # noqa: PLC0415

    book = load_workbook(path, read_only=True)
    try:
        sheet = book.worksheets[1]
        for row in sheet.iter_rows(min_row=_HEAD_ROWS + 1, max_row=last + 1):
            for cell in row[_FIRST_COLUMN:]:
                if not isinstance(cell.value, str) or not cell.value.startswith("=SUM("):
                    continue
                total = Decimal(0)
                for left, top, right, bottom in _RANGE.findall(cell.value):
                    column = column_index_from_string(left) - 1
                    check(path, left, right, cell.value)
                    total += sum(
                        (rows[r][column].number or Decimal(0))
                        for r in range(int(top) - 1, int(bottom))
                    )
                    check(path, column, cell.column - 1, cell.value)
                shown = rows[cell.row - 1][cell.column - 1].number
                check(path, rounded(shown), rounded(total), cell.value)
    finally:
        book.close()
