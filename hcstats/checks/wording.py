"""A relation in official labels."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from hcstats.forms.definition import CONTEXTS, Form
from hcstats.forms.grammar import Call, Constant, Expression, Name

if TYPE_CHECKING:
    from hcstats.checks.instances import Instance

_CONTEXT_LABELS = {"last": "上年", "siblings": "其他单位"}
_LISTED = 4
"""Operands of a sum that a relation names before it leaves out the middle."""


def relation(instance: Instance, form: Form) -> str:
    """The relation in official labels: 总计 = 自然人 + 商业企业 + … + 其他."""
    return _labelled(instance.expression, _labels(instance, form))


def _labels(instance: Instance, form: Form) -> dict[str, str]:
    return {name: _label(instance, form, name) for name in instance.used}


def _label(instance: Instance, form: Form, name: str) -> str:
    """The official label of what a name stands for, with whose figure it is in front."""
    head, _, rest = instance.names[name].partition(".")
    if head in CONTEXTS:
        return _CONTEXT_LABELS[head] + _own_label(instance, form, rest)
    return _own_label(instance, form, instance.names[name])


def _own_label(instance: Instance, form: Form, key: str) -> str:
    item = form.items.get(key)
    if item is None:
        return instance.row
    return item.column.label if instance.rule.each == "row" else item.row.label


def _labelled(expression: Expression, labels: Mapping[str, str]) -> str:
    if isinstance(expression, Constant):
        return str(expression.value)
    if isinstance(expression, Name):
        return labels[expression.name]
    if expression.function == "+":
        return " + ".join(_shortened(_terms(expression), labels))
    parts = [_labelled(operand, labels) for operand in expression.operands]
    if expression.function in ("sum", "max"):
        shown = " + ".join(_shortened(list(expression.operands), labels))
        return shown if expression.function == "sum" else f"max({shown.replace(' + ', '、')})"
    if len(parts) == 1:
        return f"{expression.function}({parts[0]})"
    sign = {"<=": "≤", ">=": "≥", "!=": "≠", "<=>": "⇔"}.get(
        expression.function, expression.function
    )
    return f"{parts[0]} {sign} {parts[1]}"


def _terms(expression: Expression) -> list[Expression]:
    if isinstance(expression, Call) and expression.function == "+":
        return [*_terms(expression.operands[0]), *_terms(expression.operands[1])]
    return [expression]


def _shortened(terms: list[Expression], labels: Mapping[str, str]) -> list[str]:
    shown = [_labelled(term, labels) for term in terms]
    return shown if len(shown) <= _LISTED else [*shown[:2], "…", shown[-1]]
