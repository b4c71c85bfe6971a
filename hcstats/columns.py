"""The figures of submissions side by side: values by place, and what else few of them are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from hcstats.model import Figure, FigureRow, Number, Odd, Status


class Columns(NamedTuple):
    """A submission's figures: keys and places in their order, values, and what is odd by place.

    What is not odd is a blank or a whole number reported plainly.
    """

    keys: tuple[str, ...]
    sheets: tuple[str, ...]
    cells: tuple[str, ...]
    values: list[Number | None]
    odd: Mapping[int, Odd]


def columns(figures: Sequence[Figure]) -> Columns:
    """The columns of a submission's figures, without building each where they are packed."""
    if isinstance(figures, FigureRow):
        row = figures.unpacked
        layout, _, _, odd = row.content
        return Columns(layout.keys, layout.sheets, layout.cells, row.values, odd)
    own = tuple(figures)
    odd = {
        place: Odd(one.value, one.status, one.approximate, one.text)
        for place, one in enumerate(own)
        if one.status is not Status.BLANK or one.text or one.approximate
    }
    return Columns(
        tuple(one.key for one in own),
        tuple(one.sheet for one in own),
        tuple(one.cell for one in own),
        [one.value for one in own],
        odd,
    )


@lru_cache(maxsize=256)
def in_order(keys: tuple[str, ...]) -> tuple[int, ...]:
    """The places of keys, the keys sorted."""
    return tuple(sorted(range(len(keys)), key=keys.__getitem__))
