"""The board of a collection: what each unit has sent, what is wrong with it, when it came."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from hcstats.model import Outcome, Problem, Severity, UnitRef


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
    TWICE = "twice"
    FAULTY = "faulty"
    ZERO_REPORT = "zero_report"
    LATE = "late"
    REPORTED = "reported"


_BY_RULE = {
    "A2.edition": State.WRONG_EDITION,
    "A2.period": State.WRONG_PERIOD,
    "A2.stale": State.LAST_YEAR_AGAIN,
    "A2.copy": State.SAME_AS_OTHER,
    "A2.covered": State.COVERED,
    "A2.twice": State.TWICE,
    "A2.again": State.TWICE,
}
TO_CORRECT = frozenset(
    {
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
    """Files of other units that say the same."""

    @property
    def state(self) -> State:
        """The most pressing of the states."""
        return self.states[0]


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

    def count(self, state: State) -> int:
        """How many units are in a state, whatever else they are in."""
        return sum(state in row.states for row in self.rows)


def board_of(
    outcome: Outcome, received: Mapping[str, Received], deadline: date | None = None
) -> Board:
    """The board of a run; `received` tells by file name when it came."""
    files = _files_by_owner(outcome)
    reported = {_owner(one) for one in outcome.coverage.reported}
    refs = dict.fromkeys((*outcome.coverage.expected, *outcome.coverage.reported))
    named = {_owner(one) for one in refs}
    for figure in outcome.figures:
        owner = figure.unit_code or figure.unit
        if owner and owner not in named:
            named.add(owner)
            refs[UnitRef(figure.unit_code, figure.unit)] = None
    rows = [
        _row(outcome, one, files.get(_owner(one), ()), reported, received, deadline) for one in refs
    ]
    with_unit = {file for row in rows for file in row.files}
    rows += [
        _of_file(outcome, name, received, deadline)
        for name, _ in outcome.run.inputs
        if name not in with_unit
    ]
    expected = outcome.coverage.expected
    sent = sum(bool(files.get(_owner(one))) for one in expected)
    registered = outcome.coverage.registered
    return Board(outcome.period, tuple(rows), len(expected), sent, deadline, registered)


def _owner(one: UnitRef) -> str:
    return one.code or one.name


def _files_by_owner(outcome: Outcome) -> dict[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = {}
    for figure in outcome.figures:
        owner = figure.unit_code or figure.unit
        if owner:
            found.setdefault(owner, {})[figure.file] = None
    return {owner: tuple(files) for owner, files in found.items()}


def _row(
    outcome: Outcome,
    unit: UnitRef,
    files: Sequence[str],
    reported: set[str],
    received: Mapping[str, Received],
    deadline: date | None,
) -> BoardRow:
    own = [one for one in outcome.problems if _is_of(one, unit)]
    first = _first(files, received)
    states = {_BY_RULE[one.rule] for one in own if one.rule in _BY_RULE}
    if unit in outcome.coverage.zero_reports:
        states.add(State.ZERO_REPORT)
    if not files and _owner(unit) not in reported:
        states.add(State.MISSING)
    if outcome.coverage.registered and unit not in outcome.coverage.expected:
        known = unit.code and unit in outcome.coverage.reported
        states.add(State.REPORTED if known else State.UNKNOWN_UNIT)
    return _judged(unit, states, files, own, first, deadline)


def _judged(
    unit: UnitRef,
    states: set[State],
    files: Sequence[str],
    own: Sequence[Problem],
    first: Received | None,
    deadline: date | None,
) -> BoardRow:
    """The row, with what the problems and the date add to its states."""
    errors = sum(one.severity is Severity.ERROR for one in own)
    warnings = sum(
        one.severity is Severity.WARNING and not one.explanation and one.rule != "A2.missing"
        for one in own
    )
    if errors:
        states.add(State.FAULTY)
    if deadline is not None and first is not None and first.when > deadline:
        states.add(State.LATE)
    ranked = tuple(state for state in State if state in states) or (State.REPORTED,)
    others = tuple(dict.fromkeys(one.found for one in own if one.rule == "A2.copy"))
    return BoardRow(unit, ranked, tuple(files), errors, warnings, first, others)


def _of_file(
    outcome: Outcome, name: str, received: Mapping[str, Received], deadline: date | None
) -> BoardRow:
    """The row of a file in which no unit's submission was recognised."""
    own = [one for one in outcome.problems if one.place.file == name]
    first = _first((name,), received)
    return _judged(UnitRef("", ""), {State.UNRECOGNISED}, (name,), own, first, deadline)


def _is_of(one: Problem, unit: UnitRef) -> bool:
    return one.unit_code == unit.code if unit.code else not one.unit_code and one.unit == unit.name


def _first(files: Sequence[str], received: Mapping[str, Received]) -> Received | None:
    """The earliest date: a corrected file does not make a unit late."""
    dates = [received[file] for file in files if file in received]
    return min(dates, key=lambda one: one.when, default=None)
