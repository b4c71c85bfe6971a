"""The relations over more than one submission of a run, from what was selected and added up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from hcstats.aggregate import Totals
from hcstats.catalogue import problem
from hcstats.checks.across import Across, Earlier, check_across, check_totals
from hcstats.checks.printed import Printed, check_printed
from hcstats.checks.twins import twins
from hcstats.collect import Selection
from hcstats.forms.definition import Form
from hcstats.model import Figure, HcstatsError, Place, Problem, Severity, Submission, say
from hcstats.submissions import Taken
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
    yield check_printed(_printed(selection, register), form)
    yield Across(tuple(twins(selection.single, earlier)), {})
    if earlier is not None:
        yield Across(tuple(_without_last(selection, earlier)), {})


def _without_last(selection: Selection, earlier: Earlier) -> Iterator[Problem]:
    """An info that names the units of which there is no earlier submission."""
    names = [one.unit for one in selection.single if not earlier.of(one)]
    if names:
        message = say(
            "No submission for {period} of: {units}; their relations with the year before are not "
            "assessable.",
            period=earlier.period,
            units=(*names[:_LISTED], *(("…",) if len(names) > _LISTED else ())),
        )
        yield problem("previous.missing", message)


def _printed(selection: Selection, register: Register) -> Iterator[Printed]:
    """The authority's own tally against all units, and each superior's against those below."""
    if selection.printed is not None:
        counted = [one.submission for one in selection.counted]
        yield from _over(selection.printed, counted, least=False)
    for one in selection.single:
        if not one.covers_subordinates:
            continue
        below = [other for other in selection.single if _is_below(other, one, register)]
        yield from _over(one, below, least=True)


def _over(whole: Submission, parts: Sequence[Submission], *, least: bool) -> Iterator[Printed]:
    figures = [{figure.key: figure for figure in part.figures} for part in parts]
    for figure in whole.figures:
        own = [by_key[figure.key] for by_key in figures if figure.key in by_key]
        if own:
            yield Printed(figure, own, least)


def _is_below(one: Submission, other: Submission, register: Register) -> bool:
    unit = register.by_code(one.unit_code)
    return unit is not None and any(u.code == other.unit_code for u in register.ancestors(unit))


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
            total.amount.value,
            total.amount.status,
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
    taken: Sequence[Taken],
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
    single = selection.single
    by_unit = {one.owner: {f.key: f for f in one.figures} for one in single}
    by_unit |= {one.unit: by_unit[one.owner] for one in single if one.unit not in by_unit}
    whole = Submission("", form.id, selection.period, "", "", ())
    errors = sum(p.severity is Severity.ERROR for one in taken for p in one.problems)
    problems = []
    if errors:
        message = say(
            "The submissions of the year before have {count} errors themselves; relations with "
            "them may not be assessable. hcstats check {path} lists them.",
            count=errors,
            path=path,
        )
        problems.append(problem("previous.errors", message, Place(path)))
    return Earlier(selection.period, by_unit, figures_of(totals, form, whole)), problems
