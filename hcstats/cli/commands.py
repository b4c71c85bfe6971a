"""What each command does: one pipeline call, then its outputs."""

from __future__ import annotations

import datetime
import re
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from hcstats.cli.caching import command_line
from hcstats.cli.loading import loader, needed_for
from hcstats.cli.options import Formats
from hcstats.forms.definition import Form
from hcstats.messages import render
from hcstats.model import HcstatsError, Message, Outcome, say
from hcstats.pipeline import Progress, Request, failed, run, run_with_last

_SLOW = 1.0
"""Seconds after which a progress bar appears."""


@dataclass(frozen=True, slots=True)
class Shared:
    """The options that the reading commands have in common."""

    paths: tuple[str, ...]
    form: str
    period: str
    units: str
    jobs: int | None
    strict: bool
    language: str
    previous: str = ""
    password_file: str = ""
    cache: Path | None = None
    needed: tuple[str, ...] = ()
    """Modules that the command needs after its files."""

    def request(self) -> Request:
        """The same as the pipeline takes it."""
        if self.period and not re.fullmatch(r"[12][0-9]{3}", self.period):
            message = say("--period {period}: a year is four digits, as 2023.", period=self.period)
            raise HcstatsError(message)
        return Request(
            paths=self.paths,
            form=self.form,
            period=self.period,
            units=self.units,
            jobs=self.jobs,
            strict=self.strict,
            previous=self.previous,
            command=command_line(sys.argv[1:]),
            cache=self.cache,
            password_file=self.password_file,
            ready=loader(self.needed),
        )


def aggregate(
    shared: Shared,
    outputs: Sequence[Path],
    format_: Formats,
    charts: Path | None = None,
    breakdown: bool | None = None,
) -> int:
    """Add up, print, write; the exit status."""
    from hcstats import writers  # noqa: PLC0415  (pandas and rich are not for `--help`)

    writers.check_outputs(outputs, writers.OUTCOME_SUFFIXES)
    if charts is not None:
        from hcstats.writers.pictures import check_charts  # noqa: PLC0415

        check_charts(charts, shared.paths)
    shared = replace(shared, needed=needed_for(outputs, format_))
    drawn = charts is not None or any(path.suffix.lower() == ".html" for path in outputs)
    outcome, form = _run_drawn(shared) if drawn and shared.previous else run_shared(shared)
    drawings: Sequence[Message] = ()
    with writers.together():
        for path in outputs:
            writers.write_outcome(path, outcome, form, shared.language, breakdown)
        if charts is not None and form is not None:
            drawings = draw(charts, outcome, form, shared.language)
    for message in drawings:
        sys.stderr.write(f"{render(message, shared.language)}\n")
    writers.print_outcome(sys.stdout, outcome, form, format_.value, shared.language)
    writers.print_problems(sys.stderr, outcome, shared.language, everything=False)
    for message in writers.left_out(outputs, outcome, breakdown):
        sys.stderr.write(f"{render(message, shared.language)}\n")
    return int(failed(outcome))


def _run_drawn(shared: Shared) -> tuple[Outcome, Form | None]:
    """The same as `run_shared`, with charts of both years."""
    from hcstats.compare.over_years import with_years  # noqa: PLC0415  (only what is drawn)
    from hcstats.forms.load import load_form  # noqa: PLC0415

    with progress_shown() as progress:
        outcome, before = run_with_last(shared.request(), progress)
    outcome = with_years(outcome, before, shared.previous)
    return outcome, load_form(outcome.form) if outcome.form else None


def draw(folder: Path, outcome: Outcome, form: Form, language: str) -> Sequence[Message]:
    """Write the charts of an outcome; what is to be said of them."""
    from hcstats.charts import charts_of  # noqa: PLC0415
    from hcstats.writers.pictures import summary, write_charts  # noqa: PLC0415  (matplotlib)

    missing = write_charts(folder, charts_of(outcome, form), outcome, language)
    return tuple(summary(folder, outcome, form, missing))


@dataclass(frozen=True, slots=True)
class CheckOutputs:
    """What `check` writes beside its list: lines to explain, return notes with their deadline."""

    explanations: Path | None = None
    returns: Path | None = None
    deadline: str = ""


