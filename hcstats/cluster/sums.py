"""Sums that can be put together in any order, and taken apart again: integers, never rounded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from hcstats.model import Amount, Figure, Number, Status


@dataclass(slots=True)
class Sum:
    """One key over some figures: `scaled` times ten to the power of minus `decimals`, and counts.

    Counts, not flags, so that a figure can be taken away again.
    """

    scaled: int = 0
    decimals: int = 0
    figures: int = 0
    reported: int = 0
    approximate: int = 0
    unreadable: int = 0
    inapplicable: int = 0

    def count(self, figure: Figure) -> None:
        """Add a figure."""
        if figure.value is not None:
            scaled, decimals = _exact(figure.value)
            self._add(scaled, decimals)
        self.figures += 1
        self.reported += figure.status is Status.REPORTED
        self.approximate += figure.approximate
        self.unreadable += figure.status is Status.UNREADABLE
        self.inapplicable += figure.status is Status.NOT_APPLICABLE

    def include(self, other: Sum, sign: int = 1) -> None:
        """Add another sum, or take it away (`sign` -1)."""
        self._add(sign * other.scaled, other.decimals)
        self.figures += sign * other.figures
        self.reported += sign * other.reported
        self.approximate += sign * other.approximate
        self.unreadable += sign * other.unreadable
        self.inapplicable += sign * other.inapplicable

    def _add(self, scaled: int, decimals: int) -> None:
        if decimals > self.decimals:
            self.scaled *= 10 ** (decimals - self.decimals)
            self.decimals = decimals
        self.scaled += scaled * 10 ** (self.decimals - decimals)

    @property
    def value(self) -> Number:
        """The sum itself, an int where it is whole."""
        whole, rest = divmod(self.scaled, int(10**self.decimals))
        if not rest:
            return whole
        digits, decimals = self.scaled, self.decimals
        while digits % 10 == 0:
            digits, decimals = digits // 10, decimals - 1
        # From its digits: arithmetic would round to the context's precision.
        return Decimal((int(digits < 0), tuple(map(int, str(abs(digits)))), -decimals))

    @property
    def amount(self) -> Amount:
        """The sum as it is shown: absent, with the reason, where nobody reported a number."""
        if self.reported:
            return Amount(self.value, bool(self.approximate))
        if self.unreadable:
            return Amount(None, status=Status.UNREADABLE)
        if self.inapplicable:
            return Amount(None, status=Status.NOT_APPLICABLE)
        return Amount(None, status=Status.BLANK)


def _exact(value: Number) -> tuple[int, int]:
    """A value as an integer and the number of decimals that it is scaled by."""
    if isinstance(value, int):
        return value, 0
    sign, digits, exponent = value.as_tuple()
    if not isinstance(exponent, int):
        return 0, 0
    whole = int("".join(map(str, digits)) or "0") * (-1 if sign else 1)
    return (whole, -exponent) if exponent < 0 else (whole * int(10**exponent), 0)


Label = tuple[str, ...]
"""What a table of sums is of: form, period and group of its submissions, or another name."""


@dataclass(slots=True)
class Sums:
    """Tables of sums by label, each with a sum a key in the order in which the keys came."""

    tables: dict[Label, dict[str, Sum]] = field(default_factory=dict)

    def count(self, label: Label, figures: Iterable[Figure]) -> None:
        """Add the figures of a submission to a table."""
        table = self.tables.setdefault(label, {})
        for figure in figures:
            table.setdefault(figure.key, Sum()).count(figure)

    def include(self, other: Sums) -> None:
        """Add every table of another's."""
        for label, table in other.tables.items():
            self.add(label, table)

    def add(self, label: Label, table: dict[str, Sum], sign: int = 1) -> None:
        """Add a table to that of a label, or take it away (`sign` -1)."""
        own = self.tables.setdefault(label, {})
        for key, one in table.items():
            own.setdefault(key, Sum()).include(one, sign)

    def of(self, label: Label) -> dict[str, Sum]:
        """The table of a label; without keys that no figure is left of."""
        return {key: one for key, one in self.tables.get(label, {}).items() if one.figures}

    def __iter__(self) -> Iterator[Label]:
        return iter(self.tables)
