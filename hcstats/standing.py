"""How a collection stands: what a run found, filed by unit and by file into a board."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from hcstats.board import NO_RECEIPTS, Board, BoardRow, Receipts, Received, State
from hcstats.model import Figure, FigureRow, Lazily, Outcome, Problem, Severity, UnitRef

_BY_RULE = {
    "A2.edition": State.WRONG_EDITION,
    "A2.period": State.WRONG_PERIOD,
    "A2.stale": State.LAST_YEAR_AGAIN,
    "A2.copy": State.SAME_AS_OTHER,
    "A2.covered": State.COVERED,
    "A2.twice": State.TWICE,
    "A2.again": State.TWICE,
}


@dataclass(frozen=True, slots=True)
class _Found:
    """What a run holds, filed once by unit (code or name) and by file."""

    units: Mapping[str, UnitRef]
    files: Mapping[str, Sequence[str]]
    """With submissions of a unit."""
    unread: Mapping[str, Sequence[str]]
    """Without any submission, but named like a unit."""
    nobodys: Sequence[str]
    """With something of which nobody knows whose it is."""
    of_unit: Mapping[str, Sequence[Problem]]
    of_file: Mapping[str, Sequence[Problem]]
    """Problems that concern all of a file."""
    of_nobody: Mapping[str, Sequence[Problem]]
    """Problems of a file's submissions that are nobody's."""


def board_of(
    outcome: Outcome,
    receipts: Receipts = NO_RECEIPTS,
    deadline: date | None = None,
    claims: Mapping[str, UnitRef] | None = None,
) -> Board:
    """The board of a run: nothing that was read is without a row.

    `claims` tells of files that gave no submission whose they are by their names.
    """
    found = _filed(outcome, claims or {})
    expected = {_owner(one): one for one in outcome.coverage.expected}
    others = sorted(
        (owner for owner in found.units if owner not in expected),
        key=lambda owner: (found.units[owner].code, found.units[owner].name),
    )
    units = {**expected, **{owner: found.units[owner] for owner in others}}
    rows = [_row(outcome, found, units[owner], receipts, deadline) for owner in units]
    rows += [_of_file(found, file, receipts, deadline) for file in found.nobodys]
    sent = sum(owner in found.files or owner in found.unread for owner in expected)
    left_out = sorted(one.place.file for one in outcome.problems if one.rule == "file.skipped")
    return Board(
        outcome.period,
        tuple(rows),
        len(expected),
        sent,
        deadline,
        outcome.coverage.registered,
        tuple(left_out),
        receipts.not_found,
    )


def _owner(one: UnitRef) -> str:
    return one.code or one.name


def senders(figures: Sequence[Figure]) -> Iterator[tuple[str, str, str]]:
    """File, code and name of whoever sent figures; of one submission mostly once."""
    for part in figures.parts if isinstance(figures, Lazily) else (figures,):
        # All figures of a row are of one unit and file.
        some = part[:1] if isinstance(part, FigureRow) else part
        yield from ((one.file, one.unit_code, one.unit) for one in some)


def _filed(outcome: Outcome, claims: Mapping[str, UnitRef]) -> _Found:
    units: dict[str, UnitRef] = {}
    files: dict[str, list[str]] = {}
    unread: dict[str, list[str]] = {}
    nobodys: set[str] = set()
    seen: set[str] = set()
    for file, code, name in sorted(set(senders(outcome.figures))):
        seen.add(file)
        if code or name:
            units.setdefault(code or name, UnitRef(code, name))
            files.setdefault(code or name, []).append(file)
        else:
            nobodys.add(file)
    for file in sorted({name for name, _ in outcome.run.inputs} - seen):
        whose = claims.get(file)
        if whose is None:
            nobodys.add(file)
        else:
            units.setdefault(_owner(whose), whose)
            unread.setdefault(_owner(whose), []).append(file)
    of_unit: dict[str, list[Problem]] = {}
    of_file: dict[str, list[Problem]] = {}
    of_nobody: dict[str, list[Problem]] = {}
    for one in outcome.problems:
        owner = one.unit_code or one.unit
        if owner:
            of_unit.setdefault(owner, []).append(one)
        elif one.rule == "unit.missing":
            of_nobody.setdefault(one.place.file, []).append(one)
        else:
            of_file.setdefault(one.place.file, []).append(one)
    return _Found(units, files, unread, sorted(nobodys), of_unit, of_file, of_nobody)


def _row(
    outcome: Outcome, found: _Found, unit: UnitRef, receipts: Receipts, deadline: date | None
) -> BoardRow:
    owner, coverage = _owner(unit), outcome.coverage
    files, unread = found.files.get(owner, ()), found.unread.get(owner, ())
    own = [*found.of_unit.get(owner, ())]
    own += [one for file in (*files, *unread) for one in found.of_file.get(file, ())]
    states = set(_told(own, outcome.period))
    if unit in coverage.zero_reports:
        states.add(State.ZERO_REPORT)
    if unread:
        states.add(State.UNRECOGNISED)
    if not files and not unread:
        states.add(State.MISSING)
    if coverage.registered and unit not in coverage.expected:
        states.add(State.NOT_EXPECTED if unit.code else State.UNKNOWN_UNIT)
    wrong = {one.place.file for one in own if one.rule in ("A2.edition", "A2.period")}
    usable = [file for file in files if file not in wrong]
    first = receipts.first(usable or [*files, *unread], owner)
    return _judged(unit, states, (*files, *unread), own, first, deadline)


def _told(problems: Iterable[Problem], period: str) -> Iterator[State]:
    """The states that problems stand for."""
    for one in problems:
        if one.rule in _BY_RULE:
            yield _BY_RULE[one.rule]
        if one.rule == "A2.period" and period.isdigit() and one.found == str(int(period) - 1):
            yield State.LAST_YEAR_AGAIN


def _of_file(found: _Found, name: str, receipts: Receipts, deadline: date | None) -> BoardRow:
    """The row of a file in which nothing was recognised, or not all is known to be somebody's."""
    own = [*found.of_nobody.get(name, ()), *found.of_file.get(name, ())]
    whose = any(one.rule == "unit.missing" for one in own)
    states = {State.UNKNOWN_UNIT if whose else State.UNRECOGNISED}
    return _judged(UnitRef("", ""), states, (name,), own, receipts.first((name,), ""), deadline)


def _judged(
    unit: UnitRef,
    states: set[State],
    files: Sequence[str],
    own: Sequence[Problem],
    first: Received | None,
    deadline: date | None,
) -> BoardRow:
    """The row, with what the problems and the date add to its states."""
    errors = sum(one.severity is Severity.ERROR and one.rule != "A2.missing" for one in own)
    warnings = sum(
        one.severity is Severity.WARNING and not one.explanation and one.rule != "A2.missing"
        for one in own
    )
    if errors:
        states.add(State.FAULTY)
    late = (first.when - deadline).days if deadline is not None and first is not None else 0
    if late > 0:
        states.add(State.LATE)
    ranked = tuple(state for state in State if state in states) or (State.REPORTED,)
    twins = (one.found for one in own if one.rule in ("A2.copy", "A2.stale"))
    others = tuple(sorted({file for found in twins for file in found.split("|")}))
    return BoardRow(
        unit, ranked, tuple(files), errors, warnings, first, others, max(late, 0), tuple(own)
    )
