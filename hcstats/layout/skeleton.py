"""What of a sheet may decide its layout: label cells and merges, never a number's value."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from functools import cached_property

from hcstats.layout.labels import Words, words
from hcstats.layout.value_like import looks_like_value
from hcstats.model import Cell, CellKind, Grid, Position

_MERGE_LIMIT = 20_000
"""Cells over which one merge is spread; whole-sheet merges carry no layout."""


def is_value(cell: Cell) -> bool:
    """Whether a cell is read as a value: everything but a text that can only be a label."""
    return cell.kind is not CellKind.TEXT or looks_like_value(cell.text)


@dataclass(frozen=True)
class Skeleton:
    """Labels spread over their merges, where values lie, and each covered cell's own cell."""

    labels: dict[Position, Words]
    texts: dict[Position, str]
    anchors: dict[Position, Position]
    occupied: frozenset[Position]
    above: str = ""
    """The line of a document right above the table."""

    def anchor(self, position: Position) -> Position:
        """The cell that holds the content shown at a position (itself, unless merged)."""
        return self.anchors.get(position, position)

    @cached_property
    def label_rows(self) -> tuple[int, ...]:
        """Rows in which a label stands, in order."""
        return tuple(sorted({row for row, _ in self.labels}))

    @cached_property
    def rows(self) -> tuple[int, ...]:
        """Rows in which anything stands, in order."""
        return tuple(sorted({row for row, _ in self.labels} | {row for row, _ in self.occupied}))

    @cached_property
    def value_rows(self) -> frozenset[int]:
        """Rows with a value that is not left of every label: the rows of figures."""
        labels = self.by_row
        return frozenset(
            row
            for row, columns in self.values_by_row.items()
            if max(columns) > (labels[row][0] if row in labels else 0)
        )

    @cached_property
    def values_by_row(self) -> dict[int, set[int]]:
        """Columns with a value for each row that has one."""
        found: dict[int, set[int]] = {}
        for row, column in self.occupied:
            found.setdefault(row, set()).add(column)
        return found

    @cached_property
    def by_row(self) -> dict[int, tuple[int, ...]]:
        """Columns with a label, in order, for each row that has one."""
        found: dict[int, list[int]] = {}
        for row, column in sorted(self.labels):
            found.setdefault(row, []).append(column)
        return {row: tuple(columns) for row, columns in found.items()}

    def rows_between(self, first: int, last: int) -> tuple[int, ...]:
        """Rows with content from `first` to `last`, both included."""
        start = bisect_left(self.rows, first)
        return self.rows[start : bisect_left(self.rows, last + 1)]


def skeleton_of(grid: Grid) -> Skeleton:
    """The skeleton of a sheet."""
    labels: dict[Position, Words] = {}
    texts: dict[Position, str] = {}
    anchors: dict[Position, Position] = {}
    occupied: set[Position] = set()
    for position, cell in grid.cells.items():
        if is_value(cell):
            occupied.add(position)
        else:
            labels[position] = words(cell.text)
            texts[position] = cell.text
    for merge in grid.merges:
        first = (merge.first_row, merge.first_column)
        height = merge.last_row - merge.first_row + 1
        width = merge.last_column - merge.first_column + 1
        if height * width > _MERGE_LIMIT:
            continue
        for row in range(merge.first_row, merge.last_row + 1):
            for column in range(merge.first_column, merge.last_column + 1):
                # A label of its own under a merge without one (no program writes it) stays one.
                if (row, column) == first or ((row, column) in texts and first not in texts):
                    continue
                anchors[row, column] = first
                if first in texts and (row, column) not in grid.cells:
                    labels[row, column] = labels[first]
                    texts[row, column] = texts[first]
    above = grid.context[-1] if grid.context else ""
    return Skeleton(labels, texts, anchors, frozenset(occupied), above)
