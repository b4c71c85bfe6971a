"""Sums that can be put together in any order, and taken apart again: integers, never rounded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from hcstats.cluster.columns import Columns
from hcstats.model import Amount, Number, Odd, Status


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

    def count(self, values: Sequence[Number | None], odd: Iterable[Odd]) -> None:
        """Add figures of the key: their values, and what is odd among them."""
        there = [one for one in values if one is not None]
        whole = sum(one for one in there if isinstance(one, int))
        self._add(whole, 0)
        for one in there:
            if not isinstance(one, int):
                self._add(*_exact(one))
        self.figures += len(values)
        self.reported += len(there)
        for entry in odd:
            self.approximate += entry.approximate
            self.unreadable += entry.status is Status.UNREADABLE
            self.inapplicable += entry.status is Status.NOT_APPLICABLE

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


def _exact(value: Decimal) -> tuple[int, int]:
    """A value as an integer and the number of decimals that it is scaled by."""
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

    def count(self, label: Label, submissions: Sequence[Columns]) -> None:
        """Add the figures of submissions to a table."""
        table = self.tables.setdefault(label, {})
        alike: dict[tuple[str, ...], list[Columns]] = {}
        for one in submissions:
            alike.setdefault(one.keys, []).append(one)
        for keys, own in alike.items():
            odd: dict[int, list[Odd]] = {}
            for place, entry in (entry for one in own for entry in one.odd.items()):
                odd.setdefault(place, []).append(entry)
            by_place = zip(*(one.values for one in own), strict=True)
            for place, (key, values) in enumerate(zip(keys, by_place, strict=True)):
                table.setdefault(key, Sum()).count(values, odd.get(place, ()))

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
