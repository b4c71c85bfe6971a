"""Sums over figures and their signs, for many submissions at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from hcstats.checks.compiled import Formula, Sign, conjunction, signs

if TYPE_CHECKING:
    import numpy as np

    Numbers = np.ndarray[Any, np.dtype[np.float64]]
    Places = np.ndarray[Any, np.dtype[np.intp]]
    Flags = np.ndarray[Any, np.dtype[np.bool_]]
    Codes = np.ndarray[Any, np.dtype[np.int8]]

EXACT = 2**53
"""Whole numbers below it, and their sums, are exact in a float."""


class Gathered(NamedTuple):
    """Lists of places end to end, and where each list begins."""

    places: Places
    starts: Places

    def joined(self, step: np.ufunc, rows: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        """A row for each list, made of the rows of its places; which may be these themselves."""
        alone = len(self.starts) == len(self.places)
        return rows if alone else step.reduceat(rows, self.starts, axis=0)


class Sums:
    """All sums of several formulas, and how each formula's truth comes from their signs."""

    def __init__(self, formulas: Sequence[tuple[int, Formula, dict[str, int]]]) -> None:
        import numpy as np  # noqa: PLC0415

        # Conjunctions first: their signs lie side by side, and are joined in one step.
        simple = [one for one in formulas if conjunction(one[1])]
        self._others = [one for one in formulas if not conjunction(one[1])]
        ordered: list[tuple[Sign, dict[str, int]]] = []
        conjoined: list[list[int]] = []
        self._always = [number for number, formula, _ in simple if not any(signs(formula))]
        simple = [one for one in simple if any(signs(one[1]))]
        self._simple = [number for number, _, _ in simple]
        for _, formula, places in simple:
            own = [(sign, places) for sign in signs(formula)]
            conjoined.append([*range(len(ordered), len(ordered) + len(own))])
            ordered += own
        self._conjoined = gathered(conjoined)
        self._first: dict[int, int] = {}
        for number, formula, places in self._others:
            self._first[number] = len(ordered)
            ordered += [(sign, places) for sign in signs(formula)]
        terms = [
            [(places[name], one) for name, one in sign.coefficients.items()] or [(0, 0)]
            for sign, places in ordered
        ]
        self._terms = gathered([[place for place, _ in own] for own in terms])
        flat = [float(one) for own in terms for _, one in own]
        self._coefficients = np.array(flat, dtype=np.float64)[:, None]
        self._plain = all(one == 1.0 for one in flat)
        self._constants = np.array([float(sign.constant) for sign, _ in ordered])[:, None]
        self._equal = np.array([sign.equal for sign, _ in ordered], dtype=bool)[:, None]
        self._negated = np.array([sign.negated for sign, _ in ordered], dtype=bool)[:, None]
        most = max((sum(abs(c) for _, c in own) for own in terms), default=1)
        constants = max((abs(sign.constant) for sign, _ in ordered), default=0)
        self.limit = max(0, EXACT - constants) // max(1, most)
        self._size = len(ordered)

    def hold(self, values: Numbers, count: int) -> Flags:
        """Whether each of `count` relations holds; those without a formula do."""
        import numpy as np  # noqa: PLC0415

        found = np.ones((count, values.shape[1]), dtype=bool)
        if not self._size:
            return found
        weighted = values[self._terms.places]
        weighted *= self._coefficients
        sums = self._terms.joined(np.add, weighted)
        sums += self._constants
        true = np.where(self._equal, sums == 0, sums >= 0)
        true ^= self._negated
        if self._simple:
            found[self._simple] = self._conjoined.joined(
                np.logical_and, true[self._conjoined.places]
            )
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


def gathered(lists: Sequence[Sequence[int]]) -> Gathered:
    """Lists, none of them empty, end to end."""
    import numpy as np  # noqa: PLC0415

    starts = np.cumsum([0, *(len(one) for one in lists)])[:-1]
    places = [place for one in lists for place in one]
    return Gathered(np.array(places, dtype=np.intp), starts.astype(np.intp))
