"""What a template holds for itself beside the form: the marker, the lights, the sheet of checks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from hcstats.model import CellKind, Grid

MARKER_SHEET = "_hcstats"
MARKER_TITLE = "hcstats template marker"
CHECK_SHEET = "校验"
CHECK_TITLE = "校验表（由公式自动计算，不是填报数据）"
CHECK_WIDTH = 9
LIGHT_HEAD = "校验（自动）"
RESULT_LABEL = "校验结果："
RESULT_PLACE = (3, 1)
PASSED, FAILED, DOUBTFUL, OPEN = "√", "✗", "△", "—"
_LIGHTS = (PASSED, FAILED, DOUBTFUL, OPEN)


@dataclass(frozen=True, slots=True)
class Marker:
    """For whom and on what a template was made; what was filled in since may say otherwise."""

    form: str
    code: str
    unit: str
    period: str


def without_aids(grids: Sequence[Grid]) -> tuple[tuple[Grid, ...], Marker | None]:
    """The sheets without what a template computes for its reader, and the template's marker.

    Only cells that a template itself has there are taken out: a number that somebody wrote
    beside them stays, to be accounted for.
    """
    marker = next(
        (
            Marker(*(_text(grid, row, 2) for row in range(2, 6)))
            for grid in grids
            if _text(grid, 1, 1) == MARKER_TITLE
        ),
        None,
    )
    kept: list[Grid] = []
    for grid in grids:
        if _text(grid, 1, 1) == MARKER_TITLE:
            kept.append(_less(grid, {(row, c) for row in range(1, 7) for c in (1, 2)}))
        elif _text(grid, 1, 1) == CHECK_TITLE:
            last = max(row for row, _ in grid.cells)
            columns = range(1, CHECK_WIDTH + 1)
            kept.append(_less(grid, {(row, c) for row in range(1, last + 1) for c in columns}))
        else:
            kept.append(_less(grid, _lights(grid, marked=marker is not None)))
    return tuple(grid for grid in kept if grid.cells), marker


def _text(grid: Grid, row: int, column: int) -> str:
    cell = grid.cells.get((row, column))
    return cell.text.strip() if cell else ""


def _lights(grid: Grid, *, marked: bool) -> set[tuple[int, int]]:
    """The cells of the column of lights, wherever it has been moved to, and the line of results."""
    heads = [place for place, cell in grid.cells.items() if cell.text.strip() == LIGHT_HEAD]
    found = set(heads)
    for place, cell in grid.cells.items():
        below = any(place[1] == column and place[0] > row for row, column in heads)
        # A program that does not calculate leaves the formulas without their results.
        light = cell.kind is CellKind.UNCALCULATED or cell.text.strip().startswith(_LIGHTS)
        result = cell.text.removeprefix('="').startswith(RESULT_LABEL)
        if marked and cell.kind is CellKind.NUMBER and cell.value == 0:
            # So some programs save a formula's text in an xls file.
            light, result = True, result or place == RESULT_PLACE
        if (below and light) or result:
            found.add(place)
    return found


def _less(grid: Grid, places: set[tuple[int, int]]) -> Grid:
    if not places:
        return grid
    cells = {place: cell for place, cell in grid.cells.items() if place not in places}
    return replace(grid, cells=cells)


def is_aid(text: str) -> bool:
    """Whether a text is one by which a template's own additions are known."""
    plain = text.strip()
    return (
        plain in (MARKER_TITLE, CHECK_TITLE, LIGHT_HEAD)
        or plain.startswith(_LIGHTS)
        or text.removeprefix('="').startswith(RESULT_LABEL)
    )
