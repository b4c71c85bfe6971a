"""The numbers on the sheets of an export, held against those that the run had written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from math import isclose

from hcstats.cell_addresses import address, column_number
from hcstats.layout.export_marker import amount_of, token
from hcstats.layout.export_rows import ALTERED, altered, shown_amount
from hcstats.layout.reading import Remark
from hcstats.model import Amount, Cell, CellKind, Grid, Number, Position, say

TOLD = 10
"""Cells of one sheet that are named one by one."""
_RANGE = re.compile(r"([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})")
_SUM = re.compile(rf"=SUM\((?:{_RANGE.pattern},)*{_RANGE.pattern}\)")


def compared(grid: Grid | None, name: str, numbers: Mapping[str, str]) -> Iterator[Remark]:
    """A remark for each cell of a sheet that does not hold the number that was written.

    `numbers` are the tokens that the run wrote, by cell. Sums of ours whose result was not saved
    get one remark, as long as what they add up is what was written.
    """
    if grid is None:
        message = say("The sheet '{sheet}' of this export is gone.", sheet=name)
        yield Remark(ALTERED, message, name)
        return
    cells = {address(place): cell for place, cell in grid.cells.items()}
    pending = [
        cell
        for cell, wanted in numbers.items()
        if _pending(grid, cells.get(cell), amount_of(wanted))
    ]
    if pending:
        yield _without_result(name, pending)
    changed = [
        (cell, wanted)
        for cell, wanted in numbers.items()
        if not _holds(cells.get(cell), amount_of(wanted)) and cell not in set(pending)
    ]
    for cell, wanted in changed[:TOLD]:
        found = cells[cell].text if cell in cells else ""
        yield altered(name, cell, found, words_of(amount_of(wanted)))
    added = [cell for cell, held in cells.items() if _is_number(held) and cell not in numbers]
    for cell in added[:TOLD]:
        yield altered(name, cell, cells[cell].text, "")
    yield from more(name, max(len(changed), len(added)))


def _is_number(cell: Cell) -> bool:
    return cell.value is not None or cell.kind is CellKind.UNCALCULATED


def _holds(cell: Cell | None, wanted: Amount) -> bool:
    if cell is not None and cell.kind is CellKind.PERCENT and wanted.value is not None:
        # A rate has more digits than the 15 that a workbook keeps.
        return cell.value is not None and isclose(cell.value, wanted.value, rel_tol=1e-12)
    return shown_amount(cell, "") == wanted


def _pending(grid: Grid, cell: Cell | None, wanted: Amount) -> bool:
    """Whether a cell is a sum without its result, of cells that add up to what was written."""
    if cell is None or cell.kind is not CellKind.UNCALCULATED or wanted.value is None:
        return False
    if not _SUM.fullmatch(cell.text):
        return False
    parts = [_corners(found) for found in _RANGE.finditer(cell.text)]
    total: Number = 0
    for place, held in grid.cells.items():
        one = shown_amount(held, "")
        if one is not None and one.value is not None:
            total += sum(_inside(place, part) for part in parts) * one.value
    return total == wanted.value


def _corners(found: re.Match[str]) -> tuple[int, int, int, int]:
    return int(found[2]), column_number(found[1]), int(found[4]), column_number(found[3])


def _inside(place: Position, corners: tuple[int, int, int, int]) -> bool:
    top, left, bottom, right = corners
    return top <= place[0] <= bottom and left <= place[1] <= right


def _without_result(name: str, cells: list[str]) -> Remark:
    message = say(
        "{count} sums of this sheet have no saved result, so they are added up here and agree; "
        "open the file in Excel or WPS, recalculate and save it.",
        count=len(cells),
    )
    return Remark("export.uncalculated", message, name, cells[0])


def words_of(amount: Amount) -> str:
    """An amount as a message says it: 约5000, or nothing for what has no value."""
    return token(amount).replace("~", "约") if amount.value is not None else ""


def more(sheet: str, count: int) -> Iterator[Remark]:
    """How many more there are than were named one by one."""
    if count > TOLD:
        message = say(
            "{count} more numbers of this sheet are not what the run wrote.", count=count - TOLD
        )
        yield Remark(ALTERED, message, sheet)
