"""How the cells of an official table lie: which are shown, and what each one covers."""

from __future__ import annotations

from hcstats.model.document import OfficialTable
from hcstats.model.grid import Merge, Position

_TALL = 8
"""Rows of a merged label that is written from top to bottom."""


def extents(table: OfficialTable) -> dict[Position, Merge]:
    """The range of every cell that a table shows; a covered cell has none."""
    ranges = {(merge.first_row, merge.first_column): merge for merge in table.merges}
    covered = {
        (row, column)
        for merge in table.merges
        for row in range(merge.first_row, merge.last_row + 1)
        for column in range(merge.first_column, merge.last_column + 1)
    } - set(ranges)
    return {
        (row, column): ranges.get((row, column), Merge(row, column, row, column))
        for row in range(1, table.height + 1)
        for column in range(1, table.width + 1)
        if (row, column) not in covered
    }


def head_rows(table: OfficialTable) -> int:
    """How many rows on top are heads alone."""
    heads = {row for (row, _), kind in table.kinds.items() if kind == "head"}
    rows = range(1, table.height + 1)
    return next((row - 1 for row in rows if row not in heads), table.height)


def stacked(table: OfficialTable) -> bool:
    """Whether heads stand between the rows too: several tables in one frame."""
    heads = {row for (row, _), kind in table.kinds.items() if kind == "head"}
    return max(heads, default=0) > head_rows(table)


def upright(table: OfficialTable, extent: Merge) -> bool:
    """Whether a cell is written from top to bottom: the label of a whole section."""
    rows = extent.last_row - extent.first_row + 1
    place = (extent.first_row, extent.first_column)
    narrow = extent.first_column == extent.last_column == 1
    return table.kinds.get(place) == "label" and narrow and rows > _TALL
