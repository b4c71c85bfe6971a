"""The official tables of a report: laid out as the form prints them, filled with the totals."""

from __future__ import annotations

from hcstats.forms.definition import Form
from hcstats.item_labels import item_label
from hcstats.model import Amount, Kind, Outcome, Status, Total
from hcstats.model.document import Bound, OfficialTable, Span
from hcstats.model.grid import Merge, Position
from hcstats.templates.canvas import Sheet
from hcstats.templates.layout import draw
from hcstats.writers.shown import number_text

LIST = "list"
"""The name of the one table of a form that is a list."""
UNSETTLED = "【待核】"
"""What stands in the cell of a total that cannot be told; our reader takes it for no number."""
_NOT_APPLICABLE = "—"
_SCOPE = "all"
_NAMED = 5
"""Labels that a note names before it only counts."""


def official_tables(form: Form, outcome: Outcome) -> tuple[OfficialTable, ...]:
    """The tables of the form in its order, every value cell bound to the total over all units.

    Names are the form's own codes: that of the table (`requests`, `review_litigation`), what the
    codes of tables in one frame begin with (`art20` of `art20_1`, `art20_5`, …), and `list` for a
    form that is one list. A blank is an empty cell, never 0; see `printed_total` for the rest.
    """
    totals = {total.key: total for total in outcome.totals}
    return tuple(_filled(form, sheet, totals) for sheet in draw(form))


def printed_total(amount: Amount) -> str:
    """A total as an official table prints it: 约 in front of an approximate one.

    A blank stays empty, what does not apply is a dash, and what could not be read or may not be
    added is marked, so that nobody publishes it by oversight.
    """
    if amount.value is not None:
        return ("约" if amount.approximate else "") + number_text(amount.value)
    if amount.status is Status.UNREADABLE:
        return UNSETTLED
    return _NOT_APPLICABLE if amount.status is Status.NOT_APPLICABLE else ""


def _filled(form: Form, sheet: Sheet, totals: dict[str, Total]) -> OfficialTable:
    cells: dict[Position, Span] = {place: str(text) for place, text in sheet.cells.items()}
    for place, key in sheet.keys.items():
        cells[place] = _bound(form, key, totals)
    merges = tuple(sorted(Merge(*merge) for merge in sheet.merges))
    return OfficialTable(
        _name(form, sheet),
        dict(sorted(cells.items())),
        merges,
        dict(sorted(sheet.kinds.items())),
        sheet.width,
        sheet.height,
        caption=_money(form, sheet),
        note=_incomplete(form, sheet, totals),
    )


def _bound(form: Form, key: str, totals: dict[str, Total]) -> Bound:
    item = form.items[key]
    total = totals.get(key)
    amount = total.amount if total else Amount(None, status=Status.BLANK)
    label = item_label(form, item).text
    return Bound(key, _SCOPE, label, item.unit, amount, printed_total(amount))


def _name(form: Form, sheet: Sheet) -> str:
    codes = list(dict.fromkeys(key.partition(".")[0] for key in sheet.keys.values()))
    if all(table.layout == "list" for table in form.tables):
        return LIST
    return codes[0] if len(codes) == 1 else codes[0].rpartition("_")[0]


def _money(form: Form, sheet: Sheet) -> str:
    """The unit of money that no label says: 元 and 万元 are easily confused."""
    units: set[str] = set()
    for key in sheet.keys.values():
        item = form.items[key]
        labels = (item.row.label, item.column.label)
        said = any(item.unit in label for label in labels)
        if item.kind is Kind.AMOUNT and not said and form.table(item.table).layout != LIST:
            units.add(item.unit)
    return f"金额单位：{'、'.join(sorted(units))}" if units else ""


def _incomplete(form: Form, sheet: Sheet, totals: dict[str, Total]) -> str:
    """What a total lacks is said under its table."""
    partial = [
        key for _, key in sorted(sheet.keys.items()) if key in totals and totals[key].partial
    ]
    lacking = list(dict.fromkeys(form.items[key].row.label for key in partial))
    if not lacking:
        return ""
    shown = "、".join(f"“{label}”" for label in lacking[:_NAMED])
    more = f"等{len(lacking)}项" if len(lacking) > _NAMED else ""
    return f"注：{shown}{more}未含数据无法识别的单位。"
