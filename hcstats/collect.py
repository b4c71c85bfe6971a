"""Submissions of a run held against each other: one form, one period, each unit once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from hcstats.aggregate import GROUPS, Counted
from hcstats.catalogue import problem
from hcstats.checks.values import pairs
from hcstats.columns import columns
from hcstats.coverage import coverage_of, ordered
from hcstats.forms.definition import Form
from hcstats.model import (
    Coverage,
    Duplicate,
    FigureRow,
    Message,
    Place,
    Problem,
    Status,
    Submission,
    UnitRef,
    say,
    stow,
)
from hcstats.sums import Sums
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
    problems += [_other_form(one, form) for one in submissions if one.form != form]
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
    rivals, doubtful = _rivals(single)
    duplicates += rivals
    problems += doubtful
    printed = _printed(single, register)
    single = [one for one in single if one is not printed]
    kept, covered = _not_covered(single, register)
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


def _at(one: Submission) -> Place:
    figures = one.figures
    gist = figures.gist if isinstance(figures, FigureRow) else None
    first = gist or (figures[0] if figures else None)
    return Place(one.file, first.sheet if first else "", first.cell if first else "")


def _own(
    rule: str, one: Submission, message: Message, found: str = "", expected: str = ""
) -> Problem:
    return problem(
        rule,
        message,
        _at(one),
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
    figures = one.figures
    figures = figures.unpacked if isinstance(figures, FigureRow) else figures
    if isinstance(figures, FigureRow) and figures.certain:
        values = ((key, value) for key, value in pairs(figures) if value is not None)
        return tuple(sorted((key, Status.REPORTED, value, False) for key, value in values))
    return tuple(
        sorted((f.key, f.status, f.value, f.approximate) for f in figures if f.value is not None)
    )


def _one_each(
    submissions: Sequence[Submission],
) -> tuple[list[Submission], list[Duplicate], list[Problem]]:
    """The first submission of each unit; a further one is an error unless it says the same."""
    first: dict[str, Submission] = {}
    again: dict[str, list[Submission]] = {}
    for one in submissions:
        if one.owner in first:
            again.setdefault(one.owner, []).append(one)
        else:
            first[one.owner] = one
    duplicates: list[Duplicate] = []
    problems: list[Problem] = []
    for name, others in again.items():
        kept = first[name]
        said = _says(kept)
        same = [_says(other) == said for other in others]
        files = (kept.file, *(other.file for other in others))
        duplicates.append(Duplicate(UnitRef(kept.unit_code, kept.unit), files, all(same)))
        problems += [_twice(kept, other, alike) for other, alike in zip(others, same, strict=True)]
    return list(first.values()), duplicates, problems


def _twice(kept: Submission, other: Submission, alike: bool) -> Problem:
    where = _at(kept)
    file = f"{where.file}[{where.sheet}!{where.cell}]" if where.sheet else where.file
    if alike:
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


def _rivals(single: Sequence[Submission]) -> tuple[list[Duplicate], list[Problem]]:
    """Units of which the run that wrote an export had two submissions that differ."""
    duplicates: list[Duplicate] = []
    problems: list[Problem] = []
    for one in single:
        if one.rivals:
            duplicates.append(Duplicate(UnitRef(one.unit_code, one.unit), (one.file,), False))
            message = say(
                "{unit} had sent several files that differ ({files}); the export holds the one "
                "that was counted. Keep only the valid one.",
                unit=one.unit,
                files=one.rivals,
            )
            problems.append(_own("A2.twice", one, message))
    return duplicates, problems


def _printed(submissions: Sequence[Submission], register: Register) -> Submission | None:
    """The submission of the authority that says it covers all, if there are others beside it."""
    root = register.authority()
    if root is None or len(submissions) < 2:
        return None
    tallies = (one for one in submissions if one.unit_code == root.code)
    return next((one for one in tallies if one.covers_subordinates), None)


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


def group_of(one: Submission, register: Register) -> str:
    """The group in whose totals a submission is, if it counts."""
    unit = register.by_code(one.unit_code)
    return register.group(unit) if unit else "city"


def summed_of(
    sums: Sums, submissions: Sequence[Submission], counted: Sequence[Counted], register: Register
) -> Sums:
    """The sums over what counts, by group: those over all, less what turned out not to count.

    `sums` are over all the submissions, by form, period and group.
    """
    found = Sums()
    tables = {(one.submission.form, one.submission.period) for one in counted}
    for form, period in tables:
        for group in GROUPS:
            found.add((group,), sums.tables.get((form, period, group), {}))
    there = {id(one.submission) for one in counted}
    for one in submissions:
        if (one.form, one.period) in tables and id(one) not in there:
            found.count((group_of(one, register),), [columns(one.figures)], -1)
    return found
