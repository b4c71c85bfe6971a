"""Why a submission does not count: each reason, with the problem that tells it."""

from __future__ import annotations

from collections.abc import Sequence

from hcstats.catalogue import problem
from hcstats.checks.values import pairs
from hcstats.forms.definition import Form
from hcstats.model import (
    Duplicate,
    FigureRow,
    Message,
    Place,
    Problem,
    Status,
    Submission,
    UnitRef,
    say,
)
from hcstats.units import Register


def other_form(one: Submission, form: str) -> Problem:
    """The problem of a submission on another form than the one that counts."""
    message = say(
        "The submission is on {found}, the others are on {expected}; it is not counted. "
        "Ask for it on {expected}.",
        found=one.form,
        expected=form,
    )
    return _own("A2.edition", one, message, one.form, form)


def wrong_period(one: Submission, period: str, form: Form | None) -> Problem | None:
    """The problem of one of another year than the one that counts, or that its form serves."""
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


def period_unknown(one: Submission, period: str) -> Problem:
    """The problem of one that does not say its year, though it counts for the one given."""
    message = say(
        "Neither the content nor the names say for which year this is; it is taken for {period}. "
        "Write the year in the title, or give --period.",
        period=period or "?",
    )
    return _own("period.unknown", one, message)


def one_each(
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


def _says(one: Submission) -> tuple[object, ...]:
    figures = one.figures
    figures = figures.unpacked if isinstance(figures, FigureRow) else figures
    if isinstance(figures, FigureRow) and figures.certain:
        values = ((key, value) for key, value in pairs(figures) if value is not None)
        return tuple(sorted((key, Status.REPORTED, value, False) for key, value in values))
    return tuple(
        sorted((f.key, f.status, f.value, f.approximate) for f in figures if f.value is not None)
    )


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


def rivals_of(single: Sequence[Submission]) -> tuple[list[Duplicate], list[Problem]]:
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


def not_covered(
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


def _at(one: Submission) -> Place:
    figures = one.figures
    gist = figures.gist if isinstance(figures, FigureRow) else None
    first = gist or (figures[0] if figures else None)
    return Place(one.file, first.sheet if first else "", first.cell if first else "")
