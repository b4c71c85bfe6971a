"""What a broken relation says to the clerk."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

from hcstats.forms.definition import CONTEXTS, Form
from hcstats.forms.grammar import COMPARISONS, Call, Constant, Expression, Name, evaluate, names
from hcstats.model import Figure, Message, Number, Place, Problem, Status, Submission, say

if TYPE_CHECKING:
    from hcstats.checks.instances import Instance

_BOUNDS = ("=", "<=", ">=")
"""Comparisons whose right side says what the left should be, or be at most or at least."""
_CONTEXT_LABELS = {"last": "上年", "siblings": "其他单位"}
_LISTED = 4
"""Operands of a sum that a message names before it leaves out the middle."""


def failure(
    instance: Instance, figures: Mapping[str, Figure], submission: Submission, form: Form
) -> Problem:
    """The problem that a failed rule is, at the cell of what stands left in it."""
    rule = instance.rule
    left, right = _sides(instance.expression)
    values = {name: _value(figures.get(instance.names[name])) for name in names(left)}
    values |= {name: _value(figures.get(instance.names[name])) for name in _names(right)}
    left_value = evaluate(left, values)
    right_value = evaluate(right, values) if right is not None else ""
    figure = _figure(instance, left, figures)
    params: dict[str, object] = {
        "left": _shown(left_value, figure, left),
        "right": right_value,
        "difference": _difference(left_value, right_value),
        "relation": relation(instance, form),
        "row": instance.row,
        "column": instance.column,
        "item": " / ".join(part for part in (instance.row, instance.column) if part),
        "last": _last(instance, figures),
    }
    # Where a rule is more than one comparison, no single value would have satisfied it.
    whole = isinstance(instance.expression, Call) and instance.expression.function in _BOUNDS
    simple = isinstance(left, Name)
    used = f"{rule.message_zh} {rule.message_en}"
    kept = tuple((name, value) for name, value in params.items() if f"{{{name}}}" in used)
    place = Place(submission.file, figure.sheet, figure.cell) if figure else Place(submission.file)
    return Problem(
        rule.id,
        rule.severity,
        Message(rule.message_en, kept, rule.message_zh),
        place,
        submission.unit_code,
        submission.unit,
        submission.period,
        figure.key if figure else "",
        expected=_plain(right_value) if whole else "",
        found=figure.text if figure and figure.text and simple else _plain(left_value),
        figures=spoken_of(instance, figures),
    )


def spoken_of(instance: Instance, figures: Mapping[str, Figure]) -> str:
    """The figures of a relation as `key=value; …`; what is absent or blank has no value."""
    return "; ".join(
        f"{key}={_plain(figure.value) if figure and figure.value is not None else ''}"
        for key, figure in ((key, figures.get(key)) for key in instance.keys)
    )


def _last(instance: Instance, figures: Mapping[str, Figure]) -> object:
    """The first figure of the year before that the relation speaks of."""
    earlier = [name for name in instance.used if name.startswith("last.")]
    return _value(figures.get(instance.names[earlier[0]])) if earlier else ""


def _names(expression: Expression | None) -> tuple[str, ...]:
    return names(expression) if expression is not None else ()


def _value(figure: Figure | None) -> Number:
    return figure.value if figure is not None and figure.value is not None else 0


def _sides(expression: Expression) -> tuple[Expression, Expression | None]:
    """Left and right of the first comparison; a rule of several parts is told by its first."""
    while isinstance(expression, Call):
        if expression.function in COMPARISONS:
            return expression.operands[0], expression.operands[1]
        expression = expression.operands[0]
    return expression, None


def _figure(instance: Instance, left: Expression, figures: Mapping[str, Figure]) -> Figure | None:
    """The figure at which the problem is shown: left in the rule, the largest where a maximum."""
    found = [
        figures[instance.names[name]]
        for name in (*names(left), *names(instance.expression))
        if name.partition(".")[0] not in CONTEXTS and instance.names[name] in figures
    ]
    if isinstance(left, Call) and left.function == "max" and found:
        return max(found[: len(names(left))], key=_value)
    return found[0] if found else None


def _shown(value: object, figure: Figure | None, left: Expression) -> object:
    if not isinstance(left, Name) or figure is None or figure.status is Status.REPORTED:
        return value
    written = say("blank") if figure.status is Status.BLANK else figure.text
    return say("{value} ({written})", value=value, written=written)


def _difference(left: object, right: object) -> object:
    if isinstance(left, int | Decimal) and isinstance(right, int | Decimal):
        return abs(left - right)
    return ""


def _plain(value: object) -> str:
    if isinstance(value, Decimal):
        return f"{value:f}"
    return "" if isinstance(value, bool) else str(value)


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
