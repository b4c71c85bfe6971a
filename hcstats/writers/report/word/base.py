"""An empty document on the page of GB/T 9704: measures, styles, page numbers, properties."""

from __future__ import annotations

import datetime
from importlib.resources import files
from typing import TYPE_CHECKING

import docx
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.shared import Mm

from hcstats.model.document import Document
from hcstats.writers.report.word.xml import element, field, run
from hcstats.writers.shown import clean

if TYPE_CHECKING:
    from docx.document import Document as Word
    from docx.oxml.xmlchemy import BaseOxmlElement as Element
    from docx.section import Section, _Footer

TOP, BOTTOM, LEFT, RIGHT = 37, 35, 28, 26
"""Margins in millimetres."""
WIDTH = 210 - LEFT - RIGHT
"""Of the text, in millimetres."""
_FOOTER = 24
"""From the edge of the page: the number stands 7 mm below the text."""
_PITCH = 560
"""From line to line: 28 pt in twentieths."""
_MADE = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)
"""The same report has the same bytes, whenever it is written."""
_FOREIGN = ("/stylesWithEffects", "/customXml", "/numbering", "/webSettings")
"""Parts of the library's template that a report has no use for."""


def empty_document(report: Document, language: str) -> Word:
    """A document without content, in the styles of an official report."""
    document = docx.Document()
    _rid(document)
    _replaced(document.styles.element, "styles.xml")
    _replaced(document.settings.element, "settings.xml")
    section = document.sections[0]
    _page(section)
    _numbered(section.footer, "right")
    _numbered(section.even_page_footer, "left")
    known = document.core_properties
    known.title, known.author, known.last_modified_by = clean(report.title), "hcstats", "hcstats"
    known.comments, known.language = "", "zh-CN" if language == "zh" else "en"
    known.subject = clean(" ".join(part for part in (report.authority, report.period) if part))
    known.created = known.modified = _MADE
    return document


def data(name: str) -> bytes:
    """A file that stands beside this module."""
    return files(__package__).joinpath(name).read_bytes()


def _rid(document: Word) -> None:
    """Out with what speaks of another document."""
    package = document.part.package
    for owner in (package.rels, document.part.rels):
        for name, relation in list(owner.items()):
            if relation.reltype == RELATIONSHIP_TYPE.THUMBNAIL or relation.reltype.endswith(
                _FOREIGN
            ):
                del owner[name]


def _replaced(root: Element, name: str) -> None:
    """The content of a part from a file."""
    for child in list(root):
        root.remove(child)
    for child in list(parse_xml(data(name))):
        root.append(child)


def _page(section: Section) -> None:
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(TOP), Mm(BOTTOM)
    section.left_margin, section.right_margin = Mm(LEFT), Mm(RIGHT)
    section.header_distance, section.footer_distance = Mm(15), Mm(_FOOTER)
    properties = section._sectPr
    for old in properties.findall(qn("w:docGrid")):
        properties.remove(old)
    properties.append(element("docGrid", type="lines", linePitch=_PITCH))


def _numbered(footer: _Footer, side: str) -> None:
    """— 1 — at the outer side of the page."""
    footer.is_linked_to_previous = False
    line = footer.paragraphs[0]._p
    for child in list(line):
        line.remove(child)
    line.append(element("pPr", element("pStyle", val="Footer"), element("jc", val=side)))
    line.append(run("— "))
    for part in field("PAGE", run("1")):
        line.append(part)
    line.append(run(" —"))
