"""The story of a run on one page: files → submissions → one a unit → totals → outcome."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from hcstats import __version__
from hcstats.aggregate import add_up, unit_values
from hcstats.checks import merged_counts
from hcstats.collect import select
from hcstats.controls import find_aliases, find_register
from hcstats.execute import map_files
from hcstats.forms.definition import Form
from hcstats.forms.load import all_forms, load_form
from hcstats.model import (
    Figure,
    NumberCounts,
    Outcome,
    Problem,
    Run,
    Severity,
)
from hcstats.readers.inputs import find_inputs
from hcstats.stats import indicators
from hcstats.submissions import Settings, Taken, take_file
from hcstats.units import Register


@dataclass(frozen=True, slots=True)
class Request:
    """What the user asked for: paths and the options that the commands share."""

    paths: tuple[str, ...]
    form: str = ""
    period: str = ""
    units: str = ""
    jobs: int | None = None
    strict: bool = False
    command: str = ""
    previous: str = ""
    """The submissions of the period before, against which these are held."""


Progress = Callable[[int, int], None]
"""Hears how many of how many files are done."""


def run(request: Request, progress: Progress | None = None) -> Outcome:
    """Everything that the submissions under the given paths say together.

    Raises HcstatsError for what makes the run impossible; whatever is wrong with the data is a
    problem in the outcome.
    """
    earlier = run(_before(request)).figures if request.previous else ()
    files, skipped = find_inputs(request.paths)
    register = find_register(request.units, files)
    settings = Settings(_forms(request.form), register, find_aliases(files), request.period)
    report = partial(_report, progress, len(files)) if progress else None
    step = partial(take_file, settings=settings)
    taken = list(map_files(step, files, request.jobs, report))
    return _outcome(request, register, taken, skipped, earlier)


def _before(request: Request) -> Request:
    return Request((request.previous,), units=request.units, jobs=request.jobs)


def _report(progress: Progress, total: int, done: int) -> None:
    progress(done, total)


def _forms(form: str) -> tuple[Form, ...]:
    return (load_form(form),) if form else all_forms()


def _outcome(
    request: Request,
    register: Register,
    taken: Sequence[Taken],
    skipped: Sequence[Problem],
    earlier: Sequence[Figure],
) -> Outcome:
    """The run's files put together."""
    submissions = [
        submission
        for one in taken
        for submission, resolved in zip(one.submissions, one.resolved, strict=True)
        if resolved
    ]
    selection = select(submissions, load_form, register, request.form, request.period, earlier)
    problems = [*skipped, *(p for one in taken for p in one.problems), *selection.problems]
    form = load_form(selection.form) if selection.form else None
    totals = add_up(form, selection.counted) if form else None
    problems += totals.problems if totals else ()
    authority = register.authority()
    return Outcome(
        form=selection.form,
        period=selection.period,
        authority=authority.name if authority else "",
        coverage=selection.coverage,
        totals=totals.totals if totals else (),
        groups=totals.groups if totals else (),
        by_unit=unit_values(selection.counted),
        indicators=indicators(form, totals.totals) if form and totals else (),
        problems=_sorted(problems, request.strict),
        figures=_figures(taken),
        by_rule=merged_counts(one.by_rule for one in taken),
        numbers=sum((one.numbers for one in taken), NumberCounts()),
        run=Run(
            __version__,
            request.command,
            tuple((one.name, one.sha256) for one in taken),
            tuple(sorted({s.form for one in taken for s in one.submissions})),
        ),
        county_units=frozenset(
            (one.submission.unit_code, one.submission.unit)
            for one in selection.counted
            if one.group == "county"
        ),
    )


def _figures(taken: Sequence[Taken]) -> tuple[Figure, ...]:
    return tuple(f for one in taken for s in one.submissions for f in s.figures)


def _sorted(problems: Sequence[Problem], strict: bool) -> tuple[Problem, ...]:
    """In the order of files and places, as a reader meets them; `strict` makes warnings errors."""
    ranked = sorted(
        problems,
        key=lambda one: (one.place.file == "", one.place.file),
    )
    if not strict:
        return tuple(ranked)
    return tuple(
        replace(one, severity=Severity.ERROR) if one.severity is Severity.WARNING else one
        for one in ranked
    )


def failed(outcome: Outcome) -> bool:
    """Whether the data have a problem of severity error."""
    return any(one.severity is Severity.ERROR for one in outcome.problems)
