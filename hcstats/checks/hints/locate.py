"""The fewest cells that must be wrong where several relations fail together.

After Fellegi and Holt (1976): cells are wrong if other values in them could satisfy every
relation. A set of cells is tried by eliminating them from all linear relations; what remains
speaks of the other cells alone, and where it fails, one of those must be wrong too.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from hcstats.checks.hints.linear import Row
from hcstats.checks.hints.system import System
from hcstats.model import Kind, Number

MOST_CELLS, MOST_SETS = 3, 400
"""Cells in a set and sets that are tried; a system that needs more is not explained."""

Suspects = Mapping[str, Number | None]
"""Suspect cells with the value that each must have; None where several would do."""


class _Inexact(Exception):  # noqa: N818  (no error: the search ends without a result)
    """The work is more than is allowed, or whole numbers cannot be decided by elimination."""


class _Valued(NamedTuple):
    """A row with what it comes to: the sum of two rows comes to the sum of both."""

    row: Row
    value: Number

    def holds(self) -> bool:
        """Whether the row is satisfied."""
        return self.value == 0 if self.row.equal else self.value >= 0


class _Fault(NamedTuple):
    """A row that no values of the eliminated cells can satisfy, by the cells that it leaves."""

    keys: tuple[str, ...]


def locate(system: System, failing: frozenset[int]) -> tuple[Suspects, ...]:
    """Every smallest set of suspect cells that explains the failing relations.

    Empty where there is none of at most `MOST_CELLS` cells, where the search would exceed
    `MOST_SETS`, or where a relation that is not linear speaks of a cell whose value is open.
    """
    search = _Search(system, failing)
    try:
        for size in range(1, MOST_CELLS + 1):
            search.sets = {}
            search.extend((), frozenset(), size)
            if search.sets:
                found = [search.valued(chosen) for chosen in search.sets.values()]
                return tuple(one for one in found if search.vouched(one))
    except _Inexact:
        pass
    return ()


class _Search:
    """Branch and bound over sets of cells, in the order of the form."""

    def __init__(self, system: System, failing: frozenset[int]) -> None:
        self.sets: dict[frozenset[str], tuple[str, ...]] = {}
        self._system = system
        self._failing = failing
        # What fails elsewhere may go on failing; of what holds, the rows of the chosen cells count.
        self._apart = frozenset(system.failing)
        self._always = [
            (number, place) for number in failing for place in range(len(system.rows(number) or ()))
        ]
        self._tried = 0
        self._of: dict[tuple[int, int], _Valued] = {}

    def extend(self, chosen: tuple[str, ...], left_out: frozenset[str], size: int) -> None:
        """Find all sets of `size` cells that hold `chosen` and none of `left_out`."""
        self._tried += 1
        if self._tried > MOST_SETS:
            raise _Inexact
        faults = self._faults(chosen)
        if not faults:
            self.sets[frozenset(chosen)] = chosen
            return
        if _apart(faults) > size - len(chosen):
            return
        # One of these cells must be wrong; sets with an earlier one have been seen already.
        for key in faults[0].keys:
            if key not in left_out:
                self.extend((*chosen, key), left_out, size)
                left_out |= {key}

    def _valued(self, number: int, place: int) -> _Valued:
        found = self._of.get((number, place))
        if found is None:
            row = (self._system.rows(number) or ())[place]
            found = self._of[number, place] = _Valued(row, row.value(self._system.values))
        return found

    def _rows(self, chosen: tuple[str, ...]) -> list[_Valued]:
        """Every row that speaks of the chosen cells or fails, and that counts are not negative."""
        items = self._system.form.items
        found = [
            _Valued(Row({key: 1}, 0, equal=False), self._system.values[key])
            for key in chosen
            if items[key].kind is not Kind.CHANGE
        ]
        around = {
            one
            for key in chosen
            for one in self._system.rows_about(key)
            if one[0] not in self._apart
        }
        return found + [self._valued(*one) for one in sorted(around.union(self._always))]

    def _faults(self, chosen: tuple[str, ...]) -> list[_Fault]:
        """What still cannot be if the chosen cells are free, what speaks of few cells first."""
        own = self._system.own
        found = [
            _Fault(tuple([key for key in one.row.coefficients if key in own]))
            for one in _without(self._rows(chosen), chosen)
            if not one.holds()
        ]
        found.sort(key=lambda fault: len(fault.keys))
        return found

    def valued(self, chosen: tuple[str, ...]) -> Suspects:
        """The chosen cells with their values, where the relations leave only one."""
        found: dict[str, Number | None] = {}
        for key in chosen:
            others = tuple(other for other in chosen if other != key)
            found[key] = self._only(key, _without(self._rows(chosen), others))
        return found

    def vouched(self, suspects: Suspects) -> bool:
        """Whether the relations that are not linear hold too; only known values can tell."""
        known = {key: value for key, value in suspects.items() if value is not None}
        if len(known) == len(suspects):
            return self._failing <= self._system.mended_by(known)
        around = {*self._system.around(suspects), *self._failing}
        if any(self._system.rows(number) is None for number in around):
            raise _Inexact
        return True

    def _only(self, key: str, rows: list[_Valued]) -> Number | None:
        low: list[Number] = []
        high: list[Number] = []
        for row, value in rows:
            coefficient = row.coefficients.get(key, 0)
            if coefficient:
                rest = value - coefficient * self._system.values[key]
                bound = -rest * coefficient if abs(coefficient) == 1 else None
                if bound is None:
                    raise _Inexact
                if row.equal:
                    return bound
                (low if coefficient > 0 else high).append(bound)
        return max(low) if low and high and max(low) == min(high) else None


def _apart(faults: list[_Fault]) -> int:
    """At least so many cells more are wrong: faults that have no cell in common."""
    seen: set[str] = set()
    count = 0
    for fault in faults:
        if seen.isdisjoint(fault.keys):
            seen |= set(fault.keys)
            count += 1
    return count


def _without(rows: list[_Valued], keys: tuple[str, ...]) -> list[_Valued]:
    """What the rows say of the other cells, whatever the values of these.

    Each step is exact for whole numbers because all coefficients are 1 or -1; others end it.
    """
    for key in keys:
        using: list[_Valued] = []
        rest: list[_Valued] = []
        for one in rows:
            (using if one.row.coefficients.get(key) else rest).append(one)
        if any(abs(one.row.coefficients[key]) != 1 for one in using):
            raise _Inexact
        pivot = next((one for one in using if one.row.equal), None)
        if pivot is not None:
            joined = [_cancelled(one, pivot, key) for one in using if one is not pivot]
        else:
            above = [one for one in using if one.row.coefficients[key] > 0]
            below = [one for one in using if one.row.coefficients[key] < 0]
            joined = [_cancelled(one, other, key) for one in above for other in below]
        rows = rest + joined
    return rows


def _cancelled(one: _Valued, other: _Valued, key: str) -> _Valued:
    """The sum of two rows (or the difference from an equation) in which the key is gone."""
    row, second = one.row, other.row
    sign = -1 if row.coefficients[key] == second.coefficients[key] else 1
    together = dict(row.coefficients)
    for name, coefficient in second.coefficients.items():
        together[name] = together.get(name, 0) + sign * coefficient
    kept = {name: c for name, c in together.items() if c}
    constant = row.constant + sign * second.constant
    return _Valued(Row(kept, constant, row.equal), one.value + sign * other.value)
