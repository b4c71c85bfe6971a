"""One file to its submissions: read, recognised, its unit and period found, its rules held."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import PurePosixPath
from typing import NamedTuple

from hcstats.catalogue import problem
from hcstats.checks import Circumstances, merged_counts
from hcstats.checks.printed import Printed, check_printed
from hcstats.drafts import Draft, Held, held, remarked
from hcstats.exported import FromExport, from_export
from hcstats.forms.definition import Form
from hcstats.forms.load import form_ids, load_form
from hcstats.identify import identify
from hcstats.layout.identity import years_in
from hcstats.layout.marker import Marker, without_aids
from hcstats.layout.memory import Memory, Remembered, told
from hcstats.layout.reading import ReadFigure
from hcstats.layout.recognise import Recognised, Recognition, pinned_labels, recognise
from hcstats.marked import with_marker
from hcstats.model import (
    NO_NUMBERS,
    Figure,
    FigureRow,
    NumberCounts,
    Place,
    Problem,
    RuleCounts,
    Status,
    Submission,
    Whose,
    packed_figures,
    say,
)
from hcstats.readers import DOCUMENTS, Reading, read_workbook, whole, without_table
from hcstats.readers.inputs import InputFile
from hcstats.readers.scanned import Sheet, number_cell, sheet_grid
from hcstats.units import Register


@dataclass(frozen=True, slots=True)
class Settings:
    """What is the same for every file of a run."""

    forms: tuple[Form, ...]
    register: Register
    aliases: Mapping[str, str]
    period: str = ""

    def __reduce__(self) -> tuple[object, ...]:
        known = {one: load_form(one) for one in form_ids()}
        forms = tuple(one.id if known.get(one.id) is one else one for one in self.forms)
        return _settings, (forms, self.register, self.aliases, self.period)


def _settings(
    forms: Sequence[Form | str], register: Register, aliases: Mapping[str, str], period: str
) -> Settings:
    """Settings in another process, where the forms are loaded once and not sent."""
    own = tuple(load_form(one) if isinstance(one, str) else one for one in forms)
    return Settings(own, register, aliases, period)


_MEMORIES: dict[tuple[object, ...], tuple[tuple[Form, ...], Memory[Sheet]]] = {}


def memory_of(settings: Settings) -> Memory[Sheet]:
    """What this process has learnt of layouts under the forms and labels of the settings."""
    key = (*map(id, settings.forms), *settings.aliases.items())
    if key not in _MEMORIES:
        memory = Memory(settings.forms, pinned_labels(settings.aliases), sheet_grid, number_cell)
        # The forms are kept with it, so that their ids stay theirs.
        _MEMORIES[key] = settings.forms, memory
    return _MEMORIES[key][1]


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
    (taken,) = take_batch([file], settings)
    return taken


def take_reading(reading: Reading, settings: Settings) -> Taken:
    """The submissions of a file that has been read."""
    (taken,) = take_readings([reading], settings)
    return taken


def take_batch(files: Sequence[InputFile], settings: Settings) -> list[Taken]:
    """The submissions of several files, in their order; their rules are held to all at once."""
    readings = (read_workbook(file.path, file.name, file.passwords, quickly=True) for file in files)
    return take_readings(readings, settings)


def take_readings(readings: Iterable[Reading], settings: Settings) -> list[Taken]:
    """The submissions of several files that are read one after the other."""
    return _taken([_found(reading, settings) for reading in readings])


class _Found(NamedTuple):
    """What a file holds before its rules are looked at."""

    name: str
    sha256: str
    drafts: Sequence[Draft]
    problems: Sequence[Problem]
    recognition: Recognition | None = None
    numbers: NumberCounts = NO_NUMBERS
    export: FromExport | None = None


def _found(reading: Reading, settings: Settings) -> _Found:
    """What of a file is known without its rules; by its layout if that has been met before."""
    memory = memory_of(settings)
    if reading.scanned:
        known = memory.read(reading.scanned)
        if known is not None:
            return _remembered(reading, known, settings)
        reading = whole(reading)
    if not reading.grids:
        return _Found(reading.name, reading.sha256, (), reading.problems)
    export = from_export(
        reading.grids, reading.kind, reading.name, settings.register, settings.period
    )
    if export is not None:
        problems = (*reading.problems, *export.problems)
        return _Found(reading.name, reading.sha256, (), problems, export=export)
    return _recognised(reading, settings, memory)


def _remembered(reading: Reading, known: Remembered, settings: Settings) -> _Found:
    """The submission of a workbook whose layout has been met."""
    recognised = told(known)

    def row(whose: Whose) -> FigureRow:
        return FigureRow(known.layout, whose, known.numbers, known.odd)

    draft = _draft(recognised, row, None, reading.name, settings)
    return _Found(reading.name, reading.sha256, [draft], reading.problems, numbers=known.counts)


def _recognised(reading: Reading, settings: Settings, memory: Memory[Sheet]) -> _Found:
    """The submissions that stand on the sheets of a file."""
    name, problems = reading.name, list(reading.problems)
    grids, marker = without_aids(reading.grids)
    hint = settings.period or _year_of_name(name)
    recognition = recognise(grids, settings.forms, settings.aliases, hint)
    if reading.scanned:
        same = marker is None and grids == tuple(one for one in reading.grids if one.cells)
        memory.learn(reading.scanned, recognition if same else None)
    problems += remarked(recognition.remarks, name)
    if not recognition.submissions:
        document = reading.kind in DOCUMENTS
        problems.append(without_table(name) if document else _unknown(name))
        return _Found(name, reading.sha256, (), problems)
    # A workbook of several units' sheets cannot be the template of one.
    own_marker = marker if len(recognition.submissions) == 1 else None
    drafts = []
    for one in recognition.submissions:
        row = partial(_row, one.figures, one.form)
        draft = _draft(one, row, own_marker, name, settings)
        if recognition.undecided and not draft.submission.period:
            ambiguous = _ambiguous(name, one.form, recognition.undecided)
            draft = replace(draft, problems=[ambiguous, *draft.problems])
        drafts.append(draft)
    return _Found(name, reading.sha256, drafts, problems, recognition, recognition.numbers)


def _draft(
    unmarked: Recognised,
    figures: Callable[[Whose], Sequence[Figure]],
    marker: Marker | None,
    name: str,
    settings: Settings,
) -> Draft:
    """A submission with its unit and period, and all problems but those of its rules."""
    recognised, conflicts = with_marker(unmarked, marker, name, settings.register)
    found = identify(recognised, name, settings.register, settings.period)
    whose = Whose(found.code, found.name, found.period, name)
    submission = Submission(
        name,
        recognised.form.id,
        found.period,
        found.code,
        found.name,
        figures(whose),
        recognised.covers,
    )
    around = Circumstances(found.level, found.new, recognised.local_rows)
    problems = [*conflicts, *found.problems, *remarked(recognised.remarks, name)]
    return Draft(submission, recognised.form, around, found.resolved, problems)


def _row(figures: Sequence[ReadFigure], form: Form, whose: Whose) -> Sequence[Figure]:
    """Figures as read, as those of a submission."""
    return packed_figures(
        Figure(
            form.form,
            form.edition,
            whose.unit_code,
            whose.unit,
            whose.period,
            one.key,
            one.value,
            one.status,
            one.approximate,
            whose.file,
            one.sheet,
            one.cell,
            one.text,
        )
        for one in figures
    )


def _taken(found: Sequence[_Found]) -> list[Taken]:
    """The files with what their rules say."""
    told = iter(held([draft for one in found for draft in one.drafts]))
    return [_with_rules(one, [next(told) for _ in one.drafts]) for one in found]


def _with_rules(found: _Found, own: Sequence[Held]) -> Taken:
    if found.export is not None:
        export = found.export
        return Taken(
            found.name,
            found.sha256,
            export.submissions,
            export.resolved,
            tuple(found.problems),
            export.counts,
            export.numbers,
            export=True,
        )
    problems = [*found.problems, *(p for one in own for p in one.problems)]
    counts = [one.counts for one in own]
    taken = tuple(one.submission for one in own)
    if found.recognition is not None and found.recognition.sums:
        form = found.recognition.submissions[0].form
        sums = check_printed(_printed(found.recognition, taken, found.name), form)
        problems += sums.problems
        counts.append(sums.counts)
    return Taken(
        found.name,
        found.sha256,
        taken,
        tuple(one.resolved for one in own),
        tuple(problems),
        counts[0] if len(counts) == 1 else merged_counts(counts),
        found.numbers,
    )


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
