"""What the files of one request hold together, before other years or outputs are looked at."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import NamedTuple

from hcstats.aggregate import Totals, add_up
from hcstats.cache import take_kept
from hcstats.catalogue import problem
from hcstats.collect import Selection, select
from hcstats.controls import find_aliases, find_explanations, find_register
from hcstats.execute import map_batches, map_files
from hcstats.explanations import Explanation
from hcstats.exported import listed_in
from hcstats.forms.definition import Form
from hcstats.forms.load import all_forms, load_form
from hcstats.model import (
    Place,
    Problem,
    say,
)
from hcstats.readers import Reading, harmless, harmless_grids, lost_reading, read_input
from hcstats.readers.inputs import InputFile
from hcstats.submissions import Settings, Taken, take_batch, take_reading
from hcstats.units import Register
from hcstats.workers import Loss


@dataclass(frozen=True, slots=True)
class Request:
    """What the user asked for: paths and the options that the commands share."""

    paths: tuple[str, ...]
    form: str = ""
    period: str = ""
    units: str = ""
    previous: str = ""
    """Where the submissions of the year before lie."""
    jobs: int | None = None
    strict: bool = False
    command: str = ""
    leave_out: str = ""
    """A file that is not read, though it lies under the paths."""
    swap: tuple[str, str] | None = None
    """A file under the paths, and the one that is read in its place."""
    cache: Path | None = None
    """Where what files gave is kept for the next run; None keeps nothing."""


Progress = Callable[[int, int], None]
"""Hears how many of how many files are done."""


class Year(NamedTuple):
    """The submissions of one year held against each other and added up."""

    selection: Selection
    form: Form | None
    totals: Totals


@dataclass(frozen=True, slots=True)
class Opened:
    """A request's files with their list of units, and what a file that lies alone holds."""

    request: Request
    files: Sequence[InputFile]
    skipped: Sequence[Problem]
    register: Register
    alone: Reading | None


def opened(request: Request, files: Sequence[InputFile], skipped: Sequence[Problem] = ()) -> Opened:
    """The files with the list of units given, else one that an export carries, else one beside.

    A file alone may be an export: it is read at once, for its list, and not a second time.
    """
    alone = _read(files[0]) if len(files) == 1 else None
    own = listed_in(alone) if alone is not None and not request.units else Register.empty()
    register = own if own.registered else find_register(request.units, files)
    return Opened(request, files, skipped, register, alone)


@dataclass(frozen=True, slots=True)
class Held:
    """What a request's files hold, before it is held against another year."""

    request: Request
    register: Register
    taken: Sequence[Taken]
    year: Year
    skipped: Sequence[Problem]
    explanations: Sequence[Explanation]


def hold(here: Opened, other: Register, progress: Progress | None = None, year: str = "") -> Held:
    """What the files hold; `other` is the list of units where they have none of their own.

    `year` is the one that counts if any submission is of it.
    """
    request, files = here.request, here.files
    register = here.register if here.register.registered else other
    settings = Settings(_forms(request.form), register, find_aliases(files), request.period)
    taken, left_out = _without_exports(_taken(here, settings, progress), files)
    there = any(one.period == year for file in taken for one in file.submissions)
    period = year if year and there else request.period
    found = _gathered(taken, register, request.form, period)
    explanations = find_explanations(files)
    return Held(request, register, taken, found, [*here.skipped, *left_out], explanations)


def _without_exports(
    taken: Sequence[Taken], files: Sequence[InputFile]
) -> tuple[list[Taken], list[Problem]]:
    """What was read, without exports that lie among submissions: they would count twice."""
    if not any(one.submissions and not one.export for one in taken):
        return list(taken), []
    left_out = {file.name for file in files if not file.named}
    kept = [one for one in taken if not (one.export and one.name in left_out)]
    message = say(
        "This is an export of an earlier run among submissions; it is left out. To read it, give "
        "its own path."
    )
    others = [one.name for one in taken if one.export and one.name in left_out]
    return kept, [problem("export.skipped", message, Place(name)) for name in others]


def _taken(here: Opened, settings: Settings, progress: Progress | None) -> list[Taken]:
    """Every file read, in their order, on as many cores as pay."""
    report = partial(_report, progress, len(here.files)) if progress else None
    lost = partial(_lost, settings=settings)
    if here.alone is not None:
        reading = partial(take_reading, settings=settings)
        return list(
            map_files(reading, [here.alone], None, report, lost=lost, harmless=harmless_grids)
        )
    jobs, cache = here.request.jobs, here.request.cache
    mapped = partial(map_batches, jobs=jobs, lost=lost, harmless=harmless)
    if cache is not None:
        return take_kept(mapped, here.files, settings, cache, report)
    return list(mapped(partial(take_batch, settings=settings), here.files, done=report))


def _read(file: InputFile) -> Reading:
    """A file that lies alone, read."""
    return next(map_files(read_input, [file], lost=lost_reading, harmless=harmless))


def _lost(file: InputFile | Reading, loss: Loss, settings: Settings) -> Taken:
    return take_reading(lost_reading(file, loss), settings)


def _report(progress: Progress, total: int, done: int) -> None:
    progress(done, total)


def _forms(form: str) -> tuple[Form, ...]:
    return (load_form(form),) if form else all_forms()


def _gathered(taken: Sequence[Taken], register: Register, form: str, period: str) -> Year:
    """The submissions of known units held against each other, and their totals."""
    submissions = [
        submission
        for one in taken
        for submission, resolved in zip(one.submissions, one.resolved, strict=True)
        if resolved
    ]
    selection = select(submissions, load_form, register, form, period)
    definition = load_form(selection.form) if selection.form else None
    totals = add_up(definition, selection.counted) if definition else Totals((), (), ())
    return Year(selection, definition, totals)
