"""Relations in linear form: what a relation says of whole numbers, as signs of sums.

`a = b + c` is one sum that must be 0; `max(a, b) <= c` is two that must be 0 or more; `and`,
`or` and `<=>` join such signs. A relation that cannot be said so is left to its expression.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from hcstats.forms.grammar import COMPARISONS, Call, Constant, Expression, Name

Terms = dict[str, int]
"""Coefficients by name, the constant under the empty name."""


class Sign(NamedTuple):
    """Whether a sum is 0 (`equal`) or at least 0; or, `negated`, whether it is not."""

    coefficients: Mapping[str, int]
    constant: int
    equal: bool
    negated: bool


class Joined(NamedTuple):
    """Signs joined: `function` is `and`, `or` or `<=>`; no parts under `and` are always true."""

    function: str
    parts: tuple[Formula, ...]


Formula = Sign | Joined

_TRUE = Joined("and", ())


def compiled(expression: Expression) -> Formula | None:
    """What a relation says where all its values are whole numbers; None if it is not linear."""
    if not isinstance(expression, Call):
        return None
    function, operands = expression.function, expression.operands
    if function == "whole":
        return _TRUE if _terms(operands[0]) is not None else None
    if function in COMPARISONS:
        return _compared(function, *operands)
    if function not in ("and", "or", "<=>"):
        return None
    left, right = compiled(operands[0]), compiled(operands[1])
    if left is None or right is None:
        return None
    return Joined(function, (left, right))


def signs(formula: Formula) -> Iterator[Sign]:
    """The signs in a formula, in its order."""
    if isinstance(formula, Sign):
        yield formula
    else:
        for part in formula.parts:
            yield from signs(part)


def conjunction(formula: Formula) -> bool:
    """Whether a formula is true just where all its signs are."""
    if isinstance(formula, Sign):
        return True
    return formula.function == "and" and all(map(conjunction, formula.parts))


def _compared(function: str, left: Expression, right: Expression) -> Formula | None:
    if function in ("<", "<="):
        # Turned round, so that only > and >= are left.
        left, right, function = right, left, {"<": ">", "<=": ">="}[function]
    for place, side in enumerate((left, right)):
        if function in (">", ">=") and isinstance(side, Call) and side.function == "max":
            # No less than a maximum is no less than each; a maximum is no less if one is.
            sides = [(one, right) if place == 0 else (left, one) for one in side.operands]
            parts = [_compared(function, *pair) for pair in sides]
            whole = tuple(part for part in parts if part is not None)
            joint = "or" if place == 0 else "and"
            return _joined(joint, whole) if len(whole) == len(parts) else None
    plus, minus = _terms(left), _terms(right)
    if plus is None or minus is None:
        return None
    sums = _added(plus, minus, -1)
    if function == ">":
        # More than another whole number: at least one more.
        sums[""] -= 1
    constant = sums.pop("")
    if not sums and function == ">=" and constant >= 0:
        return _TRUE
    return Sign(sums, constant, function in ("=", "!="), function == "!=")


def _joined(function: str, parts: tuple[Formula, ...]) -> Formula:
    found = parts[0]
    if function == "and":
        return Joined("and", parts)
    for part in parts[1:]:
        found = Joined("or", (found, part))
    return found


def _terms(expression: Expression) -> Terms | None:
    """A sum of names with whole coefficients; None if the expression is none."""
    if isinstance(expression, Constant):
        return {"": expression.value} if isinstance(expression.value, int) else None
    if isinstance(expression, Name):
        return {"": 0, expression.name: 1}
    parts = [_terms(operand) for operand in expression.operands]
    known = [part for part in parts if part is not None]
    if len(known) < len(parts):
        return None
    if expression.function == "decimals":
        return {"": 0}  # of a whole number
    if expression.function == "*":
        return _product(*known)
    if expression.function not in ("+", "-", "sum"):
        return None
    found: Terms = {"": 0}
    for place, part in enumerate(known):
        found = _added(found, part, -1 if expression.function == "-" and place else 1)
    return found


def _product(left: Terms, right: Terms) -> Terms | None:
    """The product where one side is a constant."""
    if len(left) > 1:
        left, right = right, left
    return {name: left[""] * one for name, one in right.items()} if len(left) == 1 else None


def _added(one: Terms, other: Terms, sign: int) -> Terms:
    return {name: one.get(name, 0) + sign * other.get(name, 0) for name in {**one, **other}}
