"""The rows of a sheet's XML and their cells, none of which is kept.

The grammar is narrow: just what a workbook of ours has. Anything else in the place of a row or
cell, and the file does not prove. What stands around the rows goes to an XML parser.
"""

from __future__ import annotations

import re
from codecs import getincrementaldecoder
from collections.abc import Iterable, Iterator
from decimal import Decimal

from hcstats.layout.address import column_letters
from hcstats.writers.proving.faults import Shown, squeezed

_MOST_KEPT = 100_000
"""Different contents of cells that are kept, to be given again."""
_ILLEGAL = bytes(byte for byte in range(32) if byte not in b"\t\n\r")
_NOT_XML = ("\ufffe", "\uffff", "]]>")
_NO_ENTITY = re.compile("&(?!(?:amp|lt|gt|quot|apos);)")
_CELL = re.compile(
    r'(?: s="(?P<style>[0-9]+)")?(?: t="(?P<type>[a-zA-Z]+)")?(?:/>|>'
    r"(?:<f>(?P<formula>[^<]*)</f>)?"
    r'(?:<v>(?P<value>[^<]*)</v>|<is><t(?: xml:space="preserve")?>(?P<text>[^<]*)</t></is>)?'
    r"</c>)"
)
"""What stands in a cell after its address."""
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_ENTITIES = {"&lt;": "<", "&gt;": ">", "&quot;": '"', "&apos;": "'", "&amp;": "&"}
_ROW, _START, _END = '<row r="', "<sheetData>", "</sheetData>"
_NOTHING = Shown()
_MOST_COLUMNS = 16_384


def row_texts(chunks: Iterable[bytes]) -> Iterator[tuple[int, str]]:
    """The number of each row of a sheet, and the XML of its cells."""
    decoder = getincrementaldecoder("utf-8")()
    head, text = "", ""
    for chunk in chunks:
        if len(chunk.translate(None, _ILLEGAL)) < len(chunk):
            raise ValueError(chunk)
        text += decoder.decode(chunk)
        if not head:
            head, found, rest = text.partition(_START)
            text, head = (rest, head) if found else (text, "")
        if head:
            # The last row may not have come whole.
            whole = max(text.rfind(_ROW), 0)
            yield from _rows(text[:whole])
            text = text[whole:]
    text += decoder.decode(b"", final=True)
    rows, found, tail = text.partition(_END) if head else ("", "<sheetData/>", text)
    if not found:
        raise ValueError(_END)
    yield from _rows(rows)
    _well_formed(f"{head}{_START}{_END}{tail}" if head else tail)


def _rows(text: str) -> Iterator[tuple[int, str]]:
    if any(one in text for one in _NOT_XML) or ("&" in text and _NO_ENTITY.search(text)):
        raise ValueError(text[:60])
    before, *rows = text.split(_ROW)
    if before:
        raise ValueError(before)
    for row in rows:
        number, _, rest = row.partition('"')
        given, _, cells = rest.partition(">")
        if given.endswith("/") and not cells:
            yield int(number), ""
        elif cells.endswith("</row>"):
            yield int(number), cells[: -len("</row>")]
        else:
            raise ValueError(row)


def _well_formed(text: str) -> None:
    from xml.parsers.expat import ParserCreate  # noqa: PLC0415  (our own file)

    ParserCreate().Parse(text.encode("utf-8"), True)


class Cells:
    """What the cells of one sheet hold; `about` are the styles of approximate numbers."""

    def __init__(self, strings: list[str], about: frozenset[str]) -> None:
        self._strings, self._about = strings, about
        self._kept: dict[str, Shown] = {}
        self._letters: list[str] = []

    def row(self, number: int, text: str) -> list[Shown]:
        """The cells of a row in their places."""
        row: list[Shown] = []
        before, *cells = text.split('<c r="')
        if before:
            raise ValueError(before)
        letters, kept = self._letters, self._kept
        for cell in cells:
            address, _, content = cell.partition('"')
            while len(row) >= len(letters) or address != f"{letters[len(row)]}{number}":
                self._skip(row, address)
            shown = kept.get(content)
            row.append(self._shown(content) if shown is None else shown)
        return row

    def _skip(self, row: list[Shown], address: str) -> None:
        """Put nothing in the place of a cell that is not there; more letters where they run out."""
        if len(row) < len(self._letters):
            row.append(_NOTHING)
        elif len(self._letters) < _MOST_COLUMNS:
            self._letters.append(column_letters(len(self._letters) + 1))
        else:
            raise ValueError(address)

    def _shown(self, content: str) -> Shown:
        found = _CELL.fullmatch(content)
        if not found:
            raise ValueError(content)
        formula = _unescaped(found["formula"] or "")
        value, type_ = found["value"] or "", found["type"]
        if type_ is None:
            number = Decimal(value) if value else None
            about = found["style"] in self._about and number is not None
            shown = Shown("", number, about, formula)
        else:
            text = found["text"] if type_ == "inlineStr" else value
            if type_ == "s":
                text = self._strings[int(value)]
            shown = Shown(squeezed(_unescaped(text or "")), formula=formula)
        if len(self._kept) < _MOST_KEPT:
            self._kept[content] = shown
        return shown


def _unescaped(text: str) -> str:
    """A text without the escapes of XML, and those of workbooks: _x000D_."""
    if "&" in text:
        for entity, character in _ENTITIES.items():
            text = text.replace(entity, character)
    return _ESCAPED.sub(lambda one: chr(int(one[1], 16)), text) if "_x" in text else text
