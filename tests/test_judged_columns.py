"""Figures as columns, and relations as sums over them: the same as values and expressions."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from hcstats.checks.columns import columns_of, columns_of_figures
from hcstats.checks.compiled import compiled, conjunction
from hcstats.checks.instances import Instance, own_relations
from hcstats.checks.judge import FAILED, PASSED, Judge
from hcstats.forms.definition import Rule
from hcstats.forms.grammar import evaluate, names, parse
from hcstats.forms.load import form_ids, load_form
from hcstats.model import Figure, FigureRow, Number, Severity, Status


def rule_of(expression: str) -> Rule:
    return Rule(
        id="X1", severity=Severity.ERROR, expression=expression, each="once",
        message_zh="", message_en="", reason_zh="", reason_en="",
    )  # fmt: skip


VALUES = (
    st.none()
    | st.integers()
    | st.integers(-9, 99)
    | st.sampled_from((Decimal("0.5"), 2**53 + 1, -(10**20)))
)


@given(st.lists(st.tuples(*[VALUES] * 4), min_size=1, max_size=6), st.integers(0, 2**53))
def test_packed_figures_are_the_columns_that_their_values_are(
    rows: list[tuple[Number | None, ...]], limit: int
) -> None:
    keys = tuple("abcd")
    packed_rows = [
        FigureRow.of(
            [
                Figure(
                    "", "", "", "", "", key, value, Status.REPORTED if value is not None
                    else Status.BLANK, False, "", "", "", "" if value is None else f"{value} "[at:],
                )
                for at, (key, value) in enumerate(zip(keys, values, strict=True))
            ]
        )
        for values in rows
    ]  # fmt: skip
    found, wanted = columns_of_figures(packed_rows, limit), columns_of(rows, limit)
    assert (found.cells.values == wanted.cells.values).all()
    assert (found.cells.reported == wanted.cells.reported).all()
    assert {at: set(own) for at, own in found.odd.items()} == {
        at: set(own) for at, own in wanted.odd.items()
    }
    assert [[found.value(at, place) for place in range(4)] for at in range(len(rows))] == [
        list(one) for one in rows
    ]


EXPRESSIONS = (
    "a = b + c", "a != b", "a < b", "a <= b", "a > b", "a >= b", "a - b = c - 2", "2 * a <= b * 3",
    "max(a, b) <= c", "max(a, b) < c", "a <= max(b, c)", "a > max(b, c)", "max(a, b) > c",
    "c >= max(a, b, 4)", "sum(a, b, c) = 6", "a = 0 <=> b = 0", "a > 0 or b = 0 and c > 1",
    "whole(a)", "whole(a + b) and c >= 0", "decimals(a) <= 2", "decimals(a) > 0 or b = 1",
    "a = a", "a + b >= a", "1 = 1 and a = 1", "a != b + c or a = 0", "(a = 1 or b = 1) <=> c = 1",
    "max(a, b) = c", "a * b = c", "max(a, b) + 1 <= c", "a >= 0.5", "whole(a * b)",
)  # fmt: skip


@settings(deadline=None, max_examples=40)
@given(st.lists(st.tuples(*[st.integers(-3, 9)] * 3), min_size=1, max_size=20))
def test_sums_say_of_whole_numbers_what_the_expressions_say(rows: list[tuple[int, ...]]) -> None:
    relations = []
    for text in EXPRESSIONS:
        rule = rule_of(text)
        used = names(parse(text))
        relations.append(Instance(rule, parse(text), used, {name: name for name in used}, "", ""))
    judge = Judge(relations, {"a": 0, "b": 1, "c": 2})
    codes = judge.judged(columns_of(rows, judge.limit))
    for relation, own in zip(relations, codes.tolist(), strict=True):
        for row, code in zip(rows, own, strict=True):
            values = dict(zip("abc", row, strict=True))
            assert code == (PASSED if evaluate(relation.expression, values) else FAILED), values


def test_the_relations_of_the_official_forms_are_all_sums() -> None:
    for form_id in form_ids():
        for relation in own_relations(load_form(form_id)):
            assert compiled(relation.expression) is not None
    assert compiled(parse("a * b = c")) is None
    bound = compiled(parse("max(a, b) <= c"))
    assert bound is not None
    assert conjunction(bound)
