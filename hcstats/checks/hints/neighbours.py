"""Which cells of a submission lie beside each other on its sheets."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence, Set
from functools import lru_cache

from hcstats.checks.values import ByKey
from hcstats.model import Figure

_ADDRESS = re.compile(r"([A-Z]+)([0-9]+)")


class Neighbours:
    """For each key the keys next to it: left, right, above, below, whatever lies between.

    `places` gives sheet and address of each key.
    """

    def __init__(self, places: Iterable[tuple[str, tuple[str, str]]]) -> None:
        self._places: dict[str, tuple[str, int, int]] = {}
        self._rows: dict[tuple[str, int], list[tuple[int, str]]] = {}
        self._columns: dict[tuple[str, int], list[tuple[int, str]]] = {}
        self._found: dict[str, tuple[str, ...]] = {}
        for key, (sheet, cell) in places:
            place = _place(cell)
            if place is not None:
                row, column = place
                self._places[key] = (sheet, row, column)
                self._rows.setdefault((sheet, row), []).append((column, key))
                self._columns.setdefault((sheet, column), []).append((row, key))

    def of(self, key: str) -> tuple[str, ...]:
        """The keys next to one key; none where its figure is in no cell."""
        found = self._found.get(key)
        if found is None:
            place = self._places.get(key)
            found = self._found[key] = self._beside(key, *place) if place else ()
        return found

    def _beside(self, key: str, sheet: str, row: int, column: int) -> tuple[str, ...]:
        across = _beside(self._rows[sheet, row], (column, key))
        return (*across, *_beside(self._columns[sheet, column], (row, key)))


def neighbours(figures: Mapping[str, Figure], own: Set[str]) -> Neighbours:
    """Which cells lie beside each other, worked out once for submissions of one layout.

    Those of `own` keys alone count.
    """
    if isinstance(figures, ByKey):
        layout = figures.row.layout
        places = zip(layout.keys, layout.sheets, layout.cells, strict=True)
        kept = [place for place in places if place[0] in own]
    else:
        given = [figure for key, figure in figures.items() if key in own]
        # Sheets of several files can have one name.
        several = len({figure.file for figure in given}) > 1
        keys = (key for key in figures if key in own)
        kept = [
            (key, f"{one.file}!{one.sheet}" if several else one.sheet, one.cell)
            for key, one in zip(keys, given, strict=True)
        ]
    return _of_layout(tuple(kept))


@lru_cache(maxsize=64)
def _of_layout(places: tuple[tuple[str, str, str], ...]) -> Neighbours:
    return Neighbours((key, (sheet, cell)) for key, sheet, cell in places)


def _beside(line: Sequence[tuple[int, str]], own: tuple[int, str]) -> list[str]:
    """The one before and the one after on a line."""
    before = max((one for one in line if one < own), default=None)
    after = min((one for one in line if one > own), default=None)
    return [one[1] for one in (before, after) if one is not None]


@lru_cache(maxsize=4096)
def _place(cell: str) -> tuple[int, int] | None:
    """Row and column of an address."""
    found = _ADDRESS.fullmatch(cell)
    if found is None:
        return None
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(found[2]), column
