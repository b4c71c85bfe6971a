"""Cells as Excel names them."""

from __future__ import annotations

from functools import lru_cache

from hcstats.model import Position


@lru_cache(maxsize=1024)
def column_letters(column: int) -> str:
    """The letters of a 1-based column: 1 is A, 28 is AB."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


@lru_cache(maxsize=1024)
def column_number(letters: str) -> int:
    """The 1-based number of a column's letters: AB is 28."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


@lru_cache(maxsize=16384)
def address(position: Position) -> str:
    """The Excel address of a cell: (6, 3) is C6."""
    row, column = position
    return f"{column_letters(column)}{row}"


def position(cell: str) -> Position:
    """Row and column of an Excel address: C6 is (6, 3)."""
    letters = cell.rstrip("0123456789")
    return int(cell[len(letters) :]), column_number(letters)
