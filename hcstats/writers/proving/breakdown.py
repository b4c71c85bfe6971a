"""Proof of 分单位: units' figures in their rows and columns, under sums that give the totals."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import islice
from pathlib import Path

from hcstats.cell_addresses import column_letters
from hcstats.forms.definition import Form, Item
from hcstats.model import Amount, Number, Outcome, say
from hcstats.unit_groups import groups_shown, unit_rows
from hcstats.writers.proving.faults import Shown, check, rounded, squeezed, unproved
from hcstats.writers.xlsx.sheet import words

_HEAD_ROWS, _FIRST_COLUMN = 3, 2
_SUM = re.compile(r"SUM\((?P<ranges>[A-Z0-9:,]+)\)")
_ROWS = re.compile(r"(?P<first>[A-Z]+)(?P<top>[0-9]+):(?P<last>[A-Z]+)(?P<bottom>[0-9]+)")

Sums = dict[tuple[int, int], list[Number]]
"""What stands in rows (first and last, from 1), added up column by column."""


def prove_breakdown(
    path: Path, rows: Iterator[Sequence[Shown]], outcome: Outcome, form: Form
) -> None:
    """Raise HcstatsError unless the sheet holds every counted figure, and the totals below.

    The rows are gone over once, beside the figures, and neither is kept.
    """
    items = list(form.printed)
    heads = list(islice(rows, _HEAD_ROWS))
    _prove_heads(path, heads, items, form)
    totals = {(one.group, one.key): one.amount for one in (*outcome.totals, *outcome.groups)}
    sums: Sums = {}
    number = _HEAD_ROWS
    groups = groups_shown(outcome)
    for group in groups or ("all",):
        first, columns = number + 1, list[Number]([0] * len(items))
        for unit, amounts in unit_rows(outcome, group):
            number += 1
            _prove_unit(path, _next(path, rows), unit, amounts, items, columns)
        sums[first, number] = columns
        if groups:
            number += 1
            own = {(first, number - 1): columns}
            _prove_sums(path, _next(path, rows), items, group, totals, own)
    _prove_sums(path, _next(path, rows), items, "all", totals, sums)
    check(path, next(rows, None), None, say("the units"))


def _next(path: Path, rows: Iterator[Sequence[Shown]]) -> Sequence[Shown]:
    row = next(rows, None)
    if row is None:
        raise unproved(path, say("the units"))
    return row


def _prove_heads(
    path: Path, rows: Sequence[Sequence[Shown]], items: Sequence[Item], form: Form
) -> None:
    """Over each column stands the label of its item: the row's, and below it the column's."""
    check(path, len(rows), _HEAD_ROWS, say("the headings"))
    label = ""
    for place, item in enumerate(items, _FIRST_COLUMN):
        label = rows[1][place].text or label
        fits = squeezed(item.row.label) in label
        if len(form.table(item.table).columns) > 1:
            fits = fits and squeezed(item.column.label) in rows[2][place].text
        check(path, fits, True, item.key)


def _prove_unit(
    path: Path,
    row: Sequence[Shown],
    unit: tuple[str, str],
    amounts: Mapping[str, Amount],
    items: Sequence[Item],
    columns: list[Number],
) -> None:
    """A unit's code, name and figures; what stands there is added to the columns."""
    meant = [squeezed(words(text, "zh")) for text in unit]
    check(path, [row[0].text, row[1].text] if len(row) > 1 else [], meant, say("the units"))
    check(path, len(row), _FIRST_COLUMN + len(items), unit[1])
    for place, (item, shown) in enumerate(zip(items, row[_FIRST_COLUMN:], strict=True)):
        amount = amounts.get(item.key)
        wanted = amount.value if amount else None
        about = bool(amount and amount.approximate and wanted is not None)
        there = shown.number
        same = there == wanted or rounded(there) == rounded(wanted)
        if not same or shown.approximate != about or shown.formula or shown.text:
            raise unproved(path, say("{unit} {key}", unit=unit[1], key=item.key))
        if there:
            columns[place] += int(there) if isinstance(wanted, int) else there


def _prove_sums(
    path: Path,
    row: Sequence[Shown],
    items: Sequence[Item],
    group: str,
    totals: Mapping[tuple[str, str], Amount],
    sums: Sums,
) -> None:
    """A row of totals; its formulas give, over the rows that they name, what they show."""
    check(path, len(row), _FIRST_COLUMN + len(items), say("the number of sums"))
    for place, (item, shown) in enumerate(zip(items, row[_FIRST_COLUMN:], strict=True)):
        amount = totals[group, item.key]
        about = amount.approximate and amount.value is not None
        meant = (rounded(amount.value), about)
        check(path, (rounded(shown.number), shown.approximate), meant, item.key)
        check(path, bool(shown.formula), item.additive and amount.value is not None, item.key)
        if shown.formula:
            letters = column_letters(place + _FIRST_COLUMN + 1)
            said = _evaluated(path, shown.formula, letters, place, sums)
            check(path, rounded(shown.number), rounded(said), shown.formula)


def _evaluated(path: Path, formula: str, letters: str, place: int, sums: Sums) -> Decimal:
    """What a sum over whole groups of units in its own column gives."""
    found = _SUM.fullmatch(formula)
    if not found:
        raise unproved(path, formula)
    total = Decimal(0)
    for part in found["ranges"].split(","):
        ends = _ROWS.fullmatch(part)
        own = ends is not None and ends["first"] == ends["last"] == letters
        rows = (int(ends["top"]), int(ends["bottom"])) if ends and own else (0, 0)
        if rows not in sums:
            raise unproved(path, formula)
        total += Decimal(sums[rows][place])
    return total
