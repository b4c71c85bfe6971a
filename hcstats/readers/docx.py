"""Word documents (docx): every table that holds data is a grid.

The document's part is read itself: python-docx repeats the text of merged cells and leaves out
what was inserted with tracking on.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import TYPE_CHECKING

from hcstats.model import Grid, say
from hcstats.readers.document import Document, Slot, holds_data, tidy
from hcstats.readers.faults import Unreadable
from hcstats.readers.kinds import MAIN_PART

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_LIMIT = 200 * 1024 * 1024
_CHANGES = frozenset({"ins", "del", "moveFrom", "moveTo", "cellIns", "cellDel", "cellMerge"})
_UNSEEN = frozenset((
    "pPr", "rPr", "tcPr", "trPr", "tblPr", "sdtPr", "sdtEndPr", "instrText", "delText", "del",
    "moveFrom", "drawing", "pict", "object", "AlternateContent", "tbl",
))  # fmt: skip
_SIGNS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "ptab": "\t", "sym": "\ufffd"}
_OFF = frozenset({"0", "false", "off", "none", "baseline"})
_WIDEST = 1000


def read_docx(data: bytes) -> tuple[Grid, ...]:
    """The tables of a document in their order; none if it holds no table."""
    body = _root(data)
    document = Document()
    for child in body:
        _block(child, document)
    return document.grids()


def _root(data: bytes) -> Element:
    """The parsed main part; no entity is resolved, nothing is fetched."""
    from lxml import etree  # noqa: PLC0415

    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        part = next(info for info in archive.infolist() if MAIN_PART.match(info.filename))
        if part.file_size > _LIMIT:
            raise Unreadable(
                "file.unreadable",
                say("The workbook unpacks to more than 200 MB; have it cleaned up and sent again."),
            )
        content = archive.read(part)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False
    )
    return etree.fromstring(content, parser)


def _name(node: Element) -> str:
    """The local name: strict and transitional documents differ in the name space alone."""
    return node.tag.rpartition("}")[2] if isinstance(node.tag, str) else ""


def _value(node: Element | None) -> str | None:
    """The `val` of a property, empty if it has none; None without the property."""
    if node is None:
        return None
    return next((str(v) for k, v in node.attrib.items() if str(k).endswith("}val")), "")


def _child(node: Element | None, name: str) -> Element | None:
    return None if node is None else next((one for one in node if _name(one) == name), None)


def _is_on(properties: Element | None, name: str) -> bool:
    value = _value(_child(properties, name))
    return value is not None and value not in _OFF


def _block(node: Element, document: Document) -> None:
    """A paragraph as a line, a table as a table, anything else as what it holds."""
    name = _name(node)
    if name == "p":
        # Links speak of other pages, never of this submission.
        for line in _text(node, links=False).split("\n"):
            document.line(line)
        for box in _boxes(node):
            for child in box:
                _block(child, document)
    elif name == "tbl":
        _table(node, document)
    elif name not in _UNSEEN:
        for child in node:
            _block(child, document)


def _boxes(node: Element) -> Iterator[Element]:
    """The contents of text boxes, each once: a fallback repeats the drawing for old programs."""
    for child in node:
        name = _name(child)
        if name == "txbxContent":
            yield child
        elif name not in ("Fallback", "tbl"):
            yield from _boxes(child)


def _table(node: Element, document: Document) -> None:
    if any(_name(one) in _CHANGES for one in node.iter()):
        raise Unreadable(
            "file.unreadable",
            say(
                "A table holds tracked changes that nobody has accepted or rejected, so its "
                "numbers are not certain; settle them in Word or WPS and have it sent again."
            ),
        )
    rows = list(_own(node, "tr"))
    placed = _slots(rows)
    slots = [slot for slot, _ in placed]
    nested = any(_name(one) == "tbl" for _, cell in placed for one in cell.iter())
    if slots and holds_data(slots, nested):
        unseen = frozenset(
            number for number, row in enumerate(rows, 1) if _is_on(_child(row, "trPr"), "hidden")
        )
        document.table(slots, unseen)
        for _, cell in placed:
            for inner in _own(cell, "tbl"):
                _table(inner, document)
        return
    for _, cell in placed:
        for child in cell:
            _block(child, document)


def _own(node: Element, name: str) -> Iterator[Element]:
    """The rows of a table, or the cells of a row, also those within content controls."""
    for child in node:
        if _name(child) == name:
            yield child
        elif _name(child) in ("sdt", "sdtContent", "customXml", "smartTag"):
            yield from _own(child, name)


def _slots(rows: list[Element]) -> list[tuple[Slot, Element]]:
    """The cells of a table with their places; a merged cell is one."""
    found: list[tuple[Slot, Element]] = []
    open_: dict[int, int] = {}
    for number, row in enumerate(rows, 1):
        column = 1 + _count(_child(row, "trPr"), "gridBefore", 0)
        before = open_
        open_ = {}
        begun = len(found)
        for cell in _own(row, "tc"):
            properties = _child(cell, "tcPr")
            width = _count(properties, "gridSpan", 1)
            down = _value(_child(properties, "vMerge"))
            above = before.get(column)
            if _value(_child(properties, "hMerge")) in ("", "continue") and len(found) > begun:
                _grow(found, len(found) - 1, 0, width)
            elif down is not None and down != "restart" and above is not None:
                _grow(found, above, 1, 0)
                open_[column] = above
            else:
                if down is not None:
                    open_[column] = len(found)
                slot = Slot(number, column, 1, width, tidy(_cell_text(cell)))
                found.append((slot, cell))
            column += width
    return found


def _grow(found: list[tuple[Slot, Element]], place: int, height: int, width: int) -> None:
    slot, cell = found[place]
    grown = Slot(slot.row, slot.column, slot.height + height, slot.width + width, slot.text)
    found[place] = (grown, cell)


def _count(properties: Element | None, name: str, least: int) -> int:
    text = _value(_child(properties, name)) or ""
    count = int(text) if text.isascii() and text.isdigit() and len(text) < 6 else least
    return min(max(count, least), _WIDEST)


def _cell_text(cell: Element) -> str:
    return "\n".join(_text(paragraph) for paragraph in _own(cell, "p"))


def _text(node: Element, *, links: bool = True) -> str:
    """What a paragraph shows; notes and what is struck out stand apart from numbers."""
    parts: list[str] = []
    for child in node:
        name = _name(child)
        if name == "t":
            parts.append(child.text or "")
        elif name in _SIGNS:
            parts.append(_SIGNS[name])
        elif name == "r":
            properties = _child(child, "rPr")
            if _is_on(properties, "vanish"):
                continue
            inner = _text(child, links=links)
            apart = any(_is_on(properties, one) for one in ("vertAlign", "strike", "dstrike"))
            parts.append(f" {inner} " if apart and inner.strip() else inner)
        elif name and name not in _UNSEEN and (links or name != "hyperlink"):
            parts.append(_text(child, links=links))
    return "".join(parts)
