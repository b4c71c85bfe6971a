"""The story of a run on one page: files → submissions → one a unit → totals → outcome."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import NamedTuple

from hcstats import __version__
from hcstats.aggregate import Totals, add_up, unit_values
from hcstats.checks import merged_counts
from hcstats.checks.across import Across, Earlier, with_last_year
from hcstats.collect import Selection, select
from hcstats.controls import find_aliases, find_explanations, find_register
from hcstats.execute import map_files
from hcstats.explanations import Explanation, settle
from hcstats.forms.definition import Form
from hcstats.forms.load import all_forms, load_form
from hcstats.model import (
    Figure,
    HcstatsError,
    NumberCounts,
    Outcome,
    Problem,
    RuleCounts,
    Run,
    Severity,
    say,
)
from hcstats.readers.inputs import InputFile, exchanged, find_inputs, without
from hcstats.relations import earlier_of, relations_across
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
    previous: str = ""
    """Where the submissions of the year before lie."""
    jobs: int | None = None
    strict: bool = False
    command: str = ""
    leave_out: str = ""
    """A file that is not read, though it lies under the paths."""
    swap: tuple[str, str] | None = None
    """A file under the paths, and the one that is read in its place."""


Progress = Callable[[int, int], None]
"""Hears how many of how many files are done."""


def run(request: Request, progress: Progress | None = None) -> Outcome:
    """Everything that the submissions under the given paths say together.

    Raises HcstatsError for what makes the run impossible; whatever is wrong with the data is a
    problem in the outcome.
    """
    files, skipped = find_inputs(request.paths)
    files = exchanged(files, request.paths, request.leave_out, request.swap)
    before: Sequence[InputFile] = ()
    if request.previous:
        before, _ = find_inputs((request.previous,))
        files = without(files, before)
    register = find_register(request.units, files)
    settings = Settings(_forms(request.form), register, find_aliases(files), request.period)
    taken = _taken(files, settings, request.jobs, progress)
    this = _gathered(taken, register, request.form, request.period)
    last = _year_before(request, before, register, this.selection.period) if before else None
    return _outcome(request, register, taken, this, last, [*skipped], find_explanations(files))


def _taken(
    files: Sequence[InputFile], settings: Settings, jobs: int | None, progress: Progress | None
) -> list[Taken]:
    report = partial(_report, progress, len(files)) if progress else None
    return list(map_files(partial(take_file, settings=settings), files, jobs, report))


def _report(progress: Progress, total: int, done: int) -> None:
    progress(done, total)


def _forms(form: str) -> tuple[Form, ...]:
    return (load_form(form),) if form else all_forms()


class _Year(NamedTuple):
    """The submissions of one year held against each other and added up."""

    selection: Selection
    form: Form | None
    totals: Totals


def _gathered(taken: Sequence[Taken], register: Register, form: str, period: str) -> _Year:
    submissions = [
        submission
        for one in taken
        for submission, resolved in zip(one.submissions, one.resolved, strict=True)
        if resolved
    ]
    selection = select(submissions, load_form, register, form, period)
    definition = load_form(selection.form) if selection.form else None
    totals = add_up(definition, selection.counted) if definition else Totals((), (), ())
    return _Year(selection, definition, totals)


def _year_before(
    request: Request, files: Sequence[InputFile], register: Register, period: str
) -> tuple[Earlier, list[Problem]]:
    """The year before as its own run would have it, and an info where that is not clean."""
    own = find_register(request.units, files)
    register = own if own.registered else register
    taken = _taken(files, Settings(all_forms(), register, find_aliases(files)), request.jobs, None)
    wanted = str(int(period) - 1) if period.isdigit() else ""
    there = {s.period for one in taken for s in one.submissions}
    year = _gathered(taken, register, "", wanted if wanted in there else "")
    if not year.form:
        raise HcstatsError(
            say("No submission of the year before in {path}.", path=request.previous)
        )
    return earlier_of(year.selection, year.totals, year.form, taken, period, request.previous)


def _outcome(
    request: Request,
    register: Register,
    taken: Sequence[Taken],
    this: _Year,
    last: tuple[Earlier, list[Problem]] | None,
    problems: list[Problem],
    explanations: Sequence[Explanation],
) -> Outcome:
    """The run's files put together."""
    selection, form, totals = this
    problems += [p for one in taken for p in one.problems]
    problems += [*selection.problems, *totals.problems]
    across: list[Across] = []
    if form:
        earlier = last[0] if last else None
        across = list(relations_across(form, register, selection, totals, earlier))
        if earlier:
            problems = with_last_year(problems, selection.single, form, earlier)
        problems += [*(last[1] if last else ()), *(p for one in across for p in one.problems)]
    authority = register.authority()
    return Outcome(
        form=selection.form,
        period=selection.period,
        authority=authority.name if authority else "",
        coverage=selection.coverage,
        totals=totals.totals,
        groups=totals.groups,
        by_unit=unit_values(selection.counted),
        indicators=indicators(form, totals.totals) if form else (),
        problems=_sorted(settle(problems, explanations), request.strict),
        figures=_figures(taken),
        by_rule=_by_rule(form, [*(one.by_rule for one in taken), *(one.counts for one in across)]),
        needs_last=frozenset(one.id for one in form.rules if "last" in one.needs)
        if form
        else frozenset(),
        numbers=sum((one.numbers for one in taken), NumberCounts()),
        run=_run_of(request, taken),
        county_units=frozenset(
            (one.submission.unit_code, one.submission.unit)
            for one in selection.counted
            if one.group == "county"
        ),
    )


def _run_of(request: Request, taken: Sequence[Taken]) -> Run:
    """What produced the outcome."""
    return Run(
        __version__,
        request.command,
        tuple((one.name, one.sha256) for one in taken),
        tuple(sorted({s.form for one in taken for s in one.submissions})),
    )


def _by_rule(
    form: Form | None, counts: Sequence[Mapping[str, RuleCounts]]
) -> dict[str, RuleCounts]:
    """Every rule of the form and every other that ran, in order; one that did not run has 0."""
    known = {rule.id: RuleCounts() for rule in form.rules} if form else {}
    return {**known, **merged_counts(counts)}


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
        replace(one, severity=Severity.ERROR)
        if one.severity is Severity.WARNING and not one.explanation
        else one
        for one in ranked
    )


def failed(outcome: Outcome) -> bool:
    """Whether the data have a problem of severity error."""
    return any(one.severity is Severity.ERROR for one in outcome.problems)
