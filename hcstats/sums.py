"""Sums that can be put together in any order, and taken apart again: integers, never rounded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from hcstats.columns import Columns
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

    def mark(self, one: Odd) -> None:
        """Add what is more about a figure than a whole number, or that it is there."""
        if isinstance(one.value, Decimal):
            self._add(*_exact(one.value))
        self.approximate += one.approximate
        self.unreadable += one.status is Status.UNREADABLE
        self.inapplicable += one.status is Status.NOT_APPLICABLE

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
class Table:
    """The sums over submissions with the same keys, side by side in the order of the keys."""

    figures: int
    """How many submissions these are of."""
    whole: list[int]
    """The sum of whole numbers at each place."""
    reported: list[int]
    """How many have a number at each place, whole or not."""
    odd: dict[int, Sum]
    """What else is at a few places: numbers with decimals, and counts of what is no plain one."""

    @classmethod
    def of(cls, submissions: Sequence[Columns]) -> Table:
        """The sums over submissions with the same keys."""
        odd: dict[int, Sum] = {}
        for place, one in (entry for own in submissions for entry in own.odd.items()):
            if place not in odd:
                odd[place] = Sum()
            odd[place].mark(one)
        whole: list[int] = []
        reported: list[int] = []
        for place, column in enumerate(zip(*(own.values for own in submissions), strict=True)):
            there = [one for one in column if one is not None] if None in column else column
            reported.append(len(there))
            if place in odd:
                there = [one for one in there if isinstance(one, int)]
            whole.append(int(sum(there)))
        return cls(len(submissions), whole, reported, odd)

    def include(self, other: Table, sign: int = 1) -> None:
        """Add a table with the same keys, or take it away (`sign` -1)."""
        act = int.__add__ if sign > 0 else int.__sub__
        self.figures += sign * other.figures
        self.whole = list(map(act, self.whole, other.whole))
        self.reported = list(map(act, self.reported, other.reported))
        for place, one in other.odd.items():
            if place not in self.odd:
                self.odd[place] = Sum()
            self.odd[place].include(one, sign)

    def at(self, place: int) -> Sum:
        """The sum at a place."""
        found = Sum(self.whole[place], 0, self.figures, self.reported[place])
        if place in self.odd:
            found.include(self.odd[place])
        return found


Tables = dict[tuple[str, ...], Table]
"""Tables by their keys."""


@dataclass(slots=True)
class Sums:
    """Tables of sums by label."""

    tables: dict[Label, Tables] = field(default_factory=dict)

    def count(self, label: Label, submissions: Sequence[Columns], sign: int = 1) -> None:
        """Add the figures of submissions to what is of a label, or take them away (`sign` -1)."""
        alike: dict[tuple[str, ...], list[Columns]] = {}
        for one in submissions:
            alike.setdefault(one.keys, []).append(one)
        self.add(label, {keys: Table.of(own) for keys, own in alike.items()}, sign)

    def include(self, other: Sums) -> None:
        """Add every table of another's."""
        for label, tables in other.tables.items():
            self.add(label, tables)

    def add(self, label: Label, tables: Tables, sign: int = 1) -> None:
        """Add tables to those of a label, or take them away (`sign` -1)."""
        own = self.tables.setdefault(label, {})
        for keys, one in tables.items():
            if keys not in own:
                nothing = [0] * len(keys)
                own[keys] = Table(0, nothing, nothing, {})
            own[keys].include(one, sign)

    def of(self, *labels: Label) -> dict[str, Sum]:
        """The sums of some labels together by key; without keys that no figure is left of."""
        found: dict[str, Sum] = {}
        for keys, table in (one for label in labels for one in self.tables.get(label, {}).items()):
            if table.figures:
                for place, key in enumerate(keys):
                    if key in found:
                        found[key].include(table.at(place))
                    else:
                        found[key] = table.at(place)
        return found

    def __iter__(self) -> Iterator[Label]:
        return iter(self.tables)
