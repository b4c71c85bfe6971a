"""A look at a file before any parser sees it: what no submission looks like is refused here.

The limits are far above what a submission needs, and low enough that within them no reader
outgrows its memory. A good workbook pays for reading the archive's directory and the first bytes
of each part.
"""

from __future__ import annotations

import re
import stat
import zipfile
from collections.abc import Sequence

from hcstats.model import Grid, Message, say
from hcstats.readers import kinds
from hcstats.readers.archive import DEFLATED, STORED, Entry, count_in, directory, head_of, real_size
from hcstats.readers.faults import Unreadable
from hcstats.readers.input_files import InputFile

_ENTRIES = 2_000
_UNPACKED = 128 * 1024 * 1024
_RATIO, _RATIO_FROM = 100, 100 * 1024
_DEFLATE_MOST = 1032
"""Bytes that one packed byte can become at most."""
_SMALL_EXPORT, _A_BYTE = 100 * 1024, 6 / (1024 * 1024)
_EXPORTED = (b'"form"', b"form,edition,")
_MARKER_SHEET = b'name="_hcstats"'
_CELLS, _MOST_CELLS = 1_500_000, 20_000_000
"""Of a submission, and of an export of ours; what a large part holds is counted beforehand."""
_LARGE_PART = 8 * 1024 * 1024
_CELL_STARTS = (b"<c ", b"<c>", b"<table:table-cell", b"<w:tc>", b"<w:tc ")
_DELIMITERS = (b",", b"\t", b";", b"|")
_MERGED = 2_000_000
_SMALL, _SMALL_UNPACKED = 1024 * 1024, 16 * 1024 * 1024
_LARGEST = 200 * 1024 * 1024
_HEAD, _BOOK = 256, 64 * 1024
_SHOWN = 80
_ROOT = re.compile(rb"^(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*\?>\s*)?<[A-Za-z_]")
_DOCTYPE = re.compile(b"<!DOCTYPE|<!ENTITY|" + "<!DOCTYPE".encode("utf-16-le"), re.IGNORECASE)


def look(kind: str, data: bytes) -> None:
    """Raise Unreadable, with the reason, for a file that must not be parsed."""
    if data[:2] == b"PK" and kind in (kinds.XLSX, kinds.ODS, kinds.DOCX):
        try:
            entries = directory(data)
        except zipfile.BadZipFile:
            raise _refused(_damaged()) from None
        _look_at(entries, data)
        if not _is_export(data):
            _few_cells(entries, data)
    elif kind == kinds.CSV and not _is_export(data):
        fields = max(map(data.count, _DELIMITERS)) + data.count(b"\n")
        if fields > _CELLS:
            raise _refused(_too_many_cells())


def _look_at(entries: Sequence[Entry], data: bytes) -> None:
    if len(entries) > _ENTRIES:
        raise _refused(_too_many(len(entries)))
    unpacked = packed = 0
    for entry in entries:
        reason = _odd(entry)
        if reason is not None:
            raise _refused(reason)
        unpacked += entry.size
        packed += entry.packed
    if unpacked > _UNPACKED:
        raise _refused(_too_large())
    if len({entry.name.lower() for entry in entries}) < len(entries):
        raise _refused(_ambiguous())
    if packed > len(data):
        raise _refused(_damaged())
    if packed * _DEFLATE_MOST > _UNPACKED:
        _measure(entries, data)
    for entry in entries:
        if entry.name.endswith((".xml", ".rels")):
            _without_entities(entry, data)


def _odd(entry: Entry) -> Message | None:
    """What is wrong with one entry by the directory alone."""
    name, packed, size, method, encrypted, link, _ = entry
    if encrypted:
        raise Unreadable(
            "file.encrypted",
            say("The file is protected by a password; open it and save it without one."),
        )
    if link or name.startswith("/") or ":" in name or ".." in re.split(r"[/\\]", name):
        return say(
            "A part of the file ('{part}') points out of the file, as if made to do harm; ask the "
            "unit to send it again. It is not counted.",
            part=name[:_SHOWN],
        )
    if size > _RATIO_FROM and size > _RATIO * packed:
        return say(
            "A part of the file ('{part}') unpacks to more than {ratio} times its size; have the "
            "table alone copied to a new workbook and sent again. It is not counted.",
            part=name[:_SHOWN],
            ratio=_RATIO,
        )
    return None if method in (STORED, DEFLATED) else _damaged()


