"""What each command does: one pipeline call, then its outputs."""

from __future__ import annotations

import shlex
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import typer

from hcstats import __version__
from hcstats.cli.options import Formats
from hcstats.forms.definition import Form
from hcstats.model import Outcome
from hcstats.pipeline import Progress, Request, failed, run

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

    def request(self) -> Request:
        """The same as the pipeline takes it."""
        return Request(
            paths=self.paths,
            form=self.form,
            period=self.period,
            units=self.units,
            jobs=self.jobs,
            strict=self.strict,
            command=shlex.join(["hcstats", *sys.argv[1:]]),
            previous=self.previous,
        )


def show_version(value: bool) -> None:
    """Print the version and leave, if asked."""
    if value:
        typer.echo(f"hcstats {__version__}")
        raise typer.Exit


def aggregate(shared: Shared, outputs: Sequence[Path], format_: Formats) -> int:
    """Add up, print, write; the exit status."""
    from hcstats import writers  # noqa: PLC0415  (pandas and rich are not for `--help`)

    writers.check_outputs(outputs, writers.OUTCOME_SUFFIXES)
    outcome, form = _run(shared)
    for path in outputs:
        writers.write_outcome(path, outcome, form, shared.language)
    writers.print_outcome(sys.stdout, outcome, form, format_.value, shared.language)
    writers.print_problems(sys.stderr, outcome, shared.language, everything=False)
    return int(failed(outcome))


def check(shared: Shared, format_: Formats) -> int:
    """List every problem; the exit status."""
    from hcstats import writers  # noqa: PLC0415

    outcome, _ = _run(shared)
    if format_ is Formats.TABLE:
        writers.print_problems(sys.stdout, outcome, shared.language, everything=True)
    else:
        writers.print_check(sys.stdout, outcome, format_.value, shared.language)
    return int(failed(outcome))


def extract(shared: Shared, outputs: Sequence[Path], format_: Formats) -> int:
    """List every figure; the exit status."""
    from hcstats import writers  # noqa: PLC0415

    writers.check_outputs(outputs, writers.FIGURE_SUFFIXES)
    outcome, _ = _run(shared)
    for path in outputs:
        writers.write_figures(path, outcome, shared.language)
    writers.print_figures(sys.stdout, outcome, format_.value, shared.language)
    writers.print_problems(sys.stderr, outcome, shared.language, everything=False)
    return int(failed(outcome))


def status(
    shared: Shared, outputs: Sequence[Path], format_: Formats, deadline: str, reminder: str
) -> int:
    """Print the board or the reminder, write the files; the exit status."""
    from hcstats import writers  # noqa: PLC0415
    from hcstats.status import parse_deadline, status  # noqa: PLC0415

    day = parse_deadline(deadline)
    writers.check_outputs(outputs, writers.OUTCOME_SUFFIXES)
    to_file = Path(reminder) if reminder not in ("", "-") else None
    if to_file is not None:
        writers.check_outputs([to_file], writers.REMINDER_SUFFIXES)
    with _progress() as progress:
        outcome, board = status(shared.request(), day, progress)
    for path in outputs:
        writers.write_board(path, board, outcome, shared.language)
    if to_file is not None:
        writers.write_reminder(to_file, board, outcome, shared.language)
    if reminder == "-":
        sys.stdout.write(writers.render_reminder(board, shared.language))
    else:
        writers.print_board(sys.stdout, board, outcome, format_.value, shared.language)
    return int(failed(outcome))


def _run(shared: Shared) -> tuple[Outcome, Form | None]:
    from hcstats.forms.load import load_form  # noqa: PLC0415

    with _progress() as progress:
        outcome = run(shared.request(), progress)
    return outcome, load_form(outcome.form) if outcome.form else None


@contextmanager
def _progress() -> Iterator[Progress | None]:
    """A progress bar on standard error, only on a terminal and only if it takes long."""
    if not sys.stderr.isatty():
        yield None
        return
    from hcstats.writers.terminal import progress_bar  # noqa: PLC0415

    with progress_bar(sys.stderr, after=_SLOW, clock=time.monotonic) as show:
        yield show
