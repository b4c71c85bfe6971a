"""The rules that speak of other submissions: the year before, the units beside, the totals."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from hcstats.checks.check import NOT_ASSESSABLE, Circumstances, hold, table_sums, tally
from hcstats.checks.hints import with_hints
from hcstats.checks.instances import Instance, instances, of_table, own_relations
from hcstats.forms.definition import Form
from hcstats.model import Figure, Problem, RuleCounts, Status, Submission
from hcstats.units import Register, Unit

Figures = Mapping[str, Figure]
"""Figures by key."""


@dataclass(frozen=True, slots=True)
class Across:
    """What the relations over more than one submission gave."""

    problems: tuple[Problem, ...]
    counts: Mapping[str, RuleCounts]


def check_across(
    submissions: Sequence[Submission], form: Form, register: Register, earlier: Earlier | None
) -> Across:
    """How submissions of one period stand to their year before and to the units beside them.

    A rule on the year before does not run where none was given; it is not assessable for a unit
    whose own earlier submission is not there.
    """
    counts: dict[str, RuleCounts] = {}
    problems: list[Problem] = []
    given = {"siblings"} | ({"last"} if earlier is not None else set())
    relations = [
        one
        for one in instances(form)
        if one.rule.over == "unit" and one.rule.needs and one.rule.needs <= given
    ]
    of_siblings = [one for one in relations if "siblings" in one.rule.needs]
    figures = {one.owner: {f.key: f for f in one.figures} for one in submissions}
    for one in submissions:
        unit = register.by_code(one.unit_code)
        new = unit is not None and (
            unit.began_in(one.period) or _took_over(unit, one.period, register)
        )
        around = Circumstances(unit.level if unit else None, new)
        own = figures[one.owner]
        last = earlier.of(one) if earlier is not None else {}
        wanted = _of_siblings(of_siblings, one)
        beside = list(_beside(one, submissions, register)) if wanted else []
        if wanted and len(beside) < _expected_beside(one, register):
            beside = []  # a sum over some of them says nothing
        known = {
            **own,
            **table_sums(form, own),
            **in_context("last", {**last, **_sums_of_same_items(form, last)}),
            **in_context("siblings", _sums([figures[owner] for owner in beside], wanted)),
        }
        problems += _held(relations, known, one, form, around, counts)
    return Across(tuple(problems), counts)


def _held(
    relations: Sequence[Instance],
    known: Figures,
    one: Submission,
    form: Form,
    around: Circumstances,
    counts: dict[str, RuleCounts],
) -> Iterator[Problem]:
    """What one submission breaks; of a table that fails as a whole, no single figure is told."""
    whole = [relation for relation in relations if relation.rule.each == "table"]
    failed = list(hold(whole, known, one, form, around, counts))
    yield from failed
    tables = {form.items[problem.key].table for problem in failed}
    others = (
        relation
        for relation in relations
        if relation.rule.each != "table"
        and not (relation.rule.each == "figure" and form.items[relation.keys[0]].table in tables)
    )
    yield from hold(others, known, one, form, around, counts, own_relations(form))


def with_last_year(
    problems: Sequence[Problem], submissions: Sequence[Submission], form: Form, earlier: Earlier
) -> list[Problem]:
    """The problems, broken relations with causes that only last year's figures can show."""
    found = list(problems)
    places: dict[tuple[str, str], list[int]] = {}
    for place, one in enumerate(found):
        if one.figures:
            places.setdefault((one.place.file, one.unit_code or one.unit), []).append(place)
    for submission in submissions:
        own = places.get((submission.file, submission.owner), [])
        last = earlier.of(submission)
        if not own or not last:
            continue
        figures = {figure.key: figure for figure in submission.figures}
        told = with_hints([found[p] for p in own], own_relations(form), figures, form, last)
        for place, problem in zip(own, told, strict=True):
            found[place] = problem
    return found


def check_totals(
    form: Form, totals: Figures, whole: Submission, earlier: Earlier | None, *, complete: bool
) -> Across:
    """How the totals of a run stand to those of the year before.

    `whole` is the authority's name and period, without figures. While units are missing
    (`complete` False), no relation of the totals is assessable.
    """
    counts: dict[str, RuleCounts] = {}
    relations = [one for one in instances(form) if one.rule.over == "total"]
    if earlier is None:
        return Across((), counts)
    if not complete or not earlier.complete:
        for one in relations:
            tally(counts, one.rule.id, NOT_ASSESSABLE)
        return Across((), counts)
    known = {**totals, **in_context("last", earlier.totals)}
    problems = tuple(hold(relations, known, whole, form, Circumstances(), counts))
    return Across(problems, counts)


def in_context(context: str, figures: Figures) -> dict[str, Figure]:
    """Figures under the keys by which rules speak of another submission's."""
    return {f"{context}.{key}": figure for key, figure in figures.items()}


def _sums_of_same_items(form: Form, last: Figures) -> dict[str, Figure]:
    """Whole tables of the year before; none of a table that another edition asked other things."""
    sums = table_sums(form, last)
    other = {of_table(key.partition(".")[0]) for key in last if key not in form.items} | {
        of_table(item.table) for key, item in form.items.items() if key not in last
    }
    return {key: figure for key, figure in sums.items() if key not in other}


def _beside(one: Submission, all_: Sequence[Submission], register: Register) -> Iterator[str]:
    """The other units under the same superior."""
    unit = register.by_code(one.unit_code)
    if unit is None or not unit.parent:
        return
    for other in all_:
        peer = register.by_code(other.unit_code)
        if peer is not None and peer.parent == unit.parent and peer.code != unit.code:
            yield other.owner


def _expected_beside(one: Submission, register: Register) -> int:
    unit = register.by_code(one.unit_code)
    if unit is None:
        return 0
    valid = register.expected(one.period)
    return sum(other.parent == unit.parent and other.code != unit.code for other in valid)


def _took_over(unit: Unit, period: str, register: Register) -> bool:
    """Whether a unit beside it ended in the year, so that its cases may have come over."""
    return any(
        other.parent == unit.parent and other.valid_to and str(other.valid_to.year) == period
        for other in register.units
    )


def _of_siblings(relations: Sequence[Instance], one: Submission) -> frozenset[str]:
    """The keys of which some relation on this unit wants the sum over the units beside."""
    return frozenset(
        key.removeprefix("siblings.")
        for relation in relations
        if not relation.rule.only_units or any(w in one.unit for w in relation.rule.only_units)
        for key in relation.keys
        if key.startswith("siblings.")
    )


def _sums(beside: Sequence[Figures], keys: frozenset[str]) -> dict[str, Figure]:
    found = {key: added([figures[key] for figures in beside if key in figures]) for key in keys}
    return {key: figure for key, figure in found.items() if figure is not None}


def added(figures: Sequence[Figure]) -> Figure | None:
    """One figure for the sum of several, at no place; unreadable if one of them is."""
    if not figures:
        return None
    values = [figure.value for figure in figures if figure.value is not None]
    status = Status.REPORTED if values else Status.BLANK
    if any(figure.status is Status.UNREADABLE for figure in figures):
        status, values = Status.UNREADABLE, []
    return replace(
        figures[0],
        value=sum(values) if values else None,
        status=status,
        approximate=any(figure.approximate for figure in figures),
        file="",
        sheet="",
        cell="",
        text="",
    )
