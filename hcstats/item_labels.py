"""Official labels of rows, tables and items, with their glosses."""

from __future__ import annotations

import re

from hcstats.forms.definition import Form, Item, Row
from hcstats.forms.definition import Table as FormTable
from hcstats.model import Label

_ORDINAL = re.compile(
    r"^(?:[（(][一二三四五六七八九十]+[）)]|[一二三四五六七八九十]+、|\d+[.．、]|其中[：:])"
)
_NUMBERED = re.compile(r"^\d+\. ")


def label_of(entry: Row | FormTable) -> Label:
    """The official label of a row or table with its gloss."""
    return Label(entry.label, entry.gloss)


def item_label(form: Form, item: Item) -> Label:
    """The label of one figure: its row's, and its column's where the table has several."""
    table = form.table(item.table)
    if len(table.columns) == 1:
        return Label(item.row.label, item.row.gloss)
    text = f"{item.row.label} / {item.column.label}"
    return Label(text, f"{item.row.gloss} / {item.column.gloss}")


def plain_label(label: Label) -> Label:
    """A label without the ordinal or 其中 that it has in the form."""
    return Label(_ORDINAL.sub("", label.text) or label.text, _NUMBERED.sub("", label.gloss))
