"""Which cells of a submission lie beside each other on its sheets."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import pairwise

from hcstats.model import Figure

_ADDRESS = re.compile(r"([A-Z]+)([0-9]+)")


def neighbours(figures: Mapping[str, Figure]) -> dict[str, tuple[str, ...]]:
    """For each key the keys next to it: left, right, above, below, whatever lies between."""
    places = {key: place for key, figure in figures.items() if (place := _place(figure))}
    found: dict[str, list[str]] = {}
    for along, across in ((1, 2), (2, 1)):
        lines: dict[tuple[str, int], list[tuple[int, str]]] = {}
        for key, place in places.items():
            lines.setdefault((place[0], int(place[along])), []).append((int(place[across]), key))
        for line in lines.values():
            for first, second in pairwise(key for _, key in sorted(line)):
                found.setdefault(first, []).append(second)
                found.setdefault(second, []).append(first)
    return {key: tuple(beside) for key, beside in found.items()}


def _place(figure: Figure) -> tuple[str, int, int] | None:
    """Sheet, row and column of a figure."""
    found = _ADDRESS.fullmatch(figure.cell)
    if found is None:
        return None
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return f"{figure.file}!{figure.sheet}", int(found[2]), column
