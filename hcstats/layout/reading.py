"""The figures of a sheet: its plan's cells read strictly, and every other number accounted for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from hcstats.forms.definition import Form, Item
from hcstats.layout.address import located
from hcstats.layout.number_reading import NumberReading, unreadable
from hcstats.layout.numbers import read_number
from hcstats.layout.records import Claim, Plan
from hcstats.layout.skeleton import Skeleton
from hcstats.layout.value_like import looks_like_serial
from hcstats.layout.vocabulary import CUT
from hcstats.model import Cell, CellKind, Grid, Message, Number, Position, Status, say


@dataclass(frozen=True, slots=True)
class ReadFigure:
    """One figure as read, before it is known whose it is."""

    key: str
    value: Number | None
    status: Status
    approximate: bool
    sheet: str
    cell: str
    text: str
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Remark:
    """A problem of a sheet, before it is known whose it is."""

    rule: str
    message: Message
    sheet: str
    cell: str = ""
    key: str = ""
    found: str = ""


def read_sheet(
    grid: Grid, skeleton: Skeleton, plan: Plan, form: Form
) -> tuple[list[ReadFigure], list[Remark]]:
    """The figures that a plan names, as the sheet has them, with all that is to be said of it."""
    remarks = [
        Remark(
            finding.rule,
            finding.message,
            *(located(grid, finding.position) if finding.position else (grid.name, "")),
            finding.key,
            _beside(grid, skeleton, finding.position) if finding.rule == "form.mixed" else "",
        )
        for finding in plan.findings
    ]
    figures: list[ReadFigure] = []
    owner: dict[Position, str] = {}
    for claim in plan.claims:
        figure, remark = _read_claim(grid, claim, form.items[claim.key], owner)
        figures.append(figure)
        if remark is not None:
            remarks.append(remark)
    remarks += _hidden(figures)
    remarks += _unclaimed(grid, skeleton, plan)
    return figures, remarks


def _beside(grid: Grid, skeleton: Skeleton, position: Position | None) -> str:
    """The entries right of a label, so that what is not counted is told all the same."""
    row, column = position or (0, 0)
    places = sorted(place for place in skeleton.occupied if place[0] == row and place[1] > column)
    return "、".join(grid.cells[place].text[:20] for place in places)


def _read_claim(
    grid: Grid, claim: Claim, item: Item, owner: dict[Position, str]
) -> tuple[ReadFigure, Remark | None]:
    """One figure: the only filled cell of its claim, or unreadable if that is not certain."""
    filled = [place for place in claim.cells if place in grid.cells]
    place = filled[0] if filled else claim.cells[0]
    if place in owner:
        message = say(
            "One merged cell stands for two figures ({key} and {other}); split the merge.",
            key=claim.key,
            other=owner[place],
        )
        reading = unreadable(message)
    elif claim.strength < CUT:
        # The finding about its label or heading says why; the number itself may be fine.
        status = Status.UNREADABLE if filled else Status.BLANK
        reading = NumberReading(None, status)
    else:
        reading = _agreed(grid, claim, item, filled)
    owner.update(dict.fromkeys([place, *filled], claim.key))
    cell = grid.cells.get(place)
    figure = ReadFigure(
        claim.key,
        reading.value,
        reading.status,
        reading.approximate,
        *located(grid, place),
        cell.text if cell else "",
        place[0] in grid.hidden_rows or place[1] in grid.hidden_columns or grid.hidden,
    )
    if not reading.rule or reading.message is None:
        return figure, None
    where = (figure.sheet, figure.cell, claim.key, figure.text)
    return figure, Remark(reading.rule, reading.message, *where)


def _agreed(grid: Grid, claim: Claim, item: Item, filled: Sequence[Position]) -> NumberReading:
    """What the filled cells of a claim say, if they all say the same."""
    readings = [
        read_number(grid.cells.get(place), item.unit, item.kind, claim.shown_unit)
        for place in filled or claim.cells[:1]
    ]
    for place, reading in zip(filled[1:], readings[1:], strict=True):
        if reading != readings[0]:
            return unreadable(
                say(
                    "Two different entries stand for one figure ('{first}' and '{second}' in "
                    "{cell}); leave only the right one.",
                    first=grid.cells[filled[0]].text,
                    second=grid.cells[place].text,
                    cell=located(grid, place)[1],
                )
            )
    return readings[0]


def _hidden(figures: list[ReadFigure]) -> Iterator[Remark]:
    """One warning a sheet for numbers that the user of the file does not see."""
    hidden = [one for one in figures if one.hidden and one.status is Status.REPORTED]
    if hidden:
        message = say(
            "{count} figures stand in hidden rows, columns or sheets (the first is {key}); "
            "they are counted. Unhide them and make sure that they are meant.",
            count=len(hidden),
            key=hidden[0].key,
        )
        yield Remark("cell.hidden", message, hidden[0].sheet, hidden[0].cell)


_ASIDE = re.compile(r"电话|手机|传真|邮编|邮箱|日期|时间|代码|编号|文号|年度|签发|页")
_DIGIT = re.compile(r"\d|[０-９]")


def unclaimed(grid: Grid, skeleton: Skeleton, plan: Plan) -> list[Position]:
    """The numbers that no figure claims and that stand in no place for other numbers."""
    claimed = {place for claim in plan.claims for place in claim.cells}
    return [
        place
        for place in sorted(skeleton.occupied - claimed - plan.declared)
        if _is_number(grid.cells[place]) and not _is_aside(grid, skeleton, plan, place)
    ]


def _unclaimed(grid: Grid, skeleton: Skeleton, plan: Plan) -> Iterator[Remark]:
    """One warning a row for numbers that are no figure of the form and in no declared place."""
    by_row: dict[int, list[Position]] = {}
    for place in unclaimed(grid, skeleton, plan):
        by_row.setdefault(place[0], []).append(place)
    for places in by_row.values():
        message = say(
            "{text} belongs to no item of the form and is not counted; "
            "if it is a figure, put it beside its label.",
            text="、".join(grid.cells[place].text[:20] for place in places[:5]),
        )
        found = grid.cells[places[0]].text
        yield Remark("number.unclaimed", message, *located(grid, places[0]), found=found)


def _is_number(cell: Cell) -> bool:
    if cell.kind in (CellKind.NUMBER, CellKind.PERCENT, CellKind.ERROR, CellKind.UNCALCULATED):
        return True
    return cell.kind is CellKind.TEXT and bool(_DIGIT.search(cell.text))


def _is_aside(grid: Grid, skeleton: Skeleton, plan: Plan, place: Position) -> bool:
    """Whether a number outside the tables is a year, a date, a telephone, a page or a serial."""
    row, column = place
    cell = grid.cells[place]
    left = [c for c in skeleton.by_row.get(row, ()) if c < column]
    if left and _ASIDE.search(skeleton.texts[row, left[-1]]):
        return True
    claimed_rows = {claim_row for claim in plan.claims for claim_row, _ in claim.cells}
    if row in claimed_rows:
        return False
    if cell.kind is CellKind.NUMBER and isinstance(cell.value, int) and 1990 <= cell.value < 2100:
        return True
    columns = (claim_column for claim in plan.claims for _, claim_column in claim.cells)
    first = min(columns, default=0)
    return looks_like_serial(cell.text) and column < first
