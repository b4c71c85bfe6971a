"""A table of contents that shows its entries before it is updated."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hcstats.messages import render
from hcstats.model import say
from hcstats.model.document import Document, Heading
from hcstats.writers.report.spans import text_of
from hcstats.writers.report.word.marks import Marks
from hcstats.writers.report.word.xml import element, field, paragraph, run

if TYPE_CHECKING:
    from docx.oxml.xmlchemy import BaseOxmlElement as Element

_FIELD = 'TOC \\o "1-3" \\h \\z \\u'


def anchor(place: int) -> str:
    """The bookmark of the heading at that place in the report."""
    return f"_Toc{place:09d}"


def headings(report: Document) -> list[Heading]:
    """Every heading of the report and its appendix, in the order of reading."""
    return [one for one in (*report.blocks, *report.appendix) if isinstance(one, Heading)]


def contents(report: Document, marks: Marks, language: str, *, fixed: bool) -> list[Element]:
    """The title of the contents and a line for each heading.

    A field that a word processor fills with page numbers when it is updated: before that, the
    lines have none, because only the program that lays out the pages knows them. With `fixed`
    the lines refer to their pages themselves, for a program that lays out but never updates.
    """
    title = paragraph("TOCHeading", run(render(say("Contents"), language)))
    lines = [_line(place, one, fixed) for place, one in enumerate(headings(report), 1)]
    if fixed or not lines:
        return [title, *lines]
    opening = field(_FIELD)
    for part in reversed(opening[:-1]):
        lines[0].insert(1, part)
    lines[-1].append(opening[-1])
    properties = element(
        "sdtPr",
        element("id", val=marks.id()),
        element(
            "docPartObj",
            element("docPartGallery", val="Table of Contents"),
            element("docPartUnique"),
        ),
    )
    return [element("sdt", properties, element("sdtContent", title, *lines))]


def _line(place: int, heading: Heading, fixed: bool) -> Element:
    link = element("hyperlink", run(text_of(heading.spans)), anchor=anchor(place), history=1)
    if fixed:
        link.append(run("\t"))
        for part in field(f"PAGEREF {anchor(place)} \\h", run("0")):
            link.append(part)
    return paragraph(f"TOC{heading.level}", link)
