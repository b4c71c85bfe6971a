"""What a written report has to show, line by line: what its proof compares with."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count

from hcstats.model.document import Block, Document, Gap, Heading, OfficialTable, Paragraph
from hcstats.writers.report.grid import extents
from hcstats.writers.report.spans import (
    caption_text,
    chart_text,
    exact_text,
    gap_text,
    span_text,
    text_of,
)


@dataclass(frozen=True, slots=True)
class Shown:
    """A report as lines of what and text, and the bound numbers as exact value and text.

    What a line is: `heading 1`, `text`, `gap NAME`, `cell 2:6,3 1x2` (second table, row 6, column
    3, one row high and two columns wide), `picture`.
    """

    lines: tuple[tuple[str, str], ...]
    numbers: tuple[tuple[str, str], ...]


def plain(text: str) -> str:
    """A text without regard to how its blanks are written."""
    return " ".join(text.split())


def meant(report: Document, language: str) -> Shown:
    """What a format has to show that keeps layout, pictures and bound numbers."""
    tables = count(1)
    lines = [("heading 0", "".join(report.title.split()))]
    for block in (*report.blocks, *report.appendix):
        lines += _block(block, language, tables)
    return shown(lines, [(exact_text(one), span_text(one.printed)) for one in report.bound()])


def shown(lines: Sequence[tuple[str, str]], numbers: Sequence[tuple[str, str]]) -> Shown:
    """The record of lines and numbers; a line that shows nothing is none, a cell always is."""
    tidy = ((what, plain(text)) for what, text in lines)
    kept = tuple((what, text) for what, text in tidy if text or what.startswith("cell"))
    return Shown(kept, tuple((exact, plain(text)) for exact, text in numbers))


def _block(block: Block, language: str, tables: Iterator[int]) -> Iterator[tuple[str, str]]:
    if isinstance(block, Heading):
        yield f"heading {block.level}", text_of(block.spans)
    elif isinstance(block, Paragraph):
        yield "text", text_of(block.spans)
    elif isinstance(block, Gap):
        yield f"gap {block.name}", gap_text(block, language)
    elif isinstance(block, OfficialTable):
        yield "text", span_text(block.caption)
        yield from _cells(block, next(tables))
        yield "text", span_text(block.note)
    else:
        yield "picture", chart_text(block.chart, language)
        yield "text", caption_text(block.chart, language)


def _cells(table: OfficialTable, number: int) -> Iterator[tuple[str, str]]:
    for (row, column), extent in extents(table).items():
        rows = extent.last_row - extent.first_row + 1
        columns = extent.last_column - extent.first_column + 1
        text = span_text(table.cells.get((row, column), ""))
        yield cell_name(number, row, column, rows, columns), text


def cell_name(table: int, row: int, column: int, rows: int, columns: int) -> str:
    """What the line of a cell is called."""
    return f"cell {table}:{row},{column} {rows}x{columns}"
