"""分单位: a row a unit and a column an item, with totals as live sums."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from hcstats.forms.definition import Form, Item
from hcstats.model import Amount, Label, Outcome, say
from hcstats.unit_groups import GROUP_NAMES, groups_shown, unit_rows
from hcstats.writers.xlsx.sheet import Pen
from hcstats.writers.xlsx.stream import columns, number_xml, row_of, text_xml
from hcstats.writers.xlsx.styles import text_width

_FIRST_ROW = 3
_FIRST_COLUMN = 2
_NARROW, _WIDE = 10, 18
_MEASURED = 500
"""Names of units that are measured for the width of their column."""
_PRINT_SCALE = 55

Link = Callable[[str, str, str], str]
"""The range of the workbook where the figure of a unit (code, name) and key stands."""


def write_breakdown(pen: Pen, outcome: Outcome, form: Form, link: Link | None) -> None:
    """Every counted figure by unit; totals are formulas that recalculate when a cell is changed.

    The units' rows are written when the book is closed, one at a time as they come.
    """
    items = list(form.printed)
    _head(pen, form, items)
    names = [pen.words(unit.name) for unit in outcome.coverage.reported[:_MEASURED]]
    widest = max((text_width(name) for name in names), default=_NARROW)
    pen.sheet.set_column(0, 0, 14)
    pen.sheet.set_column(1, 1, min(40, max(_NARROW, widest + 2)))
    pen.page(0, _FIRST_ROW - 1, freeze=(_FIRST_ROW, _FIRST_COLUMN))
    pen.sheet.repeat_columns(0, 1)
    # A hundred items do not fit one page wide; let them run over pages instead, in small print.
    pen.sheet.set_print_scale(_PRINT_SCALE)
    links: list[tuple[str, str]] = []
    pen.sheet.rows_come(_Units(pen, outcome, items, link, links), _FIRST_ROW, None)
    pen.sheet.links = links


class _Units:
    """The XML of the units' rows, and of the sums below each group and below all.

    Every figure with a value leads to its source: its cell and where that is go to `links`.
    """

    def __init__(
        self,
        pen: Pen,
        outcome: Outcome,
        items: Sequence[Item],
        link: Link | None,
        links: list[tuple[str, str]],
    ) -> None:
        self._pen, self._outcome, self._items = pen, outcome, items
        self._link, self._links = link, links
        self._letters = columns(_FIRST_COLUMN + len(items))
        index = pen.styles.index
        self._words = index(pen.styles.get("text"))
        self._totals = index(pen.styles.get("total"))
        self._plain = index(pen.styles.amount(Amount(0)))
        self._linked = index(pen.styles.amount(Amount(0), linked=link is not None))

    def __iter__(self) -> Iterator[str]:
        row = _FIRST_ROW
        ranges: list[tuple[int, int]] = []
        groups = groups_shown(self._outcome)
        for group in groups or ("all",):
            start = row
            for unit, amounts in unit_rows(self._outcome, group):
                yield self._unit(row, unit, amounts)
                row += 1
            ranges.append((start, row - 1))
            if groups:
                yield self._sums(row, group, ranges[-1:])
                row += 1
        yield self._sums(row, "all", ranges)

    def _unit(self, row: int, unit: tuple[str, str], amounts: Mapping[str, Amount]) -> str:
        number = row + 1
        cells = self._name(row, unit, self._words)
        for letter, item in zip(self._letters[_FIRST_COLUMN:], self._items, strict=True):
            amount = amounts.get(item.key)
            if amount is None or amount.value is None:
                cells.append(f'<c r="{letter}{number}" s="{self._plain}"/>')
                continue
            target = self._link(*unit, item.key) if self._link is not None else ""
            if target:
                self._links.append((f"{letter}{number}", target))
            style = self._style(amount, linked=bool(target))
            value = number_xml(amount.value)
            cells.append(f'<c r="{letter}{number}" s="{style}"><v>{value}</v></c>')
            self._pen.note(row, len(cells) - 1, amount)
        return row_of(row, cells)

    def _style(self, amount: Amount, kind: str = "text", *, linked: bool = False) -> int:
        if kind == "text" and isinstance(amount.value, int) and not amount.approximate:
            return self._linked if linked else self._plain
        styles = self._pen.styles
        return styles.index(styles.amount(amount, kind=kind, linked=linked))

    def _name(self, row: int, unit: Sequence[object], style: int) -> list[str]:
        return [
            f'<c r="{letter}{row + 1}" s="{style}" t="inlineStr">'
            f"{text_xml(self._pen.words(text))}</c>"
            for letter, text in zip(self._letters, unit, strict=False)
        ]

    def _sums(self, row: int, group: str, ranges: Sequence[tuple[int, int]]) -> str:
        """A row of sums over row ranges, each formula with its value so that it shows at once."""
        known = self._outcome.totals if group == "all" else self._outcome.groups
        totals = {one.key: one.amount for one in known if one.group == group}
        cells = self._name(row, ("", GROUP_NAMES[group]), self._totals)
        for letter, item in zip(self._letters[_FIRST_COLUMN:], self._items, strict=True):
            amount = totals[item.key]
            start = f'<c r="{letter}{row + 1}" s="{self._style(amount, "total")}"'
            if amount.value is None:
                cells.append(f"{start}/>")
                continue
            parts = ",".join(f"{letter}{first + 1}:{letter}{last + 1}" for first, last in ranges)
            formula = f"<f>SUM({parts})</f>" if item.additive else ""
            cells.append(f"{start}>{formula}<v>{number_xml(amount.value)}</v></c>")
            self._pen.note(row, len(cells) - 1, amount)
        return row_of(row, cells)


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
