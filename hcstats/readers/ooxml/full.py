"""Any workbook that a spreadsheet program opens, read as a stream."""

from __future__ import annotations

from hcstats.model import Grid, say
from hcstats.readers.faults import Unreadable
from hcstats.readers.ooxml.archive import Archive
from hcstats.readers.ooxml.fullbook import full_book
from hcstats.readers.ooxml.parts import OddError
from hcstats.readers.ooxml.sheet import CELL_LIMIT, Limit, SheetReader
from hcstats.readers.ooxml.stored import format_of

_REASON = 80
"""Characters of a reason that are shown."""


def read_fully(data: bytes, cells: int = CELL_LIMIT) -> tuple[Grid, ...]:
    """The worksheets of a workbook from memory: each cell as what it is, blank ones left out.

    Raises Unreadable for a workbook without worksheets, with cells that contradict each other,
    with more than `cells` cells, formatted blank ones among them, and not well-formed; for a
    damaged archive whatever zipfile raises.
    """
    try:
        with Archive(data) as archive:
            return _read(archive, Limit(cells))
    except (OddError, ValueError) as error:
        raise Unreadable(
            "file.unreadable",
            say(
                "The file is damaged ({reason}); open it in Excel or WPS, save it anew, or ask the "
                "unit to send it again.",
                reason=str(error)[:_REASON],
            ),
        ) from error


def _read(archive: Archive, limit: Limit) -> tuple[Grid, ...]:
    book = full_book(archive)
    formats = [format_of(code) for code in book.formats]
    return tuple(SheetReader(book, formats, source, limit).read(archive) for source in book.sheets)
