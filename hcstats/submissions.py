"""One file to its submissions: read, recognised, its unit and period found, its rules held."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath
from typing import NamedTuple

from hcstats.catalogue import problem
from hcstats.checks import Circumstances, check_submission, merged_counts
from hcstats.checks.printed import Printed, check_printed
from hcstats.exported import from_export
from hcstats.forms.definition import Form
from hcstats.identify import Identified, identify
from hcstats.layout.identity import years_in
from hcstats.layout.marker import Marker, without_aids
from hcstats.layout.recognise import Recognised, Recognition, recognise
from hcstats.marked import with_marker
from hcstats.model import (
    NO_NUMBERS,
    Figure,
    NumberCounts,
    Place,
    Problem,
    RuleCounts,
    Status,
    Submission,
    say,
)
from hcstats.readers import DOCUMENTS, Reading, read_workbook, without_table
from hcstats.readers.inputs import InputFile
from hcstats.units import Register


@dataclass(frozen=True, slots=True)
class Settings:
    """What is the same for every file of a run."""

    forms: tuple[Form, ...]
    register: Register
    aliases: Mapping[str, str]
    period: str = ""


@dataclass(frozen=True, slots=True)
class Taken:
    """What one file gave: submissions whose unit and year are known as far as they can be.

    `resolved` tells for each submission whether its unit is known (in the list of units, or
    named at all if there is no list).
    """

    name: str
    sha256: str
    submissions: tuple[Submission, ...]
    resolved: tuple[bool, ...]
    problems: tuple[Problem, ...]
    by_rule: Mapping[str, RuleCounts] = field(default_factory=dict)
    numbers: NumberCounts = NO_NUMBERS
    export: bool = False
    """Whether the file is an export of an earlier run."""


def take_file(file: InputFile, settings: Settings) -> Taken:
    """The submissions of one file, with every problem that the file alone can show."""
    return take_reading(read_workbook(file.path, file.name, file.passwords), settings)


def take_reading(reading: Reading, settings: Settings) -> Taken:
    """The submissions of a file that has been read."""
    problems = list(reading.problems)
    if not reading.grids:
        return Taken(reading.name, reading.sha256, (), (), tuple(problems))
    export = from_export(
        reading.grids, reading.kind, reading.name, settings.register, settings.period
    )
    if export is not None:
        return Taken(
            reading.name,
            reading.sha256,
            export.submissions,
            export.resolved,
            (*problems, *export.problems),
            export.counts,
            export.numbers,
            export=True,
        )
    return _recognised(reading, settings)


def _recognised(reading: Reading, settings: Settings) -> Taken:
    """The submissions that stand on the sheets of a file."""
    name, problems = reading.name, list(reading.problems)
    grids, marker = without_aids(reading.grids)
    hint = settings.period or _year_of_name(name)
    recognition = recognise(grids, settings.forms, settings.aliases, hint)
    for remark in recognition.remarks:
        place = Place(name, remark.sheet, remark.cell)
        problems.append(problem(remark.rule, remark.message, place, key=remark.key))
    if not recognition.submissions:
        document = reading.kind in DOCUMENTS
        problems.append(without_table(name) if document else _unknown(name))
        return Taken(name, reading.sha256, (), (), tuple(problems))
    # A workbook of several units' sheets cannot be the template of one.
    own_marker = marker if len(recognition.submissions) == 1 else None
    held = [
        _held(one, own_marker, name, settings, recognition.undecided)
        for one in recognition.submissions
    ]
    taken = [one.submission for one in held]
    sums = check_printed(_printed(recognition, taken, name), recognition.submissions[0].form)
    return Taken(
        name,
        reading.sha256,
        tuple(taken),
        tuple(one.resolved for one in held),
        (*problems, *(p for one in held for p in one.problems), *sums.problems),
        merged_counts([*(one.counts for one in held), sums.counts]),
        recognition.numbers,
    )


class _Held(NamedTuple):
    """One submission of a file: whether its unit is known, what is wrong, how relations came."""

    submission: Submission
    resolved: bool
    problems: Sequence[Problem]
    counts: Mapping[str, RuleCounts]


def _held(
    unmarked: Recognised,
    marker: Marker | None,
    name: str,
    settings: Settings,
    undecided: tuple[Form, ...],
) -> _Held:
    recognised, conflicts = with_marker(unmarked, marker, name, settings.register)
    found = identify(recognised, name, settings.register, settings.period)
    problems: list[Problem] = []
    if undecided and not found.period:
        problems.append(_ambiguous(name, recognised.form, undecided))
    submission = _submission(recognised, found, name)
    around = Circumstances(found.level, found.new, recognised.local_rows)
    checked = check_submission(submission, recognised.form, around)
    own = [*conflicts, *found.problems, *_remarked(recognised, submission), *checked.problems]
    problems += [_of(submission, one) for one in own]
    return _Held(checked.submission, found.resolved, problems, checked.counts)


def _printed(recognition: Recognition, taken: Sequence[Submission], file: str) -> Iterator[Printed]:
    """The sums that plain tables print, with the units' figures that they are over."""
    for row in recognition.sums:
        units = [taken[place] for place in row.units]
        years = {year for _, year in years_in(row.period, bare=True)}
        if years:
            units = [one for one in units if one.period in years]
        # Over several years a sum is over nothing that could be added up.
        mixed = len({one.period for one in units}) > 1
        figures = [{figure.key: figure for figure in one.figures} for one in units]
        for read in row.figures:
            parts = [own[read.key] for own in figures if read.key in own]
            if read.status is Status.BLANK or not parts:
                continue
            whole = replace(
                parts[0],
                unit_code="",
                unit="",
                value=None if mixed else read.value,
                status=Status.UNREADABLE if mixed else read.status,
                approximate=read.approximate,
                file=file,
                sheet=read.sheet,
                cell=read.cell,
                text=read.text,
            )
            yield Printed(whole, parts)


