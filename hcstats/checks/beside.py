"""Sums over the units under the same superior."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from hcstats.checks.values import chosen
from hcstats.model import Figure, Number, Status, Submission
from hcstats.units import Register, Unit


class Beside:
    """What the units beside each unit reported together.

    What all units under a superior reported is added up once, and a unit's own taken off.
    """

    def __init__(self, submissions: Sequence[Submission], register: Register) -> None:
        self._register = register
        self._under: dict[str, list[tuple[str, Submission]]] = {}
        for one in submissions if register.registered else ():
            unit = register.by_code(one.unit_code)
            if unit is not None and unit.parent:
                self._under.setdefault(unit.parent, []).append((unit.code, one))
        self._expected: dict[str, Counter[str]] = {}
        self._columns: dict[tuple[str, str], _Column] = {}

    def sums(self, one: Submission, keys: Iterable[str]) -> dict[str, Figure]:
        """The sum over the units beside one, by key; none while any of them is missing."""
        unit = self._register.by_code(one.unit_code)
        if unit is None or not unit.parent or not self._complete(unit, one.period):
            return {}
        found = {key: self._column(unit.parent, key).without(unit.code) for key in keys}
        return {key: figure for key, figure in found.items() if figure is not None}

    def _complete(self, unit: Unit, period: str) -> bool:
        expected = self._expected.get(period)
        if expected is None:
            valid = self._register.expected(period)
            expected = self._expected[period] = Counter(other.parent for other in valid)
        own = unit.valid_in(period)
        there = sum(code != unit.code for code, _ in self._under.get(unit.parent, ()))
        return there >= expected[unit.parent] - own

    def _column(self, parent: str, key: str) -> _Column:
        found = self._columns.get((parent, key))
        if found is None:
            own = [
                (code, figure)
                for code, one in self._under.get(parent, ())
                for figure in [*chosen(one.figures, (key,))][-1:]
            ]
            found = self._columns[parent, key] = _Column(own)
        return found


class _Column:
    """The figures of one key under one superior, with the codes of their units."""

    def __init__(self, figures: Sequence[tuple[str, Figure]]) -> None:
        self._figures = figures
        self._of: dict[str, list[Figure]] = {}
        for code, figure in figures:
            self._of.setdefault(code, []).append(figure)
        values = [figure.value for _, figure in figures if figure.value is not None]
        self._whole = not any(isinstance(value, Decimal) for value in values)
        self._sum, self._reported = sum(values), len(values)
        self._unreadable = sum(one.status is Status.UNREADABLE for _, one in figures)
        self._approximate = sum(one.approximate for _, one in figures)

    def without(self, code: str) -> Figure | None:
        """One figure for the sum over all other units."""
        own = self._of.get(code, [])
        if not self._whole:
            return added([figure for other, figure in self._figures if other != code])
        first = next((figure for other, figure in self._figures if other != code), None)
        if first is None:
            return None
        values = [figure.value for figure in own if figure.value is not None]
        reported = self._reported - len(values)
        return _joint(
            first,
            self._sum - sum(values) if reported else None,
            unreadable=self._unreadable > sum(one.status is Status.UNREADABLE for one in own),
            approximate=self._approximate > sum(one.approximate for one in own),
        )


def added(figures: Sequence[Figure]) -> Figure | None:
    """One figure for the sum of several, at no place; unreadable if one of them is."""
    if not figures:
        return None
    values = [figure.value for figure in figures if figure.value is not None]
    return _joint(
        figures[0],
        sum(values) if values else None,
        unreadable=any(figure.status is Status.UNREADABLE for figure in figures),
        approximate=any(figure.approximate for figure in figures),
    )


def _joint(first: Figure, value: Number | None, *, unreadable: bool, approximate: bool) -> Figure:
    status = Status.REPORTED if value is not None else Status.BLANK
    return replace(
        first,
        value=None if unreadable else value,
        status=Status.UNREADABLE if unreadable else status,
        approximate=approximate,
        file="",
        sheet="",
        cell="",
        text="",
    )
