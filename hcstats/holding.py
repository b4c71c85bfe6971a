"""What the files of one request hold together, before other years or outputs are looked at."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import NamedTuple, Protocol

from hcstats.aggregate import Totals, add_up, get_ready
from hcstats.cache import take_kept
from hcstats.catalogue import problem
from hcstats.collect import Selection, select
from hcstats.controls import find_aliases, find_explanations, find_register
from hcstats.counted import sums_counted, sums_out
from hcstats.execute import Look, map_batches, map_files
from hcstats.explanations import Explanation
from hcstats.exported import listed_in
from hcstats.forms.definition import Form
from hcstats.forms.load import all_forms, load_form
from hcstats.model import (
    Place,
    Problem,
    Submission,
    say,
)
from hcstats.packed import Haul, Parcel, hauled, take_parcel
from hcstats.readers import allowance, harmless, lost_reading, read_input
from hcstats.readers.exchanging import without
from hcstats.readers.input_files import InputFile
from hcstats.readers.inputs import find_inputs
from hcstats.readers.passwords import read_passwords
from hcstats.submissions import Settings, Taken, take_reading
from hcstats.sums import Sums
from hcstats.units import Register
from hcstats.workers import Loss

LOOK = Look(harmless, allowance)

Progress = Callable[[int, int], None]
"""Hears how many of how many files are done."""


class Elsewhere(Protocol):
    """Where files are found and read if not on this machine alone."""

    def find(self, paths: Sequence[str]) -> tuple[Sequence[InputFile], list[Problem]]:
        """The files under paths, as `find_inputs` gives them."""

    def take(
        self, files: Sequence[InputFile], settings: Settings, progress: Progress | None
    ) -> list[Taken]:
        """What the files hold, in their order."""


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
    password_file: str = ""
    """A text file with passwords, one a line, to open encrypted workbooks with."""
    elsewhere: Elsewhere | None = None
    ready: Callable[[], object] = get_ready
    """Called once while the files are read: it loads what is needed after them."""

    def find(self, paths: Sequence[str]) -> tuple[Sequence[InputFile], list[Problem]]:
        """The files under paths, with an info for each that is left out."""
        return self.elsewhere.find(paths) if self.elsewhere else find_inputs(paths)


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
    alone: Taken | None


def opened(request: Request, files: Sequence[InputFile], skipped: Sequence[Problem] = ()) -> Opened:
    """The files with the list of units given, else one that an export carries, else one beside.

    A file alone may be an export: it is read at once, for its list, and not a second time.
    """
    if request.password_file:
        passwords = read_passwords(request.password_file)
        own = InputFile(Path(request.password_file), request.password_file)
        files = [replace(file, passwords=passwords) for file in without(files, [own])]
    if len(files) != 1:
        return Opened(request, files, skipped, find_register(request.units, files), None)
    settings = Settings(_forms(request.form), Register.empty(), find_aliases(files), request.period)
    step = partial(_take_alone, settings=settings, units=request.units)
    lost = partial(_lost_alone, settings=settings, units=request.units)
    ((register, alone),) = map_files(step, files, lost=lost, look=LOOK, meanwhile=request.ready)
    return Opened(request, files, skipped, register, alone)


def _take_alone(file: InputFile, settings: Settings, units: str) -> tuple[Register, Taken]:
    reading = read_input(file)
    own = listed_in(reading) if not units else Register.empty()
    register = own if own.registered else find_register(units, [file])
    return register, take_reading(reading, replace(settings, register=register))


def _lost_alone(
    file: InputFile, loss: Loss, settings: Settings, units: str
) -> tuple[Register, Taken]:
    return find_register(units, [file]), _lost(file, loss, settings)


@dataclass(frozen=True, slots=True)
class Held:
    """What a request's files hold, before it is held against another year."""

    request: Request
    register: Register
    haul: Haul
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
    haul = _taken(here, settings, progress)
    left_out = _without_exports(haul, files)
    submissions = haul.submissions
    there = any(one.period == year for one in submissions)
    period = year if year and there else request.period
    found = _gathered(submissions, haul.sums, register, request.form, period)
    explanations = find_explanations(files)
    return Held(request, register, haul, found, [*here.skipped, *left_out], explanations)


def _without_exports(haul: Haul, files: Sequence[InputFile]) -> list[Problem]:
    """Leave out exports that lie among submissions: they would count twice."""
    others = [one for one in haul.exports if not files[one].named] if haul.genuine else []
    haul.close(others)
    message = say(
        "This is an export of an earlier run among submissions; it is left out. To read it, give "
        "its own path."
    )
    return [problem("export.skipped", message, Place(files[one].name)) for one in others]


def _taken(here: Opened, settings: Settings, progress: Progress | None) -> Haul:
    """Every file read, in their order, on as many cores as pay."""
    request, files, register = here.request, here.files, settings.register
    if request.elsewhere and here.alone is None:
        return Haul.of(files, register, request.elsewhere.take(files, settings, progress))
    report = partial(_report, progress, len(files)) if progress else None
    # With the list that it was read with, or with none either time, it is not read again.
    same = settings.register is here.register or not settings.register.registered
    if here.alone is not None and same:
        if report is not None:
            report(1)
        return Haul.of(files, register, [here.alone])
    lost = partial(_lost_parcel, settings=settings)
    mapped = partial(map_batches, jobs=request.jobs, lost=lost, look=LOOK, meanwhile=request.ready)
    # What only a password opens is not to lie about in the open.
    if request.cache is not None and not request.password_file:
        return take_kept(mapped, files, settings, request.cache, report)
    return hauled(
        mapped(partial(take_parcel, settings=settings), files, done=report), files, register
    )


def _lost_parcel(file: InputFile, loss: Loss, settings: Settings) -> Parcel:
    taken = _lost(file, loss, settings)
    return Parcel((taken.sha256,), (), b"", (), {0: taken})


def _lost(file: InputFile, loss: Loss, settings: Settings) -> Taken:
    return take_reading(lost_reading(file, loss), settings)


def _report(progress: Progress, total: int, done: int) -> None:
    progress(done, total)


def _forms(form: str) -> tuple[Form, ...]:
    return (load_form(form),) if form else all_forms()


def _gathered(
    submissions: Sequence[Submission], sums: Sums, register: Register, form: str, period: str
) -> Year:
    """The submissions of known units held against each other, and their totals."""
    selection = select(submissions, load_form, register, form, period)
    if not selection.form:
        return Year(selection, None, Totals((), (), ()))
    definition, counted = load_form(selection.form), selection.counted
    summed = sums_counted(counted, sums, sums_out(submissions, counted, register))
    return Year(selection, definition, add_up(definition, counted, summed))
