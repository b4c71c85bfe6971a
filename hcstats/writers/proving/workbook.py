"""Proof of workbooks: opened again with another library, every number compared in its place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from hcstats.forms.definition import Form
from hcstats.layout.marker import MARKER_SHEET
from hcstats.model import Outcome, Table, say
from hcstats.record_tables import problem_table, run_table
from hcstats.tables import coverage_units, groups_shown, indicator_table, summary_tables
from hcstats.writers.proving.breakdown import prove_breakdown
from hcstats.writers.proving.faults import Block, Shown, check, proof, rounded, squeezed, unproved
from hcstats.writers.proving.marker import prove_marker
from hcstats.writers.proving.tables import prove_block, prove_totals

Rows = list[list[Shown]]
_EMPTY = Shown()


@proof
def prove_book(path: Path, outcome: Outcome, form: Form | None, language: str) -> None:
    """Raise HcstatsError unless the workbook holds every number of the outcome in its place.

    Totals under their table, label and column; units' figures in the row of their unit and the
    column of their item, under sums whose formulas give the totals; sources with their cells.
    """
    named = _sheets(path)
    marker = named.pop(MARKER_SHEET, [])
    sheets = list(named.values())
    count = 7 if form is not None else 4
    check(path, len(sheets), count, say("the number of sheets"))
    if form is not None:
        lines = [[cell.text for cell in row] for row in marker]
        prove_marker(path, lines, named, list(named)[:3], outcome)
        _prove_summary(path, sheets[0], outcome, form, language)
        prove_breakdown(path, sheets[1], outcome, form)
        prove_block(path, _block(sheets[2]), indicator_table(outcome, form), language, exact=True)
    coverage, problems, figures, about = sheets[-4:]
    prove_block(path, _block(coverage), coverage_units(outcome), language, exact=True)
    prove_block(path, _block(problems), problem_table(outcome.problems), language, exact=True)
    _prove_sources(path, figures, outcome)
    prove_block(path, _block(about), run_table(outcome), language, exact=True)


@proof
def prove_tables(path: Path, tables: Sequence[Table], language: str) -> None:
    """Raise HcstatsError unless each sheet holds each value of its table in its place."""
    sheets = list(_sheets(path).values())
    check(path, len(sheets), len(tables), say("the number of sheets"))
    for rows, table in zip(sheets, tables, strict=True):
        prove_block(path, _block(rows), table, language, exact=True)


def _sheets(path: Path) -> dict[str, Rows]:
    """Every sheet's cells by its name, rows and columns in their places."""
    from openpyxl import load_workbook  # noqa: PLC0415

    book = load_workbook(path, data_only=True, read_only=True)
    try:
        return {
            sheet.title: [[_shown(cell) for cell in row] for row in sheet.iter_rows()]
            for sheet in book
        }
    finally:
        book.close()


def _shown(cell: Any) -> Shown:  # noqa: ANN401  (openpyxl has several kinds of cells)
    value = cell.value
    if value is None:
        return _EMPTY
    if isinstance(value, str):
        return Shown(squeezed(_unescaped(value) if "_x" in value else value))
    if isinstance(value, bool) or not isinstance(value, int | float):
        return Shown(str(value))
    return Shown("", Decimal(str(value)), "约" in cell.number_format)


def _unescaped(text: str) -> str:
    """A text in which a workbook writes some characters as _x000D_."""
    from openpyxl.utils.escape import unescape  # noqa: PLC0415

    return unescape(text)


def _block(rows: Rows) -> Block:
    """A sheet of one table: title, headings, rows and notes."""
    title = rows[0][0].text if rows and rows[0] else ""
    heads = [cell.text for cell in rows[1]] if len(rows) > 1 else []
    return Block(title, heads, rows[2:])


def _prove_summary(path: Path, rows: Rows, outcome: Outcome, form: Form, language: str) -> None:
    """The sheet of totals against the totals, and against the tables that were to be shown."""
    blocks = list(_below(rows))
    prove_totals(path, blocks, outcome, form, language)
    groups = ["all", *groups_shown(outcome)]
    tables = [table for group in groups for table in summary_tables(outcome, form, group)]
    for block, table in zip(blocks, tables, strict=False):
        prove_block(path, block, table, language, exact=True)


def _below(rows: Rows) -> Iterator[Block]:
    """The tables of a sheet that stand one below the other, a blank line before each."""
    part: Rows = []
    first = True
    for row in [*rows, []]:
        if any(cell.text or cell.number is not None for cell in row):
            part.append(row)
            continue
        # What stands first is the title of the sheet and how far it covers.
        if len(part) > 1 and not first:
            yield Block(part[0][0].text, [cell.text for cell in part[1]], part[2:])
        first, part = False, []


def _prove_sources(path: Path, rows: Rows, outcome: Outcome) -> None:
    """Every figure on a line with its unit, key and cell, wherever the line stands."""
    wanted = Counter(
        (
            *(squeezed(text) for text in (one.unit_code, one.unit, one.key)),
            rounded(one.value),
            one.approximate and one.value is not None,
            *(squeezed(text) for text in (one.file, one.sheet, one.cell)),
        )
        for one in outcome.figures
    )
    found = Counter(
        (
            *(cell.text for cell in row[:3]),
            rounded(row[4].number),
            row[4].approximate,
            *(cell.text for cell in row[7:10]),
        )
        for row in rows[2:]
    )
    for line in (wanted - found) or (found - wanted):
        raise unproved(path, " ".join(str(part) for part in line[:4]))
