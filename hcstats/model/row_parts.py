"""What the figures of a submission are made of when they are kept small."""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from typing import NamedTuple, Protocol

from hcstats.model.figures import Status
from hcstats.model.grid import Number


class Layout(NamedTuple):
    """Where the figures of a form stand in every file of one layout: key, sheet, cell by place."""

    form: str
    edition: str
    keys: tuple[str, ...]
    sheets: tuple[str, ...]
    cells: tuple[str, ...]


class Odd(NamedTuple):
    """A figure that is more than a whole number written plainly, or a blank."""

    value: Number | None
    status: Status
    approximate: bool
    text: str


class Whose(NamedTuple):
    """What all figures of one submission share."""

    unit_code: str
    unit: str
    period: str
    file: str


class Content(NamedTuple):
    """What the figures of one submission are made of."""

    layout: Layout
    whose: Whose
    packed: array[int]
    """The whole numbers; the smallest that the array can hold stands for None."""
    odd: Mapping[int, Odd]


class Gist(NamedTuple):
    """What is asked of every submission of a run, so that its figures need not be looked at."""

    figures: int
    """How many there are."""
    sheet: str
    """Where the first figure stands."""
    cell: str
    zero: bool
    """Whether it reports nothing but zeros."""
    likeness: int | None
    """The same for submissions that say the same; None where that is too little to tell."""


class Store(Protocol):
    """Where the figures of several submissions are kept packed."""

    def content(self, place: int) -> Content:
        """Those of one, unpacked anew each time."""

    def gist(self, place: int) -> Gist:
        """What is known of them as they are."""
