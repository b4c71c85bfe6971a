"""How much of the units' figures an output shows: all of them while there are few units."""

from __future__ import annotations

from dataclasses import dataclass, replace

from hcstats.model import Message, Outcome, Table, say

MOST_UNITS = 500
"""Counted submissions up to which every output shows each unit's figures with their cells.

Beyond that nobody scrolls through them, and they cost more than everything else together.
"""
SHEET_ROWS = 1_048_576
"""Rows that a worksheet of Excel has."""
_AROUND = 10
"""Rows that title, headings and notes take at most."""


@dataclass(frozen=True, slots=True)
class Detail:
    """What of the units' figures is shown: `breakdown` their values, `sources` their cells too."""

    breakdown: bool
    sources: bool
    note: Message | None = None
    """What is left out, and how to have it all the same."""


def detail_of(outcome: Outcome, breakdown: bool | None = None) -> Detail:
    """What a workbook shows; `breakdown` is what the user wants, None if nothing was said."""
    units = len(outcome.coverage.reported)
    few = units <= MOST_UNITS
    fits = len(outcome.figures) <= SHEET_ROWS - _AROUND
    if few and fits and breakdown is not False:
        return Detail(breakdown=True, sources=True)
    if breakdown or (few and breakdown is None):
        message = say(
            "Which cells the figures of {units} units come from is left out; hcstats extract "
            "-o figures.csv writes every cell.",
            units=units,
        )
        return Detail(breakdown=True, sources=False, note=message)
    message = say(
        "The figures of {units} units are left out: --breakdown adds the sheet of units, hcstats "
        "extract -o figures.csv writes every cell.",
        units=units,
    )
    return Detail(breakdown=False, sources=False, note=message)


def detail_of_page(outcome: Outcome) -> Detail:
    """What a page to look at shows: it holds every cell, or none."""
    units = len(outcome.coverage.reported)
    if units <= MOST_UNITS:
        return Detail(breakdown=True, sources=True)
    message = say(
        "The cells behind the numbers are left out: there are {units} units. hcstats extract -o "
        "figures.csv writes every cell; hcstats trace shows those of one figure.",
        units=units,
    )
    return Detail(breakdown=False, sources=False, note=message)


def fitting(table: Table) -> Table:
    """The table with as many rows as a worksheet takes; a note says what is not there."""
    most = SHEET_ROWS - _AROUND
    if len(table.rows) <= most:
        return table
    note = say(
        "Only the first {shown} of {count} rows fit on a sheet; -o with .json, or hcstats "
        "check --format csv, gives all.",
        shown=most,
        count=len(table.rows),
    )
    return replace(
        table,
        rows=table.rows[:most],
        levels=table.levels[:most],
        severities=table.severities[:most],
        origins=table.origins[:most],
        notes=(*table.notes, note),
    )
