"""Fields of a Word document whose result no one writes: the numbers of pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hcstats.readers.docx import local_name

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_PAGES = frozenset({"PAGE", "NUMPAGES", "SECTIONPAGES", "SECTION"})


def drop_page_numbers(root: Element) -> None:
    """Takes the page numbers out of a header or footer, in place."""
    for node in [one for one in root.iter() if local_name(one) == "fldSimple"]:
        if _is_page(_attribute(node, "instr")):
            _remove(node)
    for paragraph in [one for one in root.iter() if local_name(one) == "p"]:
        _drop_results(paragraph)


def _drop_results(paragraph: Element) -> None:
    """The runs between the separator and the end of a field that gives a page."""
    instruction, result = "", False
    gone: list[Element] = []
    for node in paragraph.iter():
        name = local_name(node)
        if name == "fldChar":
            kind = _attribute(node, "fldCharType")
            instruction = "" if kind == "begin" else instruction
            result = kind == "separate" and _is_page(instruction)
        elif name == "instrText":
            instruction += node.text or ""
        elif name == "t" and result:
            gone.append(node)
    for node in gone:
        _remove(node)


def _is_page(instruction: str) -> bool:
    return (instruction.split() or [""])[0].upper() in _PAGES


def _attribute(node: Element, name: str) -> str:
    return next((str(v) for k, v in node.attrib.items() if str(k).endswith("}" + name)), "")


def _remove(node: Element) -> None:
    parent = node.getparent()
    if parent is not None:
        parent.remove(node)
