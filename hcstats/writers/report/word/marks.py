"""Where each bound number stands in a document: hidden bookmarks, and a part that lists them."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

from hcstats.model.document import Bound, Span
from hcstats.writers.report.spans import exact_text, span_text
from hcstats.writers.report.word.xml import element, run
from hcstats.writers.shown import clean

if TYPE_CHECKING:
    from docx.document import Document as Word
    from docx.oxml.xmlchemy import BaseOxmlElement as Element

NUMBERS = "urn:hcstats:report:numbers"
"""Name space of the part that lists what each bookmark stands for."""
_PART = "/customXml/item1.xml"


class Marks:
    """Gives ids to bookmarks and controls, and remembers the bound numbers in their order.

    The bookmark `_hc_7` surrounds the seventh number of `Document.bound()`; a name that begins
    with a low line is not shown among the bookmarks, and editing around it does no harm.
    """

    def __init__(self) -> None:
        self.bounds: list[Bound] = []
        self._ids = count(1)

    def id(self) -> int:
        """An id that nothing in the document has yet."""
        return next(self._ids)

    def runs(self, spans: tuple[Span, ...], *, marked: bool = True) -> list[Element]:
        """The runs of a paragraph, bound numbers within their bookmarks."""
        made: list[Element] = []
        for span in spans:
            inner = [run(span_text(span))] if span_text(span) else []
            if isinstance(span, Bound) and marked:
                self.bounds.append(span)
                inner = self.bookmark(f"_hc_{len(self.bounds)}", inner)
            made += inner
        return made

    def bookmark(self, name: str, content: list[Element]) -> list[Element]:
        """The content between the two ends of a bookmark."""
        number = self.id()
        start = element("bookmarkStart", id=number, name=name)
        return [start, *content, element("bookmarkEnd", id=number)]


def add_numbers(document: Word, bounds: list[Bound]) -> None:
    """A part of the package that says key, scope and exact value behind each bookmark."""
    from docx.opc.constants import RELATIONSHIP_TYPE  # noqa: PLC0415
    from docx.opc.packuri import PackURI  # noqa: PLC0415
    from docx.opc.part import Part  # noqa: PLC0415
    from lxml import etree  # noqa: PLC0415

    root = etree.Element(f"{{{NUMBERS}}}numbers", nsmap={"hc": NUMBERS})
    for place, bound in enumerate(bounds, 1):
        entry = etree.SubElement(root, f"{{{NUMBERS}}}number", mark=f"_hc_{place}")
        entry.set("key", clean(bound.key))
        entry.set("scope", clean(bound.scope))
        entry.set("value", exact_text(bound))
        entry.set("status", bound.amount.status.value)
        entry.set("approximate", "true" if bound.amount.approximate else "false")
        entry.set("printed", clean(bound.printed))
    blob = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    part = Part(PackURI(_PART), "application/xml", blob, document.part.package)
    document.part.relate_to(part, RELATIONSHIP_TYPE.CUSTOM_XML)
