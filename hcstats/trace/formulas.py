"""Relations and rates as sums of figures, held against the totals."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from hcstats.checks.instances import Instance, own_relations
from hcstats.forms.definition import Form
from hcstats.forms.grammar import Call, Expression, Name
from hcstats.item_labels import item_label
from hcstats.model import Amount, Number, Outcome, Status, Text, Total, say
from hcstats.trace.records import Formula, Part

_NOTHING = Amount(None, status=Status.BLANK)


def formulas(outcome: Outcome, form: Form, key: str) -> Iterator[Formula]:
    """Every relation that makes a figure a sum of others, or of what it is a part of a balance.

    Those that bind only some units say nothing of a total, and are left out.
    """
    totals = {total.key: total for total in outcome.totals}
    for instance in own_relations(form):
        expression = instance.expression
        if instance.rule.only_units or instance.rule.unless_level or key not in instance.keys:
            continue
        if not isinstance(expression, Call) or expression.function != "=":
            continue
        left, right = (terms(side, instance.names) for side in expression.operands)
        if left is None or right is None:
            continue
        alone = [[(1, key)]]
        balance = len(left) > 1 and len(right) > 1
        if balance or left in alone or right in alone:
            yield _formula(outcome, form, instance, (left, right), totals)


def terms(
    expression: Expression, names: Mapping[str, str] | None = None
) -> list[tuple[int, str]] | None:
    """The figures of a sum with their signs, None for what is no plain sum."""
    if isinstance(expression, Name):
        return [(1, names[expression.name] if names else expression.name)]
    if not isinstance(expression, Call) or expression.function not in ("+", "-", "sum"):
        return None
    found: list[tuple[int, str]] = []
    for place, operand in enumerate(expression.operands):
        own = terms(operand, names)
        if own is None:
            return None
        sign = -1 if expression.function == "-" and place else 1
        found += [(sign * one, key) for one, key in own]
    return found


def parts_of(
    form: Form, found: Sequence[tuple[int, str]], totals: Mapping[str, Total]
) -> tuple[Part, ...]:
    """The figures of a sum with their labels and totals."""
    return tuple(
        Part(
            sign,
            key,
            item_label(form, form.items[key]),
            totals[key].amount if key in totals else _NOTHING,
        )
        for sign, key in found
    )


def value_of(parts: Sequence[Part]) -> Number:
    """What parts add up to; one without a value adds nothing."""
    return sum((part.sign * (part.amount.value or 0) for part in parts), start=0)


def _formula(
    outcome: Outcome,
    form: Form,
    instance: Instance,
    sides: tuple[Sequence[tuple[int, str]], Sequence[tuple[int, str]]],
    totals: Mapping[str, Total],
) -> Formula:
    left, right = (parts_of(form, side, totals) for side in sides)
    reason = _open([*left, *right], totals)
    left_value, right_value = value_of(left), value_of(right)
    keys = {part.key for part in (*left, *right)}
    broken = [
        one.unit
        for one in outcome.problems
        if one.rule == instance.rule.id and one.key in keys and one.unit and _all(keys, one.figures)
    ]
    return Formula(
        instance.rule.id,
        left,
        right,
        left_value,
        right_value,
        None if reason else left_value == right_value,
        reason,
        tuple(dict.fromkeys(broken)),
    )


def _all(keys: set[str], figures: str) -> bool:
    """Whether a problem speaks of just these figures."""
    return {part.partition("=")[0].strip() for part in figures.split(";")} == keys


def _open(parts: Sequence[Part], totals: Mapping[str, Total]) -> Text:
    """Why it cannot be said whether a relation holds; empty if it can."""
    if any(part.amount.approximate for part in parts):
        return say("a part is approximate")
    if any(
        part.amount.status is Status.UNREADABLE or (part.key in totals and totals[part.key].partial)
        for part in parts
    ):
        return say("a unit's figure in it could not be read")
    if all(part.amount.value is None for part in parts):
        return say("nobody reported a number for it")
    return ""
