"""The relations of a submission as they stand, and what becomes of them if cells are altered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from functools import cached_property

from hcstats.checks.hints.linear import Row, Total
from hcstats.checks.hints.neighbours import Neighbours, neighbours
from hcstats.checks.hints.relation import relation_of
from hcstats.checks.instances import Instance
from hcstats.checks.values import ByKey
from hcstats.forms.definition import Form
from hcstats.model import Figure, Kind, Number, Status


class System:
    """Figures and the relations between them; relations are named by their place in `relations`.

    A relation with an unreadable, approximate or absent figure is left out: nothing can be said
    of it. Blanks count as nothing, as they do in the rules. `evaluations` counts the work done.
    """

    def __init__(
        self,
        relations: Iterable[Instance],
        figures: Mapping[str, Figure],
        form: Form,
        broken: Iterable[Instance] | None = None,
    ) -> None:
        """`broken` are the relations that have come out as broken, where all have been judged."""
        self.form = form
        self.figures = figures
        self.values = _values(figures)
        self._structure = _structure(tuple(relations), tuple(self.values))
        self._known = self._structure.known
        self.relations = self._structure.relations
        self.evaluations = 0
        numbers = range(len(self._known))
        asked = numbers if broken is None else self._structure.worth_asking(broken)
        self.failing = tuple(number for number in asked if not self.holds(number, self.values))
        self._broken = frozenset(self.failing)

    def holds(self, number: int, values: Mapping[str, Number]) -> bool:
        """Whether a relation is true of the values."""
        self.evaluations += 1
        return self._known[number].holds(values)

    def around(self, keys: Iterable[str]) -> tuple[int, ...]:
        """The relations that speak of any of the keys, in order."""
        return tuple(sorted({number for key in keys for number in self._structure.of.get(key, ())}))

    def rows(self, number: int) -> tuple[Row, ...] | None:
        """A relation's linear rows; None where it is not linear."""
        return self._known[number].rows

    def rows_about(self, key: str) -> Sequence[tuple[int, int]]:
        """The linear rows that speak of a key: a relation each, and the place among its rows."""
        return self._structure.rows_of.get(key, ())

    def total(self, number: int) -> Total | None:
        """A relation's total and parts; None where it is no such equation."""
        return self._known[number].total

    @cached_property
    def totals(self) -> frozenset[str]:
        """The keys of all totals."""
        return self._structure.totals

    @cached_property
    def beside(self) -> Neighbours:
        """The keys next to each key on its sheet, of the submission's own figures."""
        return neighbours(self.figures, self.own)

    @cached_property
    def own(self) -> frozenset[str]:
        """The keys of the submission's own figures, which alone can be altered."""
        return frozenset(self.values.keys() & self.form.items.keys())

    def possible(self, key: str, value: Number) -> bool:
        """Whether a figure of the key's kind can have the value."""
        kind = self.form.items[key].kind
        if isinstance(value, int):
            return value >= 0 or kind is Kind.CHANGE
        if kind is Kind.AMOUNT:
            return value >= 0 and value * 100 == int(value * 100)
        return value == int(value) and (value >= 0 or kind is Kind.CHANGE)

    def broken_by(self, changes: Mapping[str, Number]) -> tuple[int, ...]:
        """The relations that hold now and would not after the changes."""
        after = {**self.values, **changes}
        now = [number for number in self.around(changes) if number not in self._broken]
        return tuple(number for number in now if not self.holds(number, after))

    def mended_by(self, changes: Mapping[str, Number]) -> frozenset[int]:
        """The failing relations that would hold; none where another breaks or a value cannot be."""
        of = self._broken_of
        around = {number for key in changes if key in of for number in of[key]}
        mended = frozenset([number for number in around if self._mends(number, changes)])
        if not mended or not all(
            key in self.own and self.possible(key, v) for key, v in changes.items()
        ):
            return frozenset()
        return frozenset() if self.broken_by(changes) else mended

    def may_be_mended(self, key: str, other: str) -> bool:
        """Whether exchanging two cells may mend anything: False is sure."""
        values, of = self.values, self._broken_of
        moved = values[other] - values[key]
        for number in (*of.get(key, ()), *of.get(other, ())):
            self.evaluations += 1
            row = self._sums.get(number)
            if row is None or type(moved) is not int:
                return True
            own = row[0].coefficients
            left = row[1] + (own.get(key, 0) - own.get(other, 0)) * moved
            if left == 0 if row[0].equal else left >= 0:
                return True
        return False

    def _mends(self, number: int, changes: Mapping[str, Number]) -> bool:
        """Whether a failing relation would hold."""
        row = self._sums.get(number)
        if row is None:
            return self.holds(number, {**self.values, **changes})
        left, coefficients = row[1], row[0].coefficients
        for key, value in changes.items():
            if type(value) is not int:
                return self.holds(number, {**self.values, **changes})
            coefficient = coefficients.get(key)
            if coefficient:
                left += coefficient * (value - self.values[key])
        self.evaluations += 1
        return left == 0 if row[0].equal else left >= 0

    @cached_property
    def _broken_of(self) -> dict[str, list[int]]:
        """The failing relations that speak of each key."""
        found: dict[str, list[int]] = {}
        for number in self.failing:
            for key in self._known[number].keys:
                found.setdefault(key, []).append(number)
        return found

    @cached_property
    def _sums(self) -> dict[int, tuple[Row, Number]]:
        """Failing relations that are one sum of whole numbers, with what it comes to."""
        found: dict[int, tuple[Row, Number]] = {}
        for number in self.failing:
            own = self.rows(number)
            if own is not None and len(own) == 1:
                values = [self.values[key] for key in own[0].coefficients]
                # Whole numbers alone are exact however long they are.
                if all(type(value) is int for value in (*values, own[0].constant)):
                    found[number] = own[0], own[0].value(self.values)
        return found


