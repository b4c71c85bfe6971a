"""What a broken relation says to the clerk."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import cached_property

from hcstats.checks.instances import Instance
from hcstats.checks.values import numbers_of
from hcstats.checks.wording import relation
from hcstats.forms.definition import CONTEXTS, Form
from hcstats.forms.grammar import COMPARISONS, Call, Expression, Name, names
from hcstats.forms.prepared import prepared
from hcstats.model import Figure, Message, Number, Place, Problem, Severity, Status, Submission, say

_BOUNDS = ("=", "<=", ">=")
"""Comparisons whose right side says what the left should be, or be at most or at least."""


def failure(
    instance: Instance,
    figures: Mapping[str, Figure],
    submission: Submission,
    form: Form,
    severity: Severity | None = None,
) -> Problem:
    """The problem that a failed rule is, at the cell of what stands left in it.

    It is as severe as the rule, if nothing else is said.
    """
    rule, numbers, wording = instance.rule, numbers_of(figures), _wording(instance, form)
    values = {key: _value(numbers.get(key)) for key in wording.keys}
    left = wording.left(values)
    right: object = wording.right(values) if wording.right is not None else ""
    accused = wording.accused(numbers)
    figure = figures[accused] if accused else None
    fields = _fields(wording, left, right, figure, numbers)
    kept = tuple((name, value) for name, value in fields.items() if name in wording.params)
    place = Place(submission.file, figure.sheet, figure.cell) if figure else Place(submission.file)
    written = figure.text if figure and wording.simple else ""
    return Problem(
        rule.id,
        severity or rule.severity,
        Message(rule.message_en, kept, rule.message_zh),
        place,
        submission.unit_code,
        submission.unit,
        submission.period,
        figure.key if figure else "",
        expected=_plain(right) if wording.whole else "",
        found=written or _plain(left),
        figures=spoken_of(instance, numbers),
    )


def _fields(
    wording: _Wording,
    left: object,
    right: object,
    figure: Figure | None,
    numbers: Mapping[str, Number | None],
) -> dict[str, object]:
    """What a rule's sentence may speak of, by the names in `_PARAMS`."""
    return {
        "left": _shown(left, figure) if wording.simple else left,
        "right": right,
        "difference": _difference(left, right),
        "relation": wording.text,
        "row": wording.instance.row,
        "column": wording.instance.column,
        "item": wording.item,
        "last": _value(numbers.get(wording.last)) if wording.last else "",
    }


def spoken_of(instance: Instance, numbers: Mapping[str, Number | None]) -> str:
    """The figures of a relation as `key=value; …`; what is absent or blank has no value."""
    given = ((key, numbers.get(key)) for key in instance.keys)
    return "; ".join([f"{key}={'' if one is None else _plain(one)}" for key, one in given])


class _Wording:
    """What is the same of a relation whoever breaks it."""

    def __init__(self, instance: Instance, form: Form) -> None:
        self.instance, self.form = instance, form
        named, rule = instance.names, instance.rule
        left, right = _sides(instance.expression)
        own = names(left)
        self.simple = isinstance(left, Name)
        self.left = prepared(left, named)
        self.right = prepared(right, named) if right is not None else None
        self.keys = [named[name] for name in (*own, *(names(right) if right is not None else ()))]
        # Where a rule is more than one comparison, no single value would have satisfied it.
        whole = instance.expression
        self.whole = isinstance(whole, Call) and whole.function in _BOUNDS
        self._places = [
            named[name] for name in (*own, *names(whole)) if name.partition(".")[0] not in CONTEXTS
        ]
        self._of_maximum = len(own) if isinstance(left, Call) and left.function == "max" else 0
        earlier = [name for name in instance.used if name.startswith("last.")]
        self.last = named[earlier[0]] if earlier else ""
        """The first figure of the year before that the relation speaks of."""
        self.item = " / ".join(part for part in (instance.row, instance.column) if part)
        used = f"{rule.message_zh} {rule.message_en}"
        self.params = frozenset(name for name in _PARAMS if f"{{{name}}}" in used)

    @cached_property
    def text(self) -> str:
        """The relation in official labels."""
        return relation(self.instance, self.form)

    def accused(self, numbers: Mapping[str, Number | None]) -> str:
        """The key at which the problem is shown: left in the rule, the largest of a maximum."""
        found = [key for key in self._places if key in numbers]
        if self._of_maximum and found:
            return max(found[: self._of_maximum], key=lambda key: _value(numbers[key]))
        return found[0] if found else ""


_PARAMS = ("left", "right", "difference", "relation", "row", "column", "item", "last")
_BUILT: dict[int, _Wording] = {}


def _wording(instance: Instance, form: Form) -> _Wording:
    built = _BUILT.get(id(instance))
    if built is None or built.instance is not instance or built.form is not form:
        built = _BUILT[id(instance)] = _Wording(instance, form)
    return built


def _sides(expression: Expression) -> tuple[Expression, Expression | None]:
    """Left and right of the first comparison; a rule of several parts is told by its first."""
    while isinstance(expression, Call):
        if expression.function in COMPARISONS:
            return expression.operands[0], expression.operands[1]
        expression = expression.operands[0]
    return expression, None


def _shown(value: object, figure: Figure | None) -> object:
    if figure is None or figure.status is Status.REPORTED:
        return value
    written = say("blank") if figure.status is Status.BLANK else figure.text
    return say("{value} ({written})", value=value, written=written)


def _value(number: Number | None) -> Number:
    return 0 if number is None else number


def _difference(left: object, right: object) -> object:
    if isinstance(left, int | Decimal) and isinstance(right, int | Decimal):
        return abs(left - right)
    return ""


def _plain(value: object) -> str:
    if isinstance(value, Decimal):
        return f"{value:f}"
    return "" if isinstance(value, bool) else str(value)
