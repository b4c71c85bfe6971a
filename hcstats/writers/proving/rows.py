"""The rows of a sheet's XML and their cells, none of which is kept.

The grammar is narrow: just what a workbook of ours has. Anything else in the place of a row or
cell, and the file does not prove. What stands around the rows goes to an XML parser.
"""

from __future__ import annotations

import re
from codecs import getincrementaldecoder
from collections.abc import Iterable, Iterator
from decimal import Decimal

from hcstats.cell_addresses import column_letters
from hcstats.writers.proving.faults import Shown, squeezed

_MOST_KEPT = 10_000
"""Different contents of cells that are kept, to be given again; then it begins anew."""
_ILLEGAL = bytes(byte for byte in range(32) if byte not in b"\t\n\r")
_NOT_XML = ("\ufffe", "\uffff", "]]>")
_NO_ENTITY = re.compile("&(?!(?:amp|lt|gt|quot|apos);)")
_WORDS = re.compile(
    r'(?: s="[0-9]+")? t="inlineStr">(?:<f>([^<]*)</f>)?'
    r'<is><t(?: xml:space="preserve")?>([^<]*)</t></is></c>'
)
"""What stands in a cell of words after its address: formula, text."""
_VALUE = re.compile(
    r'(?: s="([0-9]+)")?(?: t="([a-z]+)")?(?:/>|>'
    r"(?:<f>([^<]*)</f>)?(?:<v>([^<]*)</v>)?</c>)"
)
"""What stands in any other cell: style, type, formula, value."""
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_ENTITIES = {"&lt;": "<", "&gt;": ">", "&quot;": '"', "&apos;": "'", "&amp;": "&"}
_ADDRESS = re.compile('<c r="([A-Z]+)([0-9]+)"')
_TEXT, _TEXT_END = "<is><t>", "</t></is></c>"
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
        self._fronts: set[str] = set()

    def row(self, number: int, text: str) -> list[str]:
        """What stands in the cells of a row, in their places; of one that is not there, nothing."""
        before, *parts = _ADDRESS.split(text)
        letters, contents = parts[::3], parts[2::3]
        if before or parts[1::3] != [str(number)] * len(letters):
            raise ValueError(text[:60])
        if letters == self._letters[: len(letters)]:
            return contents
        return self._spread(letters, contents)

    def _spread(self, letters: list[str], contents: list[str]) -> list[str]:
        row: list[str] = []
        for letter, content in zip(letters, contents, strict=True):
            while len(row) >= len(self._letters) or letter != self._letters[len(row)]:
                if len(row) < len(self._letters):
                    row.append("")
                elif len(self._letters) < _MOST_COLUMNS:
                    self._letters.append(column_letters(len(self._letters) + 1))
                else:
                    raise ValueError(letter)
            row.append(content)
        return row

    def says(self, content: str, text: str) -> bool:
        """Whether a cell surely has just this text; False also where only a full look tells.

        What stands before the text is as in a cell that has been looked at in full, and nothing
        in the text means anything else than itself.
        """
        if not text:
            return self[content] is _NOTHING
        end = f"{text}{_TEXT_END}"
        plain = content.endswith(end) and content[: -len(end)] in self._fronts
        return plain and "&" not in text and "<" not in text and "_x" not in text

    def __missing__(self, content: str) -> Shown:
        words = _WORDS.fullmatch(content)
        if words is not None:
            shown = _words(*words.groups(""))
            front, plain, _ = content.partition(_TEXT)
            if plain and not shown.formula:
                self._fronts.add(front + plain)
        else:
            shown = self._value(content) if content else _NOTHING
        if len(self) >= _MOST_KEPT:
            self.clear()
        self[content] = shown
        return shown

    def _value(self, content: str) -> Shown:
        found = _VALUE.fullmatch(content)
        if found is None:
            raise ValueError(content)
        style, type_, formula, value = found.groups("")
        if not (type_ or formula or value):
            return _NOTHING
        if type_:
            return _words(formula, self._strings[int(value)] if type_ == "s" else value)
        number = Decimal(value) if value else None
        about = style in self._about and number is not None
        return Shown("", number, about, _unescaped(formula))


def _words(formula: str, text: str) -> Shown:
    return Shown(squeezed(_unescaped(text)), None, False, _unescaped(formula))


def _unescaped(text: str) -> str:
    """A text without the escapes of XML, and those of workbooks: _x000D_."""
    if "&" in text:
        for entity, character in _ENTITIES.items():
            text = text.replace(entity, character)
    return _ESCAPED.sub(lambda one: chr(int(one[1], 16)), text) if "_x" in text else text