def _values(figures: Mapping[str, Figure]) -> dict[str, Number]:
    """What is sure of the figures, a blank as nothing."""
    if isinstance(figures, ByKey):
        unsure, known = figures.unsure, figures.numbers.items()
        return {key: 0 if one is None else one for key, one in known if key not in unsure}
    return {
        key: 0 if figure.value is None else figure.value
        for key, figure in figures.items()
        if figure.status is not Status.UNREADABLE and not figure.approximate
    }


class _Structure:
    """Relations of which all keys are known, and which of them speak of each key."""

    def __init__(self, given: Sequence[Instance], keys: Sequence[str]) -> None:
        self.given = given
        there = set(keys)
        own = [relation_of(one) for one in given]
        self.known = tuple(one for one in own if one.of_cells and one.key_set <= there)
        self.relations = tuple(one.instance for one in self.known)
        self.of: dict[str, list[int]] = {}
        for number, one in enumerate(self.known):
            for key in one.keys:
                self.of.setdefault(key, []).append(number)
        self._numbers = {id(one): number for number, one in enumerate(self.relations)}
        blank = dict.fromkeys(keys, 0)
        self._broken_by_blanks = {
            number for number, one in enumerate(self.known) if not one.holds(blank)
        }

    def worth_asking(self, broken: Iterable[Instance]) -> list[int]:
        """The relations that can fail if just these are broken: of blanks none is judged."""
        own = {self._numbers[id(one)] for one in broken if id(one) in self._numbers}
        return sorted(own | self._broken_by_blanks)

    @cached_property
    def rows_of(self) -> dict[str, list[tuple[int, int]]]:
        """The linear rows that speak of each key: number of the relation, place of the row."""
        found: dict[str, list[tuple[int, int]]] = {}
        for number, one in enumerate(self.known):
            for place, row in enumerate(one.rows or ()):
                for key in row.coefficients:
                    found.setdefault(key, []).append((number, place))
        return found

    @cached_property
    def totals(self) -> frozenset[str]:
        """The keys of all totals."""
        return frozenset(one.total.total for one in self.known if one.total is not None)


_BUILT: dict[tuple[tuple[int, ...], tuple[str, ...]], _Structure] = {}
_MOST = 64


def _structure(given: tuple[Instance, ...], keys: tuple[str, ...]) -> _Structure:
    """The structure of relations over keys, built once for all submissions that share it."""
    name = (tuple(map(id, given)), keys)
    found = _BUILT.get(name)
    if found is None:
        if len(_BUILT) >= _MOST:
            _BUILT.clear()
        # It keeps the relations, so that their ids stay theirs.
        found = _BUILT[name] = _Structure(given, keys)
    return found


def plain(value: Number) -> Number:
    """A whole number as an int."""
    return int(value) if isinstance(value, Decimal) and value == int(value) else value
