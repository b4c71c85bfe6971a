"""How a collection stands: the run, the days on which the files came, and the board of both."""

from __future__ import annotations

from datetime import date
from pathlib import PurePosixPath

from hcstats.board import make_board
from hcstats.controls import find_register
from hcstats.identify import unit_of_name
from hcstats.model import Board, HcstatsError, Outcome, UnitRef, say
from hcstats.pipeline import Progress, Request, run
from hcstats.readers.inputs import find_inputs
from hcstats.received import find_dates, parse_day
from hcstats.units import Register


def parse_deadline(text: str) -> date | None:
    """The deadline, None if none was given; an HcstatsError if it is no date."""
    if not text:
        return None
    day = parse_day(text)
    if day is None:
        raise HcstatsError(
            say("--deadline '{text}' is no date; write it as 2024-01-15.", text=text)
        )
    return day


def status(
    request: Request, deadline: date | None = None, progress: Progress | None = None
) -> tuple[Outcome, Board]:
    """The outcome of the run and the board of its units.

    Raises HcstatsError for what makes the run impossible, and for a received.csv that cannot be
    understood.
    """
    files, _ = find_inputs(request.paths)
    register = find_register(request.units, files)
    dates = find_dates(files, register)
    outcome = run(request, progress)
    claims = _claims(outcome, register)
    return outcome, make_board(outcome, dates.of, claims, deadline, dates.unread)


def _claims(outcome: Outcome, register: Register) -> dict[str, UnitRef]:
    """Whose the files that gave nothing are, by their names."""
    with_figures = {figure.file for figure in outcome.figures}
    found: dict[str, UnitRef] = {}
    for file, _ in outcome.run.inputs:
        if file not in with_figures:
            unit = unit_of_name(PurePosixPath(file), register, outcome.period)
            if unit is not None:
                found[file] = UnitRef(unit.code, unit.name)
    return found
