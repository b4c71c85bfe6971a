"""The board of a collection, from what a run found: nothing is dropped, nothing read again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from hcstats.board_remarks import UNREAD, remarks_of
from hcstats.model import (
    Board,
    BoardRow,
    Outcome,
    Problem,
    Received,
    Severity,
    State,
    UnitRef,
)

Dated = Callable[[str, str], Received | None]
"""The day on which a file (first) of a unit (its code, or its name without one) was received."""

_STATES = {
    "A2.edition": State.WRONG_EDITION,
    "A2.period": State.WRONG_PERIOD,
    "A2.twice": State.TWICE,
    "A2.again": State.TWICE,
    "A2.covered": State.COVERED,
    "A2.copy": State.SAME_AS_OTHER,
    "A2.stale": State.LAST_YEAR_AGAIN,
}
"""Problems that have a state of their own; every other error makes a submission faulty."""
_OWN_WORDS = _STATES.keys() | UNREAD | {"unit.unknown", "unit.missing"}
"""Problems that a remark tells in words, and not by the place."""
_ORDER = {state: place for place, state in enumerate(State)}
_NOBODY = UnitRef("", "")


@dataclass(frozen=True, slots=True)
class _Sent:
    """What the run holds of each unit and file, found once."""

    units: Mapping[str, UnitRef]
    files: Mapping[str, tuple[str, ...]]
    """Files with submissions of a unit, by its key, sorted."""
    unread: Mapping[str, tuple[str, ...]]
    """Files that gave no submission but are named like a unit."""
    loose: tuple[str, ...]
    """Files with something of which nobody knows whose it is."""
    own: Mapping[str, Sequence[Problem]]
    """Problems of a unit's submissions, by its key."""
    general: Mapping[str, Sequence[Problem]]
    """Problems of a file that are no one unit's, by the file."""
    unnamed: Mapping[str, Sequence[Problem]]
    """Problems of a file's submissions whose unit is unknown."""


def make_board(
    outcome: Outcome,
    dated: Dated,
    claims: Mapping[str, UnitRef],
    deadline: date | None = None,
    undated: Sequence[str] = (),
) -> Board:
    """Expected units in the order of the list, then other units, then files of nobody.

    `claims` tells by its name whose a file is that gave no submission.
    """
    sent = _sent(outcome, claims)
    coverage = outcome.coverage
    expected = {_key(unit): unit for unit in coverage.expected}
    others = sorted(
        (key for key in {*sent.files, *sent.unread} if key not in expected),
        key=lambda key: (sent.units[key].code, sent.units[key].name),
    )
    rows = [_row(outcome, sent, key, unit, dated, deadline) for key, unit in expected.items()]
    rows += [_row(outcome, sent, key, sent.units[key], dated, deadline) for key in others]
    rows += [_loose(sent, file, dated) for file in sent.loose]
    left_out = sorted(p.place.file for p in outcome.problems if p.rule == "file.skipped")
    return Board(
        outcome.authority,
        outcome.period,
        outcome.form,
        coverage.registered,
        deadline,
        tuple(rows),
        tuple(left_out),
        tuple(sorted(undated)),
    )


def _key(unit: UnitRef) -> str:
    return unit.code or unit.name


def _sent(outcome: Outcome, claims: Mapping[str, UnitRef]) -> _Sent:
    registered = outcome.coverage.registered
    units = {_key(unit): unit for unit in outcome.coverage.expected}
    files: dict[str, set[str]] = {}
    loose: set[str] = set()
    with_figures: set[str] = set()
    for file, code, name in dict.fromkeys((f.file, f.unit_code, f.unit) for f in outcome.figures):
        with_figures.add(file)
        key = code if registered else code or name
        if key:
            units.setdefault(key, UnitRef(code, name))
            files.setdefault(key, set()).add(file)
        else:
            loose.add(file)
    unread: dict[str, set[str]] = {}
    for file, _ in outcome.run.inputs:
        if file in with_figures:
            continue
        whose = claims.get(file)
        if whose is None:
            loose.add(file)
        else:
            units.setdefault(_key(whose), whose)
            unread.setdefault(_key(whose), set()).add(file)
    own, general, unnamed = _filed(outcome.problems, registered)
    return _Sent(
        units, _sorted(files), _sorted(unread), tuple(sorted(loose)), own, general, unnamed
    )


def _sorted(files: Mapping[str, set[str]]) -> dict[str, tuple[str, ...]]:
    return {key: tuple(sorted(found)) for key, found in files.items()}


