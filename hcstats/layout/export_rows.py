"""Rows of an export of ours as figures, and what an export says beside its figures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from hcstats.layout.export_marker import amount_of
from hcstats.layout.reading import Remark
from hcstats.model import Amount, Cell, Figure, Grid, Position, Status, Submission, UnitRef, say

ALTERED = "export.altered"


@dataclass(frozen=True, slots=True)
class Rival:
    """A unit that had sent several files that differ, and those files."""

    unit: UnitRef
    files: str


@dataclass(frozen=True, slots=True)
class Export:
    """What an export holds: submissions with the places in the export, and what became of it.

    `listed` are the lines of the list of units that the run used, empty where it is not told.
    """

    submissions: tuple[Submission, ...] = ()
    remarks: tuple[Remark, ...] = ()
    listed: tuple[tuple[str, ...], ...] = ()


@dataclass(slots=True)
class Told:
    """What an export says beside its figures, while it is being read."""

    form: str = ""
    period: str = ""
    errors: int = 0
    listed: list[tuple[str, ...]] = field(default_factory=list)
    covering: list[UnitRef] = field(default_factory=list)
    rivals: list[Rival] = field(default_factory=list)

    def export(self, figures: Iterable[Figure], remarks: Sequence[Remark], sheet: str) -> Export:
        """The export with its counted figures put together by unit."""
        by_unit: dict[tuple[str, str], list[Figure]] = {}
        for figure in figures:
            by_unit.setdefault((figure.unit_code, figure.unit), []).append(figure)
        covering = {(one.code, one.name) for one in self.covering}
        rivals = {(one.unit.code, one.unit.name): one.files for one in self.rivals}
        submissions = tuple(
            Submission(
                own[0].file,
                self.form,
                self.period,
                *unit,
                tuple(own),
                unit in covering,
                rivals.get(unit, ""),
            )
            for unit, own in by_unit.items()
        )
        return Export(
            submissions, (*remarks, *errors_before(self.errors, sheet)), tuple(self.listed)
        )


def errors_before(count: int, sheet: str) -> Iterator[Remark]:
    """What to say of an export whose own run had found errors."""
    if count:
        message = say(
            "The run that wrote this export had found {count} errors; they stand until the "
            "submissions themselves are corrected.",
            count=count,
        )
        yield Remark("export.errors", message, sheet)


def altered(sheet: str, cell: str, found: str, wanted: str, key: str = "") -> Remark:
    """A number that is not the one that the run wrote there."""
    message = say(
        "{found} stands here, but the run that wrote this export wrote {wanted}; the number was "
        "altered by hand. Correct the submission itself and run again, or give the unaltered "
        "export.",
        found=found or "—",
        wanted=wanted or "—",
    )
    return Remark(ALTERED, message, sheet, cell, key, found)


def columns_of(grid: Grid, row: int) -> dict[str, int]:
    """The columns of a heading row by their words."""
    return {cell.text.strip(): place[1] for place, cell in grid.cells.items() if place[0] == row}


def rows_of(grid: Grid, first: int) -> Iterator[tuple[int, Mapping[int, Cell]]]:
    """The rows of a sheet from one on, by column."""
    rows: dict[int, dict[int, Cell]] = {}
    for (row, column), cell in grid.cells.items():
        if row >= first:
            rows.setdefault(row, {})[column] = cell
    yield from sorted(rows.items())


def shown_amount(cell: Cell | None, status: str, *, approximate: bool = False) -> Amount | None:
    """The amount that a cell shows; None if it holds no number that we would have written."""
    if cell is None:
        known = status in set(Status) and status != Status.REPORTED
        return Amount(None, status=Status(status)) if known else None
    if cell.value is not None:
        return Amount(cell.value, approximate)
    text = cell.text.strip().replace("约", "~")
    if not text.lstrip("~-").replace(".", "", 1).isdecimal():
        return None
    amount = amount_of(text)
    return replace(amount, approximate=amount.approximate or approximate)


def origin(file: str, sheet: str, cell: str) -> str:
    """A place as a compiler writes it: file[sheet!cell]."""
    inside = "!".join(part for part in (sheet, cell) if part)
    return f"{file}[{inside}]" if inside else file


Place = tuple[str, str]
"""Sheet and cell of a number in an export."""


def grid_text(grid: Grid, position: Position) -> str:
    """The text of a cell, empty where there is none."""
    cell = grid.cells.get(position)
    return cell.text.strip() if cell else ""
