"""The screen says of every submission what the expressions of the form say, taken one by one."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

import pytest

from hcstats.checks import Circumstances, check_submission, merged_counts
from hcstats.checks.check import check_told
from hcstats.checks.hints import with_hints
from hcstats.checks.instances import (
    Instance,
    applied_relations,
    instances,
    own_relations,
)
from hcstats.checks.screen import Screen, screen_of
from hcstats.forms.definition import Form, Rule
from hcstats.forms.grammar import evaluate, parse
from hcstats.forms.load import form_ids, load_form
from hcstats.model import (
    Figure,
    FigureRow,
    Layout,
    RuleCounts,
    Status,
    Submission,
    Whose,
)
from samples.drawing.figures import consistent
from tests.build import Content, submission

LEVELS = (None, "city", "county", "department", "township")
UNITS = ("测试局", "河池市司法局", "")
D = Decimal

Expected = tuple[dict[str, RuleCounts], list[tuple[str, tuple[str, ...]]]]
"""Counts by rule, and each failed relation by its rule and keys."""


def plainly(one: Submission, form: Form, level: str | None) -> Expected:
    """Every relation evaluated as the grammar has it, in the order of the form."""
    counts: dict[str, RuleCounts] = {}
    failed: list[tuple[str, tuple[str, ...]]] = []
    figures = {figure.key: figure for figure in one.figures}

    def told(rule: Rule, keys: tuple[str, ...], outcome: bool | None) -> None:
        count = RuleCounts(outcome is True, outcome is False, outcome is None)
        counts[rule.id] = counts.get(rule.id, RuleCounts()) + count
        if outcome is False:
            failed.append((rule.id, keys))

    for rule in (rule for rule in form.rules if rule.each == "figure" and not rule.needs):
        for key, figure in list(figures.items()):
            if form.items[key].kind is rule.kind and figure.value is not None:
                holds = bool(evaluate(parse(rule.expression), {"value": figure.value}))
                told(rule, (key,), holds)
                if not holds:
                    figures[key] = replace(figure, value=None, status=Status.UNREADABLE)
    for relation in instances(form):
        rule, words = relation.rule, relation.rule.only_units
        named = not words or any(word in one.unit for word in words)
        if rule.over == "unit" and not rule.needs and level not in rule.unless_level and named:
            unknown = bool(rule.unless_level) and level is None
            told(rule, relation.keys, None if unknown else truth(relation, figures))
    return counts, failed


def truth(relation: Instance, figures: Mapping[str, Figure]) -> bool | None:
    used = [figures.get(key) for key in relation.keys]
    there = [figure for figure in used if figure is not None]
    if len(there) < len(used) or all(figure.value is None for figure in there):
        return None
    if any(figure.status is Status.UNREADABLE for figure in there):
        return None
    if any(figure.approximate for figure in there) and relation.used != ("value",):
        return None
    values = {name: figures[relation.names[name]].value or 0 for name in relation.used}
    return bool(evaluate(relation.expression, values))


def spoilt(form: Form, chance: random.Random) -> dict[str, Content]:
    """A good submission, some of it blank or altered, sometimes a whole table."""
    contents: dict[str, Content] = {
        key: entry.value for key, entry in consistent(form, chance).items()
    }
    keys = list(form.items)
    for key in chance.sample(keys, chance.choice((0, 0, 1, 3, 20))):
        contents[key] = chance.choice((None, 0, 1, 7, 10**6))
    table = form.items[chance.choice(keys)].table
    for key in keys if chance.random() < 0.3 else ():
        if form.items[key].table == table:
            contents[key] = None
    return contents


ODD: tuple[Content, ...] = (
    D("0.5"),
    D("3.00"),
    D("1.234"),
    D(7),
    -1,
    -5,
    10**13,
    2**53 + 1,
    10**400,
)


UNSURE: tuple[Content, ...] = ("约9", "约3.5", D("0.5"), 10**13)


def cases(form: Form, seed: int, count: int, odd: tuple[Content, ...] = ()) -> Iterator[Submission]:
    chance = random.Random(seed)
    for _ in range(count):
        contents = spoilt(form, chance)
        for key in chance.sample(list(form.items), chance.choice((0, 1, 4)) if odd else 0):
            contents[key] = chance.choice(odd)
        yield replace(submission(form.id, contents), unit=chance.choice(UNITS))


def packed(given_: Iterable[Submission]) -> list[FigureRow]:
    return [FigureRow.of(one.figures) for one in given_]


def row(keys: tuple[str, ...], numbers: Sequence[int | None]) -> FigureRow:
    places = ("",) * len(keys)
    return FigureRow(Layout("", "", keys, places, places), Whose("", "", "", ""), numbers)


@pytest.mark.parametrize("form_id", form_ids())
@pytest.mark.parametrize("seed", range(4))
def test_a_verdict_is_what_every_relation_by_itself_says(form_id: str, seed: int) -> None:
    form = load_form(form_id)
    given_ = list(cases(form, seed, 60, ODD))
    levels = [random.Random(seed + place).choice(LEVELS) for place in range(len(given_))]
    verdicts = Screen(form).judge(packed(given_), levels, [one.unit for one in given_])
    relations = own_relations(form)
    broken = 0
    for one, level, verdict in zip(given_, levels, verdicts, strict=True):
        counts, failed = plainly(one, form, level)
        if verdict is None:
            assert counts["A1"].failed  # an impossible value
            continue
        found = [(relations[place].rule.id, relations[place].keys) for place in verdict.failed]
        assert (verdict.counts, found) == (counts, failed)
        broken += len(failed)
    assert broken
    assert sum(one is not None for one in verdicts) > 10


@pytest.mark.parametrize("form_id", form_ids())
def test_what_is_told_by_a_verdict_is_what_is_told_without(form_id: str) -> None:
    form, chance = load_form(form_id), random.Random(11)
    given_ = [
        replace(one, figures=tuple(spotted(one.figures, chance)))
        for one in (*cases(form, 11, 40), *cases(form, 12, 40, UNSURE))
    ]
    around = Circumstances("department")
    levels, units = ["department"] * len(given_), [one.unit for one in given_]
    rows = packed(given_)
    verdicts = screen_of(form).judge(rows, levels, units)
    for one, row, verdict in zip(given_, rows, verdicts, strict=True):
        found = check_submission(one, form, around)
        if verdict is None:
            assert found.counts["A1"].failed
            continue
        assert check_told(replace(one, figures=row), form, around, verdict) == found
    assert sum(one is not None for one in verdicts) > 50


def spotted(figures: Iterable[Figure], chance: random.Random) -> Iterator[Figure]:
    """The figures, a few of them without a value that could be read or that applies."""
    for figure in figures:
        status = chance.choice((Status.UNREADABLE, Status.NOT_APPLICABLE))
        spoilt_ = chance.random() < 0.02
        yield replace(figure, value=None, status=status) if spoilt_ else figure


@pytest.mark.parametrize("form_id", form_ids())
@pytest.mark.parametrize("seed", range(3))
def test_a_submission_alone_is_judged_as_its_expressions_say(form_id: str, seed: int) -> None:
    form = load_form(form_id)
    chance = random.Random(seed)
    for one in cases(form, seed, 25, (*ODD, *UNSURE)):
        figures = [one for one in spotted(one.figures, chance) if chance.random() < 0.99]
        chance.shuffle(figures)
        own = replace(one, figures=tuple(figures))
        level = chance.choice(LEVELS)
        found = check_submission(own, form, Circumstances(level))
        counts, failed = plainly(own, form, level)
        assert found.counts == counts
        told = {rule for rule, _ in failed}
        assert [p.rule for p in found.problems if p.rule in told] == [rule for rule, _ in failed]


@pytest.mark.parametrize("form_id", form_ids())
def test_causes_are_the_same_whether_the_relations_have_been_judged_before(form_id: str) -> None:
    form, hints = load_form(form_id), 0
    for one in cases(form, 5, 40, UNSURE):
        own = replace(one, figures=FigureRow.of(one.figures))
        (verdict,) = screen_of(form).judge(packed([one]), ["department"], [one.unit])
        if verdict is None:
            continue
        told = check_told(own, form, Circumstances("department"), verdict).problems
        relations = applied_relations(form, one.unit, "department")
        figures = {figure.key: figure for figure in one.figures}
        anew = with_hints([replace(p, hints=()) for p in told], relations, figures, form)
        assert list(told) == anew
        hints += sum(len(problem.hints) for problem in told)
    assert hints


def test_a_key_that_comes_twice_is_not_judged_in_columns() -> None:
    form = load_form("hechi/2018")
    keys = (*form.items, next(iter(form.items)))
    assert Screen(form).judge([row(keys, [0] * len(keys))], [None], ["测试局"]) == [None]


def test_rows_that_come_out_alike_share_their_counts() -> None:
    form = load_form("national/2021")
    rows = [row(tuple(form.items), [0] * len(form.items))] * 3
    first, *others = Screen(form).judge(rows, [None] * 3, ["甲局"] * 3)
    assert first is not None
    assert all(one is not None and one.counts is first.counts for one in others)
    merged = merged_counts([first.counts] * 3)
    assert merged["A1"] == RuleCounts(3 * len(form.items))
