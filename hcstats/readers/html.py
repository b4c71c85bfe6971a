"""Web pages: every table that holds data is a grid, as the browser would show it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hcstats.model import Grid, say
from hcstats.readers.delimited import decode
from hcstats.readers.document import Document, Slot, holds_data, tidy
from hcstats.readers.faults import Unreadable

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_DECLARED = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w\-]+)""", re.IGNORECASE)
_ELSEWHERE = frozenset({"big5", "big5-hkscs", "euc-tw", "hz-gb-2312"})
"""Encodings that the bytes alone do not tell from GB18030, so that the page's word counts."""
_SPACES = re.compile(r"[ \t\r\n\f]+")
_WRAPPED = re.compile(r"(?<=[\u4e00-\u9fff])[ \t]*[\r\n]+[ \t]*(?=[\u4e00-\u9fff])")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|mso-hide\s*:\s*all")
_UNSEEN = frozenset(
    {"script", "style", "noscript", "template", "head", "title", "svg", "iframe", "object"}
)
_ABOUT = frozenset({"a", "nav", "footer", "select", "button", "textarea"})
"""Links and controls: their words are about other pages, never about this submission."""
_BLOCKS = frozenset((
    "address", "article", "aside", "blockquote", "body", "br", "caption", "center", "dd", "div",
    "dl", "dt", "fieldset", "figure", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr",
    "li", "main", "ol", "p", "pre", "section", "table", "tbody", "td", "tfoot", "th", "thead",
    "tr", "ul",
))  # fmt: skip
_APART = frozenset({"sup", "sub", "del", "s", "strike", "ins"})
"""Notes and corrections: run together with a number they would make another number of it."""
_CELLS = ("td", "th")
_WIDEST = 1000


def read_html(data: bytes) -> tuple[Grid, ...]:
    """The tables of a page in their order; none if the page holds no table."""
    page = _Page()
    page.walk(_root(data), hidden=False)
    page.flush()
    return page.document.grids()


def _root(data: bytes) -> HtmlElement:
    """The parsed page; nothing is fetched, and what the parser gives up on is no page."""
    from lxml import etree, html  # noqa: PLC0415

    # Bytes in a known encoding: the page's own declaration may be wrong.
    text = _decoded(data).replace("\0", "")
    parser = html.HTMLParser(
        encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True, remove_pis=True
    )
    root = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    fatal = next((one for one in parser.error_log if one.level == etree.ErrorLevels.FATAL), None)
    if fatal is not None:
        raise Unreadable(
            "file.unreadable",
            say(
                "The page is damaged ({reason}); open it in a browser, save it anew, or ask the "
                "unit for a spreadsheet.",
                reason=fatal.message,
            ),
        )
    return root


def _decoded(data: bytes) -> str:
    """The text of a page.

    The bytes prove UTF-8 and UTF-16; a browser that saves a page keeps its old declaration.
    GB2312 pages are in truth GB18030.
    """
    declared = _DECLARED.search(data[:4096])
    name = declared.group(1).decode("ascii").lower() if declared else ""
    if name in _ELSEWHERE:
        try:
            return data.decode({"hz-gb-2312": "hz", "euc-tw": "big5"}.get(name, name))
        except UnicodeDecodeError:
            return decode(data)
    return decode(data)


