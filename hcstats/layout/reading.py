"""The figures of a sheet: its plan's cells read strictly."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from hcstats.forms.definition import Form, Item
from hcstats.layout.number_reading import NumberReading, unreadable
from hcstats.layout.numbers import read_number
from hcstats.layout.places import located
from hcstats.layout.records import Claim, Plan
from hcstats.layout.skeleton import Skeleton
from hcstats.layout.vocabulary import CUT
from hcstats.model import Grid, Message, Number, Position, Status, say


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
    remarks = plan_remarks(grid, skeleton, plan)
    figures: list[ReadFigure] = []
    owner: dict[Position, str] = {}
    for claim in plan.claims:
        figure, remark = _read_claim(grid, claim, form.items[claim.key], owner)
        figures.append(figure)
        if remark is not None:
            remarks.append(remark)
    remarks += hidden_remarks(figures)
    return figures, remarks


def plan_remarks(grid: Grid, skeleton: Skeleton, plan: Plan) -> list[Remark]:
    """What is to be said of a sheet's layout, whatever its figures are."""
    return [
        Remark(
            finding.rule,
            finding.message,
            *(located(grid, finding.position) if finding.position else (grid.name, "")),
            finding.key,
            _beside(grid, skeleton, finding.position) if finding.rule == "form.mixed" else "",
        )
        for finding in plan.findings
    ]


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


def hidden_remarks(figures: list[ReadFigure]) -> Iterator[Remark]:
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
