"""Two editions side by side as tables: what is the same, what is a sum, what is apart and why."""

from __future__ import annotations

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


def diff_tables(old: Form, new: Form, load: Callable[[str], Form]) -> Iterator[Table]:
    """What of two editions is comparable, and what is not.

    Raises HcstatsError if no definition says how the two stand to each other.
    """
    found = bridge(old, new, load)
    yield _comparable(found)
    yield _apart(found, old, new)


def _comparable(found: Bridge) -> Table:
    columns = (Column(found.old), Column(found.new), Column(say("Remark")))
    rows = tuple(
        (
            _sum(pair.was),
            say("the same key") if pair.was == pair.keys else _sum(pair.keys),
            pair.notes[0] if pair.notes else "",
        )
        for pair in found.pairs
    )
    return Table("comparable", say("Comparable"), columns, rows)


def _sum(keys: Sequence[str]) -> str:
    return " + ".join(keys)


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
