"""The story of a run on one page: files → submissions → one a unit → totals → outcome."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import NamedTuple

from hcstats import __version__
from hcstats.aggregate import Totals, add_up, unit_values
from hcstats.catalogue import problem
from hcstats.checks import merged_counts
from hcstats.checks.across import Across, Earlier, with_last_year
from hcstats.collect import Selection, select
from hcstats.controls import find_aliases, find_explanations, find_register
from hcstats.execute import map_files
from hcstats.explanations import Explanation, settle
from hcstats.exported import listed_in
from hcstats.forms.definition import Form
from hcstats.forms.load import all_forms, load_form
from hcstats.model import (
    Figure,
    HcstatsError,
    NumberCounts,
    Outcome,
    Place,
    Problem,
    RuleCounts,
    Run,
    Severity,
    UnitRef,
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
    held = _held(request, files, skipped, Register.empty(), progress)
    if not before:
        return _outcome(held, None)
    return _outcome(held, _year_before(request, before, held.register, held.year.selection.period))


def run_years(requests: Sequence[Request], progress: Progress | None = None) -> list[Outcome]:
    """The outcomes of several collections, each held against the one before if of the next year.

    A collection without a list of units of its own takes that of another one.
    """
    inputs = [find_inputs(request.paths) for request in requests]
    own = [_register(one, files) for one, (files, _) in zip(requests, inputs, strict=True)]
    other = next((one for one in reversed(own) if one.registered), Register.empty())
    held = [
        _held(request, files, skipped, other, progress)
        for request, (files, skipped) in zip(requests, inputs, strict=True)
    ]
    outcomes: list[Outcome] = []
    for place, one in enumerate(held):
        last = held[place - 1] if place else None
        period = one.year.selection.period
        follows = last is not None and last.year.form and _follows(last, period)
        against = _against(last, period) if follows and last is not None else None
        outcomes.append(_outcome(one, against))
    return outcomes


@dataclass(frozen=True, slots=True)
class _Held:
    """What a request's files hold, before it is held against another year."""

    request: Request
    register: Register
    taken: Sequence[Taken]
    year: _Year
    skipped: Sequence[Problem]
    explanations: Sequence[Explanation]


def _held(
    request: Request,
    files: Sequence[InputFile],
    skipped: Sequence[Problem],
    other: Register,
    progress: Progress | None,
) -> _Held:
    register = _register(request, files)
    register = register if register.registered else other
    settings = Settings(_forms(request.form), register, find_aliases(files), request.period)
    taken, left_out = _without_exports(_taken(files, settings, request.jobs, progress), files)
    year = _gathered(taken, register, request.form, request.period)
    explanations = find_explanations(files)
    return _Held(request, register, taken, year, [*skipped, *left_out], explanations)


def _register(request: Request, files: Sequence[InputFile]) -> Register:
    """The list of units: the file given, else the one that an export carries, else one beside."""
    own = listed_in(files) if not request.units else Register.empty()
    return own if own.registered else find_register(request.units, files)


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


def _follows(last: _Held, period: str) -> bool:
    return period.isdigit() and last.year.selection.period == str(int(period) - 1)


def _against(last: _Held, period: str) -> tuple[Earlier, list[Problem]]:
    year = last.year
    assert year.form is not None  # noqa: S101  (whoever calls has looked)
    path = last.request.paths[0]
    return earlier_of(year.selection, year.totals, year.form, last.taken, period, path)


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
    own = _register(request, files)
    register = own if own.registered else register
    settings = Settings(all_forms(), register, find_aliases(files))
    taken, _ = _without_exports(_taken(files, settings, request.jobs, None), files)
    wanted = str(int(period) - 1) if period.isdigit() else ""
    there = {s.period for one in taken for s in one.submissions}
    year = _gathered(taken, register, "", wanted if wanted in there else "")
    if not year.form:
        raise HcstatsError(
            say("No submission of the year before in {path}.", path=request.previous)
        )
    return earlier_of(year.selection, year.totals, year.form, taken, period, request.previous)


def _outcome(held: _Held, last: tuple[Earlier, list[Problem]] | None) -> Outcome:
    """The run's files put together."""
    request, register, taken = held.request, held.register, held.taken
    selection, form, totals = held.year
    problems = [*held.skipped]
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
        problems=_sorted(settle(problems, held.explanations), request.strict),
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
        listed=register.records(),
        covering=tuple(
            UnitRef(one.submission.unit_code, one.submission.unit)
            for one in selection.counted
            if one.submission.covers_subordinates
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
