"""How a collection stands: a run, the days on which its files came, and the board of both."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import PurePosixPath

from hcstats.board import Board
from hcstats.controls import find_register
from hcstats.identify import unit_of_name
from hcstats.model import Outcome, UnitRef
from hcstats.pipeline import Progress, Request, run
from hcstats.readers.inputs import find_inputs
from hcstats.received import receipts_of
from hcstats.standing import board_of, senders
from hcstats.units import Register


def status(
    request: Request, deadline: date | None = None, progress: Progress | None = None
) -> tuple[Outcome, Board]:
    """The outcome of the run and the board of its units.

    Raises HcstatsError for what makes the run impossible, a received.csv among it that cannot
    be understood.
    """
    files, _ = find_inputs(request.paths)
    register = find_register(request.units, files)
    receipts = receipts_of(files, register)
    outcome = run(request, progress)
    claims = dict(_claims(outcome, register))
    return outcome, board_of(outcome, receipts, deadline, claims)


def _claims(outcome: Outcome, register: Register) -> Iterator[tuple[str, UnitRef]]:
    """Whose the files that gave no submission are, by their names."""
    read = {file for file, _, _ in senders(outcome.figures)}
    for file, _ in outcome.run.inputs:
        unit = None if file in read else unit_of_name(PurePosixPath(file), register, outcome.period)
        if unit is not None:
            yield file, UnitRef(unit.code, unit.name)
