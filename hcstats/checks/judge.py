"""Every relation of a form judged at once, over many submissions with the same figures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from hcstats.checks.compiled import compiled
from hcstats.checks.instances import Instance
from hcstats.checks.sums import EXACT, Sums, gathered
from hcstats.forms.grammar import evaluate
from hcstats.model import Number

if TYPE_CHECKING:
    from hcstats.checks.sums import Codes, Flags, Numbers

NOT_ASSESSABLE, PASSED, FAILED, EXEMPT = range(4)
"""How a relation comes out; `EXEMPT` is not for the unit at all."""


class Cells(NamedTuple):
    """Figures by submissions: whole values (0 where there are none), and what else is known.

    `unreadable` and `approximate` are None where no figure is.
    """

    values: Numbers
    reported: Flags
    unreadable: Flags | None = None
    approximate: Flags | None = None


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
        formulas = {number: compiled(relations[number].expression) for number in self._there}
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

    def of(self, figures: Iterable[int]) -> frozenset[int]:
        """The relations that speak of any of the figures."""
        return frozenset(number for figure in figures for number in self._of.get(figure, ()))

    def outcomes(self, cells: Cells) -> Codes:
        """A code a relation and submission; those of `plain` are left NOT_ASSESSABLE or PASSED."""
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
            return np.logical_or.reduceat(flags[self._used.places], self._used.starts, axis=0)

        if cells.reported.all():
            found = np.ones((len(self._there), cells.values.shape[1]), dtype=bool)
        else:
            found = any_of(cells.reported)
        if cells.unreadable is not None:
            found &= ~any_of(cells.unreadable)
        if cells.approximate is not None:
            found &= ~(any_of(cells.approximate) & np.array(self._exactly)[:, None])
        return found

    def settle(
        self,
        codes: Codes,
        rows: Sequence[Sequence[Number | None]],
        odd: Mapping[int, Sequence[int]],
    ) -> None:
        """Evaluate what sums do not tell: relations in `plain`, and those with odd figures.

        `odd` gives the places of a row's figures that are no ordinary whole numbers.
        """
        for place, row in enumerate(rows) if self.plain else ((one, rows[one]) for one in odd):
            for number in {*self.plain, *self.of(odd.get(place, ()))}:
                if codes[number, place] != NOT_ASSESSABLE:
                    codes[number, place] = PASSED if self._evaluated(number, row) else FAILED

    def _evaluated(self, number: int, row: Sequence[Number | None]) -> bool:
        relation = self.relations[number]
        places = self._columns[number]
        # A blank in a table that the unit did fill counts as nothing.
        named = {name: row[place] or 0 for name, place in zip(relation.used, places, strict=True)}
        return bool(evaluate(relation.expression, named))


def cells_of(
    rows: Sequence[Sequence[Number | None]], limit: int
) -> tuple[Cells, dict[int, list[int]]]:
    """Rows as columns, with the places of each row's figures that are no ordinary whole numbers.

    Ordinary ones are below `limit`; the others stand as 0.
    """
    import numpy as np  # noqa: PLC0415

    odd = {number: places for number, row in enumerate(rows) if (places := _unusual(row))}
    try:
        values = np.ascontiguousarray(np.array(rows, dtype=np.float64).T)
    except OverflowError:
        capped = [[value and max(-EXACT, min(value, EXACT)) for value in row] for row in rows]
        values = np.ascontiguousarray(np.array(capped, dtype=np.float64).T)
    for place, number in np.argwhere(np.abs(values) >= limit).tolist():
        odd[number] = sorted({*odd.get(number, ()), place})
    blank = np.isnan(values)
    values[blank] = 0.0
    for number, places in odd.items():
        values[places, number] = 0.0
    return Cells(values, ~blank), odd


_ORDINARY = {int, type(None)}


def _unusual(row: Sequence[Number | None]) -> list[int]:
    """The places of what is neither a whole number nor blank."""
    kinds = list(map(type, row))
    found: list[int] = []
    for kind in set(kinds) - _ORDINARY:
        place = -1
        for _ in range(kinds.count(kind)):
            place = kinds.index(kind, place + 1)
            found.append(place)
    return found
