"""Excel addresses of 1-based positions."""

from __future__ import annotations

from hcstats.model import Grid, Position


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


def located(grid: Grid, position: Position) -> tuple[str, str]:
    """Sheet and address of a cell where the reader of the file finds it.

    In a document the rows of one grid may lie in several tables that page breaks have made.
    """
    row, column = position
    for piece in reversed(grid.pieces):
        if row >= piece.first_row:
            return piece.name, address((row - piece.first_row + piece.row, column))
    return grid.name, address(position)
