"""The language of rules: parsed by its own grammar, exact, and nothing else than arithmetic."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hcstats.forms.grammar import evaluate, is_relation, names, parse
from hcstats.model import HcstatsError

VALUES: dict[str, int | Decimal] = {"a": 3, "b": 5, "t.c": 0, "money": Decimal("1.25")}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a + b * 2", 13),
        ("(a + b) * 2", 16),
        ("b - a - 1", 1),
        ("sum(a, b, t.c)", 8),
        ("max(a, b)", 5),
        ("a + b = 8", True),
        ("a != b", True),
        ("a < b and b <= 5", True),
        ("a > b or t.c = 0", True),
        ("a = 0 <=> t.c = 0", False),
        ("whole(money)", False),
        ("decimals(money)", 2),
        ("money * 4 = b", True),
    ],
)
def test_expressions(text: str, value: object) -> None:
    assert evaluate(parse(text), VALUES) == value


def test_names_are_listed_once_in_order() -> None:
    assert names(parse("b = a + b + sum(t.c, a)")) == ("b", "a", "t.c")


@pytest.mark.parametrize(
    "text",
    ["", "a +", "+ a", "a b", "(a", "a)", "a = b = t.c", "f(a)", "a ** b", "a / b", "whole(a, b)",
     "sum()", "a.__class__", "'a'", "a[0]", "lambda: 1", "a; b", "A", "1.", "a and", "a <=> ",
     "a = (b = t.c)", "a + (b < t.c)", "sum(a = b, 1)", "whole(a = b)", "a and b = 0", "a <=> b"],
)  # fmt: skip
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(HcstatsError):
        parse(text)


@pytest.mark.parametrize("text", ["(" * 3000 + "a" + ")" * 3000, "a" + " + a" * 3000])
def test_what_would_exhaust_the_stack_is_refused(text: str) -> None:
    with pytest.raises(HcstatsError):
        parse(text)


def test_a_long_list_is_no_deep_expression() -> None:
    assert evaluate(parse(f"sum({', '.join(['a'] * 1000)})"), VALUES) == 3000


@pytest.mark.parametrize(
    ("text", "relation"),
    [("a = b", True), ("a = 0 or b = 0", True), ("whole(a)", True), ("a", False), ("a + b", False),
     ("decimals(a)", False), ("max(a, b)", False)],
)  # fmt: skip
def test_a_relation_is_told_from_a_number(text: str, relation: bool) -> None:
    assert is_relation(parse(text)) is relation


def _trees() -> st.SearchStrategy[tuple[str, Any]]:
    leaves = st.one_of(
        st.integers(0, 99).map(lambda n: (str(n), n)),
        st.sampled_from([("a", 3), ("b", 5), ("t.c", 0)]),
    )

    def grow(inner: st.SearchStrategy[tuple[str, Any]]) -> st.SearchStrategy[tuple[str, Any]]:
        pairs = st.tuples(inner, inner)
        return st.one_of(
            pairs.map(lambda p: (f"({p[0][0]} + {p[1][0]})", p[0][1] + p[1][1])),
            pairs.map(lambda p: (f"({p[0][0]} - {p[1][0]})", p[0][1] - p[1][1])),
            pairs.map(lambda p: (f"({p[0][0]} * {p[1][0]})", p[0][1] * p[1][1])),
            pairs.map(lambda p: (f"max({p[0][0]}, {p[1][0]})", max(p[0][1], p[1][1]))),
            pairs.map(lambda p: (f"sum({p[0][0]}, {p[1][0]})", p[0][1] + p[1][1])),
        )

    return st.recursive(leaves, grow, max_leaves=12)


@given(_trees())
def test_arithmetic_agrees_with_python(tree: tuple[str, Any]) -> None:
    text, value = tree
    assert evaluate(parse(text), VALUES) == value


@given(_trees(), _trees(), st.sampled_from(["=", "!=", "<", "<=", ">", ">="]))
def test_comparisons_agree_with_python(
    left: tuple[str, Any], right: tuple[str, Any], sign: str
) -> None:
    python = {"=": "==", "!=": "!="}.get(sign, sign)
    wanted = eval(f"{left[1]} {python} {right[1]}")  # noqa: S307  (numbers of our own making)
    assert evaluate(parse(f"{left[0]} {sign} {right[0]}"), VALUES) is wanted
