"""Figures, problems and submissions: what is made of the cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from hcstats.model.grid import Number
from hcstats.model.pickled import pickled_by_fields
from hcstats.model.words import Message


class Severity(StrEnum):
    """How much a problem matters: 强制, 核实, 提示."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Status(StrEnum):
    """What a figure's cell holds."""

    REPORTED = "reported"
    BLANK = "blank"
    NOT_APPLICABLE = "not_applicable"
    UNREADABLE = "unreadable"


class Kind(StrEnum):
    """What sort of number an item takes: a count, a signed change, an amount of money."""

    COUNT = "count"
    CHANGE = "change"
    AMOUNT = "amount"


@pickled_by_fields
@dataclass(frozen=True, slots=True)
class Place:
    """Where in the inputs: file as the user named it, sheet, Excel address."""

    file: str = ""
    sheet: str = ""
    cell: str = ""


@pickled_by_fields
@dataclass(frozen=True, slots=True)
class Change:
    """A cell that would be altered: what stands there, and what would mend the relation."""

    key: str
    place: Place
    old: Number | None
    new: Number


@pickled_by_fields
@dataclass(frozen=True, slots=True)
class Hint:
    """A likely cause of a broken relation: `cause` by name, in words, and the cells to alter."""

    cause: str
    message: Message
    changes: tuple[Change, ...]


@pickled_by_fields
@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong in the data, as a value: collected, never raised."""

    rule: str
    severity: Severity
    message: Message
    place: Place = Place()
    unit_code: str = ""
    unit: str = ""
    period: str = ""
    key: str = ""
    expected: str = ""
    found: str = ""
    figures: str = ""
    """The figures that a relation speaks of, `key=value; …`: an explanation holds for these."""
    hints: tuple[Hint, ...] = ()
    """Likely causes, the likeliest first."""
    explanation: str = ""
    """Why a warning is true all the same, as somebody has explained it."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One reported number with the cell that it came from; `value` is set if `REPORTED` only."""

    form: str
    edition: str
    unit_code: str
    unit: str
    period: str
    key: str
    value: Number | None
    status: Status
    approximate: bool
    file: str
    sheet: str
    cell: str
    text: str
    origin: str = ""
    """Where the number stood before, if it was read from an export of an earlier run."""


@dataclass(frozen=True, slots=True)
class UnitRef:
    """A unit by code and name, as coverage lists and JSON show it; the code may be empty."""

    code: str
    name: str


@pickled_by_fields
@dataclass(frozen=True, slots=True)
class Submission:
    """What one unit reported for one period on one form, wherever in a file it lies."""

    file: str
    form: str
    period: str
    unit_code: str
    unit: str
    figures: Sequence[Figure]
    covers_subordinates: bool = False
    rivals: str = ""
    """Files of the unit that said otherwise in the run whose export this was read from."""

    @property
    def owner(self) -> str:
        """What tells its unit from others: the code, or the name where there are no codes."""
        return self.unit_code or self.unit
