"""What a file holds before its rules are looked at: by its layout if met before, else in full."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import PurePosixPath
from typing import NamedTuple

from hcstats.catalogue import problem
from hcstats.checks import Circumstances
from hcstats.drafts import Draft, remarked
from hcstats.exported import FromExport, from_export
from hcstats.forms.definition import Form
from hcstats.identify import identify
from hcstats.layout.identity import years_in
from hcstats.layout.marker import Marker, without_aids
from hcstats.layout.memory import Memory, Remembered, told
from hcstats.layout.reading import ReadFigure
from hcstats.layout.recognise import Recognised, Recognition, recognise
from hcstats.marked import with_marker
from hcstats.model import (
    NO_NUMBERS,
    Figure,
    FigureRow,
    NumberCounts,
    Place,
    Problem,
    Submission,
    Whose,
    packed_figures,
    say,
)
from hcstats.readers import DOCUMENTS, Reading, whole, without_table
from hcstats.readers.scanned import Sheet
from hcstats.taken import Settings, memory_of


class Found(NamedTuple):
    """What a file holds before its rules are looked at."""

    name: str
    sha256: str
    drafts: Sequence[Draft]
    problems: Sequence[Problem]
    recognition: Recognition | None = None
    numbers: NumberCounts = NO_NUMBERS
    export: FromExport | None = None


def find(reading: Reading, settings: Settings) -> Found:
    """What of a file is known without its rules; by its layout if that has been met before."""
    memory = memory_of(settings)
    if reading.scanned:
        known = memory.read(reading.scanned)
        if known is not None:
            return _remembered(reading, known, settings)
        reading = whole(reading)
    if not reading.grids:
        return Found(reading.name, reading.sha256, (), reading.problems)
    export = from_export(
        reading.grids, reading.kind, reading.name, settings.register, settings.period
    )
    if export is not None:
        problems = (*reading.problems, *export.problems)
        return Found(reading.name, reading.sha256, (), problems, export=export)
    return _recognised(reading, settings, memory)


def _remembered(reading: Reading, known: Remembered, settings: Settings) -> Found:
    """The submission of a workbook whose layout has been met."""
    recognised = told(known)

    def row(whose: Whose) -> FigureRow:
        return FigureRow(known.layout, whose, known.numbers, known.odd)

    draft = _draft(recognised, row, None, reading.name, settings)
    return Found(reading.name, reading.sha256, [draft], reading.problems, numbers=known.counts)


def _recognised(reading: Reading, settings: Settings, memory: Memory[Sheet]) -> Found:
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
        return Found(name, reading.sha256, (), problems)
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
    return Found(name, reading.sha256, drafts, problems, recognition, recognition.numbers)


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
