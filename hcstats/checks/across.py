"""The rules that speak of other submissions: the year before, the units beside, the totals."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from hcstats.checks.beside import Beside
from hcstats.checks.check import (
    NOT_ASSESSABLE,
    Circumstances,
    hold,
    merged_counts,
    table_sums,
    tally,
)
from hcstats.checks.earlier import Earlier, Figures
from hcstats.checks.hints import with_hints
from hcstats.checks.instances import Instance, instances, is_exempt, own_relations
from hcstats.checks.values import chosen
from hcstats.checks.yearly import Yearly, unlike_tables
from hcstats.forms.definition import Form
from hcstats.model import Figure, Problem, RuleCounts, Submission
from hcstats.units import Register


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
    given = {"siblings"} | ({"last"} if earlier is not None else set())
    relations = [
        one
        for one in instances(form)
        if one.rule.over == "unit" and one.rule.needs and one.rule.needs <= given
    ]
    around = _Around(submissions, form, register, earlier, relations)
    counts: dict[str, RuleCounts] = {}
    kept: list[Mapping[str, RuleCounts]] = []
    problems: list[Problem] = []
    for one, own in around.kept():
        if own is not None:
            kept.append(own)
        else:
            problems += _held(relations, around.known(one), one, form, around.of(one), counts)
    return Across(tuple(problems), merged_counts([*kept, counts]))


class _Around:
    """What stands around the submissions of a run."""

    def __init__(
        self,
        submissions: Sequence[Submission],
        form: Form,
        register: Register,
        earlier: Earlier | None,
        relations: Sequence[Instance],
    ) -> None:
        self._submissions = submissions
        self._form = form
        self._register = register
        self._earlier = earlier
        self._relations = relations
        self._of_siblings = [one for one in relations if "siblings" in one.rule.needs]
        self._beside = Beside(submissions if self._of_siblings else (), register)
        # Where a unit beside it ended in the year, a unit's cases may have come over.
        self._merged = {(u.parent, str(u.valid_to.year)) for u in register.units if u.valid_to}

    def kept(self) -> Iterator[tuple[Submission, Mapping[str, RuleCounts] | None]]:
        """Each submission, and how the rules came out if it surely breaks none."""
        rules = {id(one.rule): one.rule for one in self._relations}.values()
        if self._earlier is None:
            for one in self._submissions:
                for_none = all(is_exempt(rule, one.unit, self._level(one)) for rule in rules)
                yield one, ({} if for_none else self._kept(one))
            return
        levels = [self._level(one) for one in self._submissions]
        yearly = Yearly(self._form, self._relations, self._earlier)
        for one, own in zip(self._submissions, yearly.kept(self._submissions, levels), strict=True):
            yield one, (None if self._wanted(one) else own)

    def _kept(self, one: Submission) -> Mapping[str, RuleCounts] | None:
        """How the rules on units beside it came out, by the few figures that they speak of."""
        counts: dict[str, RuleCounts] = {}
        speaking = {key for relation in self._relations for key in relation.keys}
        own = {figure.key: figure for figure in chosen(one.figures, speaking)}
        known = {**own, **in_context("siblings", self._beside.sums(one, self._wanted(one)))}
        broken = _held(self._relations, known, one, self._form, self.of(one), counts)
        # With a cause to be found all figures count.
        return None if any(True for _ in broken) else counts

    def _level(self, one: Submission) -> str | None:
        unit = self._register.by_code(one.unit_code)
        return unit.level if unit else None

    def of(self, one: Submission) -> Circumstances:
        """The level of a submission's unit, and whether the unit is new or grew."""
        unit = self._register.by_code(one.unit_code)
        if unit is None:
            return Circumstances()
        grew = (unit.parent, one.period) in self._merged
        return Circumstances(unit.level, unit.began_in(one.period) or grew)

    def known(self, one: Submission) -> Figures:
        """A submission's figures, its tables' sums, last year's, and the sums beside it."""
        form = self._form
        own = {figure.key: figure for figure in one.figures}
        last = self._earlier.of(one) if self._earlier is not None else {}
        return {
            **own,
            **table_sums(form, own),
            **in_context("last", {**last, **_sums_of_same_items(form, last)}),
            **in_context("siblings", self._beside.sums(one, self._wanted(one))),
        }

    def _wanted(self, one: Submission) -> frozenset[str]:
        """The keys of which some relation on this unit wants the sum over the units beside."""
        return frozenset(
            key.removeprefix("siblings.")
            for relation in self._of_siblings
            if not relation.rule.only_units or any(w in one.unit for w in relation.rule.only_units)
            for key in relation.keys
            if key.startswith("siblings.")
        )


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
    unlike = unlike_tables(form, tuple(last))
    return {key: figure for key, figure in table_sums(form, last).items() if key not in unlike}