def _year_of_name(name: str) -> str:
    years = {year for part in PurePosixPath(name).parts for _, year in years_in(part, bare=True)}
    return years.pop() if len(years) == 1 else ""


def _submission(recognised: Recognised, found: Identified, file: str) -> Submission:
    form = recognised.form
    figures = tuple(
        Figure(
            form.form,
            form.edition,
            found.code,
            found.name,
            found.period,
            figure.key,
            figure.value,
            figure.status,
            figure.approximate,
            file,
            figure.sheet,
            figure.cell,
            figure.text,
        )
        for figure in recognised.figures
    )
    return Submission(
        file, form.id, found.period, found.code, found.name, figures, recognised.covers
    )


def _remarked(recognised: Recognised, submission: Submission) -> Sequence[Problem]:
    return [
        problem(
            remark.rule,
            remark.message,
            Place(submission.file, remark.sheet, remark.cell),
            key=remark.key,
            found=remark.found,
        )
        for remark in recognised.remarks
    ]


def _of(submission: Submission, one: Problem) -> Problem:
    """The problem with the unit and period of the submission that it was found in."""
    return replace(
        one,
        unit_code=one.unit_code or submission.unit_code,
        unit=one.unit or submission.unit,
        period=one.period or submission.period,
    )


def _unknown(file: str) -> Problem:
    message = say(
        "No known form is in this file, so nothing of it is counted. Send the official table "
        "with its labels unchanged, or name the form with --form."
    )
    return problem("form.unknown", message, Place(file))


def _ambiguous(file: str, form: Form, others: Sequence[Form]) -> Problem:
    message = say(
        "The content fits {forms} equally well and no year decides; it is read as {form}. "
        "Name the right one with --form.",
        forms=tuple(other.id for other in (form, *others)),
        form=form.id,
    )
    return problem("form.ambiguous", message, Place(file))