def _measure(entries: Sequence[Entry], data: bytes) -> None:
    """Refuse parts that unpack to more than the directory says."""
    for entry in entries:
        if entry.packed * _DEFLATE_MOST > entry.size and (
            real_size(data, entry, entry.size) > entry.size
        ):
            raise _refused(_damaged())


def _few_cells(entries: Sequence[Entry], data: bytes) -> None:
    """Refuse sheets of more cells than can be read in time; only large parts are looked into."""
    large = [one for one in entries if one.size > _LARGE_PART and one.name.endswith(".xml")]
    if sum(count_in(data, one, _CELL_STARTS) for one in large) > _CELLS:
        raise _refused(_too_many_cells())


def _without_entities(entry: Entry, data: bytes) -> None:
    """Refuse a part that defines entities: what it says would depend on who reads it."""
    if _ROOT.match(head_of(data, entry, _HEAD)):
        return  # the element has begun: a definition could only have come before
    if _DOCTYPE.search(head_of(data, entry, entry.size)):
        raise _refused(
            say(
                "A part of the file ('{part}') defines entities, as no office program does; ask "
                "the unit to send it again. It is not counted.",
                part=entry.name[:_SHOWN],
            )
        )


def within_limits(grids: Sequence[Grid]) -> None:
    """Raise Unreadable for sheets that are too large for anything that comes after."""
    for grid in grids:
        area = sum(
            (merge.last_row - merge.first_row + 1) * (merge.last_column - merge.first_column + 1)
            for merge in grid.merges
        )
        if len(grid.cells) > _MOST_CELLS or area > _MERGED:
            raise _refused(_too_many_cells())


def harmless(file: InputFile) -> bool:
    """Whether a file is small and ordinary enough to be read without a process of its own."""
    try:
        found = file.path.stat()
        if not stat.S_ISREG(found.st_mode) or found.st_size > _SMALL:
            return False
        data = file.path.read_bytes()
    except OSError:
        return True  # it will be said why it cannot be read
    if data.startswith(kinds.OLE):
        return False
    if data[:2] != b"PK":
        return True
    try:
        return sum(entry.size for entry in directory(data)) <= _SMALL_UNPACKED
    except zipfile.BadZipFile:
        return True


def allowance(file: InputFile) -> float:
    """How many times the limits a file may take: more than once only a large export of ours.

    It grows with the size on disk, so that a small file gains nothing by the look of an export.
    """
    try:
        found = file.path.stat()
        if not stat.S_ISREG(found.st_mode) or not _SMALL_EXPORT < found.st_size < _LARGEST:
            return 1.0
        data = file.path.read_bytes()
    except OSError:
        return 1.0
    return 1.0 + found.st_size * _A_BYTE if _is_export(data) else 1.0


def _is_export(data: bytes) -> bool:
    if data[:2] != b"PK":
        return data.lstrip(b"\xef\xbb\xbf[{ \r\n").startswith(_EXPORTED)
    try:
        books = [entry for entry in directory(data) if entry.name == "xl/workbook.xml"]
    except zipfile.BadZipFile:
        return False
    return any(_MARKER_SHEET in head_of(data, book, _BOOK) for book in books)


def _refused(reason: Message) -> Unreadable:
    return Unreadable("file.unreadable", reason)


def _damaged() -> Message:
    return say("The file is cut off or damaged; ask the unit to send it again.")


def _too_large() -> Message:
    return say(
        "The file unpacks to more than {size} MB; have the table alone copied to a new workbook "
        "and sent again. It is not counted.",
        size=_UNPACKED // (1024 * 1024),
    )


def _too_many_cells() -> Message:
    return say(
        "A sheet has too many cells to be a submission; have the table alone copied to a new "
        "workbook and sent again. It is not counted."
    )


def _too_many(count: int) -> Message:
    return say(
        "The file holds {count} parts, as no submission does; have the table alone copied to a "
        "new workbook and sent again. It is not counted.",
        count=count,
    )


def _ambiguous() -> Message:
    return say(
        "Two parts of the file have the same name, so what it says is not certain; open it in "
        "Excel or WPS, save it anew and send it again. It is not counted."
    )
