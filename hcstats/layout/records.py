"""What recognition says about a sheet, as values: bands, claims, findings, the plan."""

from __future__ import annotations

from dataclasses import dataclass

from hcstats.forms.definition import Table
from hcstats.layout.vocabulary import OfficialColumn
from hcstats.model import Message, Position

NEAR = 10
"""Strength of a label that only resembles the official one: enough to ask, not to read."""


@dataclass(frozen=True, slots=True)
class Run:
    """Neighbouring sheet columns under one heading, and what it says in each candidate table."""

    first: int
    last: int
    head: Position
    officials: tuple[OfficialColumn, ...]
    strength: int

    def of(self, code: str) -> OfficialColumn | None:
        """The official column that the heading names in the table of that code."""
        for one in self.officials:
            if one.table.code == code:
                return one
        return None


@dataclass(frozen=True, slots=True)
class Band:
    """A heading: its rows, the named columns, the tables that it may belong to.

    `left` is the last column that belongs to what stands further left; `end` the last row that
    is still under this heading. `cycle` numbers repetitions of the columns in one line.
    """

    top: int
    bottom: int
    runs: tuple[Run, ...]
    tables: tuple[Table, ...]
    left: int = 0
    end: int = 0
    cycle: int = 0
    cycles: int = 1
    strangers: tuple[Run, ...] = ()

    @property
    def first_column(self) -> int:
        """The leftmost value column."""
        return self.runs[0].first

    @property
    def last_column(self) -> int:
        """The rightmost value column."""
        return self.runs[-1].last

    @property
    def codes(self) -> frozenset[str]:
        """The codes of the candidate tables."""
        return frozenset(table.code for table in self.tables)


@dataclass(frozen=True, slots=True)
class Claim:
    """Where the figure of a key stands: the cells under one heading beside one label.

    Usually one cell; several where labels are merged over rows or columns, of which one may hold
    the number. `strength` is that of the weaker of the two labels; below `CUT` the figure is not
    read, and a finding asks what it is.
    """

    key: str
    cells: tuple[Position, ...]
    strength: int
    shown_unit: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something about the layout that the user has to know; becomes a problem with its place."""

    rule: str
    message: Message
    position: Position | None = None
    key: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """Which cell of a sheet is which figure, which numbers are declared to be none, and doubts."""

    claims: tuple[Claim, ...] = ()
    declared: frozenset[Position] = frozenset()
    findings: tuple[Finding, ...] = ()
    local_rows: tuple[str, ...] = ()
    """Labels of rows with numbers that are not part of the form."""
    first_row: int = 0
    """The first row that belongs to a table; what stands above names unit and period."""
