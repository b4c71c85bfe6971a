"""Every relation of a form judged at once, over many submissions with the same figures."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from hcstats.checks.compiled import Formula, Sign, compiled, conjunction, signs
from hcstats.checks.instances import Instance
from hcstats.forms.grammar import evaluate
from hcstats.model import Number

if TYPE_CHECKING:
    import numpy as np

    Numbers = np.ndarray[Any, np.dtype[np.float64]]
    Flags = np.ndarray[Any, np.dtype[np.bool_]]
    Codes = np.ndarray[Any, np.dtype[np.int8]]

NOT_ASSESSABLE, PASSED, FAILED, EXEMPT = range(4)
"""How a relation comes out; `EXEMPT` is not for the unit at all."""

_EXACT = 2**53
"""Whole numbers below it, and their sums, are exact in a float."""


class Cells(NamedTuple):
    """Figures by submissions: whole values (0 where there are none), and what else is known.

    `unreadable` and `approximate` are None where no figure is.
    """

    values: Numbers
    reported: Flags
    unreadable: Flags | None = None
    approximate: Flags | None = None


class _Gathered(NamedTuple):
    """Lists of places end to end, and where each list begins."""

    places: Numbers
    starts: Numbers


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
        self._used = _gathered([self._columns[number] for number in self._there])
        # Of one value alone even about 9000 can be judged: it is a whole number all the same.
        self._exactly = [relations[number].used != ("value",) for number in self._there]
        self._signs = _Signs(
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
        self.limit = self._signs.limit
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
        holds = self._signs.hold(cells.values, len(self.relations))[self._there]
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
        capped = [[value and max(-_EXACT, min(value, _EXACT)) for value in row] for row in rows]
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


class _Signs:
    """All sums of several formulas, and how each formula's truth comes from their signs."""

    def __init__(self, formulas: Sequence[tuple[int, Formula, dict[str, int]]]) -> None:
        import numpy as np  # noqa: PLC0415

        # Conjunctions first: their signs lie side by side, and are joined in one step.
        simple = [one for one in formulas if conjunction(one[1])]
        self._others = [one for one in formulas if not conjunction(one[1])]
        ordered: list[tuple[Sign, dict[str, int]]] = []
        starts: list[int] = []
        self._always = [number for number, formula, _ in simple if not any(signs(formula))]
        simple = [one for one in simple if any(signs(one[1]))]
        self._simple = [number for number, _, _ in simple]
        for _, formula, places in simple:
            starts.append(len(ordered))
            ordered += [(sign, places) for sign in signs(formula)]
        self._starts = np.array(starts, dtype=np.intp)
        self._conjoined = len(ordered)
        self._first: dict[int, int] = {}
        for number, formula, places in self._others:
            self._first[number] = len(ordered)
            ordered += [(sign, places) for sign in signs(formula)]
        terms = [
            [(places[name], one) for name, one in sign.coefficients.items()] or [(0, 0)]
            for sign, places in ordered
        ]
        self._terms = _gathered([[place for place, _ in own] for own in terms])
        flat = [float(one) for own in terms for _, one in own]
        self._coefficients = np.array(flat, dtype=np.float64)[:, None]
        self._plain = all(one == 1.0 for one in flat)
        self._constants = np.array([float(sign.constant) for sign, _ in ordered])[:, None]
        self._equal = np.array([sign.equal for sign, _ in ordered], dtype=bool)[:, None]
        self._negated = np.array([sign.negated for sign, _ in ordered], dtype=bool)[:, None]
        most = max((sum(abs(c) for _, c in own) for own in terms), default=1)
        constants = max((abs(sign.constant) for sign, _ in ordered), default=0)
        self.limit = max(0, _EXACT - constants) // max(1, most)
        self._size = len(ordered)

    def hold(self, values: Numbers, count: int) -> Flags:
        """Whether each of `count` relations holds; those without a formula do."""
        import numpy as np  # noqa: PLC0415

        found = np.ones((count, values.shape[1]), dtype=bool)
        if not self._size:
            return found
        weighted = values[self._terms.places]
        weighted *= self._coefficients
        sums = np.add.reduceat(weighted, self._terms.starts, axis=0)
        sums += self._constants
        true = np.where(self._equal, sums == 0, sums >= 0)
        true ^= self._negated
        if self._simple:
            joined = np.logical_and.reduceat(true[: self._conjoined], self._starts, axis=0)
            found[self._simple] = joined
        for number, formula, _ in self._others:
            found[number] = _truth(formula, iter(true[self._first[number] :]))
        return found


def _truth(formula: Formula, true: Any) -> Any:  # noqa: ANN401  (rows of flags, in order)
    if isinstance(formula, Sign):
        return next(true)
    parts = [_truth(part, true) for part in formula.parts]
    found = parts[0] if parts else True
    for part in parts[1:]:
        found = _JOINS[formula.function](found, part)
    return found


_JOINS: dict[str, Callable[[Any, Any], Any]] = {
    "and": lambda one, other: one & other,
    "or": lambda one, other: one | other,
    "<=>": lambda one, other: one == other,
}


def _gathered(lists: Sequence[Sequence[int]]) -> _Gathered:
    """Lists, none of them empty, end to end."""
    import numpy as np  # noqa: PLC0415

    starts = np.cumsum([0, *(len(one) for one in lists)])[:-1]
    places = [place for one in lists for place in one]
    return _Gathered(np.array(places, dtype=np.intp), starts.astype(np.intp))
