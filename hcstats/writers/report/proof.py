"""A written report, read again by another route and compared before it takes its name."""

from __future__ import annotations

import re
import zipfile
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from hcstats.model import HcstatsError, say
from hcstats.model.document import Document
from hcstats.writers.report.md_proof import lines_meant, lines_shown
from hcstats.writers.report.meant import Shown, cell_name, meant, shown

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_NUMBERS = "{urn:hcstats:report:numbers}"
_PAGE = re.compile(rb"/Type\s*/Page\b(?!s)")
_HTML_HEADINGS = {"h1": 0, "h2": 1, "h3": 2, "h4": 3}


def prove_docx(path: Path, report: Document, language: str, *, fixed: bool = False) -> None:
    """Raise HcstatsError unless the document holds every line, cell and bound number.

    In a `fixed` document the gaps are paragraphs.
    """
    with zipfile.ZipFile(path) as archive:
        body = _xml(archive.read("word/document.xml"))[0]
        listed = _xml(archive.read("customXml/item1.xml"))
    wanted = meant(report, language)
    if fixed:
        lines = (("text" if what.startswith("gap ") else what, text) for what, text in wanted.lines)
        wanted = Shown(tuple(lines), wanted.numbers)
    _compare(path, _Docx().read(body, listed), wanted)


def prove_html(path: Path, report: Document, language: str) -> None:
    """Raise HcstatsError unless the page holds every line, cell and bound number."""
    from lxml import html  # noqa: PLC0415

    page = html.fromstring(path.read_bytes().decode("utf-8"))
    _compare(path, _read_html(page), meant(report, language))


def prove_md(path: Path, report: Document, language: str) -> None:
    """Raise HcstatsError unless the text holds every line and every row."""
    text = path.read_bytes().decode("utf-8")
    if lines_shown(text) != lines_meant(report, language):
        raise _unproved(path)


def prove_pdf(path: Path) -> None:
    """Raise HcstatsError unless the file is a whole PDF with pages."""
    content = path.read_bytes()
    ended = content.rstrip().endswith(b"%%EOF")
    if not (content.startswith(b"%PDF-") and ended and _PAGE.search(content)):
        raise _unproved(path)


def _compare(path: Path, found: Shown, wanted: Shown) -> None:
    if found != wanted:
        raise _unproved(path)


def _xml(content: bytes) -> Element:
    from lxml import etree  # noqa: PLC0415

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    return etree.fromstring(content, parser)


