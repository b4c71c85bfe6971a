"""The blocks of a report as paragraphs, tables, pictures and controls of a document."""

from __future__ import annotations

import io
from itertools import count
from typing import TYPE_CHECKING

from docx.shared import Mm

from hcstats.model import HcstatsError, say
from hcstats.model.document import Block, Document, Gap, Heading, OfficialTable, Paragraph, Picture
from hcstats.writers.report.spans import caption_text, chart_text, gap_text, span_text
from hcstats.writers.report.word.base import WIDTH
from hcstats.writers.report.word.contents import anchor, contents
from hcstats.writers.report.word.marks import Marks
from hcstats.writers.report.word.tables import table_parts
from hcstats.writers.report.word.widths import ems
from hcstats.writers.report.word.xml import element, paragraph, run

if TYPE_CHECKING:
    from docx.document import Document as Word
    from docx.oxml.xmlchemy import BaseOxmlElement as Element

TAG_LIMIT = 64
"""Characters that a word processor takes in the tag or title of a control."""
_TITLE_EMS = 20
"""Characters of a title on one line."""
_TALLEST = 120
"""Millimetres of a picture, so that its caption stands with it."""


class Body:
    """Makes the elements of a report's body, in the order of reading.

    A `fixed` body is laid out by a program and edited by nobody: its contents name their pages,
    and its gaps are no controls.
    """

    def __init__(self, word: Word, language: str, *, toc: bool, fixed: bool) -> None:
        self.marks = Marks()
        self._word, self._language, self._toc, self._fixed = word, language, toc, fixed
        self._headings = count(1)

    def parts(self, report: Document) -> list[Element]:
        """Everything between the first page and the section's properties."""
        made = [paragraph("Title", run(_title(report)))]
        blocks = [part for block in report.blocks for part in self._block(block, marked=True)]
        if self._toc:
            made += contents(report, self.marks, self._language, fixed=self._fixed)
            _on_new_page(blocks)
        after = [part for block in report.appendix for part in self._block(block, marked=False)]
        _on_new_page(after)
        return [*made, *blocks, *after]

    def _block(self, block: Block, *, marked: bool) -> list[Element]:
        if isinstance(block, Heading):
            return [self._heading(block, marked)]
        if isinstance(block, Paragraph):
            return [paragraph("BodyText", *self.marks.runs(block.spans, marked=marked))]
        if isinstance(block, Gap):
            return [self._gap(block)]
        if isinstance(block, OfficialTable):
            return table_parts(block, self.marks, marked=marked)
        return self._picture(block)

    def _heading(self, block: Heading, marked: bool) -> Element:
        runs = self.marks.runs(block.spans, marked=marked)
        name = anchor(next(self._headings))
        if self._toc:
            runs = self.marks.bookmark(name, runs)
        return paragraph(f"Heading{block.level}", *runs)

    def _gap(self, gap: Gap) -> Element:
        """A control that shows what belongs there until somebody writes it."""
        line = paragraph("BodyText", run(gap_text(gap, self._language), "PlaceholderText"))
        if self._fixed:
            return line
        if len(gap.name) > TAG_LIMIT:
            raise HcstatsError(
                say(
                    "The name '{name}' of a place to fill in is too long for Word; take one of at "
                    "most {limit} characters.",
                    name=gap.name,
                    limit=TAG_LIMIT,
                )
            )
        properties = element(
            "sdtPr",
            element("alias", val=span_text(gap.prompt)[:TAG_LIMIT]),
            element("tag", val=gap.name),
            element("id", val=self.marks.id()),
            element("showingPlcHdr"),
        )
        return element("sdt", properties, element("sdtContent", line))

    def _picture(self, block: Picture) -> list[Element]:
        from hcstats.writers.pictures import picture_png  # noqa: PLC0415  (it draws)

        chart, language = block.chart, self._language
        image = io.BytesIO(picture_png(chart, language))
        inline = self._word.part.new_pic_inline(image, width=Mm(WIDTH))
        if inline.extent.cy > Mm(_TALLEST):
            image.seek(0)
            inline = self._word.part.new_pic_inline(image, height=Mm(_TALLEST))
        inline.docPr.set("title", caption_text(chart, language))
        inline.docPr.set("descr", chart_text(chart, language))
        figure = paragraph("Figure", element("r", element("drawing", inline)))
        return [figure, paragraph("Caption", run(caption_text(chart, language)))]


def _title(report: Document) -> str:
    """The title; one too long for a line is broken behind the authority's name."""
    title, authority = span_text(report.title), span_text(report.authority)
    rest = title.removeprefix(authority)
    if not authority or rest in (title, "") or ems(title) <= _TITLE_EMS or "\n" in title:
        return title
    return f"{authority}\n{rest.lstrip()}"


def _on_new_page(parts: list[Element]) -> None:
    """The first paragraph begins a page."""
    if not parts:
        return
    first = parts[0]
    if not first.tag.endswith("}p"):
        first = paragraph("TableEnd")
        parts.insert(0, first)
    style = first[0][0]
    style.addnext(element("pageBreakBefore"))
