"""Submissions of a run held against each other: one form, one period, each unit once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from hcstats.aggregate import Counted
from hcstats.counted import group_of
from hcstats.coverage import coverage_of, ordered
from hcstats.forms.definition import Form
from hcstats.model import Coverage, Problem, Submission, stow
from hcstats.uncounted import (
    not_covered,
    one_each,
    other_form,
    period_unknown,
    rivals_of,
    wrong_period,
)
from hcstats.units import Register


@dataclass(frozen=True, slots=True)
class Selection:
    """The submissions that count, in the order of the units, and why others do not."""

    form: str
    period: str
    counted: tuple[Counted, ...]
    coverage: Coverage
    problems: Sequence[Problem]
    single: tuple[Submission, ...] = ()
    """Each unit's own submission of the period, also those that a superior's covers."""
    printed: Submission | None = None
    """The authority's own tally of all units, if others' are there too: compared, not counted."""


def select(
    submissions: Sequence[Submission],
    forms: Callable[[str], Form],
    register: Register,
    form: str = "",
    period: str = "",
) -> Selection:
    """What of the submissions of known units counts; `form` and `period` empty: the majority's."""
    problems: list[Problem] = []
    form = form or _majority(one.form for one in submissions)
    of_form = [one for one in submissions if one.form == form]
    problems += [other_form(one, form) for one in submissions if one.form != form]
    definition = forms(form) if form else None
    period = period or _majority(one.period for one in of_form) or _only_year(definition)
    of_period = []
    for one in of_form:
        wrong = wrong_period(one, period, definition)
        if wrong is None:
            of_period.append(one)
        else:
            problems.append(wrong)
        if not one.period:
            problems.append(period_unknown(one, period))
    single, duplicates, twice = one_each(of_period)
    problems += twice
    rivals, doubtful = rivals_of(single)
    duplicates += rivals
    problems += doubtful
    printed = _printed(single, register)
    single = [one for one in single if one is not printed]
    kept, covered = not_covered(single, register)
    problems += covered
    counted = tuple(Counted(one, group_of(one, register)) for one in ordered(kept, register))
    covering = {one.unit_code for one in kept if one.covers_subordinates}
    coverage, missing = coverage_of(of_period, duplicates, register, period, covering)
    sent = {one.unit_code for one in submissions}
    missing = [one for one in missing if one.unit_code not in sent]
    problems += missing
    return Selection(form, period, counted, coverage, stow(problems), tuple(single), printed)


def _majority(values: Iterable[str]) -> str:
    """The commonest value that is not empty; of equally common ones the greater (the newer)."""
    counts = Counter(value for value in values if value)
    return max(counts, key=lambda value: (counts[value], value), default="")


def _only_year(form: Form | None) -> str:
    """The year of an edition that serves only one."""
    return str(form.first_year) if form and form.first_year == form.last_year else ""


def _printed(submissions: Sequence[Submission], register: Register) -> Submission | None:
    """The submission of the authority that says it covers all, if there are others beside it."""
    root = register.authority()
    if root is None or len(submissions) < 2:
        return None
    tallies = (one for one in submissions if one.unit_code == root.code)
    return next((one for one in tallies if one.covers_subordinates), None)
