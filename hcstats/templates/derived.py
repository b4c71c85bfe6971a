"""What a form's own rules say of its cells: which are totals, which open from last year's."""

from __future__ import annotations

from collections.abc import Mapping

from hcstats.checks.instances import instances, own_relations
from hcstats.forms.definition import Form, Rule
from hcstats.forms.grammar import Call, Expression, Name
from hcstats.model import Severity

_TOTALS: dict[int, tuple[Form, dict[str, tuple[str, ...]]]] = {}


def totals(form: Form) -> Mapping[str, tuple[str, ...]]:
    """The keys that are always the sum of others, with those others; none is part of itself."""
    built = _TOTALS.get(id(form))
    if built is None or built[0] is not form:
        built = _TOTALS[id(form)] = (form, _totals(form))
    return built[1]


def _totals(form: Form) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for one in own_relations(form):
        if not _binding(one.rule) or not isinstance(one.expression, Call):
            continue
        whole, *rest = one.expression.operands
        if one.expression.function != "=" or not isinstance(whole, Name) or len(rest) != 1:
            continue
        names = _added(rest[0])
        key = one.names[whole.name]
        parts = tuple(one.names[name] for name in names)
        if len(parts) > 1 and key not in found and key not in _below(found, parts):
            found[key] = parts
    return found


def openings(form: Form) -> dict[str, str]:
    """The keys that equal a figure of the unit's year before, but for totals of others."""
    return {key: last for key, last in balances(form).items() if key not in totals(form)}


def balances(form: Form) -> dict[str, str]:
    """The keys that equal a figure of the unit's year before, with the key of that figure."""
    found: dict[str, str] = {}
    for one in instances(form):
        expression = one.expression
        if one.rule.over != "unit" or not isinstance(expression, Call):
            continue
        if expression.function != "=" or len(one.used) != 2:
            continue
        left, right = expression.operands
        if isinstance(left, Name) and isinstance(right, Name) and right.name.startswith("last."):
            found[one.names[left.name]] = one.names[right.name].removeprefix("last.")
    return found


def _binding(rule: Rule) -> bool:
    """Whether a total can be nothing but the sum: for every unit, whatever rows it adds."""
    excused = rule.only_units or rule.unless_level or rule.warning_beside
    return rule.severity is Severity.ERROR and not excused


def _added(expression: Expression) -> tuple[str, ...]:
    """The names of a plain sum, none if it is anything else."""
    if isinstance(expression, Name):
        return (expression.name,)
    if isinstance(expression, Call) and expression.function in ("sum", "+"):
        parts = [_added(operand) for operand in expression.operands]
        return tuple(name for part in parts for name in part) if all(parts) else ()
    return ()


def _below(known: Mapping[str, tuple[str, ...]], keys: tuple[str, ...]) -> set[str]:
    """The keys and everything that they are sums of."""
    found = set(keys)
    for key in keys:
        found |= _below(known, known.get(key, ()))
    return found
