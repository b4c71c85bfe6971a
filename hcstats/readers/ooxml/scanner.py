"""A quick scan of workbooks as spreadsheet programs write them: every cell of them, or nothing.

Each byte of a sheet is accounted for: the values are taken out of the rows, what is left of a row
has to follow a strict grammar, and what surrounds the rows is read by an XML parser. Whatever is
not wholly plain (errors, formulas without results, hidden parts, dates, percentages, anything in
another form) is left to the full reader.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import compress, filterfalse
from typing import NamedTuple

from hcstats.model import Number
from hcstats.readers.ooxml.book import NO_STYLES, Styles, book, styles
from hcstats.readers.ooxml.frame import frame
from hcstats.readers.ooxml.layout import NOTHING, Layout, Layouts
from hcstats.readers.ooxml.package import Entry, Member, directory, inflate, member
from hcstats.readers.ooxml.parts import OddError
from hcstats.readers.ooxml.strings import NO_STRINGS, Strings, decoded, strings
from hcstats.readers.values import exact, is_error

_LONGEST_SHEET = 512 * 1024
"""Bytes of a sheet's rows; longer ones are read as a stream."""
_OPEN, _CLOSE = b"<sheetData>", b"</sheetData>"
_VALUES = re.compile("<v>([^<]*)</v>")
_INLINE = ("<is><t>", '<is><t xml:space="preserve">')
_NUMBER = re.compile(
    r"-?[0-9]{1,40}(?:\.[0-9]{1,40})?(?:[eE](?:-[0-9]{1,3}|\+?[0-9]{1,2}))?", re.ASCII
)
_ILLEGAL = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]|\\]\\]>")
_LONG = 2_000
"""Characters of a text that is not worth remembering."""
_FOREIGN = (b"word/", b"ppt/", b"mimetype", b"content.xml", b"xl/workbook.bin")


class Sheet(NamedTuple):
    """A worksheet's cells: where they stand, texts as shown, numbers as written, blanks empty."""

    name: str
    layout: Layout
    shown: Sequence[str]
    """What stands at `layout.texts`."""
    figures: Sequence[str]
    """What stands at `layout.numbers`."""
    merges: tuple[str, ...]

    @property
    def texts(self) -> dict[str, str]:
        """The texts by address (`C6`), blank ones left out."""
        return _filled(self.layout.texts, self.shown)

    @property
    def numbers(self) -> dict[str, str]:
        """The numbers by address, blank ones left out."""
        return _filled(self.layout.numbers, self.figures)

    @property
    def empty(self) -> bool:
        """Whether it holds nothing."""
        return not any(self.shown) and not any(self.figures)


def _filled(places: Sequence[str], values: Sequence[str]) -> dict[str, str]:
    return {place: value for place, value in zip(places, values, strict=True) if value}


class Scanned(NamedTuple):
    """The worksheets of a workbook in its own order."""

    sheets: tuple[Sheet, ...]


def scan(data: bytes) -> Scanned | None:
    """The cells of an xlsx; None for whatever the scan is not sure to tell wholly and rightly.

    Blank cells are left out. No exception leaves it for any bytes.
    """
    entries = directory(data)
    if entries is None or b"xl/workbook.xml" not in entries:
        return None
    if any(name.startswith(_FOREIGN) for name in entries):
        return None
    parts = _Parts(data, entries)
    root, workbook = parts.member(b"_rels/.rels"), parts.member(b"xl/workbook.xml")
    relations = parts.member(b"xl/_rels/workbook.xml.rels")
    if root is None or workbook is None or relations is None:
        return None
    told = book(root, workbook, relations)
    if told is None:
        return None
    texts = parts.strings(told.strings)
    styled = parts.styles(told.styles)
    if texts is None or styled is None:
        return None
    found: list[Sheet] = []
    for name, part in told.sheets:
        sheet = _sheet(name, parts.content(part), texts, styled)
        if sheet is None:
            return None
        found.append(sheet)
    return Scanned(tuple(found))


def number(raw: str) -> Number:
    """A number as a cell holds it, exactly as the full reader gives it.

    A cell's binary float is what Excel shows of it: 15 significant digits.
    """
    if len(raw) <= 15 and raw.isdecimal():
        return int(raw)
    value = exact(float(raw))
    if value is None:
        raise ValueError(raw)
    return value