def _filed(
    problems: Iterable[Problem], registered: bool
) -> tuple[dict[str, list[Problem]], dict[str, list[Problem]], dict[str, list[Problem]]]:
    """Problems by unit, by file, and by file for those of a submission that is nobody's."""
    own: dict[str, list[Problem]] = {}
    general: dict[str, list[Problem]] = {}
    unnamed: dict[str, list[Problem]] = {}
    for one in problems:
        key = one.unit_code if registered else one.unit_code or one.unit
        if key:
            own.setdefault(key, []).append(one)
        elif one.unit or one.rule.startswith("unit."):
            unnamed.setdefault(one.place.file, []).append(one)
        else:
            general.setdefault(one.place.file, []).append(one)
    return own, general, unnamed


def _row(
    outcome: Outcome,
    sent: _Sent,
    key: str,
    unit: UnitRef,
    dated: Dated,
    deadline: date | None,
) -> BoardRow:
    """The row of a unit."""
    files, unread = sent.files.get(key, ()), sent.unread.get(key, ())
    problems = [p for p in sent.own.get(key, ()) if p.rule != "A2.missing"]
    problems += [p for file in (*files, *unread) for p in sent.general.get(file, ())]
    received = _first(_usable(files, problems) or (*files, *unread), key, dated)
    late = (received.day - deadline).days if received and deadline else 0
    states = set(_judged(problems, outcome.period))
    expected = unit in outcome.coverage.expected
    if unit in outcome.coverage.reported:
        states.add(State.REPORTED)
    if unit in outcome.coverage.zero_reports:
        states.add(State.ZERO_REPORT)
    if unread:
        states.add(State.UNREADABLE)
    if not files and not unread:
        states.add(State.MISSING)
    if outcome.coverage.registered and not expected:
        states.add(State.NOT_EXPECTED)
    if late > 0:
        states.add(State.LATE)
    all_files = (*files, *unread)
    return _built(unit, expected, states, all_files, received, max(late, 0), problems)


def _judged(problems: Iterable[Problem], period: str) -> Iterator[State]:
    """The states that problems stand for."""
    for one in problems:
        if one.rule in _STATES:
            yield _STATES[one.rule]
        elif one.severity is Severity.ERROR and not one.rule.startswith("file."):
            yield State.FAULTY
        if one.rule == "A2.period" and period.isdigit() and one.found == str(int(period) - 1):
            yield State.LAST_YEAR_AGAIN


def _usable(files: Sequence[str], problems: Iterable[Problem]) -> tuple[str, ...]:
    """The files of a unit without those of another edition or period."""
    wrong = {one.place.file for one in problems if one.rule in ("A2.edition", "A2.period")}
    return tuple(file for file in files if file not in wrong)


def _first(files: Iterable[str], unit: str, dated: Dated) -> Received | None:
    """The earliest day on which one of the files came; a correction sent later is not late."""
    found = [day for file in files if (day := dated(file, unit)) is not None]
    return min(found, key=lambda one: (one.day, one.source), default=None)


def _loose(sent: _Sent, file: str, dated: Dated) -> BoardRow:
    """The row of a file of which nobody knows, at least in part, whose it is."""
    problems = [*sent.unnamed.get(file, ()), *sent.general.get(file, ())]
    states = {State.UNKNOWN_UNIT}
    if any(one.rule in UNREAD for one in problems):
        states.add(State.UNREADABLE)
    elif any(one.severity is Severity.ERROR and one.unit for one in problems):
        states.add(State.FAULTY)
    return _built(_NOBODY, False, states, (file,), dated(file, ""), 0, problems)


def _built(
    unit: UnitRef,
    expected: bool,
    states: Iterable[State],
    files: tuple[str, ...],
    received: Received | None,
    days_late: int,
    problems: Sequence[Problem],
) -> BoardRow:
    errors = [one for one in problems if one.severity is Severity.ERROR]
    cells = tuple(dict.fromkeys(_cell(one) for one in errors if one.rule not in _OWN_WORDS))
    twins = (one.found for one in problems if one.rule in ("A2.copy", "A2.stale"))
    return BoardRow(
        unit,
        expected,
        tuple(sorted(states, key=_ORDER.__getitem__)),
        files,
        received,
        days_late,
        len(errors),
        sum(one.severity is Severity.WARNING for one in problems),
        remarks_of(problems, cells, days_late),
        tuple(sorted(set(twins))),
        cells,
    )


def _cell(one: Problem) -> str:
    return "!".join(part for part in (one.place.sheet, one.place.cell) if part) or one.place.file
