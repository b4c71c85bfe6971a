"""A report as Markdown: readable as it stands, and shown with tables where it is rendered.

The format knows no merged cells: a table is parted at the heads within it, spanning heads are
joined with those below them, and a label over several rows is repeated in each.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from hcstats.messages import render
from hcstats.model.chart import Chart
from hcstats.model.document import Block, Document, Gap, Heading, OfficialTable, Paragraph
from hcstats.model.grid import Merge, Position
from hcstats.writers.report.grid import extents
from hcstats.writers.report.spans import caption_text, gap_text, span_text, text_of
from hcstats.writers.shown import amount_text, clean

_OWN = re.compile(r"[\\`*_\[\]<>|#&~]")
_SIGN = re.compile(r"^(?=[+\-=])")
_LIST = re.compile(r"^(\d+)(?=[.)]\s)")
"""What would begin a list at the start of a line."""


def render_md(report: Document, language: str, *, toc: bool) -> str:
    """The whole report as text."""
    parts = [f"# {escape(' '.join(span_text(report.title).split()))}"]
    if toc:
        parts.append(_contents(report))
    parts += [part for block in report.blocks for part in _block(block, language)]
    if report.appendix:
        parts.append("---")
    parts += [part for block in report.appendix for part in _block(block, language)]
    return "\n\n".join(parts) + "\n"


def escape(text: str) -> str:
    """A line of which nothing is taken for mark-up."""
    return _LIST.sub(r"\1\\", _SIGN.sub(r"\\", _inner(text)))


def _inner(text: str) -> str:
    """A text within a line, of which nothing is taken for mark-up."""
    return _OWN.sub(r"\\\g<0>", text)


def _contents(report: Document) -> str:
    headings = [one for one in (*report.blocks, *report.appendix) if isinstance(one, Heading)]
    return "\n".join(f"{'  ' * (one.level - 1)}- {escape(text_of(one.spans))}" for one in headings)


def _block(block: Block, language: str) -> Iterator[str]:
    if isinstance(block, Heading):
        yield f"{'#' * (block.level + 1)} {escape(' '.join(text_of(block.spans).split()))}"
    elif isinstance(block, Paragraph):
        yield _paragraph(text_of(block.spans))
    elif isinstance(block, Gap):
        yield f"<!-- gap: {block.name.replace('--', '- -')} -->"
        yield f"> {_paragraph(gap_text(block, language))}"
    elif isinstance(block, OfficialTable):
        if block.caption:
            yield _paragraph(span_text(block.caption))
        yield from _bands(block)
        if block.note:
            yield _paragraph(span_text(block.note))
    else:
        yield from _chart(block.chart, language)


def _paragraph(text: str) -> str:
    return "\\\n".join(escape(line.strip()) for line in text.strip().split("\n"))


def _bands(table: OfficialTable) -> Iterator[str]:
    """The parts of a table from one group of heads to the next."""
    heads = {row for (row, _), kind in table.kinds.items() if kind == "head"}
    first = 1
    while first <= table.height:
        body = first
        while body in heads:
            body += 1
        end = body
        while end <= table.height and end not in heads:
            end += 1
        yield from _band(table, range(first, body), range(body, end))
        first = end


def _band(table: OfficialTable, heads: range, body: range) -> Iterator[str]:
    shown = extents(table)
    over = [row for row in heads if _across(shown.get((row, 1)), table.width)]
    for row in over:
        yield f"**{_cell(table, (row, 1))}**"
    below = [row for row in heads if row not in over]
    columns = [
        column
        for column in range(1, table.width + 1)
        if any((row, column) in shown for row in (*below, *body))
    ]
    lines = [_line([_head(table, shown, below, column) for column in columns])]
    lines.append(_line(["---"] * len(columns)))
    for row in body:
        lines.append(_line([_shown(table, shown, (row, column)) for column in columns]))
    yield "\n".join(lines)


def _across(extent: Merge | None, width: int) -> bool:
    return extent is not None and width > 1 and extent.last_column == width


def _covering(shown: dict[Position, Merge], place: Position) -> tuple[Position, Merge]:
    """The cell that is seen at a place."""
    row, column = place
    return next(
        (corner, extent)
        for corner, extent in shown.items()
        if extent.first_row <= row <= extent.last_row
        and extent.first_column <= column <= extent.last_column
    )


def _head(table: OfficialTable, shown: dict[Position, Merge], rows: list[int], column: int) -> str:
    """The heads over a column from top to bottom; one beside all of them stands in its first."""
    texts: list[str] = []
    for row in rows:
        corner, extent = _covering(shown, (row, column))
        beside = extent.last_row - extent.first_row + 1 == len(rows)
        if corner[0] == row and not (beside and corner[1] != column):
            texts.append(_cell(table, corner))
    return " / ".join(texts)


def _shown(table: OfficialTable, shown: dict[Position, Merge], place: Position) -> str:
    corner, _ = _covering(shown, place)
    return _cell(table, corner) if corner[1] == place[1] else ""


def _cell(table: OfficialTable, place: Position) -> str:
    return _inner(" ".join(span_text(table.cells.get(place, "")).split()))


def _chart(chart: Chart, language: str) -> Iterator[str]:
    """A picture as the table of its numbers."""
    names = [_inner(clean(render(series.name, language))) for series in chart.series]
    lines = [_line(["", *names]), _line(["---"] * (len(names) + 1))]
    for place, category in enumerate(chart.categories):
        amounts = [_inner(amount_text(series.amounts[place])) for series in chart.series]
        lines.append(_line([_inner(clean(render(category, language))), *amounts]))
    yield "\n".join(lines)
    yield _paragraph(caption_text(chart, language))


def _line(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"
