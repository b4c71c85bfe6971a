"""Which units have something to correct, and what."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from hcstats.model import Outcome, Problem, Severity

_NOT_RETURNED = frozenset({"A2.missing"})
"""What is asked for in another way: who has sent nothing can correct nothing."""


@dataclass(frozen=True, slots=True)
class Case:
    """One unit with its open problems, or a file of which nobody knows whose it is.

    `shared` are those of its files that hold figures of other units too.
    """

    unit_code: str
    unit: str
    period: str
    files: tuple[str, ...]
    shared: frozenset[str]
    problems: tuple[Problem, ...]


def open_problem(one: Problem) -> bool:
    """Whether a problem still asks something of a unit: infos and explained warnings do not."""
    if one.rule in _NOT_RETURNED or one.severity is Severity.INFO:
        return False
    return one.severity is Severity.ERROR or not one.explanation


def cases(outcome: Outcome) -> tuple[Case, ...]:
    """One case for each unit (or file of no known unit) with open problems, as they come."""
    units = _units_by_file(outcome)
    inputs = {name for name, _ in outcome.run.inputs}
    grouped: dict[tuple[str, str, str], list[Problem]] = defaultdict(list)
    for one in outcome.problems:
        # A problem of a file that steers the run, or of the run as a whole, is no unit's.
        if open_problem(one) and (one.place.file in inputs or (one.unit and not one.place.file)):
            grouped[_owner(one, units)].append(one)
    return tuple(_case(owner, problems, units, outcome) for owner, problems in grouped.items())


def _units_by_file(outcome: Outcome) -> Mapping[str, frozenset[tuple[str, str]]]:
    found: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for figure in outcome.figures:
        found[figure.file].add((figure.unit_code, figure.unit))
    return {file: frozenset(units) for file, units in found.items()}


def _owner(one: Problem, units: Mapping[str, frozenset[tuple[str, str]]]) -> tuple[str, str, str]:
    """Code and name of whom a problem concerns; where nobody is named, the file."""
    if one.unit or one.unit_code:
        return one.unit_code, one.unit, ""
    inside = units.get(one.place.file, frozenset())
    if len(inside) == 1:
        (code, name), *_ = inside
        if code or name:
            return code, name, ""
    return "", "", one.place.file


def _case(
    owner: tuple[str, str, str],
    problems: Iterable[Problem],
    units: Mapping[str, frozenset[tuple[str, str]]],
    outcome: Outcome,
) -> Case:
    code, unit, _ = owner
    problems = tuple(problems)
    files = tuple(dict.fromkeys(one.place.file for one in problems if one.place.file))
    shared = frozenset(file for file in files if len(units.get(file, frozenset())) > 1)
    period = next((one.period for one in problems if one.period), outcome.period)
    return Case(code, unit, period, files, shared, problems)
