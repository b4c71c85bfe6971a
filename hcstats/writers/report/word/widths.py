"""How wide the columns of a table are, and how large its letters, so that it fits the page."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from hcstats.model.document import OfficialTable
from hcstats.model.grid import Merge
from hcstats.writers.report.grid import extents, upright
from hcstats.writers.report.spans import span_text

SIZES = (10.5, 9.0, 7.5, 6.5, 5.5, 5.0)
"""五号, 小五, 六号, 小六, 七号, 八号: in points."""
_POINT = 25.4 / 72
_PADDING = 2.2
"""Millimetres of a cell that no letter takes."""
_FEW = 4
"""Columns up to which a table is set in 五号."""
_HEAD, _LABEL, _LONG = 2.0, 4.0, 24.0
"""Ems: a head is broken after two characters, a label after four; what a label may wish for."""
_AIR = 1.0
"""Ems that a number likes to have around it."""
_LATIN = 0.66
"""Ems of a digit in the widest typeface that a machine may put for the one that is named."""


@dataclass(frozen=True, slots=True)
class Fit:
    """Columns in millimetres, size of the letters in points."""

    columns: tuple[float, ...]
    size: float


def fitted(table: OfficialTable, width: float) -> Fit:
    """The largest letters with which no number of the table is broken, and the columns for it."""
    demands = _demands(table)
    sizes = SIZES if table.width <= _FEW else SIZES[1:]
    for size in sizes:
        em = size * _POINT
        least = [low * em + _PADDING for low, _ in demands]
        wished = [high * em + _PADDING for _, high in demands]
        if sum(least) <= width:
            return Fit(_shared(least, wished, width), size)
    scale = width / sum(least)
    return Fit(tuple(one * scale for one in least), sizes[-1])


def _shared(least: list[float], wished: list[float], width: float) -> tuple[float, ...]:
    """What is left beyond the least goes where it is wished for, and the rest to all alike."""
    wanting = [high - low for low, high in zip(least, wished, strict=True)]
    spare = width - sum(least)
    given = min(1.0, spare / sum(wanting)) if sum(wanting) else 0.0
    columns = [low + want * given for low, want in zip(least, wanting, strict=True)]
    scale = width / sum(columns)
    return tuple(one * scale for one in columns)


def _demands(table: OfficialTable) -> list[tuple[float, float]]:
    """For each column the least that it must have and what it would like, in ems."""
    demands = [(_HEAD, _HEAD)] * table.width
    for place, extent in extents(table).items():
        if extent.first_column != extent.last_column:
            continue
        kind = table.kinds.get(place, "label")
        length = ems(span_text(table.cells.get(place, "")))
        low, high = _demand(kind, length, extent, upright(table, extent))
        before = demands[place[1] - 1]
        demands[place[1] - 1] = (max(before[0], low), max(before[1], high))
    return demands


def _demand(kind: str, length: float, extent: Merge, top_down: bool) -> tuple[float, float]:
    if kind in ("value", "unit"):
        return length, length + _AIR
    if top_down:
        return 1.2, 1.2
    if kind == "head":
        return min(_HEAD, length), length / 2
    rows = extent.last_row - extent.first_row + 1
    return min(_LABEL, length), min(max(length / rows, _LABEL), _LONG)


def ems(text: str) -> float:
    """How wide a text is: a Chinese character is 1, a Latin one two thirds at most."""
    return max((sum(map(_em, line)) for line in text.split("\n")), default=0.0)


def _em(character: str) -> float:
    return 1.0 if unicodedata.east_asian_width(character) in "WFA" else _LATIN
