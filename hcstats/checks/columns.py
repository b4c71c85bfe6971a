"""Figures of many submissions as columns of numbers, for relations that are judged at once."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from hcstats.checks.sums import EXACT
from hcstats.checks.values import content
from hcstats.model import Figure, FigureRow, Number, Status

if TYPE_CHECKING:
    from hcstats.checks.sums import Flags, Numbers


class Cells(NamedTuple):
    """Figures by submissions: whole values (0 where there are none), and what else is known.

    `unreadable` and `approximate` are None where no figure is.
    """

    values: Numbers
    reported: Flags
    blank: Flags
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
    cells = Cells(values, ~blank, blank)
    return _columns(cells, limit, odd, lambda number, place: rows[number][place])


def columns_of_one(figures: Sequence[Figure], limit: int) -> Columns:
    """The figures of one submission as a column."""
    import numpy as np  # noqa: PLC0415

    def flags(given: list[bool]) -> Flags:
        return np.array(given, dtype=bool).reshape(-1, 1)

    columns = columns_of([[one.value for one in figures]], limit)
    unreadable = [one.status is Status.UNREADABLE for one in figures]
    about = [one.approximate for one in figures]
    cells = columns.cells._replace(
        blank=flags([one.status is Status.BLANK for one in figures]),
        unreadable=flags(unreadable) if any(unreadable) else None,
        approximate=flags(about) if any(about) else None,
    )
    return columns._replace(cells=cells)


def columns_of_figures(rows: Sequence[FigureRow], limit: int) -> Columns:
    """Packed figures of several submissions, which all have the same keys, as columns."""
    contents = list(map(content, rows))
    cells = _packed([packed for packed, _ in contents])
    large: dict[int, list[int]] = {}
    unreadable: list[tuple[int, int]] = []
    approximate: list[tuple[int, int]] = []
    for number, (_, odd) in enumerate(contents):
        for place, one in odd.items():
            cells.blank[place, number] = one.status is Status.BLANK
            cells.reported[place, number] = one.value is not None
            if type(one.value) is int and -limit < one.value < limit:
                cells.values[place, number] = one.value
            elif one.value is not None:
                large.setdefault(number, []).append(place)
            if one.status is Status.UNREADABLE:
                unreadable.append((place, number))
            if one.approximate:
                approximate.append((place, number))

    def value(number: int, place: int) -> Number | None:
        packed, odd = contents[number]
        if place in odd:
            return odd[place].value
        return packed[place] if cells.reported[place, number] else None

    flagged = cells._replace(
        unreadable=_flags(cells, unreadable), approximate=_flags(cells, approximate)
    )
    return _columns(flagged, limit, large, value)


def _packed(rows: Sequence[array[int]]) -> Cells:
    """Packed numbers as cells, those of one width in one step."""
    import numpy as np  # noqa: PLC0415

    alike: dict[str, list[int]] = {}
    for number, packed in enumerate(rows):
        alike.setdefault(packed.typecode, []).append(number)
    values = np.empty((len(rows[0]), len(rows)))
    blank = np.empty(values.shape, dtype=bool)
    for code, numbers in alike.items():
        joined = b"".join([rows[number] for number in numbers])
        own = np.frombuffer(joined, dtype=code).reshape(len(numbers), -1).T
        nothing = own == np.iinfo(own.dtype).min
        values[:, numbers] = np.where(nothing, 0, own)
        blank[:, numbers] = nothing
    return Cells(values, ~blank, blank)


def _flags(cells: Cells, places: Sequence[tuple[int, int]]) -> Flags | None:
    import numpy as np  # noqa: PLC0415

    if not places:
        return None
    found = np.zeros(cells.values.shape, dtype=bool)
    found[tuple(zip(*places, strict=True))] = True
    return found


def _columns(
    cells: Cells, limit: int, odd: dict[int, list[int]], value: Callable[[int, int], Number | None]
) -> Columns:
    """The columns, large numbers with what is odd before."""
    import numpy as np  # noqa: PLC0415

    for place, number in np.argwhere(np.abs(cells.values) >= limit).tolist():
        odd[number] = sorted({*odd.get(number, ()), place})
    for number, places in odd.items():
        cells.values[places, number] = 0.0
    return Columns(cells, odd, value)


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
