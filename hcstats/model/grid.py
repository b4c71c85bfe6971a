"""A sheet as it lies in the file: nothing interpreted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

Number = int | Decimal
"""A value read from a cell. Never a binary float: 0.1 in a cell is Decimal("0.1")."""


class CellKind(StrEnum):
    """What the file says that a cell is, before anything is interpreted."""

    TEXT = "text"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DATE = "date"
    PERCENT = "percent"
    ERROR = "error"
    UNCALCULATED = "uncalculated"


class Merge(NamedTuple):
    """A merged range, 1-based, both ends included."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int


@dataclass(frozen=True, slots=True)
class Cell:
    """One non-empty cell as it lies in the file.

    `text` is what the cell shows as far as the file tells (a number as its shortest decimal
    form, an error as `#REF!`, an uncalculated formula as `=…`); `value` is set for `NUMBER` and
    `PERCENT` alone (a percentage as its fraction).
    """

    text: str
    kind: CellKind = CellKind.TEXT
    value: Number | None = None


Position = tuple[int, int]
"""Row and column of a cell, 1-based: (6, 3) is C6."""


class Piece(NamedTuple):
    """From `first_row` on a grid's rows are those of the table `name`, from its row `row` on."""

    first_row: int
    name: str
    row: int


@dataclass(frozen=True, slots=True)
class Grid:
    """One sheet: sparse cells by position, merged ranges, what is hidden. Nothing interpreted.

    `name` is the sheet's name as the file has it, empty for a csv file, which has no sheets.
    In a page or a document every table is a sheet: `context` are the lines of text before it,
    which may name unit and year but hold no figures; `pieces` tell where the rows of a table
    truly lie that page breaks have split.
    """

    name: str
    cells: Mapping[Position, Cell]
    merges: tuple[Merge, ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    hidden: bool = False
    context: tuple[str, ...] = ()
    pieces: tuple[Piece, ...] = ()
