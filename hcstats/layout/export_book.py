"""The workbook of an earlier run: its sources read, and held against what the run had written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from hcstats.cell_addresses import address
from hcstats.layout.export_marker import (
    ABOUT_TITLE,
    EXPORT_TITLE,
    SOURCE_COLUMNS,
    WITHOUT_FIGURES,
    YES,
    amount_of,
    in_any_language,
)
from hcstats.layout.export_numbers import TOLD, compared, more, words_of
from hcstats.layout.export_rows import (
    ALTERED,
    Export,
    Rival,
    Told,
    altered,
    columns_of,
    grid_text,
    origin,
    rows_of,
    shown_amount,
)
from hcstats.layout.reading import Remark
from hcstats.model import Amount, Cell, Figure, Grid, Status, UnitRef, say

_HEAD = 2
_CELL = re.compile(r"([A-Z]+)=(\S+)")

Owner = tuple[str, str, str]
"""Unit code, unit and key."""


@dataclass(slots=True)
class _Marker:
    told: Told = field(default_factory=Told)
    keys: list[str] = field(default_factory=list)
    figures: dict[Owner, Amount] = field(default_factory=dict)
    numbers: dict[str, dict[str, str]] = field(default_factory=dict)
    """What the run wrote, by sheet and cell."""


def book_export(grids: Sequence[Grid], file: str) -> Export | None:
    """The export that a workbook is, or None if it is none of ours.

    Without its marker nothing tells whether its numbers are still those of the run: then it is
    not read, and says so.
    """
    sources = next((one for one in grids if _source_columns(one)), None)
    sheet = next((one for one in grids if grid_text(one, (1, 1)) == EXPORT_TITLE), None)
    if sources is None:
        return _without_sources(grids, sheet)
    if sheet is None:
        message = say(
            "This is an export of hcstats without the hidden sheet that tells whether it is "
            "unchanged; nothing of it is read. Give the file as it was written, or the "
            "submissions themselves."
        )
        return Export((), (Remark("export.unmarked", message, sources.name),))
    marker = _marker(sheet)
    figures, remarks = _figures(sources, marker, file)
    by_name = {one.name: one for one in grids}
    for name, numbers in marker.numbers.items():
        remarks += list(compared(by_name.get(name), name, numbers))
    return marker.told.export(figures, remarks, sources.name)


def _without_sources(grids: Sequence[Grid], sheet: Grid | None) -> Export | None:
    """A workbook without the units' figures: written so, or one from which they are gone."""
    if sheet is None:
        about = next((one for one in grids if _is_about(one)), None)
        return Export((), (_totals_only(about.name),)) if about is not None else None
    lines = {row[1].text for _, row in rows_of(sheet, 2) if 1 in row}
    return Export((), (_totals_only("") if WITHOUT_FIGURES in lines else _no_sources(),))


def _is_about(grid: Grid) -> bool:
    """Whether a sheet tells how an output of ours came about."""
    if grid_text(grid, (1, 1)) not in in_any_language(ABOUT_TITLE):
        return False
    return grid_text(grid, (3, 2)).startswith("hcstats ")


def _totals_only(sheet: str) -> Remark:
    message = say(
        "This export holds totals alone, without the units' figures; nothing of it is read. Give "
        "the submissions themselves, or what hcstats extract -o figures.csv writes of them."
    )
    return Remark("export.totals", message, sheet)


def _no_sources() -> Remark:
    message = say(
        "The sheet of sources (来源) of this export is gone, or its headings were altered; nothing "
        "of the export is read. Give the file as it was written, or the submissions themselves."
    )
    return Remark(ALTERED, message, "")


def _source_columns(grid: Grid) -> dict[str, int]:
    """The columns of a sheet of sources by what they hold; empty if the sheet is none."""
    heads = columns_of(grid, _HEAD)
    found = {
        name: heads[word]
        for name, title in SOURCE_COLUMNS.items()
        for word in in_any_language(title)
        if word in heads
    }
    return found if set(SOURCE_COLUMNS) - {"origin"} <= set(found) else {}


