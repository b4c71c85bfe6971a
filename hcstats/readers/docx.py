"""Word documents (docx): every table that holds data is a grid.

The document's part is read itself: python-docx repeats the text of merged cells and leaves out
what was inserted with tracking on.
"""

from __future__ import annotations

import io
import re
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
    return grids_of(part_of(data, MAIN_PART))


def grids_of(root: Element) -> tuple[Grid, ...]:
    """The tables of a parsed main part in their order."""
    document = Document()
    for child in root:
        _block(child, document)
    return document.grids()


def part_of(data: bytes, name: re.Pattern[str]) -> Element:
    """The parsed part of that name; no entity is resolved, nothing is fetched."""
    from lxml import etree  # noqa: PLC0415

    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        part = next(info for info in archive.infolist() if name.match(info.filename))
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


def local_name(node: Element) -> str:
    """The local name: strict and transitional documents differ in the name space alone."""
    return node.tag.rpartition("}")[2] if isinstance(node.tag, str) else ""


def value_of(node: Element | None) -> str | None:
    """The `val` of a property, empty if it has none; None without the property."""
    if node is None:
        return None
    return next((str(v) for k, v in node.attrib.items() if str(k).endswith("}val")), "")


def child_of(node: Element | None, name: str) -> Element | None:
    """The first child of that local name."""
    return None if node is None else next((one for one in node if local_name(one) == name), None)


def is_on(properties: Element | None, name: str) -> bool:
    """Whether a switch stands among some properties and is not off."""
    value = value_of(child_of(properties, name))
    return value is not None and value not in _OFF


def _block(node: Element, document: Document) -> None:
    """A paragraph as a line, a table as a table, anything else as what it holds."""
    name = local_name(node)
    if name == "p":
        # Links speak of other pages, never of this submission.
        for line in paragraph_text(node, links=False).split("\n"):
            document.line(line)
        for box in boxes(node):
            for child in box:
                _block(child, document)
    elif name == "tbl":
        _table(node, document)
    elif name not in _UNSEEN:
        for child in node:
            _block(child, document)


def boxes(node: Element) -> Iterator[Element]:
    """The contents of text boxes, each once: a fallback repeats the drawing for old programs."""
    for child in node:
        name = local_name(child)
        if name == "txbxContent":
            yield child
        elif name not in ("Fallback", "tbl"):
            yield from boxes(child)


def _table(node: Element, document: Document) -> None:
    if any(local_name(one) in _CHANGES for one in node.iter()):
        raise Unreadable(
            "file.unreadable",
            say(
                "A table holds tracked changes that nobody has accepted or rejected, so its "
                "numbers are not certain; settle them in Word or WPS and have it sent again."
            ),
        )
    rows = list(own_parts(node, "tr"))
    placed, data = table_parts(node)
    slots = [slot for slot, _ in placed]
    if data:
        unseen = frozenset(
            number for number, row in enumerate(rows, 1) if is_on(child_of(row, "trPr"), "hidden")
        )
        document.table(slots, unseen)
        for _, cell in placed:
            for inner in own_parts(cell, "tbl"):
                _table(inner, document)
        return
    for _, cell in placed:
        for child in cell:
            _block(child, document)


def table_parts(node: Element) -> tuple[list[tuple[Slot, Element]], bool]:
    """The cells of a table with their places, and whether it holds data or only lays out."""
    placed = _slots(list(own_parts(node, "tr")))
    slots = [slot for slot, _ in placed]
    nested = any(local_name(one) == "tbl" for _, cell in placed for one in cell.iter())
    return placed, bool(slots) and holds_data(slots, nested)


def own_parts(node: Element, name: str) -> Iterator[Element]:
    """The rows of a table, or the cells of a row, also those within content controls."""
    for child in node:
        if local_name(child) == name:
            yield child
        elif local_name(child) in ("sdt", "sdtContent", "customXml", "smartTag"):
            yield from own_parts(child, name)


def _slots(rows: list[Element]) -> list[tuple[Slot, Element]]:
    """The cells of a table with their places; a merged cell is one."""
    found: list[tuple[Slot, Element]] = []
    open_: dict[int, int] = {}
    for number, row in enumerate(rows, 1):
        column = 1 + _count(child_of(row, "trPr"), "gridBefore", 0)
        before = open_
        open_ = {}
        begun = len(found)
        for cell in own_parts(row, "tc"):
            properties = child_of(cell, "tcPr")
            width = _count(properties, "gridSpan", 1)
            down = value_of(child_of(properties, "vMerge"))
            above = before.get(column)
            if value_of(child_of(properties, "hMerge")) in ("", "continue") and len(found) > begun:
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
    text = value_of(child_of(properties, name)) or ""
    count = int(text) if text.isascii() and text.isdigit() and len(text) < 6 else least
    return min(max(count, least), _WIDEST)


def _cell_text(cell: Element) -> str:
    return "\n".join(paragraph_text(paragraph) for paragraph in own_parts(cell, "p"))


def paragraph_text(node: Element, *, links: bool = True, hidden: bool = False) -> str:
    """What a paragraph shows; notes and what is struck out stand apart from numbers.

    With `hidden` also what is hidden: a click shows it, and other programs print it.
    """
    parts: list[str] = []
    for child in node:
        name = local_name(child)
        if name == "t":
            parts.append(child.text or "")
        elif name in _SIGNS:
            parts.append(_SIGNS[name])
        elif name == "r":
            properties = child_of(child, "rPr")
            if is_on(properties, "vanish") and not hidden:
                continue
            inner = paragraph_text(child, links=links, hidden=hidden)
            apart = any(is_on(properties, one) for one in ("vertAlign", "strike", "dstrike"))
            parts.append(f" {inner} " if apart and inner.strip() else inner)
        elif name and name not in _UNSEEN and (links or name != "hyperlink"):
            parts.append(paragraph_text(child, links=links, hidden=hidden))
    return "".join(parts)
