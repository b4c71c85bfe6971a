"""Proof of workbooks: read again with another parser, every number compared in its place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from itertools import chain, islice
from pathlib import Path

from hcstats.coverage_tables import coverage_units
from hcstats.detail import detail_of, fitting
from hcstats.forms.definition import Form
from hcstats.layout.marker import MARKER_SHEET
from hcstats.model import Outcome, Table, say
from hcstats.record_tables import problem_table, run_table
from hcstats.total_tables import indicator_table, summary_tables
from hcstats.unit_groups import groups_shown
from hcstats.writers.proving.breakdown import prove_breakdown
from hcstats.writers.proving.cells import Sheet, opened
from hcstats.writers.proving.faults import Block, Shown, check, proof, rounded, squeezed, unproved
from hcstats.writers.proving.marker import prove_marker, prove_short_marker
from hcstats.writers.proving.tables import prove_block, prove_sheet, prove_totals

Rows = Iterator[list[Shown]]
Proof = Callable[[Sheet], None]


@proof
def prove_book(
    path: Path,
    outcome: Outcome,
    form: Form | None,
    language: str,
    breakdown: bool | None = None,
) -> None:
    """Raise HcstatsError unless the workbook holds every number of the outcome in its place.

    Totals under their table, label and column; units' figures in the row of their unit and the
    column of their item, under sums whose formulas give the totals; sources with their cells.
    """
    with opened(path) as book:
        names = [name for name in book.names if name != MARKER_SHEET]
        parts = _parts(path, outcome, form, language, breakdown)
        check(path, len(names), len(parts), say("the number of sheets"))
        whole = detail_of(outcome, breakdown).sources and form is not None
        told: dict[str, list[list[Shown]]] = {}
        for name, (prove, computed) in zip(names, parts, strict=True):
            sheet = book.sheet(name)
            if whole and computed:
                rows = list(sheet.rows)
                told[name] = list(sheet._replace(rows=iter(rows)).shown())
                sheet = sheet._replace(rows=iter(rows))
            prove(sheet)
        hidden = len(book.names) - len(names)
        check(path, hidden, int(form is not None), say("the hidden sheet"))
        if form is not None:
            lines = [[cell.text for cell in row] for row in book.rows(MARKER_SHEET)]
            if whole:
                prove_marker(path, lines, told, list(told), outcome)
            else:
                prove_short_marker(path, lines, outcome)


def _parts(
    path: Path, outcome: Outcome, form: Form | None, language: str, breakdown: bool | None
) -> list[tuple[Proof, bool]]:
    """The proof of each sheet in their order, and whether the hidden one tells its numbers."""
    detail = detail_of(outcome, breakdown)

    def table(of: Table) -> tuple[Proof, bool]:
        return lambda sheet: prove_sheet(path, sheet, of, language), False

    parts: list[tuple[Proof, bool]] = []
    if form is not None:
        parts.append((lambda s: _prove_summary(path, s.shown(), outcome, form, language), True))
        if detail.breakdown:
            parts.append((lambda sheet: prove_breakdown(path, sheet.shown(), outcome, form), True))
        parts.append((table(indicator_table(outcome, form))[0], True))
    parts.append(table(coverage_units(outcome)))
    parts.append(table(fitting(problem_table(outcome.problems))))
    if detail.sources:
        parts.append((lambda sheet: _prove_sources(path, sheet, outcome), False))
    parts.append(table(fitting(run_table(outcome))))
    return parts


@proof
def prove_tables(path: Path, tables: Sequence[Table], language: str) -> None:
    """Raise HcstatsError unless each sheet holds each value of its table in its place."""
    with opened(path) as book:
        check(path, len(book.names), len(tables), say("the number of sheets"))
        for name, table in zip(book.names, tables, strict=True):
            prove_sheet(path, book.sheet(name), table, language)


def _prove_summary(path: Path, rows: Rows, outcome: Outcome, form: Form, language: str) -> None:
    """The sheet of totals against the totals, and against the tables that were to be shown."""
    blocks = list(_below(rows))
    prove_totals(path, blocks, outcome, form, language)
    groups = ["all", *groups_shown(outcome)]
    tables = [table for group in groups for table in summary_tables(outcome, form, group)]
    for block, table in zip(blocks, tables, strict=False):
        prove_block(path, block, table, language, exact=True)


def _below(rows: Iterable[list[Shown]]) -> Iterator[Block]:
    """The tables of a sheet that stand one below the other, a blank line before each."""
    part: list[list[Shown]] = []
    first = True
    for row in chain(rows, ([],)):
        if any(cell.text or cell.number is not None for cell in row):
            part.append(row)
            continue
        # What stands first is the title of the sheet and how far it covers.
        if len(part) > 1 and not first:
            yield Block(part[0][0].text, [cell.text for cell in part[1]], part[2:])
        first, part = False, []


def _prove_sources(path: Path, sheet: Sheet, outcome: Outcome) -> None:
    """Every figure on a line with its unit, key and cell, wherever the line stands."""
    cells, rows = sheet
    text = cache(lambda content: cells[content].text)
    words, number = cache(squeezed), cache(rounded)
    seen: set[str] = set()
    found: Counter[_Line] = Counter()
    for row in islice(rows, _HEADS, None):
        seen.update(row)
        shown = cells[row[4]]
        value = number(shown.number), shown.approximate
        found[(*map(text, row[:3]), *value, *map(text, row[7:10]))] += 1
    wanted: Counter[_Line] = Counter()
    for one in outcome.figures:
        value = number(one.value), one.approximate and one.value is not None
        whose, where = (one.unit_code, one.unit, one.key), (one.file, one.sheet, one.cell)
        wanted[(*map(words, whose), *value, *map(words, where))] += 1
    for content in seen:
        cells[content]  # raises for what no workbook can have
    for line in chain(wanted - found, found - wanted):
        raise unproved(path, " ".join(map(str, line[:4])))


_Line = tuple[object, ...]
"""Unit and key, number, whether that is approximate, and the cell."""
_HEADS = 2
"""Rows above the sources: title and headings."""
