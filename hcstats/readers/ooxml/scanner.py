"""A quick scan of workbooks as spreadsheet programs write them: every cell of them, or nothing.

Each byte of a sheet is accounted for: the values are taken out of the rows, what is left of a row
has to follow a strict grammar, and what surrounds the rows is read by an XML parser. Whatever is
not wholly plain (errors, formulas without results, hidden parts, dates, percentages, anything in
another form) is left to the full reader.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache
from itertools import compress
from operator import not_
from typing import NamedTuple

from hcstats.model import Number
from hcstats.readers.ooxml.book import NO_STYLES, Styles, book, styles
from hcstats.readers.ooxml.frame import frame
from hcstats.readers.ooxml.package import Entry, Member, directory, inflate, member
from hcstats.readers.ooxml.rows import HOLE, Rows
from hcstats.readers.ooxml.strings import NO_STRINGS, Strings, decoded, strings
from hcstats.readers.values import exact, is_error

_LONGEST_SHEET = 8 * 1024 * 1024
"""Bytes of a sheet's rows; longer ones are read as a stream."""
_OPEN, _CLOSE = b"<sheetData>", b"</sheetData>"
_VALUES = re.compile("<v>([^<]*)</v>")
_INLINE = ("<is><t>", '<is><t xml:space="preserve">')
_NUMBER = re.compile(r"-?[0-9]{1,40}(?:\.[0-9]{1,40})?(?:[eE][-+]?[0-9]{1,2})?", re.ASCII)
_ILLEGAL = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]|\\]\\]>")
_LONG = 400
"""Characters of a text that is not worth remembering."""
_FOREIGN = (b"word/", b"ppt/", b"mimetype", b"content.xml", b"xl/workbook.bin")


class Sheet(NamedTuple):
    """A worksheet's cells by address (`C6`): texts as shown, numbers as they are written."""

    name: str
    texts: dict[str, str]
    numbers: dict[str, str]
    merges: tuple[str, ...]


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
    rows = parts.rows(told.styles)
    if texts is None or rows is None:
        return None
    found: list[Sheet] = []
    for name, part in told.sheets:
        sheet = _sheet(name, parts.content(part), texts, rows)
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

    def rows(self, name: bytes | None) -> Rows | None:
        if name is None:
            return _rows(NO_STYLES)
        found = self.member(name)
        own = None if found is None else styles(found)
        return None if own is None else _rows(own)


@lru_cache(maxsize=8)
def _rows(own: Styles) -> Rows:
    return Rows(own)


def _sheet(name: str, part: bytes | None, texts: Strings, rows: Rows) -> Sheet | None:
    if part is None:
        return None
    start, end = part.find(_OPEN), part.rfind(_CLOSE)
    if start < 0:
        head, found, tail = part.partition(b"<sheetData/>")
        around = frame(head, tail) if found else None
        return None if around is None else Sheet(name, {}, {}, around.merges)
    if not 0 <= end - start <= _LONGEST_SHEET:
        return None
    around = frame(part[:start], part[end + len(_CLOSE) :])
    body = part[start + len(_OPEN) : end]
    if around is None or b"\0" in body or (not around.excel_2010 and b" x14ac:" in body):
        return None
    try:
        cells = _cells(body.decode(), texts, rows)
    except UnicodeDecodeError:
        return None
    return None if cells is None else Sheet(name, *cells, around.merges)


def _cells(body: str, texts: Strings, rows: Rows) -> tuple[dict[str, str], dict[str, str]] | None:
    if "<is>" in body:
        if "<is><v>" in body or "</v></is>" in body:
            return None
        for opening in _INLINE:
            body = body.replace(opening, "<is><v>")
        body = body.replace("</t></is>", "</v></is>")
    parts = _VALUES.split(body)
    values = parts[1::2]
    addresses: list[str] = []
    shared: list[bool] = []
    numbers: list[bool] = []
    lines = HOLE.join(parts[::2]).split("</row>")
    last = 0
    end = lines.pop()
    for line in lines:
        row = rows(line)
        if row is None or row.first <= last or not row.open:
            return None
        last = row.last
        addresses += row.addresses
        shared += row.shared
        numbers += row.numbers
    if end:
        row = rows(end)
        if row is None or row.first <= last or row.open:
            return None
    if len(addresses) != len(values):
        return None
    return _told(values, addresses, shared, numbers, texts)


def _told(
    values: list[str],
    addresses: list[str],
    shared: list[bool],
    numbers: list[bool],
    texts: Strings,
) -> tuple[dict[str, str], dict[str, str]] | None:
    """Texts and numbers by address, each in the order of the sheet."""
    indices = list(compress(values, shared))
    figures = dict(zip(compress(addresses, numbers), compress(values, numbers), strict=True))
    raw = figures.values()
    if not (_digits(raw) or all(map(_NUMBER.fullmatch, raw))) or not _digits(indices):
        return None
    try:
        shown = list(map(texts.texts.__getitem__, map(int, indices)))
    except IndexError:
        return None
    if len(indices) + len(figures) < len(values):
        own = _with_own(values, shared, numbers, shown)
        if own is None:
            return None
        places, shown = list(compress(addresses, map(not_, numbers))), own
    else:
        places = list(compress(addresses, shared))
        if not texts.odd:
            return dict(zip(places, shown, strict=True)), figures
    if any(map(is_error, shown)):
        return None
    pairs = zip(places, shown, strict=True)
    return {place: text for place, text in pairs if text.strip()}, figures


def _with_own(
    values: list[str], shared: list[bool], numbers: list[bool], shown: list[str]
) -> list[str] | None:
    """All texts in the order of the sheet, those that stand in their cells among them."""
    following = iter(shown)
    found: list[str] = []
    for value, is_shared, is_number in zip(values, shared, numbers, strict=True):
        if is_shared:
            found.append(next(following))
        elif not is_number:
            text = _own(value) if len(value) < _LONG else _decoded(value)
            if text is None:
                return None
            found.append(text)
    return found


def _decoded(value: str) -> str | None:
    return None if _ILLEGAL.search(value) else decoded(value)


_own = lru_cache(maxsize=4096)(_decoded)


def _digits(values: Collection[str]) -> bool:
    """Whether all are plain whole numbers, and none so long that no float holds it."""
    joined = "".join(values)
    if not joined:
        return not values
    return (
        joined.isdecimal()
        and joined.isascii()
        and all(values)
        and (len(joined) < 308 + len(values))
    )
