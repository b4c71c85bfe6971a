"""The relations over more than one submission of a run, from what was selected and added up."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain

from hcstats.aggregate import Totals
from hcstats.catalogue import problem
from hcstats.checks.across import Across, check_across, check_totals
from hcstats.checks.earlier import Earlier, Reported
from hcstats.checks.printed import check_whole
from hcstats.checks.twins import twins
from hcstats.collect import Selection
from hcstats.forms.definition import Form
from hcstats.model import (
    Figure,
    HcstatsError,
    Place,
    Problem,
    Severity,
    Status,
    Submission,
    UnitRef,
    say,
)
from hcstats.units import Register

_LISTED = 8
"""Units that a message names before it only counts the rest."""


def relations_across(
    form: Form,
    register: Register,
    selection: Selection,
    totals: Totals,
    earlier: Earlier | None,
) -> Iterator[Across]:
    """How submissions, totals and printed sums stand to each other and to the year before."""
    yield check_across(selection.single, form, register, earlier)
    authority = register.authority()
    name = (authority.code, authority.name) if authority else ("", "")
    whole = Submission("", form.id, selection.period, *name, ())
    complete = not selection.coverage.missing
    sums = figures_of(totals, form, whole)
    yield check_totals(form, sums, whole, earlier, complete=complete)
    yield from _printed(selection, register, form, complete=complete)
    yield Across(tuple(twins(selection.single, earlier)), {})
    if earlier is not None:
        yield Across(tuple(_without_last(selection, earlier)), {})


def _without_last(selection: Selection, earlier: Earlier) -> Iterator[Problem]:
    """An info that names the units of which there is no earlier submission."""
    names = [one.unit for one in selection.single if not earlier.knows(one)]
    if names:
        message = say(
            "No submission for {period} of: {units}; their relations with the year before are not "
            "assessable.",
            period=earlier.period,
            units=(*names[:_LISTED], *(("…",) if len(names) > _LISTED else ())),
        )
        yield problem("previous.missing", message)


def _printed(
    selection: Selection, register: Register, form: Form, *, complete: bool
) -> Iterator[Across]:
    """The authority's own tally against all units, and each superior's against those below."""
    if selection.printed is not None:
        counted = [one.submission for one in selection.counted]
        yield check_whole(selection.printed, counted, form, least=False, complete=complete)
    for whole, below in superiors(selection, register):
        yield check_whole(whole, below, form, least=True, complete=True)


def superiors(
    selection: Selection, register: Register
) -> Iterator[tuple[Submission, Sequence[Submission]]]:
    """Each submission that covers its subordinates, with the submissions right below it."""
    covering = [one for one in selection.single if one.covers_subordinates]
    below = _below({one.unit_code for one in covering}, selection.single, register)
    for whole in covering:
        yield whole, below.get(whole.unit_code, ())


def _below(
    covering: Collection[str], submissions: Sequence[Submission], register: Register
) -> dict[str, list[Submission]]:
    """The submissions under each unit that covers its subordinates, the nearest such alone."""
    found: dict[str, list[Submission]] = {}
    for one in submissions if covering else ():
        unit = register.by_code(one.unit_code)
        above = register.ancestors(unit) if unit else ()
        nearest = next((other.code for other in above if other.code in covering), None)
        if nearest is not None:
            found.setdefault(nearest, []).append(one)
    return found


def figures_of(totals: Totals, form: Form, whole: Submission) -> Mapping[str, Figure]:
    """Totals as figures of the authority, at no place."""
    return {
        total.key: Figure(
            form.form,
            form.edition,
            whole.unit_code,
            whole.unit,
            whole.period,
            total.key,
            None if total.partial else total.amount.value,
            Status.UNREADABLE if total.partial else total.amount.status,
            total.amount.approximate,
            "",
            "",
            "",
            "",
        )
        for total in totals.totals
    }


def earlier_of(
    selection: Selection,
    totals: Totals,
    form: Form,
    problems: Iterable[Problem],
    period: str,
    path: str,
) -> tuple[Earlier, list[Problem]]:
    """The year before `period`, with an info where its submissions have errors themselves.

    Raises HcstatsError if they are of another year.
    """
    if not period.isdigit() or selection.period != str(int(period) - 1):
        raise HcstatsError(
            say(
                "{path} holds submissions for {found}, but the year before {period} is asked "
                "for; give --previous the right folder.",
                path=path,
                found=selection.period or "?",
                period=period or "?",
            )
        )
    # Of a unit that sent two that differ, nobody knows which one was right.
    doubtful = {one.unit for one in selection.coverage.duplicates if not one.same_figures}
    single = [one for one in selection.single if UnitRef(one.unit_code, one.unit) not in doubtful]
    by_unit = Reported({one.unit_code: one for one in single if one.unit_code})
    by_name = Reported({one.unit: one for one in single})
    whole = Submission("", form.id, selection.period, "", "", ())
    found = list(_faulty(chain(problems, selection.problems), path))
    sums = figures_of(totals, form, whole)
    complete = not selection.coverage.missing and not doubtful
    return Earlier(selection.period, by_unit, by_name, sums, complete), found


def _faulty(problems: Iterable[Problem], path: str) -> Iterator[Problem]:
    """An info that says how many errors the submissions of the year before have themselves."""
    errors = sum(one.severity is Severity.ERROR for one in problems)
    if errors:
        message = say(
            "The submissions of the year before have {count} errors themselves; relations with "
            "them may not be assessable. hcstats check {path} lists them.",
            count=errors,
            path=path,
        )
        yield problem("previous.errors", message, Place(path))
