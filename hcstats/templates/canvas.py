"""Sheets to draw on: cells, merges, and which cell holds which figure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal

Value = int | Decimal | str
Position = tuple[int, int]


@dataclass
class Sheet:
    """One sheet, 1-based: values, merged ranges, the kind of each cell, the key of each figure."""

    name: str
    cells: dict[Position, Value] = field(default_factory=dict)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    kinds: dict[Position, str] = field(default_factory=dict)
    keys: dict[Position, str] = field(default_factory=dict)
    formulas: dict[Position, str] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)

    def put(
        self,
        row: int,
        column: int,
        value: Value | None,
        kind: str = "label",
        to: Position | None = None,
    ) -> None:
        """A value into a cell, merged up to `to` if that is another cell."""
        if value is not None:
            self.cells[row, column] = value
        self.kinds[row, column] = kind
        if to is not None and to != (row, column):
            self.merges.append((row, column, *to))

    @property
    def height(self) -> int:
        """The last row with anything in it."""
        return max([row for row, _ in (*self.cells, *self.kinds)] + [m[2] for m in self.merges])

    @property
    def width(self) -> int:
        """The last column with anything in it."""
        return max([col for _, col in (*self.cells, *self.kinds)] + [m[3] for m in self.merges])

    def move(self, place: Callable[[int, int], Position]) -> None:
        """Every cell to where `place` puts it; merges stretch with their corners."""
        self.cells = {place(*p): value for p, value in self.cells.items()}
        self.kinds = {place(*p): kind for p, kind in self.kinds.items()}
        self.keys = {place(*p): key for p, key in self.keys.items()}
        self.formulas = {place(*p): formula for p, formula in self.formulas.items()}
        self.hidden_rows = {place(row, 1)[0] for row in self.hidden_rows}
        self.merges = [(*place(a, b), *place(c, d)) for a, b, c, d in self.merges]

    def insert_row(self, before: int) -> None:
        """A blank row in front of a row."""
        self.move(lambda row, column: (row + (row >= before), column))

    def insert_column(self, before: int) -> None:
        """A blank column in front of a column."""
        self.move(lambda row, column: (row, column + (column >= before)))
