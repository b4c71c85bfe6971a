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

_MOST_KEPT = 5_000
"""Different contents of cells that are kept, to be given again."""
_ILLEGAL = bytes(byte for byte in range(32) if byte not in b"\t\n\r")
_NOT_XML = ("\ufffe", "\uffff", "]]>")
_NO_ENTITY = re.compile("&(?!(?:amp|lt|gt|quot|apos);)")
_CELL = re.compile(
    r'(?: s="([0-9]+)")?(?: t="([a-zA-Z]+)")?(?:/>|>'
    r"(?:<f>([^<]*)</f>)?"
    r'(?:<v>([^<]*)</v>|<is><t(?: xml:space="preserve")?>([^<]*)</t></is>)?'
    r"</c>)"
)
"""What stands in a cell after its address: style, type, formula, value, text."""
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_ENTITIES = {"&lt;": "<", "&gt;": ">", "&quot;": '"', "&apos;": "'", "&amp;": "&"}
_ADDRESS = re.compile('<c r="([A-Z]+)([0-9]+)"')
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


class Cells(dict[str, Shown]):
    """What cells show by what stands in them; `about` are the styles of approximate numbers."""

    def __init__(self, strings: list[str], about: frozenset[str]) -> None:
        super().__init__()
        self._strings, self._about = strings, about
        self._letters: list[str] = []

    def row(self, number: int, text: str) -> list[Shown]:
        """The cells of a row in their places."""
        before, *parts = _ADDRESS.split(text)
        letters = parts[::3]
        if before or parts[1::3] != [str(number)] * len(letters):
            raise ValueError(text[:60])
        row = [self[content] for content in parts[2::3]]
        return row if letters == self._letters[: len(row)] else self._spread(letters, row)

    def _spread(self, letters: list[str], cells: list[Shown]) -> list[Shown]:
        """The cells of a row with nothing in the place of each that is not there."""
        row: list[Shown] = []
        for letter, cell in zip(letters, cells, strict=True):
            while len(row) >= len(self._letters) or letter != self._letters[len(row)]:
                if len(row) < len(self._letters):
                    row.append(_NOTHING)
                elif len(self._letters) < _MOST_COLUMNS:
                    self._letters.append(column_letters(len(self._letters) + 1))
                else:
                    raise ValueError(letter)
            row.append(cell)
        return row

    def __missing__(self, content: str) -> Shown:
        found = _CELL.fullmatch(content)
        if not found:
            raise ValueError(content)
        style, type_, formula, value, text = found.groups("")
        formula = _unescaped(formula)
        if type_:
            if type_ != "inlineStr":
                text = self._strings[int(value)] if type_ == "s" else value
            shown = Shown(squeezed(_unescaped(text)), formula=formula)
        else:
            number = Decimal(value) if value else None
            shown = Shown("", number, style in self._about and number is not None, formula)
        if len(self) < _MOST_KEPT:
            self[content] = shown
        return shown


def _unescaped(text: str) -> str:
    """A text without the escapes of XML, and those of workbooks: _x000D_."""
    if "&" in text:
        for entity, character in _ENTITIES.items():
            text = text.replace(entity, character)
    return _ESCAPED.sub(lambda one: chr(int(one[1], 16)), text) if "_x" in text else text
