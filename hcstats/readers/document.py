"""Pages and documents: the tables in them as grids, and the lines that stand before each."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from hcstats.model import Cell, Grid, Merge, Piece, Position, say
from hcstats.readers.faults import Unreadable
from hcstats.readers.values import text_cell

_CELL_LIMIT = 2_000_000
_WIDE = 6
"""Cells of a table that is more than a frame, though only a label is filled in."""
_NUMBER = re.compile(r"^[+\-]?\d[\d,.]*$")
_PAGE_MARK = re.compile(
    r"^[\-—–―\s]*(?:第\s*)?\d{1,3}\s*(?:页)?(?:\s*[/／共]\s*(?:共\s*)?\d{1,3}\s*页?)?[\-—–―\s]*$"
    r"|^[(（]?(?:续表?|接上页|转下页|续上表)[\d一二三四五六七八九十]*[)）]?$"
)
"""What a page break leaves between the two halves of a table."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A cell as a page or document has it: place, extent, text."""

    row: int
    column: int
    height: int
    width: int
    text: str


@dataclass
class _Table:
    """A table with content, and the lines between the table before it and this one."""

    name: str
    context: tuple[str, ...]
    cells: dict[Position, Cell]
    merges: list[Merge]
    height: int
    width: int
    hidden_rows: frozenset[int]
    hidden: bool


@dataclass
class Document:
    """What a reader of pages or documents has met so far, in the order of reading."""

    lines: list[str] = field(default_factory=list)
    tables: list[_Table] = field(default_factory=list)
    count: int = 0

    def line(self, text: str) -> None:
        """A line of text outside tables."""
        text = text.strip()
        if text:
            self.lines.append(text)

    def table(
        self, slots: Sequence[Slot], hidden_rows: frozenset[int] = frozenset(), hidden: bool = False
    ) -> None:
        """A table of data, numbered as the reader of the page would count it."""
        cells: dict[Position, Cell] = {}
        merges: list[Merge] = []
        for slot in slots:
            cell = text_cell(slot.text)
            if cell is not None:
                cells[slot.row, slot.column] = cell
            if slot.height * slot.width > 1:
                last = (slot.row + slot.height - 1, slot.column + slot.width - 1)
                merges.append(Merge(slot.row, slot.column, *last))
        self.count += len(cells)
        if self.count > _CELL_LIMIT:
            raise Unreadable(
                "file.unreadable",
                say("A sheet has too many cells to be a submission; have it cleaned up."),
            )
        height = max(slot.row + slot.height - 1 for slot in slots)
        width = max(slot.column + slot.width - 1 for slot in slots)
        name = f"表{len(self.tables) + 1}"
        context = tuple(self.lines)
        self.lines = []
        self.tables.append(_Table(name, context, cells, merges, height, width, hidden_rows, hidden))

    def grids(self) -> tuple[Grid, ...]:
        """One grid a table; tables that page breaks have split are one grid again."""
        groups: list[list[tuple[_Table, int]]] = []
        for table in self.tables:
            repeated = _continued(groups[-1], table) if groups else None
            if repeated is None:
                groups.append([(table, 0)])
            else:
                groups[-1].append((table, repeated))
        return tuple(_joined(group) for group in groups)


def holds_data(slots: Sequence[Slot], nested: bool) -> bool:
    """Whether a table holds data, or only lays out the page around it.

    A table around other tables is layout unless a number stands in a cell of its own.
    """
    filled = [slot for slot in slots if slot.text.strip()]
    if any(_is_number(slot.text) for slot in filled):
        return True
    return not nested and (len(filled) > 1 or (len(filled) == 1 and len(slots) >= _WIDE))


def tidy(text: str) -> str:
    """The lines of a cell without blanks around them and without empty lines."""
    lines = (line.strip() for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


def _is_number(text: str) -> bool:
    plain = "".join(unicodedata.normalize("NFKC", text).split())
    return bool(_NUMBER.match(plain))


def _continued(group: Sequence[tuple[_Table, int]], table: _Table) -> int | None:
    """How many repeated head rows a continuation begins with; None if it is a table of its own.

    A table continues the one before it if only page marks stand between them, both are equally
    wide, and it does not begin the same rows again (which would be another unit's table).
    """
    last = group[-1][0]
    between = [line for line in table.context if not _PAGE_MARK.match(line)]
    if between or table.width != last.width or table.hidden != last.hidden:
        return None
    first = group[0][0]
    repeated = 0
    while (
        repeated < table.height
        and (row := _row(table, repeated + 1))
        and row == _row(first, repeated + 1)
        and not any(_is_number(text) for text in row.values())
    ):
        repeated += 1
    if repeated == table.height:
        return None
    if repeated:
        begun = _labels(_row(table, repeated + 1))
        before = (_labels(_row(one, row)) for one, _ in group for row in range(1, one.height + 1))
        if begun in before:
            return None
    return repeated


def _row(table: _Table, row: int) -> dict[int, str]:
    """The texts of a row by column, blanks apart."""
    columns = range(1, table.width + 1)
    found = ((column, table.cells.get((row, column))) for column in columns)
    return {column: "".join(cell.text.split()) for column, cell in found if cell is not None}


def _labels(row: dict[int, str]) -> str:
    """The innermost label of a row: the last text that is no number."""
    return next((text for text in reversed(row.values()) if not _is_number(text)), "")


def _joined(group: Sequence[tuple[_Table, int]]) -> Grid:
    """The parts of a table under one another, without the heads that the breaks repeat."""
    first = group[0][0]
    cells: dict[Position, Cell] = {}
    merges: list[Merge] = []
    hidden: set[int] = set()
    pieces: list[Piece] = []
    below = 0
    for table, repeated in group:
        shift = below - repeated
        pieces.append(Piece(below + 1, table.name, repeated + 1))
        for (row, column), cell in table.cells.items():
            if row > repeated:
                cells[row + shift, column] = cell
        for merge in table.merges:
            if merge.last_row > repeated:
                top = max(merge.first_row, repeated + 1)
                moved = merge._replace(first_row=top + shift, last_row=merge.last_row + shift)
                merges.append(moved)
        hidden |= {row + shift for row in table.hidden_rows if row > repeated}
        below += table.height - repeated
    grid = Grid(first.name, cells, tuple(merges), frozenset(hidden), hidden=first.hidden)
    return replace(grid, context=first.context, pieces=tuple(pieces) if len(pieces) > 1 else ())
