"""Who has reported and how it stands: the board of a collection."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from hcstats.model.figures import Severity, UnitRef
from hcstats.model.words import Message


class State(StrEnum):
    """How a unit or a file stands; several may hold, the main one is the first in this order."""

    MISSING = "missing"
    UNKNOWN_UNIT = "unknown_unit"
    UNREADABLE = "unreadable"
    WRONG_EDITION = "wrong_edition"
    LAST_YEAR_AGAIN = "last_year_again"
    WRONG_PERIOD = "wrong_period"
    TWICE = "twice"
    COVERED = "covered"
    FAULTY = "faulty"
    SAME_AS_OTHER = "same_as_other"
    NOT_EXPECTED = "not_expected"
    LATE = "late"
    ZERO_REPORT = "zero_report"
    REPORTED = "reported"


class DateSource(StrEnum):
    """What says on which day a file was received."""

    LIST = "received.csv"
    FILE = "file"


@dataclass(frozen=True, slots=True)
class Received:
    """The day on which a file was received, and what says so."""

    day: date
    source: DateSource


@dataclass(frozen=True, slots=True)
class BoardRow:
    """One unit, or one file whose unit is unknown (its unit then has neither code nor name)."""

    unit: UnitRef
    expected: bool
    states: tuple[State, ...]
    """In the order of precedence; never empty."""
    files: tuple[str, ...]
    received: Received | None
    """Of the first file that can be used, else of the first file."""
    days_late: int
    """0 if in time, if nothing was received, or if no deadline was given."""
    errors: int
    warnings: int
    remarks: tuple[Message, ...]
    twins: tuple[str, ...] = ()
    """Places of the submissions with the same figures: another unit's, or last year's."""
    cells: tuple[str, ...] = ()
    """Where this unit's errors stand, as sheet!cell, without repetition."""

    @property
    def state(self) -> State:
        """The main state."""
        return self.states[0]

    @property
    def severity(self) -> Severity | None:
        """How much the row wants attention, if at all."""
        if self.errors:
            return Severity.ERROR
        calm = (State.REPORTED, State.ZERO_REPORT)
        return None if self.state in calm else Severity.WARNING


@dataclass(frozen=True, slots=True)
class Board:
    """How a collection stands: each expected unit once, then other units, then other files."""

    authority: str
    period: str
    form: str
    registered: bool
    """Whether there is a list of units; without it nobody can be missed."""
    deadline: date | None
    rows: tuple[BoardRow, ...]
    left_out: tuple[str, ...] = ()
    """Files that are no submissions by their names."""
    undated: tuple[str, ...] = ()
    """Files that received.csv names but that were not read."""

    @property
    def expected(self) -> tuple[BoardRow, ...]:
        """The rows of the units that had to report."""
        return tuple(row for row in self.rows if row.expected)

    @property
    def counts(self) -> Counter[State]:
        """How many of the expected units are in each state."""
        return Counter(state for row in self.expected for state in row.states)

    @property
    def reported(self) -> int:
        """Expected units with a submission that can be counted."""
        return self.counts[State.REPORTED]

    @property
    def again(self) -> int:
        """Expected units that sent something, but nothing that can be counted."""
        return len(self.expected) - self.reported - self.counts[State.MISSING]
