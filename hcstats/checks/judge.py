"""Every relation of a form judged at once, over many submissions with the same figures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from hcstats.checks.compiled import compiled
from hcstats.checks.hints.relation import relation_of
from hcstats.checks.instances import Instance
from hcstats.checks.sums import Sums, gathered
from hcstats.model import Number

if TYPE_CHECKING:
    from hcstats.checks.columns import Cells, Columns
    from hcstats.checks.sums import Codes, Flags

NOT_ASSESSABLE, PASSED, FAILED, EXEMPT = range(4)
"""How a relation comes out; `EXEMPT` is not for the unit at all."""


class Judge:
    """Relations compiled for figures in a certain order.

    `columns` gives a figure's place by its key. Relations with a figure that is not there are
    not assessable. Those in `plain` say nothing linear, and are evaluated one by one.
    """

    def __init__(self, relations: Sequence[Instance], columns: dict[str, int]) -> None:
        self.relations = relations
        self._columns = [
            tuple(columns.get(key, -1) for key in relation.keys) for relation in relations
        ]
        self._there = [
            number
            for number, own in enumerate(self._columns)
            if own and all(place >= 0 for place in own)
        ]
        # A rule has the same expression wherever it holds.
        known = {id(one.expression): one.expression for one in relations}
        by_expression = {name: compiled(expression) for name, expression in known.items()}
        formulas = {n: by_expression[id(relations[n].expression)] for n in self._there}
        self.plain = tuple(number for number, formula in formulas.items() if formula is None)
        self._of: dict[int, list[int]] = {}
        for number in self._there:
            for place in self._columns[number]:
                self._of.setdefault(place, []).append(number)
        self._used = gathered([self._columns[number] for number in self._there])
        # Of one value alone even about 9000 can be judged: it is a whole number all the same.
        self._exactly = [relations[number].used != ("value",) for number in self._there]
        self._sums = Sums(
            [
                (
                    number,
                    formula,
                    dict(zip(relations[number].used, self._columns[number], strict=True)),
                )
                for number, formula in formulas.items()
                if formula is not None
            ]
        )
        self.limit = self._sums.limit
        """Values from it on are not judged in sums of floats."""

    def judged(self, columns: Columns) -> Codes:
        """A code a relation and submission."""
        codes = self._outcomes(columns.cells)
        self._settle(codes, columns)
        return codes

    def _outcomes(self, cells: Cells) -> Codes:
        """What sums tell; relations in `plain` are left NOT_ASSESSABLE or PASSED."""
        import numpy as np  # noqa: PLC0415

        count = cells.values.shape[1]
        codes = np.full((len(self.relations), count), NOT_ASSESSABLE, dtype=np.int8)
        if not self._there:
            return codes
        assessable = self._assessable(cells)
        holds = self._sums.hold(cells.values, len(self.relations))[self._there]
        codes[self._there] = np.where(assessable, np.where(holds, PASSED, FAILED), NOT_ASSESSABLE)
        return codes

    def _assessable(self, cells: Cells) -> Flags:
        """Where some value of a relation is reported, and none is unreadable or uncertain."""
        import numpy as np  # noqa: PLC0415

        def any_of(flags: Flags) -> Flags:
            return self._used.joined(np.logical_or, flags[self._used.places])

        if cells.reported.all():
            found = np.ones((len(self._there), cells.values.shape[1]), dtype=bool)
        else:
            found = any_of(cells.reported)
        if cells.unreadable is not None:
            found &= ~any_of(cells.unreadable)
        if cells.approximate is not None:
            found &= ~(any_of(cells.approximate) & np.array(self._exactly)[:, None])
        return found

    def _settle(self, codes: Codes, columns: Columns) -> None:
        """Evaluate what sums do not tell: relations in `plain`, and those with odd figures."""
        for row in range(codes.shape[1]) if self.plain else columns.odd:
            figures = columns.odd.get(row, ())
            open_ = [number for figure in figures for number in self._of.get(figure, ())]
            for number in dict.fromkeys((*self.plain, *open_)):
                if codes[number, row] != NOT_ASSESSABLE:
                    holds = self._evaluated(number, row, columns.value)
                    codes[number, row] = PASSED if holds else FAILED

    def _evaluated(self, number: int, row: int, value: Callable[[int, int], Number | None]) -> bool:
        relation = relation_of(self.relations[number])
        places = zip(relation.keys, self._columns[number], strict=True)
        # A blank in a table that the unit did fill counts as nothing.
        return relation.holds({key: value(row, place) or 0 for key, place in places})
