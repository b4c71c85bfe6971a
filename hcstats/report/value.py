"""A number that a template may compare and reckon with, but never print."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import total_ordering
from typing import NoReturn

from hcstats.model import HcstatsError, Number, say


@total_ordering
@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Value:
    """An exact value for conditions; what is printed must be bound, so this refuses to be."""

    number: Number

    def __str__(self) -> NoReturn:
        message = say(
            "A bare number ({value}) may not be printed; use n(…) or rate(…).", value=self.number
        )
        raise HcstatsError(message)

    def __repr__(self) -> NoReturn:
        self.__str__()

    def __format__(self, _: str) -> NoReturn:
        self.__str__()

    def __bool__(self) -> bool:
        return bool(self.number)

    def __hash__(self) -> int:
        return hash(self.number)

    def __eq__(self, other: object) -> bool:
        return self.number == _of(other)

    def __lt__(self, other: object) -> bool:
        return Decimal(self.number) < _of(other)

    def __add__(self, other: object) -> Value:
        return Value(Decimal(self.number) + _of(other))

    def __radd__(self, other: object) -> Value:
        return self + other

    def __sub__(self, other: object) -> Value:
        return Value(Decimal(self.number) - _of(other))

    def __mul__(self, other: object) -> Value:
        return Value(Decimal(self.number) * _of(other))

    def __truediv__(self, other: object) -> Value:
        return Value(Decimal(self.number) / _of(other))


def _of(other: object) -> Decimal:
    if isinstance(other, Value):
        return Decimal(other.number)
    if isinstance(other, int | Decimal | float):
        return Decimal(str(other))
    raise TypeError(other)
