"""Figures of many submissions as columns of numbers, for relations that are judged at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from hcstats.checks.sums import EXACT
from hcstats.model import FigureRow, Number

if TYPE_CHECKING:
    from hcstats.checks.sums import Flags, Numbers


class Cells(NamedTuple):
    """Figures by submissions: whole values (0 where there are none), and what else is known.

    `unreadable` and `approximate` are None where no figure is.
    """

    values: Numbers
    reported: Flags
    unreadable: Flags | None = None
    approximate: Flags | None = None


class Columns(NamedTuple):
    """Cells, with each submission's figures that are no ordinary whole numbers.

    Ordinary ones are below a limit; the others stand as 0 in the cells, and `value` gives the
    value of a submission's figure by the places of both.
    """

    cells: Cells
    odd: dict[int, list[int]]
    value: Callable[[int, int], Number | None]


def columns_of(rows: Sequence[Sequence[Number | None]], limit: int) -> Columns:
    """Rows of values as columns, None a blank; ordinary numbers are those below `limit`."""
    import numpy as np  # noqa: PLC0415

    odd = {number: places for number, row in enumerate(rows) if (places := _unusual(row))}
    try:
        values = np.ascontiguousarray(np.array(rows, dtype=np.float64).T)
    except OverflowError:
        capped = [[value and max(-EXACT, min(value, EXACT)) for value in row] for row in rows]
        values = np.ascontiguousarray(np.array(capped, dtype=np.float64).T)
    blank = np.isnan(values)
    values[blank] = 0.0
    return _columns(values, ~blank, limit, odd, lambda number, place: rows[number][place])


def columns_of_figures(rows: Sequence[FigureRow], limit: int) -> Columns:
    """Packed figures as columns, those of every row with the same keys, all of them certain."""
    import numpy as np  # noqa: PLC0415

    kept = [(row.packed, row.odd) for row in rows]
    alike: dict[str, list[int]] = {}
    for number, (packed, _) in enumerate(kept):
        alike.setdefault(packed.typecode, []).append(number)
    values = np.empty((len(kept[0][0]), len(kept)))
    reported = np.empty(values.shape, dtype=bool)
    for code, numbers in alike.items():
        joined = b"".join([kept[number][0] for number in numbers])
        own = np.frombuffer(joined, dtype=code).reshape(len(numbers), -1).T
        there = own != np.iinfo(own.dtype).min
        values[:, numbers] = np.where(there, own, 0)
        reported[:, numbers] = there
    large: dict[int, list[int]] = {}
    for number, (_, odd) in enumerate(kept):
        for place, one in odd.items():
            reported[place, number] = one.value is not None
            if type(one.value) is int and -limit < one.value < limit:
                values[place, number] = one.value
            elif one.value is not None:
                large.setdefault(number, []).append(place)

    def value(number: int, place: int) -> Number | None:
        packed, odd = kept[number]
        if place in odd:
            return odd[place].value
        return packed[place] if reported[place, number] else None

    return _columns(values, reported, limit, large, value)


def _columns(
    values: Numbers,
    reported: Flags,
    limit: int,
    odd: dict[int, list[int]],
    value: Callable[[int, int], Number | None],
) -> Columns:
    """The columns, large numbers with what is odd before."""
    import numpy as np  # noqa: PLC0415

    for place, number in np.argwhere(np.abs(values) >= limit).tolist():
        odd[number] = sorted({*odd.get(number, ()), place})
    for number, places in odd.items():
        values[places, number] = 0.0
    return Columns(Cells(values, reported), odd, value)


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
