"""Small helpers to build the XML of a document."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

if TYPE_CHECKING:
    from docx.oxml.xmlchemy import BaseOxmlElement as Element


def element(tag: str, *children: Element, text: str = "", **attributes: str | int) -> Element:
    """An element `w:tag`; the attributes are of the same name space."""
    made = cast("Element", OxmlElement(f"w:{tag}"))
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), str(value))
    for child in children:
        made.append(child)
    if text:
        made.text = text
        made.set(qn("xml:space"), "preserve")
    return made


def run(text: str, style: str = "") -> Element:
    """A run of text; quotation marks beside Chinese are as wide as Chinese ones."""
    properties = element("rPr")
    if style:
        properties.append(element("rStyle", val=style))
    properties.append(element("rFonts", hint="eastAsia"))
    made = element("r", properties)
    for number, line in enumerate(text.split("\n")):
        if number:
            made.append(element("br"))
        for place, piece in enumerate(line.split("\t")):
            if place:
                made.append(element("tab"))
            if piece:
                made.append(element("t", text=piece))
    return made


def paragraph(style: str, *content: Element) -> Element:
    """A paragraph in one of the document's styles."""
    return element("p", element("pPr", element("pStyle", val=style)), *content)


def field(instruction: str, *result: Element) -> list[Element]:
    """The runs of a field with what it shows until it is updated."""
    return [
        element("r", element("fldChar", fldCharType="begin")),
        element("r", element("instrText", text=f" {instruction} ")),
        element("r", element("fldChar", fldCharType="separate")),
        *result,
        element("r", element("fldChar", fldCharType="end")),
    ]
