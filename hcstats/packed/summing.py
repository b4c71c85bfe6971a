"""Sums as JSON, and back; keys are those of layouts, which have numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import astuple
from typing import Any

from hcstats.model import Layout
from hcstats.packed.values import Unkept
from hcstats.sums import Sum, Sums, Table


def sums_as_json(sums: Sums, numbers: Mapping[tuple[str, ...], int]) -> list[Any]:
    """Every table with its label; `numbers` tells a layout that has its keys."""
    return [
        [
            label,
            numbers[keys],
            one.figures,
            one.whole,
            one.reported,
            [[place, *astuple(own)] for place, own in one.odd.items()],
        ]
        for label, tables in sums.tables.items()
        for keys, one in tables.items()
    ]


def sums_of_json(found: Sequence[Any], layouts: Sequence[Layout]) -> Sums:
    """The same sums; raises Unkept, or what JSON of another kind raises."""
    sums = Sums()
    for label, layout, figures, whole, reported, odd in found:
        keys = layouts[layout].keys
        if not len(whole) == len(reported) == len(keys):
            raise Unkept
        table = Table(figures, whole, reported, {place: Sum(*own) for place, *own in odd})
        sums.add(tuple(label), {keys: table})
    return sums