@dataclass
class _Page:
    """A page while it is read: the line begun, and the document so far."""

    document: Document = field(default_factory=Document)
    begun: list[str] = field(default_factory=list)

    def flush(self) -> None:
        """The line begun, ended."""
        self.document.line("".join(self.begun))
        self.begun = []

    def walk(self, node: HtmlElement, hidden: bool) -> None:
        """What an element holds: its visible lines, and all its tables."""
        tag = _tag(node)
        if tag in _UNSEEN:
            return
        hidden = hidden or _is_hidden(node)
        if tag == "table":
            self.flush()
            self.table(node, hidden)
            return
        if tag in _BLOCKS:
            self.flush()
        shown = not hidden and tag not in _ABOUT
        if shown:
            self.begun.append(_plain(node.text))
        for child in node:
            self.walk(child, hidden or not shown)
            if shown:
                self.begun.append(_plain(child.tail))
        if tag in _BLOCKS:
            self.flush()

    def table(self, node: HtmlElement, hidden: bool) -> None:
        """A table of data as such; one that lays out the page as what its cells hold."""
        rows = list(_rows(node))
        slots = list(_slots(rows))
        nested = next(node.iterdescendants("table"), None) is not None
        if not slots or not holds_data(slots, nested):
            for child in node:
                self.walk(child, hidden)
            return
        for caption in node.iterchildren("caption"):
            self.walk(caption, hidden)
        unseen = frozenset(number for number, row in enumerate(rows, 1) if row.hidden)
        self.document.table(slots, unseen, hidden)
        for inner in _outermost(node, ("table",)):
            self.walk(inner, hidden)


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of a table: its cells, and how many rows of the same group follow it."""

    cells: tuple[HtmlElement, ...]
    following: int
    hidden: bool


def _tag(node: HtmlElement) -> str:
    return node.tag.lower() if isinstance(node.tag, str) else ""


def _is_hidden(node: HtmlElement) -> bool:
    return "hidden" in node.attrib or bool(_HIDDEN.search(node.get("style", "").lower()))


def _plain(text: str | None) -> str:
    """A stretch of text as it is shown: line ends of the source are blanks, in Chinese nothing."""
    return _SPACES.sub(" ", _WRAPPED.sub("", text or ""))


def _rows(table: HtmlElement) -> Iterator[_Row]:
    """The rows of a table itself, its foot last; cells outside any row are one, as browsers do."""
    groups: list[list[HtmlElement]] = [[]]
    foot: list[list[HtmlElement]] = []
    for child in table:
        if _tag(child) in ("tr", *_CELLS):
            groups[-1].append(child)
        elif _tag(child) not in ("caption", "table"):
            own = list(_outermost(child, ("tr",))) or list(_outermost(child, _CELLS))
            (foot if _tag(child) == "tfoot" else groups).append(own)
            groups.append([])
    for group in (*groups, *foot):
        rows: list[tuple[list[HtmlElement], bool]] = []
        loose = False
        for one in group:
            if _tag(one) == "tr":
                rows.append((list(_outermost(one, _CELLS)), _is_hidden(one)))
            elif loose:
                rows[-1][0].append(one)
            else:
                rows.append(([one], False))
            loose = _tag(one) != "tr"
        for place, (cells, hidden) in enumerate(rows, 1):
            yield _Row(tuple(cells), len(rows) - place, hidden)


def _outermost(node: HtmlElement, tags: tuple[str, ...]) -> Iterator[HtmlElement]:
    """The elements of some kinds inside another, not those of tables inside it."""
    for child in node:
        if _tag(child) in tags:
            yield child
        elif _tag(child) != "table":
            yield from _outermost(child, tags)


def _slots(rows: list[_Row]) -> Iterator[Slot]:
    """The cells of a table with their places; cells that are not shown take none."""
    taken: dict[int, int] = {}
    for number, row in enumerate(rows, 1):
        column = 1
        for cell in row.cells:
            if _is_hidden(cell):
                continue
            while taken.get(column, 0) >= number:
                column += 1
            width = min(max(_span(cell, "colspan"), 1), _WIDEST)
            asked = _span(cell, "rowspan")
            height = row.following + 1 if asked == 0 else min(asked, row.following + 1)
            for place in range(column, column + width):
                taken[place] = number + height - 1
            yield Slot(number, column, height, width, tidy(_text(cell)))
            column += width


def _span(cell: HtmlElement, name: str) -> int:
    text = cell.get(name, "1").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 1


def _text(node: HtmlElement) -> str:
    """What an element shows, without the tables inside it."""
    parts = [_plain(node.text)]
    for child in node:
        tag = _tag(child)
        if tag and tag not in _UNSEEN and tag != "table" and not _is_hidden(child):
            inner = _shown(child, tag)
            if tag in _APART:
                inner = f" {inner} "
            parts += ["\n", inner, "\n"] if tag in _BLOCKS else [inner]
        parts.append(_plain(child.tail))
    return "".join(parts)


def _shown(node: HtmlElement, tag: str) -> str:
    """The text of an element; of a control what is entered or chosen."""
    if tag == "input":
        kind = node.get("type", "text").lower()
        return node.get("value", "") if kind in ("text", "number", "tel") else ""
    if tag == "select":
        options = list(node.iterdescendants("option"))
        chosen = [one for one in options if "selected" in one.attrib] or options[:1]
        return " ".join(_text(one) for one in chosen)
    return _text(node)
