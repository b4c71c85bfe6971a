"""Columns of text side by side on lines, wrapped and folded as rich does it in its tables.

Rich lays out every cell on its own, which takes it half a millisecond a row; here a cell that
fits is only filled up with blanks.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import NamedTuple

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

GAP = 2
"""Blanks between two columns; of those the first belongs to the column before."""
_OWN = 1


class Column(NamedTuple):
    """What stands in a column, top down; `least` and `most` bound how wide a right one is."""

    head: str
    cells: Sequence[str]
    indents: Sequence[int] = ()
    """Blanks in front of each cell; empty: none."""
    right: bool = False
    least: int = 0
    most: int = 0


class Line(NamedTuple):
    """A line: the texts of its columns, and the blanks in front of each."""

    texts: list[str]
    blanks: list[int]


def widths(columns: Sequence[Column], room: int) -> list[int]:
    """The width of each column with the blank behind it, so that all fit, where that can be."""
    room -= (GAP - _OWN) * (len(columns) - 1)
    behind = [_OWN] * (len(columns) - 1) + [0]
    natural = [max(1, _natural(*one, room)) for one in zip(columns, behind, strict=True)]
    if sum(natural) <= room:
        return natural
    given = _narrowed(natural, room)
    return [_natural(*one) for one in zip(columns, behind, given, strict=True)]


def _natural(column: Column, behind: int, most: int) -> int:
    """The width that a column takes if it may take `most`; numbers are never cut."""
    if most < 1:
        return 0
    indents = column.indents or (0,) * len(column.cells)
    cells = zip(column.cells, indents, strict=True)
    own = max((_longest(text) + indent for text, indent in cells), default=0)
    width = min(max(own, _longest(column.head)) + behind, most)
    if column.right:
        width = min(max(width, column.least + behind), column.most + behind)
    return width


def _longest(text: str) -> int:
    return max(map(cell_len, text.splitlines()), default=0)


def _narrowed(given: list[int], room: int) -> list[int]:
    """The widest columns give way, until they are as wide as the next, and so on."""
    found = list(given)
    while (over := sum(found) - room) > 0:
        widest = max(found)
        most = min(over, widest - max((one for one in found if one != widest), default=0))
        places = [place for place, one in enumerate(found) if one == widest]
        for number, place in enumerate(places):
            part = min(most, round(over / (len(places) - number)))
            found[place] -= part
            over -= part
    return found


def lines(columns: Sequence[Column], given: Sequence[int], out: Console) -> Iterator[list[Line]]:
    """The lines of the heading, then those of each row; a heading stands at the bottom."""
    rooms = [width - _OWN for width in given[:-1]] + list(given[-1:])
    heads = [
        _folded(one.head, room, one.right, out) for one, room in zip(columns, rooms, strict=True)
    ]
    high = max(map(len, heads))
    yield _side_by_side([[""] * (high - len(one)) + one for one in heads], columns, rooms, None)
    for number, row in enumerate(zip(*(one.cells for one in columns), strict=True)):
        cells = [
            _folded(text, room - _indent(one, number), one.right, out)
            for one, text, room in zip(columns, row, rooms, strict=True)
        ]
        yield _side_by_side(cells, columns, rooms, number)


def _indent(column: Column, number: int | None) -> int:
    return column.indents[number] if column.indents and number is not None else 0


def _folded(text: str, room: int, right: bool, out: Console) -> list[str]:
    """The lines of a cell."""
    room = max(1, room)
    if "\n" not in text and "\t" not in text and cell_len(text) <= room:
        return [text.rstrip() if right else text]
    wrapped = Text(text).wrap(out, room, justify="left", overflow="fold")
    return [one.plain.rstrip() for one in wrapped]


def _side_by_side(
    cells: Sequence[Sequence[str]],
    columns: Sequence[Column],
    rooms: Sequence[int],
    number: int | None,
) -> list[Line]:
    """Cells as lines; what is wanting to the room of one before it goes in front of a text."""
    found: list[Line] = []
    for texts in zip_longest(*cells, fillvalue=""):
        blanks: list[int] = []
        due = 0
        for text, column, room in zip(texts, columns, rooms, strict=True):
            wanting = room - cell_len(text)
            front = wanting if column.right else _indent(column, number)
            blanks.append(due + max(0, front))
            due = max(0, wanting - front) + GAP
        found.append(Line(list(texts), blanks))
    return found
