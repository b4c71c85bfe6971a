"""Where the cells of a grid lie, in the file that it was read from."""

from __future__ import annotations

from collections.abc import Sequence

from hcstats.cell_addresses import address
from hcstats.model import Grid, Position

_LISTED = 6


def located(grid: Grid, position: Position) -> tuple[str, str]:
    """Sheet and address of a cell where the reader of the file finds it.

    In a document the rows of one grid may lie in several tables that page breaks have made.
    """
    sheet, place = _placed(grid, position)
    return sheet, address(place)


def _placed(grid: Grid, position: Position) -> tuple[str, Position]:
    row, column = position
    for piece in reversed(grid.pieces):
        if row >= piece.first_row:
            return piece.name, (row - piece.first_row + piece.row, column)
    return grid.name, position


def ranges(grid: Grid, places: Sequence[Position]) -> str:
    """Where all the cells lie: neighbours in a row as one range, very many as the area they span.

    `places` in the order of rows. Where the grid lies in several tables, each is named.
    """
    by_sheet: dict[str, list[Position]] = {}
    for sheet, place in (_placed(grid, place) for place in places):
        by_sheet.setdefault(sheet, []).append(place)
    return "、".join(
        (f"{sheet}!" if grid.pieces else "") + _ranges(own) for sheet, own in by_sheet.items()
    )


def _ranges(places: Sequence[Position]) -> str:
    runs: list[list[Position]] = []
    for row, column in places:
        if runs and runs[-1][-1] == (row, column - 1):
            runs[-1].append((row, column))
        else:
            runs.append([(row, column)])
    if len(runs) > _LISTED:
        rows, columns = zip(*places, strict=True)
        return f"{address((min(rows), min(columns)))}:{address((max(rows), max(columns)))}"
    return "、".join(
        address(run[0]) if len(run) == 1 else f"{address(run[0])}:{address(run[-1])}"
        for run in runs
    )