class _Parts:
    """The parts of one package."""

    def __init__(self, data: bytes, entries: dict[bytes, Entry]) -> None:
        self._data, self._entries = data, entries

    def member(self, name: bytes) -> Member | None:
        entry = self._entries.get(name)
        return None if entry is None else member(self._data, name, entry)

    def content(self, name: bytes) -> bytes | None:
        found = self.member(name)
        return None if found is None else inflate(found)

    def strings(self, name: bytes | None) -> Strings | None:
        if name is None:
            return NO_STRINGS
        found = self.member(name)
        return None if found is None else strings(found)

    def styles(self, name: bytes | None) -> Styles | None:
        if name is None:
            return NO_STYLES
        found = self.member(name)
        return None if found is None else styles(found)


_layouts = lru_cache(maxsize=4)(Layouts)


def _sheet(name: str, part: bytes | None, texts: Strings, styled: Styles) -> Sheet | None:
    if part is None:
        return None
    start, end = part.find(_OPEN), part.rfind(_CLOSE)
    if start < 0:
        head, found, tail = part.partition(b"<sheetData/>")
        around = frame(head, tail) if found else None
        return None if around is None else Sheet(name, NOTHING, [], [], around.merges)
    if not 0 <= end - start <= _LONGEST_SHEET:
        return None
    around = frame(part[:start], part[end + len(_CLOSE) :])
    body = part[start + len(_OPEN) : end]
    if around is None or b"\0" in body:
        return None
    try:
        cells = _cells(body.decode(), texts, _layouts(styled, around.excel_2010))
    except (OddError, UnicodeDecodeError):
        return None
    return Sheet(name, *cells, around.merges)


def _cells(
    body: str, texts: Strings, layouts: Layouts
) -> tuple[Layout, Sequence[str], Sequence[str]]:
    """Where values stand, the texts and the numbers."""
    parts = _VALUES.split(_with_values(body) if "<is>" in body else body)
    values = parts[1::2]
    if "" in values:
        raise OddError
    layout, texts_of, numbers_of = layouts.of(parts[::2])
    values.append("")
    figures, own = numbers_of(values), texts_of(values)
    if not _numeric(figures):
        raise OddError
    if layout.all_shared:
        shown, unusual = texts.at(own), texts.odd
    else:
        shown, unusual = _mixed(own, layout.is_shared, texts), True
    return layout, _usual(shown) if unusual else shown, figures


def _with_values(body: str) -> str:
    """Rows in which texts that stand in their cells are marked as values are."""
    if "<is><v>" in body or "</v></is>" in body:
        raise OddError
    for opening in _INLINE:
        body = body.replace(opening, "<is><v>")
    return body.replace("</t></is>", "</v></is>")


def _mixed(values: Sequence[str], is_shared: Sequence[bool], texts: Strings) -> list[str]:
    """Texts of which some stand in their cells."""
    read = _remembered if max(map(len, values), default=0) < _LONG else _text
    shown = list(map(read, values))
    at_shared = compress(range(len(values)), is_shared)
    for at, text in zip(at_shared, texts.at(list(compress(values, is_shared))), strict=True):
        shown[at] = text
    return shown


def _usual(shown: Sequence[str]) -> Sequence[str]:
    """Texts of which blank ones are empty; OddError if one says an error."""
    if "#" in "".join(shown) and any(map(is_error, shown)):
        raise OddError
    return shown if all(map(str.strip, shown)) else [text if text.strip() else "" for text in shown]


def _text(value: str) -> str:
    """A text that stands in its cell."""
    text = None if _ILLEGAL.search(value) else decoded(value)
    if text is None:
        raise OddError
    return text


_remembered = lru_cache(maxsize=1024)(_text)


def _numeric(values: Sequence[str]) -> bool:
    """Whether all are numbers as programs write them, none so long that no float holds it.

    Blank ones are.
    """
    joined = "".join(values)
    if joined.isascii() and len(joined) < 308 + len(values):
        if not joined or joined.isdecimal():
            return True
        values = list(filterfalse(str.isdecimal, values))
    return all(map(_NUMBER.fullmatch, filter(None, values)))
