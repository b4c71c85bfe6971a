"""Every cell with a number accounted for: claimed by a figure, declared to be none, or reported."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from hcstats.layout.places import located, ranges
from hcstats.layout.reading import Remark
from hcstats.layout.skeleton import Skeleton
from hcstats.layout.value_like import looks_like_serial
from hcstats.model import Cell, CellKind, Grid, NumberCounts, Position, say

ASIDE = re.compile(
    r"(?:填报|填表|报送|统计|联系|报告|制表|上报|单位|办公|经办人|负责人|审核人)*"
    r"(?:电话|手机|传真|邮编|邮政编码|邮箱|日期|时间|代码|编号|编码|文号|年度|年份|签发|第?页码?|年|月|日)"
    r"(?:号码?)?(?:[(（].*[)）])?[:：]?"
)
"""Labels beside which a number is no figure; a label that only contains such a word may be one."""
_DIGIT = re.compile(r"\d|[０-９]")
_NUMBERS = (CellKind.NUMBER, CellKind.PERCENT, CellKind.ERROR, CellKind.UNCALCULATED)


def is_number(cell: Cell) -> bool:
    """Whether a value cell holds a number, or what should have become one."""
    return cell.kind in _NUMBERS or (cell.kind is CellKind.TEXT and bool(_DIGIT.search(cell.text)))


def account(
    grid: Grid, skeleton: Skeleton, claimed: Collection[Position], declared: Collection[Position]
) -> tuple[NumberCounts, list[Remark]]:
    """How many cells of a sheet with a table hold numbers, by what became of them.

    `claimed` are the cells of figures, `declared` those known to hold none. There is a warning
    for each row with others.
    """
    numbers = {place for place in skeleton.occupied if is_number(grid.cells[place])}
    own = numbers & set(claimed)
    rows = {row for row, _ in claimed}
    first_column = min((column for _, column in claimed), default=0)
    open_ = {
        place
        for place in numbers - own - set(declared)
        if not _is_aside(grid, skeleton, rows, first_column, place)
    }
    counts = NumberCounts(len(own), len(numbers) - len(own) - len(open_), len(open_))
    return counts, list(_unclaimed(grid, open_))


def account_outside(grid: Grid, skeleton: Skeleton) -> tuple[NumberCounts, list[Remark]]:
    """The same for a sheet that holds no table of the form: one line names all its numbers."""
    numbers = [place for place in skeleton.occupied if is_number(grid.cells[place])]
    open_ = sorted(place for place in numbers if not _is_aside(grid, skeleton, (), 0, place))
    counts = NumberCounts(declared=len(numbers) - len(open_), unclaimed=len(open_))
    if not open_:
        return counts, []
    message = say(
        "The sheet holds no table of the form; its {count} numbers ({cells}) are not counted.",
        count=len(open_),
        cells=ranges(grid, open_),
    )
    said = _told(grid, open_)
    return counts, [Remark("sheet.extra", message, *located(grid, open_[0]), found=said)]


def _unclaimed(grid: Grid, places: Collection[Position]) -> Iterator[Remark]:
    """One warning a row for numbers that are no figure of the form and in no declared place."""
    by_row: dict[int, list[Position]] = {}
    for place in sorted(places):
        by_row.setdefault(place[0], []).append(place)
    for row in by_row.values():
        message = say(
            "{text} ({cells}) belongs to no item of the form and is not counted; "
            "if it is a figure, put it beside its label.",
            text="、".join(grid.cells[place].text[:20] for place in row[:5]),
            cells=ranges(grid, row),
        )
        found = _told(grid, row)
        yield Remark("number.unclaimed", message, *located(grid, row[0]), found=found)


def _told(grid: Grid, places: Sequence[Position]) -> str:
    """What the cells hold: an explanation of them holds for just this."""
    return "、".join(grid.cells[place].text for place in places)


def _is_aside(
    grid: Grid, skeleton: Skeleton, rows: Collection[int], first_column: int, place: Position
) -> bool:
    """Whether a number outside the tables is a year, a date, a telephone, a page or a serial."""
    row, column = place
    if row in rows:
        return False
    cell = grid.cells[place]
    left = [c for c in skeleton.by_row.get(row, ()) if c < column]
    if left and ASIDE.fullmatch(skeleton.texts[row, left[-1]].strip()):
        return True
    is_year = isinstance(cell.value, int) and 1990 <= cell.value < 2100
    if is_year and cell.kind is CellKind.NUMBER:
        # A year stands alone in its row, above the table that it is of.
        return row < min(rows, default=row + 1) and _alone(skeleton, row)
    # A running number counts something: there are words behind it.
    counts = any(c > column for c in skeleton.by_row.get(row, ()))
    return counts and looks_like_serial(cell.text) and column < first_column


def _alone(skeleton: Skeleton, row: int) -> bool:
    return sum(r == row for r, _ in skeleton.occupied) == 1
