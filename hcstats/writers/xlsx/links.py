"""Where a number of the workbook leads to on the sheet of sources."""

from __future__ import annotations

from hcstats.cell_addresses import column_letters
from hcstats.model import Origin
from hcstats.sources import VALUE_COLUMN, Sources
from hcstats.writers.xlsx.plain import FIRST_ROW

_MOST = 30_000
"""Excel takes 65,530 links a sheet; beyond half of that they only make the file slow."""


class Links:
    """Links into the sheet of that name."""

    def __init__(self, sources: Sources, sheet: str) -> None:
        self._sources = sources
        self._letters = column_letters(VALUE_COLUMN + 1)
        self._start = f"'{sheet}'!{self._letters}"
        self.to_figures = len(sources.rows) <= _MOST
        """Whether each figure leads to its source; otherwise there are too many."""

    def of_total(self, origin: Origin) -> str:
        """The values that a total is the sum of; an empty text where nobody has the item."""
        rows = self._sources.blocks.get(origin)
        return self._range(rows.start, rows.stop - 1) if rows else ""

    def of_figure(self, unit_code: str, unit: str, key: str) -> str:
        """The value of one unit; an empty text where it has none."""
        row = self._sources.rows.get((unit_code, unit, key))
        return self._range(row, row) if row is not None else ""

    def _range(self, first: int, last: int) -> str:
        start = f"{self._start}{FIRST_ROW + first + 1}"
        return start if first == last else f"{start}:{self._letters}{FIRST_ROW + last + 1}"
