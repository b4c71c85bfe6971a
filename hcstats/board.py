"""The board of a collection, as records: how each unit stands, and when its files came."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from hcstats.model import Problem, Severity, UnitRef


class State(StrEnum):
    """How a unit stands, the most pressing first; several may hold at once."""

    MISSING = "missing"
    UNRECOGNISED = "unrecognised"
    UNKNOWN_UNIT = "unknown_unit"
    WRONG_EDITION = "wrong_edition"
    WRONG_PERIOD = "wrong_period"
    LAST_YEAR_AGAIN = "last_year_again"
    SAME_AS_OTHER = "same_as_other"
    COVERED = "covered"
    NOT_EXPECTED = "not_expected"
    TWICE = "twice"
    FAULTY = "faulty"
    ZERO_REPORT = "zero_report"
    LATE = "late"
    REPORTED = "reported"


TO_CORRECT = frozenset(
    {
        State.UNRECOGNISED,
        State.WRONG_EDITION,
        State.WRONG_PERIOD,
        State.LAST_YEAR_AGAIN,
        State.SAME_AS_OTHER,
        State.FAULTY,
    }
)
"""States in which a unit has to send something again."""


@dataclass(frozen=True, slots=True)
class Received:
    """When a file came, and whether a ledger (`received.csv`) or the file itself says so."""

    when: date
    from_ledger: bool


@dataclass(frozen=True, slots=True)
class BoardRow:
    """One unit, or one file of which the unit is not known: `states` the most pressing first."""

    unit: UnitRef
    states: tuple[State, ...]
    files: tuple[str, ...] = ()
    errors: int = 0
    warnings: int = 0
    received: Received | None = None
    others: tuple[str, ...] = ()
    """Files that say the same: of other units, or of the year before."""
    days_late: int = 0
    problems: tuple[Problem, ...] = ()
    """What was found in its files; `board_remarks` says it in a few words."""

    @property
    def state(self) -> State:
        """The most pressing of the states."""
        return self.states[0]

    @property
    def severity(self) -> Severity | None:
        """How much the row wants attention, if at all."""
        if self.errors:
            return Severity.ERROR
        calm = {State.REPORTED, State.ZERO_REPORT}
        return Severity.WARNING if set(self.states) - calm else None


@dataclass(frozen=True, slots=True)
class Board:
    """Every expected unit once, then units that were not expected, then files of nobody."""

    period: str
    rows: tuple[BoardRow, ...]
    expected: int
    sent: int
    """How many of the expected units have sent anything that is known to be theirs."""
    deadline: date | None = None
    registered: bool = True
    """Whether there is a list of units, so that somebody can be missing."""
    left_out: tuple[str, ...] = ()
    """Files that by their names are no submissions."""
    not_found: tuple[str, ...] = ()
    """What received.csv names and is not there."""

    def count(self, state: State) -> int:
        """How many units are in a state, whatever else they are in."""
        return sum(state in row.states for row in self.rows)


@dataclass(frozen=True, slots=True)
class Receipts:
    """When things came: by file, and by unit (code or name) as the ledger may say instead."""

    by_file: Mapping[str, Received]
    by_unit: Mapping[str, date]
    not_found: tuple[str, ...] = ()

    def first(self, files: Iterable[str], owner: str) -> Received | None:
        """The earliest date of the files: one that is corrected later does not make a unit late.

        The ledger's word on the file goes first, then its word on the unit, then the file's date.
        """
        told = [one for file in files if (one := self._of(file, owner)) is not None]
        return min(told, key=lambda one: (one.when, not one.from_ledger), default=None)

    def _of(self, file: str, owner: str) -> Received | None:
        own = self.by_file.get(file)
        if owner in self.by_unit and not (own and own.from_ledger):
            return Received(self.by_unit[owner], from_ledger=True)
        return own


NO_RECEIPTS = Receipts({}, {})
