"""Where on sheets of one layout the cells stand that a kind or a shape asks for."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from operator import itemgetter
from typing import Any, NamedTuple

from hcstats.layout.shapes import Shape, other_kind
from hcstats.layout.sheet_texts import Places, Sheet, Split

_Get = Callable[[Sequence[str]], Sequence[str]]
Met = tuple[frozenset[str], frozenset[tuple[str, object]]]
"""Lines that are wholly blank, and what stands outside the figures and is no label."""
_NONE: frozenset[Any] = frozenset()


class Filled(NamedTuple):
    """What of the sheets of one kind decides over their shape."""

    spare: _Get
    """The numbers where there must be none."""
    never: bool
    """Whether a text stands where there must be nothing."""
    lines: tuple[tuple[str, _Get], ...]
    """The numbers of each line of which it matters whether it is blank."""
    others: _Get
    """The numbers outside the figures."""
    cells: tuple[str, ...]
    """Their addresses."""
    texts: tuple[tuple[str, int], ...]
    """Texts outside the figures that stand for values."""

    def met(self, sheet: Sheet) -> Met | None:
        """What decides over the shape of the sheet; None if it cannot have one."""
        figures = sheet.figures
        if self.never or any(self.spare(figures)):
            return None
        lines = others = _NONE
        if self.lines:
            lines = frozenset(line for line, get in self.lines if not any(get(figures)))
        numbers = self.others(figures)
        if self.texts or any(numbers):
            found = [(cell, other_kind(sheet.shown[at], None)) for cell, at in self.texts]
            there = zip(self.cells, numbers, strict=True)
            found += [(cell, other_kind("", number)) for cell, number in there if number]
            others = frozenset(found)
        return lines, others


class Picks(NamedTuple):
    """Where on a sheet the figures of a shape stand, and what else it asks for."""

    figures: _Get
    """The numbers in the shape's cells, as spelt; blank ones are empty."""
    texts: tuple[tuple[int, int], ...]
    """The figures that are texts: their place in the shape, and among the texts."""
    others: _Get
    """The numbers that stand outside the figures."""
    outside: tuple[tuple[int, str, int, int], ...]
    """The texts that may name unit and year: the text, its cell and row, the text to its right."""


def filled_of(
    sheet: Sheet, split: Split, first: Shape, spare: frozenset[str], inert: frozenset[str]
) -> Filled:
    """What decides over the shape of sheets of the kind with this first shape, worked out once."""
    found: Filled | None = split.known.get((Filled, first))
    if found is None:
        found = split.known[Filled, first] = _filled(sheet.layout, split, first, spare, inert)
    return found


def picks_of(sheet: Sheet, split: Split, shape: Shape) -> Picks:
    """Where the figures of a shape are, worked out once."""
    found: Picks | None = split.known.get(shape)
    if found is None:
        found = split.known[shape] = _picks(sheet.layout, split, shape)
    return found


def _filled(
    layout: Places, split: Split, first: Shape, spare: frozenset[str], inert: frozenset[str]
) -> Filled:
    numbers = _indices(layout.numbers)
    values = split.values
    lines = [
        (line, _getter(numbers[cell] for cell in sorted(cells) if cell in numbers))
        for line, cells in first.lines.items()
        # A line with a text in it is not blank.
        if line not in inert and values.keys().isdisjoint(cells)
    ]
    outside = [cell for cell in numbers if cell not in first.claimed]
    return Filled(
        _getter(at for cell, at in numbers.items() if cell in spare),
        not spare.isdisjoint(values),
        tuple(lines),
        _getter(numbers[cell] for cell in outside),
        tuple(outside),
        tuple((cell, at) for cell, at in values.items() if cell not in first.claimed),
    )


def _picks(layout: Places, split: Split, shape: Shape) -> Picks:
    numbers, texts = _indices(layout.numbers), _indices(layout.texts)
    return Picks(
        _getter_or_blank([numbers.get(cell) for cell in shape.cells]),
        tuple((shape.place_of[cell], at) for cell, at in split.values.items() if cell in shape.own),
        _getter(numbers[cell] for cell in shape.others if cell in numbers),
        tuple(
            (texts[one.cell], one.cell, one.row, texts[one.right] if one.right else -1)
            for one in shape.outside
        ),
    )


def _indices(cells: Collection[str]) -> Mapping[str, int]:
    return {cell: number for number, cell in enumerate(cells)}


def _getter(places: Iterable[int]) -> _Get:
    """What gives the values in these places."""
    wanted = tuple(places)
    if len(wanted) > 1:
        return itemgetter(*wanted)
    return lambda values: [values[at] for at in wanted]


def _getter_or_blank(places: Sequence[int | None]) -> _Get:
    """The same where some places are none, which is as good as blank."""
    if None not in places:
        return _getter(at for at in places if at is not None)
    get = _getter(-1 if at is None else at for at in places)
    return lambda values: get([*values, ""])
