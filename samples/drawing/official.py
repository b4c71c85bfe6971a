"""Other layouts than the official ones, as units draw them."""

from __future__ import annotations

from hcstats.forms.definition import Form, item_key
from hcstats.templates.canvas import Sheet


def review_as_grid(form: Form) -> Sheet:
    """Reconsideration and litigation the other way: a row a block, a column a result."""
    table = form.table("review_litigation")
    sheet = Sheet("复议诉讼")
    sheet.put(1, 1, "类别", "head")
    for index, column in enumerate(table.columns, 2):
        sheet.put(1, index, column.label, "head")
    for place, row in enumerate(table.rows, 2):
        sheet.put(place, 1, row.label, "label")
        for index, column in enumerate(table.columns, 2):
            sheet.put(place, index, None, "value")
            sheet.keys[place, index] = item_key(table, row, column)
    return sheet
