"""Submissions of a run held against each other: one form, one period, each unit once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from hcstats.aggregate import Counted
from hcstats.catalogue import problem
from hcstats.coverage import at, coverage_of, name_of, ordered, spot
from hcstats.forms.definition import Form
from hcstats.likeness import copies, stale
from hcstats.model import (
    Coverage,
    Duplicate,
    Figure,
    Message,
    Problem,
    Submission,
    UnitRef,
    say,
)
from hcstats.units import Register


@dataclass(frozen=True, slots=True)
class Selection:
    """The submissions that count, in the order of the units, and why others do not."""

    form: str
    period: str
    counted: tuple[Counted, ...]
    coverage: Coverage
    problems: tuple[Problem, ...]


def select(
    submissions: Sequence[Submission],
    forms: Callable[[str], Form],
    register: Register,
    form: str = "",
    period: str = "",
    earlier: Sequence[Figure] = (),
) -> Selection:
    """What of the submissions of known units counts; `form` and `period` empty: the majority's.

    `earlier` are the figures of the period before, against which a file sent again shows.
    """
    problems: list[Problem] = []
    form = form or _majority(one.form for one in submissions)
    of_form = []
    for one in submissions:
        if one.form == form:
            of_form.append(one)
        else:
            problems.append(_other_form(one, form))
    definition = forms(form) if form else None
    period = period or _majority(one.period for one in of_form) or _only_year(definition)
    of_period = []
    for one in of_form:
        wrong = _wrong_period(one, period, definition)
        if wrong is None:
            of_period.append(one)
        else:
            problems.append(wrong)
        if not one.period:
            problems.append(_period_unknown(one, period))
    single, duplicates, twice = _one_each(of_period)
    problems += twice
    kept, covered = _not_covered(single, register)
    problems += covered
    problems += [*copies(submissions, period), *stale(submissions, period, earlier)]
    counted = tuple(Counted(one, _group(one, register)) for one in ordered(kept, register))
    coverage, missing = coverage_of(of_period, duplicates, register, period)
    sent = {one.unit_code for one in submissions}
    missing = [one for one in missing if one.unit_code not in sent]
    return Selection(form, period, counted, coverage, (*problems, *missing))


def _majority(values: Iterable[str]) -> str:
    """The commonest value that is not empty; of equally common ones the greater (the newer)."""
    counts = Counter(value for value in values if value)
    return max(counts, key=lambda value: (counts[value], value), default="")


def _only_year(form: Form | None) -> str:
    """The year of an edition that serves only one."""
    return str(form.first_year) if form and form.first_year == form.last_year else ""


def _own(
    rule: str, one: Submission, message: Message, found: str = "", expected: str = ""
) -> Problem:
    return problem(
        rule,
        message,
        at(one),
        unit_code=one.unit_code,
        unit=one.unit,
        period=one.period,
        found=found,
        expected=expected,
    )


def _other_form(one: Submission, form: str) -> Problem:
    message = say(
        "The submission is on {found}, the others are on {expected}; it is not counted. "
        "Ask for it on {expected}.",
        found=one.form,
        expected=form,
    )
    return _own("A2.edition", one, message, one.form, form)


def _wrong_period(one: Submission, period: str, form: Form | None) -> Problem | None:
    if one.period and period and one.period != period:
        message = say(
            "The submission is for {found}, the run is for {expected}; it is not counted.",
            found=one.period,
            expected=period,
        )
        return _own("A2.period", one, message, one.period, period)
    if form is not None and period.isdigit() and not form.serves(int(period)):
        message = say(
            "{form} does not serve {period} (it serves {years}); it is not counted. "
            "Ask for the form of the right edition.",
            form=form.id,
            period=period,
            years=f"{form.first_year}–{form.last_year or ''}",
        )
        return _own("A2.edition", one, message, one.form, period)
    return None


def _period_unknown(one: Submission, period: str) -> Problem:
    message = say(
        "Neither the content nor the names say for which year this is; it is taken for {period}. "
        "Write the year in the title, or give --period.",
        period=period or "?",
    )
    return _own("period.unknown", one, message)


def _says(one: Submission) -> tuple[object, ...]:
    return tuple(
        sorted(
            (f.key, f.status, f.value, f.approximate) for f in one.figures if f.value is not None
        )
    )


def _one_each(
    submissions: Sequence[Submission],
) -> tuple[list[Submission], list[Duplicate], list[Problem]]:
    """The first submission of each unit; a further one is an error unless it says the same."""
    first: dict[str, Submission] = {}
    again: dict[str, list[Submission]] = {}
    for one in submissions:
        if name_of(one) in first:
            again.setdefault(name_of(one), []).append(one)
        else:
            first[name_of(one)] = one
    duplicates: list[Duplicate] = []
    problems: list[Problem] = []
    for name, others in again.items():
        kept = first[name]
        same = all(_says(other) == _says(kept) for other in others)
        files = (kept.file, *(other.file for other in others))
        duplicates.append(Duplicate(UnitRef(kept.unit_code, kept.unit), files, same))
        problems += [_twice(kept, other) for other in others]
    return list(first.values()), duplicates, problems


def _twice(kept: Submission, other: Submission) -> Problem:
    file = spot(kept)
    if _says(kept) == _says(other):
        message = say(
            "{unit} sent the same figures in {file}; they count once.", unit=kept.unit, file=file
        )
        return _own("A2.again", other, message)
    message = say(
        "{unit} also sent {file}, with other figures; that one is counted, this one is not. "
        "Keep only the valid one.",
        unit=kept.unit,
        file=file,
    )
    return _own("A2.twice", other, message)


def _not_covered(
    submissions: Sequence[Submission], register: Register
) -> tuple[list[Submission], list[Problem]]:
    """Submissions without those whose superior says that it covers them: no double counting."""
    covering = {one.unit_code: one for one in submissions if one.covers_subordinates}
    kept: list[Submission] = []
    problems: list[Problem] = []
    for one in submissions:
        unit = register.by_code(one.unit_code)
        above = register.ancestors(unit) if unit else ()
        superior = next((covering[u.code] for u in above if u.code in covering), None)
        if superior is None:
            kept.append(one)
            continue
        message = say(
            "{superior} says that its submission ({file}) covers its subordinates; the figures "
            "of {unit} are not added a second time. Have one of the two corrected.",
            superior=superior.unit,
            file=superior.file,
            unit=one.unit,
        )
        problems.append(_own("A2.covered", one, message))
    return kept, problems


def _group(one: Submission, register: Register) -> str:
    unit = register.by_code(one.unit_code)
    return register.group(unit) if unit else "city"
