"""The language of rules and indicators: a small white-listed grammar, parsed, never evaluated.

expression := comparisons joined by and, or, <=>: `a = b + c`, `x > 0 or y = 0`, `a = 0 <=> b = 0`
operands   := numbers, names, `+ - *`, brackets, sum(…), max(…), whole(x), decimals(x)
A relation is true or false and never an operand of arithmetic; a number is never true or false.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from hcstats.model import HcstatsError, Number, say

Value = Number | bool

_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d+)?)|(?P<name>[a-z][a-z0-9_]*(?:\.[a-z0-9][a-z0-9_]*)*)"
    r"|(?P<sign><=>|!=|<=|>=|[=<>+\-*(),]))"
)


@dataclass(frozen=True, slots=True)
class Constant:
    """A number as written."""

    value: Number


@dataclass(frozen=True, slots=True)
class Name:
    """A code or key; its value comes from the submission."""

    name: str


@dataclass(frozen=True, slots=True)
class Call:
    """A function or an operator with its operands."""

    function: str
    operands: tuple[Expression, ...]


Expression = Constant | Name | Call


def _decimals(value: Number) -> int:
    exponent = Decimal(value).normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


FUNCTIONS: dict[str, Callable[..., Value]] = {
    "sum": lambda *values: sum(values),
    "max": lambda *values: max(values),
    "whole": lambda value: value == int(value),
    "decimals": _decimals,
    "+": lambda left, right: left + right,
    "-": lambda left, right: left - right,
    "*": lambda left, right: left * right,
    "=": lambda left, right: left == right,
    "!=": lambda left, right: left != right,
    "<": lambda left, right: left < right,
    "<=": lambda left, right: left <= right,
    ">": lambda left, right: left > right,
    ">=": lambda left, right: left >= right,
    "and": lambda left, right: bool(left and right),
    "or": lambda left, right: bool(left or right),
    "<=>": lambda left, right: bool(left) == bool(right),
}
"""What each operator and function makes of its operands."""
_NAMED = ("sum", "max", "whole", "decimals")
_ONE_OPERAND = ("whole", "decimals")
COMPARISONS = ("=", "!=", "<", "<=", ">", ">=")
_JOINING = ("<=>", "or", "and")
_RELATIONS = (*COMPARISONS, *_JOINING, "whole")
_MOST_OPERATORS, _MOST_NESTED = 150, 20
"""Far beyond any rule of a form, and far below what would exhaust the stack."""
_LEVELS: tuple[tuple[str, ...], ...] = (
    ("<=>",),
    ("or",),
    ("and",),
    COMPARISONS,
    ("+", "-"),
    ("*",),
)
"""Binary operators, the loosest first; comparisons do not chain."""


class _Parser:
    """Recursive descent over the tokens of one expression."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = list(self._split(text))
        self._place = 0
        self._nested = 0
        self._operators = 0

    def _split(self, text: str) -> Iterator[tuple[str, str, int]]:
        position = 0
        while position < len(text.rstrip()):
            found = _TOKEN.match(text, position)
            if not found:
                raise self._error(position)
            yield (
                found.lastgroup or "",
                found.group().strip(),
                found.end() - len(found.group().strip()),
            )
            position = found.end()

    def _error(self, position: int) -> HcstatsError:
        return HcstatsError(
            say(
                "'{expression}' is not an expression: unexpected '{found}' at character {place}.",
                expression=self._text,
                found=self._text[position : position + 12] or "end",
                place=position + 1,
            )
        )

    def _peek(self) -> str:
        return self._tokens[self._place][1] if self._place < len(self._tokens) else ""

    def _unexpected(self) -> HcstatsError:
        at_end = self._place >= len(self._tokens)
        return self._error(len(self._text) if at_end else self._tokens[self._place][2])

    def _take(self, sign: str) -> None:
        if self._peek() != sign:
            raise self._unexpected()
        self._place += 1

    def whole(self) -> Expression:
        found = self._level(0)
        if self._place < len(self._tokens):
            raise self._unexpected()
        return found

    def _level(self, level: int) -> Expression:
        if level == len(_LEVELS):
            return self._operand()
        left = self._level(level + 1)
        while (sign := self._peek()) in _LEVELS[level]:
            at = self._tokens[self._place][2]
            self._place += 1
            self._operators += 1
            left = Call(sign, (left, self._level(level + 1)))
            fitting = all(is_relation(part) is (sign in _JOINING) for part in left.operands)
            if not fitting or self._operators > _MOST_OPERATORS:
                raise self._error(at)
            if sign in COMPARISONS and self._peek() in COMPARISONS:
                raise self._unexpected()
        return left

    def _operand(self) -> Expression:
        if self._place >= len(self._tokens):
            raise self._unexpected()
        kind, text, _ = self._tokens[self._place]
        if kind == "number":
            self._place += 1
            return Constant(Decimal(text) if "." in text else int(text))
        if text in _NAMED:
            self._place += 1
            return Call(text, self._arguments(text))
        if kind == "name" and text not in ("and", "or"):
            self._place += 1
            return Name(text)
        self._take("(")
        inner = self._inside()
        self._take(")")
        return inner

    def _inside(self) -> Expression:
        if self._nested == _MOST_NESTED:
            raise self._unexpected()
        self._nested += 1
        found = self._level(0)
        self._nested -= 1
        return found

    def _arguments(self, function: str) -> tuple[Expression, ...]:
        self._take("(")
        found = [self._argument()]
        while self._peek() == ",":
            if function in _ONE_OPERAND:
                raise self._unexpected()
            self._place += 1
            found.append(self._argument())
        self._take(")")
        return tuple(found)

    def _argument(self) -> Expression:
        at = self._place
        found = self._inside()
        if is_relation(found):
            raise self._error(self._tokens[at][2])
        return found


@lru_cache(maxsize=4096)
def parse(text: str) -> Expression:
    """The expression that a text says; an HcstatsError names the character where it does not."""
    return _Parser(text).whole()


def is_relation(expression: Expression) -> bool:
    """Whether an expression is true or false, rather than a number."""
    return isinstance(expression, Call) and expression.function in _RELATIONS


def names(expression: Expression) -> tuple[str, ...]:
    """The names in an expression, each once, in order."""
    return tuple(dict.fromkeys(_names(expression)))


def _names(expression: Expression) -> Iterator[str]:
    if isinstance(expression, Name):
        yield expression.name
    elif isinstance(expression, Call):
        for operand in expression.operands:
            yield from _names(operand)


def evaluate(expression: Expression, values: Mapping[str, Number]) -> Value:
    """The value of an expression, a number or a truth, exactly; every name must have a value."""
    if isinstance(expression, Constant):
        return expression.value
    if isinstance(expression, Name):
        return values[expression.name]
    operands = [evaluate(operand, values) for operand in expression.operands]
    return FUNCTIONS[expression.function](*operands)
