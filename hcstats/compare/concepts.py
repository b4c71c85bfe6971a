"""The figures that the years have in common, by the bridges between their editions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from hcstats.compare.records import Concept, Uncompared, Year
from hcstats.forms.bridge import Bridge, bridge
from hcstats.forms.definition import Form
from hcstats.forms.load import load_form
from hcstats.item_labels import item_label
from hcstats.model import Label, Message


def concepts_of(years: Sequence[Year]) -> tuple[tuple[Concept, ...], tuple[Uncompared, ...]]:
    """What at least two of the years ask for, in the order of the newest form; and what else."""
    newest = years[-1].form
    bridges = [bridge(year.form, newest, load_form) for year in years]
    found: dict[tuple[str, ...], Concept] = {}
    for one in bridges:
        for pair in one.pairs:
            if pair.keys not in found:
                of_years = tuple(_of_year(pair.keys, other) for other in bridges)
                label = pair.label if pair.label.text else _label(newest, pair.keys)
                found[pair.keys] = _concept(newest, pair.keys, of_years, label, pair.notes)
    order = {key: place for place, key in enumerate(newest.items)}
    common = [one for one in found.values() if sum(keys is not None for keys in one.of_years) > 1]
    common.sort(key=lambda one: (order[one.keys[0]], len(one.keys)))
    return tuple(common), tuple(_uncompared(bridges))


def _of_year(keys: tuple[str, ...], one: Bridge) -> tuple[str, ...] | None:
    """The keys of a year whose sum is comparable with the sum of the newest edition's keys."""
    parts = [pair for pair in one.pairs if set(pair.keys) & set(keys)]
    if sorted(key for pair in parts for key in pair.keys) != sorted(keys):
        return None
    return tuple(key for pair in parts for key in pair.was)


def _label(form: Form, keys: tuple[str, ...]) -> Label:
    labels = [item_label(form, form.items[key]) for key in keys]
    return Label(" + ".join(one.text for one in labels), " + ".join(one.gloss for one in labels))


def _concept(
    form: Form,
    keys: tuple[str, ...],
    of_years: tuple[tuple[str, ...] | None, ...],
    label: Label,
    notes: tuple[Message, ...],
) -> Concept:
    items = [form.items[key] for key in keys]
    additive = all(item.additive for item in items)
    first = items[0]
    return Concept(keys, of_years, label, first.table, first.unit, first.kind, additive, notes)


def _uncompared(bridges: Sequence[Bridge]) -> Iterator[Uncompared]:
    seen: set[str] = set()
    for one in bridges:
        if one.old in seen:
            continue
        seen.add(one.old)
        for apart in one.apart:
            yield Uncompared(one.old, one.new, apart.keys, apart.was, apart.reason, apart.note)
