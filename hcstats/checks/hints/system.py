"""The relations of a submission as they stand, and what becomes of them if cells are altered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import cached_property

from hcstats.checks.hints.linear import Row, Total
from hcstats.checks.hints.neighbours import Neighbours
from hcstats.checks.hints.relation import relation_of
from hcstats.checks.instances import Instance
from hcstats.forms.definition import Form
from hcstats.model import Figure, Kind, Number, Status


class System:
    """Figures and the relations between them; relations are named by their place in `relations`.

    A relation with an unreadable, approximate or absent figure is left out: nothing can be said
    of it. Blanks count as nothing, as they do in the rules. `evaluations` counts the work done.
    """

    def __init__(
        self, relations: Iterable[Instance], figures: Mapping[str, Figure], form: Form
    ) -> None:
        self.form = form
        self.figures = figures
        self.values: dict[str, Number] = {
            key: 0 if figure.value is None else figure.value
            for key, figure in figures.items()
            if figure.status is not Status.UNREADABLE and not figure.approximate
        }
        known = self.values.keys()
        found = [
            own for one in relations if (own := relation_of(one)).of_cells and own.key_set <= known
        ]
        self._known = tuple(found)
        self.relations = tuple(own.instance for own in found)
        self.evaluations = 0
        self._of: dict[str, list[int]] = {}
        for number, own in enumerate(found):
            for key in own.keys:
                self._of.setdefault(key, []).append(number)
        self.failing = tuple(
            number for number in range(len(found)) if not self.holds(number, self.values)
        )
        self._broken = frozenset(self.failing)

    def holds(self, number: int, values: Mapping[str, Number]) -> bool:
        """Whether a relation is true of the values."""
        self.evaluations += 1
        return self._known[number].holds(values)

    def around(self, keys: Iterable[str]) -> tuple[int, ...]:
        """The relations that speak of any of the keys, in order."""
        return tuple(sorted({number for key in keys for number in self._of.get(key, ())}))

    def rows(self, number: int) -> tuple[Row, ...] | None:
        """A relation's linear rows; None where it is not linear."""
        return self._known[number].rows

    def total(self, number: int) -> Total | None:
        """A relation's total and parts; None where it is no such equation."""
        return self._known[number].total

    @cached_property
    def totals(self) -> frozenset[str]:
        """The keys of all totals."""
        return frozenset(one.total.total for one in self._known if one.total is not None)

    @cached_property
    def beside(self) -> Neighbours:
        """The keys next to each key on its sheet, of the submission's own figures."""
        return Neighbours({key: one for key, one in self.figures.items() if self.changeable(key)})

    def changeable(self, key: str) -> bool:
        """Whether a key is one of the submission's own figures."""
        return key in self.form.items and key in self.values

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
        if not all(self.changeable(key) and self.possible(key, v) for key, v in changes.items()):
            return frozenset()
        failing = [number for number in self.around(changes) if number in self._broken]
        after = {**self.values, **changes} if failing else {}
        mended = frozenset(number for number in failing if self.holds(number, after))
        return frozenset() if mended and self.broken_by(changes) else mended


def plain(value: Number) -> Number:
    """A whole number as an int."""
    return int(value) if isinstance(value, Decimal) and value == int(value) else value