def _marker(sheet: Grid) -> _Marker:
    marker = _Marker()
    for _, row in rows_of(sheet, 2):
        kind, *rest = (row[place].text if place in row else "" for place in range(1, 9))
        if kind == "keys":
            marker.keys += rest[0].split()
        elif kind == "figures":
            tokens = zip(marker.keys[int(rest[3]) :], rest[2].split(), strict=False)
            for key, text in tokens:
                if text != "-":
                    marker.figures[rest[0], rest[1], key] = amount_of(text)
        elif kind == "numbers":
            written = marker.numbers.setdefault(rest[0], {})
            written |= {f"{c}{rest[1]}": value for c, value in _CELL.findall(rest[2])}
        else:
            _tell(marker.told, kind, rest)
    return marker


def _tell(told: Told, kind: str, rest: Sequence[str]) -> None:
    match kind:
        case "form":
            told.form = rest[0]
        case "period":
            told.period = rest[0]
        case "errors":
            told.errors = int(rest[0])
        case "unit":
            told.listed.append(tuple(rest[:7]))
        case "covers":
            told.covering.append(UnitRef(rest[0], rest[1]))
        case "rivals":
            told.rivals.append(Rival(UnitRef(rest[0], rest[1]), rest[2]))


def _figures(sources: Grid, marker: _Marker, file: str) -> tuple[list[Figure], list[Remark]]:
    """The counted figures with their places in the export, and every one that was altered."""
    columns = _source_columns(sources)
    figures: list[Figure] = []
    remarks: list[Remark] = []
    seen: set[Owner] = set()
    for row, cells in rows_of(sources, _HEAD + 1):
        text = {name: cells[c].text if c in cells else "" for name, c in columns.items()}
        owner = (text["code"], text["unit"], text["key"])
        cell = address((row, columns["value"]))
        wanted = marker.figures.get(owner)
        if wanted is None or owner in seen or text["counted"] not in in_any_language(YES):
            if text["counted"] in in_any_language(YES):
                remarks.append(_stranger(sources.name, cell, owner))
            continue
        seen.add(owner)
        found = _found(cells.get(columns["value"]), wanted)
        if found != wanted:
            shown = cells[columns["value"]].text if columns["value"] in cells else ""
            remarks.append(altered(sources.name, cell, shown, words_of(wanted), owner[2]))
            wanted = Amount(None, status=Status.UNREADABLE)
        figures.append(_figure(marker.told, text, wanted, (file, sources.name, cell)))
    remarks += _lost(sources.name, marker.figures, seen)
    return figures, remarks


def _found(cell: Cell | None, wanted: Amount) -> Amount | None:
    return shown_amount(cell, wanted.status)


def _figure(
    told: Told, text: Mapping[str, str], amount: Amount, place: tuple[str, str, str]
) -> Figure:
    form, _, edition = told.form.partition("/")
    first = text.get("origin") or origin(text["file"], text["sheet"], text["cell"])
    return Figure(
        form,
        edition,
        text["code"],
        text["unit"],
        told.period,
        text["key"],
        amount.value,
        amount.status,
        amount.approximate,
        *place,
        text["text"],
        first,
    )


def _stranger(sheet: str, cell: str, owner: Owner) -> Remark:
    message = say(
        "The run that wrote this export counted no such figure ({unit}, {key}) here, or only "
        "once; the row was added by hand and is not counted.",
        unit=owner[1],
        key=owner[2],
    )
    return Remark(ALTERED, message, sheet, cell, owner[2])


def _lost(sheet: str, figures: Mapping[Owner, Amount], seen: set[Owner]) -> Iterator[Remark]:
    lost = [owner for owner in figures if owner not in seen]
    for owner in lost[:TOLD]:
        message = say(
            "The row of {unit}, {key} is gone or no longer says that it counts; the run that "
            "wrote this export counted it. Give the unaltered export.",
            unit=owner[1],
            key=owner[2],
        )
        yield Remark(ALTERED, message, sheet, "", owner[2])
    yield from more(sheet, len(lost))
