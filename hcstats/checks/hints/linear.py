"""Relations as linear rows: what `a = b + c` and `max(a, b) <= c` say about the figures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from operator import mul
from typing import NamedTuple

from hcstats.checks.instances import Instance
from hcstats.forms.grammar import Call, Constant, Expression, Name
from hcstats.model import Number


class Row(NamedTuple):
    """Coefficients by key with a constant: their sum is 0 (`equal`), or else at least 0."""

    coefficients: Mapping[str, Number]
    constant: Number
    equal: bool

    def value(self, values: Mapping[str, Number]) -> Number:
        """What stands left of `= 0` or `>= 0`."""
        own = self.coefficients
        products: Iterator[Number] = map(mul, own.values(), map(values.__getitem__, own))
        return self.constant + sum(products)

    def holds(self, values: Mapping[str, Number]) -> bool:
        """Whether the values satisfy the row."""
        value = self.value(values)
        return value == 0 if self.equal else value >= 0


class Total(NamedTuple):
    """An equation of one total with the sum of its parts: keys, and the names of the parts."""

    total: str
    parts: Mapping[str, str]
    """Key by the part's name in the expression."""


def rows(instance: Instance) -> tuple[Row, ...] | None:
    """The rows that together are the relation; None if it is not linear."""
    found = _rows(instance.expression)
    if found is None:
        return None
    named = instance.names
    return tuple(Row(_by_key(row.coefficients, named), row.constant, row.equal) for row in found)


def _by_key(coefficients: Mapping[str, Number], named: Mapping[str, str]) -> dict[str, Number]:
    return {named[name]: c for name, c in coefficients.items() if c}


def total(instance: Instance) -> Total | None:
    """The total and its parts, where the relation says that one figure is a sum of others."""
    root = instance.expression
    if not isinstance(root, Call) or root.function != "=":
        return None
    for whole, sides in zip(root.operands, reversed(root.operands), strict=True):
        parts = _terms(sides)
        if isinstance(whole, Name) and parts is not None and len(parts) > 1 and not parts[""]:
            named = {name: instance.names[name] for name in parts if name}
            if len(named) > 1 and all(parts[name] == 1 for name in named):
                return Total(instance.names[whole.name], named)
    return None


def _rows(expression: Expression) -> list[Row] | None:
    if not isinstance(expression, Call):
        return None
    left, right = expression.operands[0], expression.operands[-1]
    if expression.function == "and":
        both = [_rows(left), _rows(right)]
        return None if None in both else [row for part in both for row in part or ()]
    if expression.function == ">=":
        left, right = right, left
    elif expression.function not in ("=", "<="):
        return None
    equal = expression.function == "="
    smaller = left.operands if isinstance(left, Call) and left.function == "max" else (left,)
    if equal and len(smaller) > 1:
        return None
    found = [_row(right, one, equal=equal) for one in smaller]
    return None if None in found else [row for row in found if row is not None]


def _row(plus: Expression, minus: Expression, *, equal: bool) -> Row | None:
    gained, lost = _terms(plus), _terms(minus)
    if gained is None or lost is None:
        return None
    together = {name: gained.get(name, 0) - lost.get(name, 0) for name in {**lost, **gained}}
    constant = together.pop("")
    return Row(together, constant, equal)


def _terms(expression: Expression) -> dict[str, Number] | None:
    """Coefficients by name, the constant under the empty name; None if not linear."""
    if isinstance(expression, Constant):
        return {"": expression.value}
    if isinstance(expression, Name):
        return {"": 0, expression.name: 1}
    if expression.function not in ("+", "-", "sum"):
        return None
    found: dict[str, Number] = {"": 0}
    for place, operand in enumerate(expression.operands):
        terms = _terms(operand)
        if terms is None:
            return None
        sign = -1 if expression.function == "-" and place else 1
        for name, coefficient in terms.items():
            found[name] = found.get(name, 0) + sign * coefficient
    return found
