"""Two editions side by side as tables: what is the same, what is a sum, what is apart and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from hcstats.forms.bridge import Bridge, bridge
from hcstats.forms.definition import Form
from hcstats.model import Column, Message, Table, TableValue, Text, say

REASONS: dict[str, Message] = {
    "absent": say("not asked for"),
    "counted": say("counted differently"),
    "merged": say("put together"),
    "scope": say("another scope"),
    "split": say("split up"),
    "unit": say("another unit of measurement"),
}


def diff_tables(
    old: Form, new: Form, load: Callable[[str], Form], *, short: bool = False
) -> Iterator[Table]:
    """What of two editions is comparable, and what is not.

    `short` shows the columns of a row that all go the same way as one line with a `*`. Raises
    HcstatsError if no definition says how the two stand to each other.
    """
    found = bridge(old, new, load)
    yield _comparable(found, short=short)
    yield _apart(found, old, new)


def _comparable(found: Bridge, *, short: bool) -> Table:
    columns = (Column(found.old), Column(found.new), Column(say("Remark")))
    rows: dict[tuple[str, Text, Text], None] = {}
    together = Counter(_rows_of(pair.was) for pair in found.pairs)
    for pair in found.pairs:
        several = short and together[_rows_of(pair.was)] > 1
        was, keys = (_rows_of(pair.was), _rows_of(pair.keys)) if several else (pair.was, pair.keys)
        shown: Text = say("the same key") if was == keys else " + ".join(keys)
        rows[" + ".join(was), shown, pair.notes[0] if pair.notes else ""] = None
    return Table("comparable", say("Comparable"), columns, tuple(rows))


def _rows_of(keys: Sequence[str]) -> tuple[str, ...]:
    """Keys of tables with columns by their rows alone."""
    parts = [key.split(".") for key in keys]
    return tuple(".".join((*one[:2], "*")) if len(one) > 2 else ".".join(one) for one in parts)


def _apart(found: Bridge, old: Form, new: Form) -> Table:
    columns = (
        Column(say("Edition that has it")),
        Column(say("Key")),
        Column(say("Item")),
        Column(say("Reason")),
    )
    rows: list[tuple[TableValue, ...]] = []
    notes: dict[Text, None] = {}
    for apart in found.apart:
        for form, keys in ((old, apart.was), (new, apart.keys)):
            for key in keys:
                item = form.items[key]
                label = item.row.label
                rows.append((form.id, key, label, REASONS[apart.reason]))
        notes[apart.note] = None
    return Table("apart", say("Not comparable"), columns, tuple(rows), notes=tuple(notes))
