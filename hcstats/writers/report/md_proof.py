"""What a report's Markdown shows, read from the text, and what it has to show."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from hcstats.messages import render
from hcstats.model.document import Block, Document, Gap, Heading, OfficialTable, Paragraph
from hcstats.model.grid import Merge, Position
from hcstats.writers.report.grid import extents
from hcstats.writers.report.meant import plain
from hcstats.writers.report.spans import caption_text, gap_text, span_text, text_of
from hcstats.writers.shown import amount_text

_ESCAPED = re.compile(r"\\(.)")
_BAR = re.compile(r"(?<!\\)(?:\\\\)*\|")
_RULE = re.compile(r"\|(?: --- \|)+")
_Line = tuple[str, ...]


def lines_shown(text: str) -> list[_Line]:
    """Every line with words or cells; entries of the contents and heads of tables apart."""
    found: list[_Line] = []
    for block in text.rstrip("\n").split("\n\n"):
        lines = block.split("\n")
        if block == "---" or block.startswith("<!--") or lines[0].lstrip().startswith("- "):
            continue
        if len(lines) > 1 and _RULE.fullmatch(lines[1]):
            found += [tuple(map(_unescaped, _BAR.split(line)[1:-1])) for line in lines[2:]]
        else:
            found.append((_unescaped(_bare(block.replace("\\\n", " "))),))
    return [line for line in found if any(line)]


def lines_meant(report: Document, language: str) -> list[_Line]:
    """The lines that the Markdown of a report must have."""
    lines: list[_Line] = [(plain(span_text(report.title)),)]
    for block in (*report.blocks, *report.appendix):
        lines += _block(block, language)
    return [line for line in lines if any(line)]


def _bare(line: str) -> str:
    """A line without the signs that make it a heading, a quotation or strong."""
    line = re.sub(r"^(?:#{1,4}|>) ", "", line)
    return line[2:-2] if line.startswith("**") else line


def _unescaped(text: str) -> str:
    return plain(_ESCAPED.sub(r"\1", text.strip()))


def _block(block: Block, language: str) -> Iterator[_Line]:
    if isinstance(block, Heading | Paragraph):
        yield (plain(text_of(block.spans)),)
    elif isinstance(block, Gap):
        yield (plain(gap_text(block, language)),)
    elif isinstance(block, OfficialTable):
        yield (plain(span_text(block.caption)),)
        yield from _rows(block)
        yield (plain(span_text(block.note)),)
    else:
        for place, category in enumerate(block.chart.categories):
            amounts = (amount_text(series.amounts[place]) for series in block.chart.series)
            yield (plain(render(category, language)), *amounts)
        yield (plain(caption_text(block.chart, language)),)


def _rows(table: OfficialTable) -> Iterator[_Line]:
    """The rows between heads, a label over several rows in each of them; heads over all."""
    heads = {row for (row, _), kind in table.kinds.items() if kind == "head"}
    shown = extents(table)
    for row in range(1, table.height + 1):
        extent = shown.get((row, 1))
        if row in heads:
            if extent is not None and extent.last_column == table.width > 1:
                yield (plain(span_text(table.cells.get((row, 1), ""))),)
            continue
        yield tuple(
            plain(span_text(table.cells.get(corner, ""))) if corner[1] == column else ""
            for column in _columns(table, shown, heads, row)
            for corner, extent in shown.items()
            if extent.first_row <= row <= extent.last_row
            and extent.first_column <= column <= extent.last_column
        )


def _columns(
    table: OfficialTable, shown: Mapping[Position, Merge], heads: set[int], row: int
) -> list[int]:
    """The columns in which a cell begins, in the part of the table around a row."""
    first = max((one + 1 for one in heads if one < row), default=1)
    while first - 1 in heads:
        first -= 1
    last = min((one - 1 for one in heads if one > row), default=table.height)
    over = {
        one for one in heads if (one, 1) in shown and shown[one, 1].last_column == table.width > 1
    }
    part = [one for one in range(first, last + 1) if one not in over]
    return [
        column
        for column in range(1, table.width + 1)
        if any((one, column) in shown for one in part)
    ]
