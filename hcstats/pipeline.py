"""The story of a run on one page: files → submissions → one a unit → totals → outcome."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import chain

from hcstats import __version__
from hcstats.aggregate import unit_values
from hcstats.checks import merged_counts
from hcstats.checks.across import Across, with_last_year
from hcstats.checks.earlier import Earlier
from hcstats.collect import Selection
from hcstats.explanations import Explanation, settle
from hcstats.forms.definition import Form
from hcstats.holding import Held, Progress, Request, Year, hold, opened
from hcstats.model import (
    HcstatsError,
    NumberCounts,
    Outcome,
    Problem,
    RuleCounts,
    Run,
    Severity,
    UnitRef,
    ordered,
    say,
    stow,
)
from hcstats.readers.exchanging import exchanged, without
from hcstats.readers.inputs import find_inputs
from hcstats.relations import earlier_of, relations_across
from hcstats.stats import indicators
from hcstats.units import Register

__all__ = ["Progress", "Request", "failed", "run", "run_with_last", "run_years"]


def run(request: Request, progress: Progress | None = None) -> Outcome:
    """Everything that the submissions under the given paths say together.

    Raises HcstatsError for what makes the run impossible; whatever is wrong with the data is a
    problem in the outcome.
    """
    held, last = with_last(request, progress)
    return outcome_of(held, against(last, held) if last else None)


def run_with_last(
    request: Request, progress: Progress | None = None
) -> tuple[Outcome, Outcome | None]:
    """What `run` gives, and the outcome of the year before if the request names one."""
    held, last = with_last(request, progress)
    outcome = outcome_of(held, against(last, held) if last else None)
    return outcome, outcome_of(last, None) if last else None


def with_last(request: Request, progress: Progress | None) -> tuple[Held, Held | None]:
    """What the request's files hold, and those of the year before if it names them."""
    files, skipped = request.find(request.paths)
    files = exchanged(files, request.paths, request.leave_out, request.swap)
    if not request.previous:
        return hold(opened(request, files, skipped), Register.empty(), progress), None
    before, _ = request.find((request.previous,))
    files = without(files, before)
    if not files:
        raise HcstatsError(
            say(
                "{paths} and the year before ({previous}) are the same files; give two years.",
                paths=request.paths,
                previous=request.previous,
            )
        )
    held = hold(opened(request, files, skipped), Register.empty(), progress)
    period = held.year.selection.period
    earlier = replace(request, paths=(request.previous,), previous="", form="", period="")
    wanted = str(int(period) - 1) if period.isdigit() else ""
    last = hold(opened(earlier, before), held.register, year=wanted)
    if not last.year.form:
        raise HcstatsError(
            say("No submission of the year before in {path}.", path=request.previous)
        )
    return held, last


def run_years(requests: Sequence[Request], progress: Progress | None = None) -> list[Outcome]:
    """The outcomes of several collections, each held against the one before if of the next year.

    A collection without a list of units of its own takes that of another one.
    """
    here = [opened(request, *find_inputs(request.paths)) for request in requests]
    own = [one.register for one in reversed(here) if one.register.registered]
    other = own[0] if own else Register.empty()
    held = [hold(one, other, progress) for one in here]
    outcomes: list[Outcome] = []
    for place, one in enumerate(held):
        last = held[place - 1] if place else None
        follows = last is not None and last.year.form and _follows(last, one)
        outcomes.append(outcome_of(one, against(last, one) if last and follows else None))
    return outcomes


def _follows(last: Held, held: Held) -> bool:
    period = held.year.selection.period
    return period.isdigit() and last.year.selection.period == str(int(period) - 1)


def against(last: Held, held: Held) -> tuple[Earlier, list[Problem]]:
    """The year before as its own run would have it, and an info where that is not clean."""
    year = last.year
    assert year.form is not None  # noqa: S101  (whoever calls has looked)
    period = held.year.selection.period
    path = last.request.paths[0]
    return earlier_of(year.selection, year.totals, year.form, last.haul.problems, period, path)


def outcome_of(held: Held, last: tuple[Earlier, list[Problem]] | None) -> Outcome:
    """The run's files put together."""
    request, register, haul = held.request, held.register, held.haul
    selection, form, totals = held.year
    across: list[Across] = []
    problems: Iterable[Problem] = chain(
        held.skipped, haul.problems, selection.problems, totals.problems
    )
    if form:
        earlier = last[0] if last else None
        across = list(relations_across(form, register, selection, totals, earlier))
        if earlier:
            problems = with_last_year(list(problems), selection.single, form, earlier)
        others = (one.problems for one in across)
        problems = chain(problems, last[1] if last else (), chain.from_iterable(others))
    outcome = outcome_from(
        held.year,
        register,
        problems=in_order(problems, held.explanations, request.strict),
        by_rule=[haul.by_rule, *(one.counts for one in across)],
        numbers=haul.numbers,
        run=Run(__version__, request.command, haul.inputs, haul.editions),
    )
    return replace(outcome, by_unit=unit_values(selection.counted), figures=haul.figures)


def outcome_from(
    year: Year,
    register: Register,
    *,
    problems: Sequence[Problem],
    by_rule: Sequence[Mapping[str, RuleCounts]],
    numbers: NumberCounts,
    run: Run,
) -> Outcome:
    """The outcome of a year without its figures."""
    selection, form, totals = year
    authority = register.authority()
    return Outcome(
        form=selection.form,
        period=selection.period,
        authority=authority.name if authority else "",
        coverage=selection.coverage,
        totals=totals.totals,
        groups=totals.groups,
        by_unit=(),
        indicators=indicators(form, totals.totals) if form else (),
        problems=problems,
        figures=(),
        by_rule=every_rule(form, by_rule),
        needs_last=needing_last(form),
        numbers=numbers,
        run=run,
        county_units=county_units(selection),
        listed=register.records(),
        covering=tuple(
            UnitRef(one.submission.unit_code, one.submission.unit)
            for one in selection.counted
            if one.submission.covers_subordinates
        ),
    )


def needing_last(form: Form | None) -> frozenset[str]:
    """The rules that only run where the year before is given."""
    rules = form.rules if form else ()
    return frozenset(one.id for one in rules if "last" in one.needs)


def county_units(selection: Selection) -> frozenset[tuple[str, str]]:
    """Code and name of the counted units that are counties or under one."""
    counted = [one.submission for one in selection.counted if one.group == "county"]
    return frozenset((one.unit_code, one.unit) for one in counted)


def every_rule(
    form: Form | None, counts: Sequence[Mapping[str, RuleCounts]]
) -> dict[str, RuleCounts]:
    """Every rule of the form and every other that ran, in order; one that did not run has 0."""
    known = {rule.id: RuleCounts() for rule in form.rules} if form else {}
    found = merged_counts(counts)
    return {**known, **{rule: found[rule] for rule in sorted(found)}}


def in_order(
    problems: Iterable[Problem], explanations: Sequence[Explanation], strict: bool
) -> Sequence[Problem]:
    """In the order of files, as a reader meets them, with what explains them.

    `strict` makes warnings errors that nobody has explained.
    """
    if explanations:
        problems = settle(list(problems), explanations)
    ranked = ordered(problems, lambda one: (one.place.file == "", one.place.file))
    return stow(map(_severe, ranked)) if strict else ranked


def _severe(one: Problem) -> Problem:
    warning = one.severity is Severity.WARNING and not one.explanation
    return replace(one, severity=Severity.ERROR) if warning else one


def failed(outcome: Outcome) -> bool:
    """Whether the data have a problem of severity error."""
    return any(one.severity is Severity.ERROR for one in outcome.problems)
