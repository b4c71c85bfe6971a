"""分单位: a row a unit and a column an item, with totals as live sums."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from hcstats.forms.definition import Form, Item
from hcstats.model import Amount, Label, Outcome, Status, UnitValue, say
from hcstats.tables import GROUP_NAMES, groups_shown
from hcstats.writers.xlsx.sheet import Pen
from hcstats.writers.xlsx.styles import text_width

_FIRST_ROW = 3
_FIRST_COLUMN = 2
_NARROW, _WIDE = 10, 18
_PRINT_SCALE = 55


class _Block(NamedTuple):
    """Units of one group, the rows that they take, and the name of their subtotal."""

    group: str
    units: tuple[tuple[str, str], ...]


def write_breakdown(
    pen: Pen, outcome: Outcome, form: Form, link: Callable[[str, str, str], str]
) -> None:
    """Every counted figure by unit; totals are formulas that recalculate when a cell is changed.

    `link` tells the cell of the sources where the figure of a unit (code, name) and key stands.
    """
    values = {(value.unit_code, value.unit, value.key): value for value in outcome.by_unit}
    items = list(form.printed)
    _head(pen, form, items)
    row = _FIRST_ROW
    sums: dict[str, tuple[int, int]] = {}
    for block in _blocks(outcome):
        start = row
        for code, name in block.units:
            pen.text(row, 0, code)
            pen.text(row, 1, name)
            for place, item in enumerate(items, _FIRST_COLUMN):
                amount = _amount(values.get((code, name, item.key)))
                pen.value(row, place, amount, "number", link=link(code, name, item.key))
            row += 1
        if block.group != "all":
            sums[block.group] = (start, row - 1)
            _totals(pen, outcome, items, row, block.group, [(start, row - 1)])
            row += 1
        else:
            sums["all"] = (start, row - 1)
    _totals(pen, outcome, items, row, "all", list(sums.values()))
    names = [pen.words(unit) for _, unit, _ in values]
    widest = max((text_width(name) for name in names), default=_NARROW)
    pen.sheet.set_column(0, 0, 14)
    pen.sheet.set_column(1, 1, min(40, max(_NARROW, widest + 2)))
    pen.page(0, _FIRST_ROW - 1, freeze=(_FIRST_ROW, _FIRST_COLUMN))
    pen.sheet.repeat_columns(0, 1)
    # A hundred items do not fit one page wide; let them run over pages instead, in small print.
    pen.sheet.set_print_scale(_PRINT_SCALE)


def _amount(value: UnitValue | None) -> Amount:
    return value.amount if value is not None else Amount(None, status=Status.BLANK)


def _blocks(outcome: Outcome) -> list[_Block]:
    """The units in the order of the totals: 本级 and 县区 apart where both occur."""
    order = dict.fromkeys((value.unit_code, value.unit) for value in outcome.by_unit)
    groups = groups_shown(outcome)
    if not groups:
        return [_Block("all", tuple(order))]
    counties = set(outcome.county_units)
    own = tuple(unit for unit in order if unit not in counties)
    return [_Block("city", own), _Block("county", tuple(u for u in order if u in counties))]


def _head(pen: Pen, form: Form, items: Sequence[Item]) -> None:
    pen.merged(0, 0, 2, 0, say("Code"), "head")
    pen.merged(0, 1, 2, 1, say("Unit"), "head")
    place = _FIRST_COLUMN
    for table in _runs([item.table for item in items]):
        last = place + table[1] - 1
        pen.merged(0, place, 0, last, Label(form.table(table[0]).label), "head")
        place = last + 1
    place = _FIRST_COLUMN
    for _, count in _runs([f"{item.table} {item.row.code}" for item in items]):
        item = items[place - _FIRST_COLUMN]
        single = len(form.table(item.table).columns) == 1
        row_label = Label(item.row.label, item.row.gloss)
        if single:
            pen.merged(1, place, 2, place, row_label, "head")
        else:
            pen.merged(1, place, 1, place + count - 1, row_label, "head")
            for offset in range(count):
                column = items[place - _FIRST_COLUMN + offset].column
                pen.text(2, place + offset, Label(column.label, column.gloss), "head")
        width = max(_NARROW, min(_WIDE, text_width(pen.words(row_label)) // max(1, count) + 2))
        pen.sheet.set_column(place, place + count - 1, width)
        place += count
    pen.sheet.set_row(0, 24)
    pen.sheet.set_row(1, 60)
    pen.sheet.set_row(2, 48)


def _runs(codes: Sequence[str]) -> list[tuple[str, int]]:
    """Neighbouring equal codes with how many there are."""
    runs: list[tuple[str, int]] = []
    for code in codes:
        if runs and runs[-1][0] == code:
            runs[-1] = (code, runs[-1][1] + 1)
        else:
            runs.append((code, 1))
    return runs


def _totals(
    pen: Pen,
    outcome: Outcome,
    items: Sequence[Item],
    row: int,
    group: str,
    ranges: Sequence[tuple[int, int]],
) -> None:
    """A row of sums over row ranges, each formula with its value so that it shows at once."""
    from xlsxwriter.utility import xl_rowcol_to_cell  # noqa: PLC0415

    totals = {
        t.key: t for t in (outcome.totals if group == "all" else outcome.groups) if t.group == group
    }
    pen.text(row, 0, "", "total")
    pen.text(row, 1, GROUP_NAMES[group], "total")
    for place, item in enumerate(items, _FIRST_COLUMN):
        amount = totals[item.key].amount
        if not item.additive or amount.value is None:
            pen.value(row, place, amount, "number", "total")
            continue
        parts = ",".join(
            f"{xl_rowcol_to_cell(first, place)}:{xl_rowcol_to_cell(last, place)}"
            for first, last in ranges
        )
        style = pen.styles.amount(amount, kind="total")
        pen.sheet.write_formula(row, place, f"=SUM({parts})", style, amount.value)
        pen.numbers[row, place] = amount
