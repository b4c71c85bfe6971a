"""Which cells of a submission lie beside each other on its sheets."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from hcstats.model import Figure

_ADDRESS = re.compile(r"([A-Z]+)([0-9]+)")


class Neighbours:
    """For each key the keys next to it: left, right, above, below, whatever lies between."""

    def __init__(self, figures: Mapping[str, Figure]) -> None:
        self._places: dict[str, tuple[str, str, int, int]] = {}
        self._rows: dict[tuple[str, str, int], list[tuple[int, str]]] = {}
        self._columns: dict[tuple[str, str, int], list[tuple[int, str]]] = {}
        for key, figure in figures.items():
            place = _place(figure.cell)
            if place is not None:
                row, column = place
                file, sheet = figure.file, figure.sheet
                self._places[key] = (file, sheet, row, column)
                self._rows.setdefault((file, sheet, row), []).append((column, key))
                self._columns.setdefault((file, sheet, column), []).append((row, key))

    def of(self, key: str) -> list[str]:
        """The keys next to one key; none where its figure is in no cell."""
        place = self._places.get(key)
        if place is None:
            return []
        file, sheet, row, column = place
        across = _beside(self._rows[file, sheet, row], (column, key))
        return [*across, *_beside(self._columns[file, sheet, column], (row, key))]


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
