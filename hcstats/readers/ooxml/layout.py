"""Where the values of a whole sheet stand, put together from what is between them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, compress
from operator import attrgetter, itemgetter, not_
from typing import NamedTuple

from hcstats.readers.ooxml.book import Styles
from hcstats.readers.ooxml.cells import NUMBER, SHARED, CellMark
from hcstats.readers.ooxml.pieces import Order, Piece, Pieces

_REMEMBERED = 256
"""Layouts that are remembered; units that fill one form have a few, and some of their own."""
_PLACED = 512
"""Sheets whose values are known by place, for each set of styles."""
_CELLS = attrgetter("cells")
_Get = Callable[[Sequence[str]], Sequence[str]]


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Layout:
    """Where the cells of a sheet stand, blank ones too, and what each is for.

    Sheets of the same layout have the same object.
    """

    texts: tuple[str, ...]
    """Addresses of the texts, in order."""
    numbers: tuple[str, ...]
    """Addresses of the numbers, in order."""
    is_number: tuple[bool, ...]
    """Of every cell, whether it is a number."""
    is_shared: tuple[bool, ...]
    """Of every text, whether the value is the index of a shared string."""
    all_shared: bool


@lru_cache(_REMEMBERED)
def layout_of(cells: tuple[CellMark, ...]) -> Layout:
    """The layout of a sheet with these cells, in their order."""
    is_number = tuple(cell.kind == NUMBER for cell in cells)
    texts = tuple(compress(cells, map(not_, is_number)))
    is_shared = tuple(cell.kind == SHARED for cell in texts)
    return Layout(
        tuple(cell.address for cell in texts),
        tuple(cell.address for cell in compress(cells, is_number)),
        is_number,
        is_shared,
        all(is_shared),
    )


NOTHING = layout_of(())


class Placed(NamedTuple):
    """Where a sheet's values go; each getter takes them with a blank one behind the last."""

    layout: Layout
    texts: _Get
    numbers: _Get


class Layouts:
    """The layouts of sheets under one set of cell styles."""

    def __init__(self, styles: Styles, excel_2010: bool) -> None:
        self._pieces = Pieces(styles, excel_2010)
        self._order = Order()
        self._placed = lru_cache(_PLACED)(self._place)

    def of(self, between: Iterable[str]) -> Placed:
        """The places of values by what stands between them; OddError if anything is unusual."""
        return self._placed(tuple(map(self._pieces.__getitem__, between)))

    def _place(self, pieces: tuple[Piece, ...]) -> Placed:
        self._order.prove(pieces)
        layout = layout_of(tuple(chain.from_iterable(map(_CELLS, pieces))))
        places: list[int] = []
        for number, piece in enumerate(pieces[:-1]):
            places += piece.blanks
            places.append(number)
        places += pieces[-1].blanks
        return Placed(
            layout,
            _getter(list(compress(places, map(not_, layout.is_number)))),
            _getter(list(compress(places, layout.is_number))),
        )


def _getter(places: Sequence[int]) -> _Get:
    if len(places) > 1:
        return itemgetter(*places)
    return lambda values: [values[place] for place in places]
