"""Excel addresses of 1-based positions."""

from __future__ import annotations

from hcstats.model import Position


def column_letters(column: int) -> str:
    """The letters of a 1-based column: 1 is A, 28 is AB."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def address(position: Position) -> str:
    """The Excel address of a position: (6, 3) is C6."""
    row, column = position
    return f"{column_letters(column)}{row}"
