"""What messages speak of as JSON, and back: exactly, or not at all."""

from __future__ import annotations

import math
from decimal import Decimal
from sys import intern
from typing import Any

from hcstats.model import Label, Message

_AS_THEY_ARE = frozenset({str, int, bool, type(None)})


class Unkept(Exception):  # noqa: N818  (no fault: the file is read anew)
    """What a file gave holds something that has no place in an entry, or an entry is no such."""


def value(one: object) -> Any:  # noqa: ANN401  (JSON)
    """A value that a message may speak of: a list begins with its kind."""
    kind = type(one)
    if kind in _AS_THEY_ARE or (kind is float and math.isfinite(one)):  # type: ignore[arg-type]
        return one
    if isinstance(one, Message) and kind is Message:
        params = [[key, value(param)] for key, param in one.params]
        return ["message", one.template, params, one.chinese]
    if isinstance(one, Label) and kind is Label:
        return ["label", one.text, one.gloss]
    if isinstance(one, Decimal) and kind is Decimal:
        return ["decimal", str(one)]
    if isinstance(one, tuple | list) and kind in (tuple, list):
        return [kind.__name__, *map(value, one)]
    raise Unkept(kind.__name__)


def value_of(one: Any) -> Any:  # noqa: ANN401  (whatever it was)
    """What `value` has packed; raises Unkept for anything else."""
    if not isinstance(one, list):
        if isinstance(one, dict):
            raise Unkept
        return one
    kind, *rest = one
    if kind == "message":
        return message_of(one)
    if kind == "label":
        return Label(*rest)
    if kind == "decimal":
        (text,) = rest
        return _decimal_of(text)
    if kind == "tuple":
        return tuple([value_of(it) for it in rest])
    if kind == "list":
        return [value_of(it) for it in rest]
    raise Unkept


def _decimal_of(text: str) -> Decimal:
    try:
        return Decimal(text)
    except ArithmeticError as error:
        raise Unkept from error


def message_of(one: list[Any]) -> Message:
    """A message that `value` has packed."""
    kind, template, params, chinese = one
    if kind != "message":
        raise Unkept
    values = tuple([(intern(key), value_of(param)) for key, param in params])
    return Message(intern(template), values, intern(chinese))