class _Docx:
    """Reads the body of a document, without the library that wrote it."""

    def __init__(self) -> None:
        self._lines: list[tuple[str, str]] = []
        self._marked: list[tuple[str, str]] = []
        self._tables = count(1)

    def read(self, body: Element, listed: Element) -> Shown:
        """What the document shows; a number has its value in the part that lists them."""
        for child in body:
            self._block(child)
        values = [(one.get("mark", ""), one.get("value", "")) for one in listed]
        if [mark for mark, _ in values] != [mark for mark, _ in self._marked]:
            return shown(self._lines, [])
        pairs = zip(values, self._marked, strict=True)
        return shown(self._lines, [(value, text) for (_, value), (_, text) in pairs])

    def _block(self, node: Element) -> None:
        if node.tag == f"{_W}tbl":
            self._table(node)
        elif node.tag == f"{_W}sdt":
            tag = node.find(f"{_W}sdtPr/{_W}tag")
            if tag is not None:
                self._lines.append((f"gap {tag.get(f'{_W}val')}", _text(node)))
        elif node.tag == f"{_W}p":
            self._paragraph(node)

    def _paragraph(self, node: Element) -> None:
        style = _value(node.find(f"{_W}pPr/{_W}pStyle"))
        text = self._marks(node)
        if style == "Title":
            self._lines.append(("heading 0", "".join(text.split())))
        elif style.startswith("Heading"):
            self._lines.append((f"heading {style.removeprefix('Heading')}", text))
        elif style == "Figure":
            drawn = (one.get("descr", "") for one in node.iter() if one.tag.endswith("}docPr"))
            self._lines.append(("picture", "\n".join(drawn)))
        elif not style.startswith("TOC"):
            self._lines.append(("text", text))

    def _table(self, node: Element) -> None:
        number = next(self._tables)
        cells: dict[tuple[int, int], tuple[int, int, str]] = {}
        open_: dict[int, tuple[int, int]] = {}
        for row, line in enumerate(node.findall(f"{_W}tr"), 1):
            column = 1
            for cell in line.findall(f"{_W}tc"):
                wide = int(_value(cell.find(f"{_W}tcPr/{_W}gridSpan")) or 1)
                down = _value(cell.find(f"{_W}tcPr/{_W}vMerge"))
                text = self._marks(cell)
                if down == "continue" and column in open_:
                    height, width, before = cells[open_[column]]
                    cells[open_[column]] = (height + 1, width, before + text)
                else:
                    cells[row, column] = (1, wide, text)
                    open_.pop(column, None)
                    if down == "restart":
                        open_[column] = (row, column)
                column += wide
        for (row, column), (height, width, text) in cells.items():
            self._lines.append((cell_name(number, row, column, height, width), text))

    def _marks(self, node: Element) -> str:
        """The text of a node; what stands within our bookmarks is remembered."""
        parts: list[str] = []
        open_: dict[str, tuple[str, int]] = {}
        for one in node.iter():
            if one.tag == f"{_W}bookmarkStart":
                open_[one.get(f"{_W}id", "")] = (one.get(f"{_W}name", ""), len(parts))
            elif one.tag == f"{_W}bookmarkEnd":
                name, start = open_.pop(one.get(f"{_W}id", ""), ("", 0))
                if name.startswith("_hc_"):
                    self._marked.append((name, "".join(parts[start:])))
            else:
                parts.append(_piece(one))
        return "".join(parts)


def _piece(node: Element) -> str:
    if node.tag == f"{_W}t":
        return node.text or ""
    return "\n" if node.tag in (f"{_W}br", f"{_W}tab") else ""


def _text(node: Element) -> str:
    return "".join(map(_piece, node.iter()))


def _value(node: Element | None) -> str:
    return "" if node is None else str(node.get(f"{_W}val", ""))


def _read_html(page: Element) -> Shown:
    lines: list[tuple[str, str]] = []
    tables = count(1)
    for node in page.iter():
        if node.tag in _HTML_HEADINGS:
            level = _HTML_HEADINGS[str(node.tag)]
            text = _inner(node)
            lines.append((f"heading {level}", text if level else "".join(text.split())))
        elif node.tag == "p" and not _within(node, "nav"):
            gap = node.get("data-gap")
            lines.append((f"gap {gap}" if gap else "text", _inner(node)))
        elif node.tag == "table":
            lines += _html_cells(node, next(tables))
        elif node.tag == "img":
            lines.append(("picture", node.get("alt", "")))
        elif node.tag == "figcaption":
            lines.append(("text", _inner(node)))
    numbers = [
        (str(node.get("value", "")), _inner(node))
        for node in page.iter("data")
        if not _within(node, "section")
    ]
    return shown(lines, numbers)


def _inner(node: Element) -> str:
    return "".join(map(str, node.itertext()))


def _within(node: Element, tag: str) -> bool:
    return any(one.tag == tag for one in node.iterancestors())


def _html_cells(table: Element, number: int) -> list[tuple[str, str]]:
    """Every cell where the browser puts it: below what earlier rows have taken."""
    taken: set[tuple[int, int]] = set()
    lines: list[tuple[str, str]] = []
    for row, line in enumerate(table.iter("tr"), 1):
        column = 1
        for cell in line:
            while (row, column) in taken:
                column += 1
            rows, columns = int(cell.get("rowspan", "1")), int(cell.get("colspan", "1"))
            taken |= {(row + r, column + c) for r in range(rows) for c in range(columns)}
            text = _inner(cell)
            lines.append((cell_name(number, row, column, rows, columns), text))
    return lines


def _unproved(path: Path) -> HcstatsError:
    return HcstatsError(
        say(
            "'{path}' did not read back as it was written, and was not kept; the disk may be full "
            "or faulty.",
            path=path,
        )
    )
