"""Expressions made ready to be evaluated many times."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from typing import Any

from hcstats.forms.grammar import FUNCTIONS, Call, Constant, Expression, Name
from hcstats.model import Number

Prepared = Callable[[Mapping[str, Number]], Any]
"""A number or a truth, from the values by key."""

_BINARY: dict[str, Callable[[Any, Any], Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    **{name: FUNCTIONS[name] for name in ("and", "or", "<=>")},
}


def prepared(expression: Expression, keys: Mapping[str, str]) -> Prepared:
    """A function that gives what `evaluate` gives, from values by key in place of name.

    It takes the same steps in the same order, so that it is as exact.
    """
    if isinstance(expression, Constant):
        constant = expression.value
        return lambda _: constant
    if isinstance(expression, Name):
        return operator.itemgetter(keys[expression.name])
    operands = expression.operands
    summed = _summed(expression)
    if len(summed) > 2 and all(isinstance(one, Name) for one in summed):
        return _sum([keys[one.name] for one in summed if isinstance(one, Name)])
    if expression.function in ("sum", "max") and all(isinstance(one, Name) for one in operands):
        own = tuple(keys[one.name] for one in operands if isinstance(one, Name))
        whole = sum if expression.function == "sum" else max
        return lambda values: whole(map(values.__getitem__, own))
    if expression.function in _BINARY:
        step = _BINARY[expression.function]
        left, right = (prepared(one, keys) for one in operands)
        return lambda values: step(left(values), right(values))
    made, parts = FUNCTIONS[expression.function], [prepared(one, keys) for one in operands]
    return lambda values: made(*[one(values) for one in parts])


def _sum(own: list[str]) -> Prepared:
    """`a + b + c` from the left, as it is written."""
    first, rest = own[0], tuple(own[1:])
    return lambda values: sum(map(values.__getitem__, rest), values[first])


def _summed(expression: Expression) -> list[Expression]:
    """The terms of a sum without brackets on its right."""
    terms: list[Expression] = []
    while isinstance(expression, Call) and expression.function == "+":
        terms.insert(0, expression.operands[1])
        expression = expression.operands[0]
    return [expression, *terms]