def check(shared: Shared, format_: Formats, wanted: CheckOutputs) -> int:
    """List every problem, write what else is wanted; the exit status."""
    from hcstats import writers  # noqa: PLC0415
    from hcstats.controls import read_explanations  # noqa: PLC0415

    explanations, returns = wanted.explanations, wanted.returns
    if explanations is not None:
        writers.check_outputs((explanations,), (".csv",))
    day = _returns_wanted(returns, wanted.deadline, shared.paths)
    outcome, _ = run_shared(shared)
    notes: Sequence[Message] = ()
    with writers.together():
        if explanations is not None:
            kept = read_explanations(explanations) if explanations.exists() else ()
            writers.write_explanations(explanations, outcome, kept, shared.language)
        if returns is not None:
            notes = _write_returns(returns, outcome, day, shared)
    if format_ is Formats.TABLE:
        writers.print_problems(sys.stdout, outcome, shared.language, everything=True)
    else:
        writers.print_check(sys.stdout, outcome, format_.value, shared.language)
    for message in notes:
        sys.stderr.write(f"{render(message, shared.language)}\n")
    return int(failed(outcome))


def _write_returns(
    folder: Path, outcome: Outcome, deadline: datetime.date | None, shared: Shared
) -> Sequence[Message]:
    """Write the return notes; what is to be said of them."""
    from hcstats.writers.returns import summary, write_returns  # noqa: PLC0415  (docx)

    written = write_returns(folder, outcome, deadline, shared.language, shared.jobs)
    return summary(written, folder)


def status(
    shared: Shared, outputs: Sequence[Path], deadline: str, reminder: str, format_: Formats
) -> int:
    """Show the board, write it, write the reminder; the exit status."""
    from hcstats import writers  # noqa: PLC0415
    from hcstats.board_tables import reminder as reminder_lines  # noqa: PLC0415
    from hcstats.controls import day  # noqa: PLC0415
    from hcstats.status import status as stand  # noqa: PLC0415

    last_day = day(deadline) if deadline else None
    writers.check_outputs(outputs, writers.BOARD_SUFFIXES)
    if reminder and reminder != "-":
        writers.check_output(Path(reminder))
    with progress_shown() as progress:
        outcome, board = stand(shared.request(), last_day, progress)
    text = "".join(f"{render(line, shared.language)}\n" for line in reminder_lines(board))
    with writers.together():
        for path in outputs:
            writers.write_board(path, board, outcome, shared.language)
        if reminder and reminder != "-":
            writers.write_lines(Path(reminder), text, outcome)
    if reminder == "-":
        sys.stdout.write(text)
        return int(failed(outcome))
    writers.print_board(sys.stdout, board, outcome, format_.value, shared.language)
    return int(failed(outcome))


def _returns_wanted(
    returns: Path | None, deadline: str, paths: Sequence[str]
) -> datetime.date | None:
    """The deadline of the notes; whatever would prevent them is said before any work is done."""
    if returns is None and not deadline:
        return None
    from hcstats.controls import day  # noqa: PLC0415
    from hcstats.writers.returns import check_folder  # noqa: PLC0415

    if returns is None:
        raise HcstatsError(say("--deadline is a date of return notes; give --returns too."))
    check_folder(returns, paths)
    return day(deadline) if deadline else None


def extract(shared: Shared, outputs: Sequence[Path], format_: Formats) -> int:
    """List every figure; the exit status."""
    from hcstats import writers  # noqa: PLC0415

    writers.check_outputs(outputs, writers.FIGURE_SUFFIXES)
    outcome, _ = run_shared(shared)
    with writers.together():
        for path in outputs:
            writers.write_figures(path, outcome, shared.language)
    writers.print_figures(sys.stdout, outcome, format_.value, shared.language)
    writers.print_problems(sys.stderr, outcome, shared.language, everything=False)
    return int(failed(outcome))


def run_shared(shared: Shared) -> tuple[Outcome, Form | None]:
    """The outcome of a run with its form, with a progress bar where it takes long."""
    from hcstats.forms.load import load_form  # noqa: PLC0415

    with progress_shown() as progress:
        outcome = run(shared.request(), progress)
    return outcome, load_form(outcome.form) if outcome.form else None


@contextmanager
def progress_shown() -> Iterator[Progress | None]:
    """A progress bar on standard error, only on a terminal and only if it takes long."""
    if not sys.stderr.isatty():
        yield None
        return
    from hcstats.writers.terminal import progress_bar  # noqa: PLC0415

    with progress_bar(sys.stderr, after=_SLOW, clock=time.monotonic) as show:
        yield show
