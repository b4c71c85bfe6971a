"""Official tables in a document: merged cells, full borders, heads repeated on every page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hcstats.model.document import OfficialTable
from hcstats.model.grid import Merge, Position
from hcstats.writers.report.grid import extents, head_rows, stacked, upright
from hcstats.writers.report.spans import span_text
from hcstats.writers.report.word.base import WIDTH
from hcstats.writers.report.word.marks import Marks
from hcstats.writers.report.word.widths import fitted
from hcstats.writers.report.word.xml import element, paragraph, run

if TYPE_CHECKING:
    from docx.oxml.xmlchemy import BaseOxmlElement as Element

_TWIPS = 1440 / 25.4
_EDGES = ("top", "left", "bottom", "right", "insideH", "insideV")
_STYLES = {"head": "TableHead", "label": "TableLabel"}
_SHORT = 20
"""Rows up to which a table is kept on one page."""


def table_parts(table: OfficialTable, marks: Marks, *, marked: bool = True) -> list[Element]:
    """A table with the line above it and what stands below."""
    parts: list[Element] = []
    if table.caption:
        parts.append(paragraph("TableUnit", run(span_text(table.caption))))
    parts.append(_table(table, marks, marked))
    below = paragraph("TableNote", run(span_text(table.note))) if table.note else None
    # Two tables without a paragraph between them would be one.
    parts.append(paragraph("TableEnd") if below is None else below)
    return parts


def _table(table: OfficialTable, marks: Marks, marked: bool) -> Element:
    fit = fitted(table, WIDTH)
    widths = [round(width * _TWIPS) for width in fit.columns]
    borders = (element(edge, val="single", sz=4, space=0, color="auto") for edge in _EDGES)
    made = element(
        "tbl",
        element(
            "tblPr",
            element("tblW", w=sum(widths), type="dxa"),
            element("jc", val="center"),
            element("tblBorders", *borders),
            element("tblLayout", type="fixed"),
            element(
                "tblCellMar",
                element("left", w=45, type="dxa"),
                element("right", w=45, type="dxa"),
            ),
            element("tblLook", val="0020"),
        ),
        element("tblGrid", *(element("gridCol", w=width) for width in widths)),
    )
    heads = 0 if stacked(table) else head_rows(table)
    shown = extents(table)
    under = {
        (row, extent.first_column): extent
        for extent in shown.values()
        for row in range(extent.first_row + 1, extent.last_row + 1)
    }
    draw = _Drawing(table, marks, marked, widths, round(fit.size * 2))
    for row in range(1, table.height + 1):
        line = _line(head=row <= heads)
        for column in range(1, table.width + 1):
            if (row, column) in shown:
                line.append(draw.cell((row, column), shown[row, column]))
            elif (row, column) in under:
                line.append(draw.continued(under[row, column]))
        made.append(line)
    return made


def _line(*, head: bool) -> Element:
    """A row that no page break splits; one of the head is repeated on each page."""
    properties = element("trPr", element("cantSplit"))
    if head:
        properties.append(element("tblHeader"))
    return element("tr", properties)


class _Drawing:
    """The cells of one table."""

    def __init__(
        self, table: OfficialTable, marks: Marks, marked: bool, widths: list[int], size: int
    ) -> None:
        self._table, self._marks, self._marked = table, marks, marked
        self._widths, self._size = widths, size

    def cell(self, place: Position, extent: Merge) -> Element:
        """A cell with its text; a cell over several rows begins here."""
        properties = self._properties(extent, "restart")
        table = self._table
        top_down = upright(table, extent)
        if top_down:
            properties.append(element("textDirection", val="tbRlV"))
        properties.append(element("vAlign", val="center"))
        spans = (table.cells.get(place, ""),)
        line = paragraph(self._style(place, extent), *self._marks.runs(spans, marked=self._marked))
        self._finish(line, keep=table.height <= _SHORT and extent.last_row < table.height)
        return element("tc", properties, line)

    def continued(self, extent: Merge) -> Element:
        """The part of a merged cell that lies in a lower row."""
        line = paragraph("TableText")
        self._finish(line, keep=False)
        return element("tc", self._properties(extent, "continue"), line)

    def _properties(self, extent: Merge, down: str) -> Element:
        first, last = extent.first_column, extent.last_column
        width = sum(self._widths[first - 1 : last])
        properties = element("tcPr", element("tcW", w=width, type="dxa"))
        if last > first:
            properties.append(element("gridSpan", val=last - first + 1))
        if extent.last_row > extent.first_row:
            properties.append(element("vMerge", val=down))
        return properties

    def _style(self, place: Position, extent: Merge) -> str:
        kind = self._table.kinds.get(place, "label")
        if kind == "label" and extent.last_row > extent.first_row:
            return "TableText"
        return _STYLES.get(kind, "TableText")

    def _finish(self, line: Element, *, keep: bool) -> None:
        """The size of the letters, and whether the row stays with the next one."""
        if keep:
            line[0].append(element("keepNext"))
        for part in line.iter():
            if part.tag.endswith("}rPr"):
                part.append(element("sz", val=self._size))
                part.append(element("szCs", val=self._size))
        if not any(part.tag.endswith("}r") for part in line):
            # An empty paragraph is as high as its mark.
            mark = element("rPr", element("sz", val=self._size), element("szCs", val=self._size))
            line[0].append(mark)
