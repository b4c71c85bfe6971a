"""Heads: what is kept of a submission where its figures are not, enough to select and compare."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from hcstats.checks.instances import instances, of_table
from hcstats.checks.twins import fingerprint
from hcstats.cluster.records import Head
from hcstats.columns import Columns, in_order
from hcstats.forms.definition import Form
from hcstats.model import Figure, Number, Status, Submission


def head_of(
    file: int,
    place: int,
    one: Submission,
    resolved: bool,
    keys: frozenset[str],
    figures: Columns,
) -> Head:
    """The head of a submission: the figures of `keys` are kept, the others only told of."""
    kept = tuple(one.figures[at] for at, key in enumerate(figures.keys) if key in keys)
    print_ = fingerprint(one.figures)
    twin = _digest(print_) if print_ is not None else ""
    stand_in = replace(one, figures=_telling(one.figures, figures))
    return Head(file, place, resolved, stand_in, kept, twin)


def _telling(figures: Sequence[Figure], side_by_side: Columns) -> tuple[Figure, ...]:
    """Two figures that stand for all: the first's place, and what all of them say as one key."""
    if not figures:
        return ()
    keys, values, odd = side_by_side.keys, side_by_side.values, side_by_side.odd
    first = replace(figures[0], value=None, status=Status.BLANK, approximate=False, text="")
    said = [(keys[at], value) for at in in_order(keys) if (value := values[at]) is not None]
    if not said:
        return (first,)
    about = sorted(keys[at] for at, one in odd.items() if one.approximate and one.value is not None)
    unreadable = any(one.status is Status.UNREADABLE for one in odd.values())
    nothing = not unreadable and not any(value for _, value in said)
    digest = _digest([*said, ("", *about)])
    value = 0 if nothing else 1
    all_ = replace(first, key=digest, value=value, status=Status.REPORTED, sheet="", cell="")
    return first, all_


def _digest(said: Iterable[tuple[object, ...]]) -> str:
    """The same for the same values, however they are written: 1 and 1.0 are one value."""
    plain = [tuple(map(_plain, entry)) for entry in said]
    return hashlib.sha256(repr(plain).encode()).hexdigest()[:32]


def _plain(value: object) -> object:
    if not isinstance(value, Decimal):
        return value
    whole: Number = int(value) if value == value.to_integral_value() else value
    return whole if isinstance(whole, int) else format(value, "f").rstrip("0")


def kept_keys(form: Form) -> frozenset[str]:
    """The keys whose figures a head keeps: what may not be added, what units beside are asked."""
    single = {key for key, item in form.items.items() if not item.additive}
    beside = {
        key
        for relation in instances(form)
        if relation.rule.over == "unit" and relation.rule.needs == {"siblings"}
        for name in relation.keys
        for key in _items(form, name.removeprefix("siblings."))
    }
    return frozenset(single | beside)


def _items(form: Form, name: str) -> Iterable[str]:
    """The items that a key of a relation is about: itself, or those of a whole table."""
    if name in form.items:
        return (name,)
    tables = [table.code for table in form.tables if of_table(table.code) == name]
    return [key for key, item in form.items.items() if item.table in tables]
