"""Office Open XML workbooks: a scan of the parts decides which reader tells the whole truth.

python-calamine is fast, but shows an error cell and a formula without a cached value as empty,
and knows no formats and nothing hidden. So it reads only workbooks whose parts hold none of
these; openpyxl reads the others.
"""

from __future__ import annotations

import io
import re
import zipfile

from hcstats.model import Grid, say
from hcstats.readers.faults import Unreadable

_ERROR = re.compile(rb"""\st=["']e["']""")
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")
_CACHED = re.compile(rb"<(?:\w+:)?f(?:\s[^>]*)?(?:/>|>[^<]*</(?:\w+:)?f>)\s*<(?:\w+:)?v>[^<]")
_TEXT_FORMULA = (
    rb"""<(?:\w+:)?c\s(?:[^>]*\s)?t=["']str["'][^>]*>\s*"""
    rb"<(?:\w+:)?f(?:\s[^>]*)?(?:/>|>[^<]*</(?:\w+:)?f>)\s*"
)
_EMPTY_TEXT = re.compile(_TEXT_FORMULA + rb"<(?:\w+:)?v(?:/>|></)")
"""A formula whose result is an empty text: calculated, and a blank."""
_NO_TEXT = re.compile(_TEXT_FORMULA + rb"</(?:\w+:)?c>")
"""A formula that should give a text and has no result at all."""
_HIDDEN = re.compile(rb"""\s(?:hidden|zeroHeight)=["'](?:1|true)["']""")
_FAR = re.compile(rb"""\sr=["'](?:[A-Z]{3,}\d+|[A-Z]+\d{6,})["']""")
_HIDDEN_SHEET = re.compile(rb"""state=["'](?:hidden|veryHidden)["']""")
_PERCENT_STYLE = re.compile(rb"""numFmtId=["'](?:9|10)["']|formatCode=["'][^"']*%""")
_TELLING_FORMAT = re.compile("%|约|元".encode())
"""What a number format may add to a number that changes what it says."""
_SHEET = re.compile(rb"<(?:\w+:)?sheet\s")
_OTHER_PARTS = (
    "xl/sharedStrings", "xl/styles", "xl/theme/", "xl/media/", "xl/drawings/", "docProps/",
    "customXml/", "xl/workbook", "[Content_Types]",
)  # fmt: skip
_STRICT = b"purl.oclc.org/ooxml"
_CELL = re.compile(rb"<(?:\w+:)?c[\s>]")
_PART_LIMIT = 200 * 1024 * 1024
_CELL_LIMIT = 2_000_000


def read_xlsx(data: bytes) -> tuple[Grid, ...]:
    """The sheets of a workbook, from memory."""
    if plain(data):
        from hcstats.readers.by_calamine import read_by_calamine  # noqa: PLC0415

        return read_by_calamine(data)
    from hcstats.readers.by_openpyxl import read_by_openpyxl  # noqa: PLC0415

    return read_by_openpyxl(data, empty_is_blank=not _without_text(data))


def _without_text(data: bytes) -> bool:
    """Whether a formula for a text lacks its result, which openpyxl shows like an empty text."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = (archive.read(name) for name in archive.namelist() if _may_be_sheet(name))
        return any(_NO_TEXT.search(part) for part in parts)


def plain(data: bytes) -> bool:
    """Whether calamine tells the whole truth about a workbook.

    Raises Unreadable for parts that no submission has: gigantic, or absent.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        infos = {info.filename: info for info in archive.infolist()}
        if sum(info.file_size for info in infos.values()) > _PART_LIMIT:
            raise Unreadable(
                "file.unreadable",
                say("The workbook unpacks to more than 200 MB; have it cleaned up and sent again."),
            )
        book = infos.get("xl/workbook.xml")
        if book is None:
            return False
        text = archive.read(book)
        if _HIDDEN_SHEET.search(text) or _STRICT in text:
            return False
        styles = archive.read("xl/styles.xml") if "xl/styles.xml" in infos else b""
        cell_styles = styles.partition(b"cellXfs")[2].partition(b"cellXfs>")[0]
        if _PERCENT_STYLE.search(cell_styles) or _TELLING_FORMAT.search(styles):
            return False
        # Wherever a sheet lies: a part that was not scanned must not be trusted.
        parts = (archive.read(name) for name in infos if _may_be_sheet(name))
        sheets = [part for part in parts if b"sheetData" in part]
        return len(sheets) == len(_SHEET.findall(text)) and all(map(_plain_sheet, sheets))


def _may_be_sheet(name: str) -> bool:
    return name.endswith(".xml") and not name.startswith(_OTHER_PARTS)


def _plain_sheet(part: bytes) -> bool:
    if part.startswith((b"\xff\xfe", b"\xfe\xff")) or _ERROR.search(part) or _HIDDEN.search(part):
        return False
    if _FAR.search(part):
        return False
    if len(_CELL.findall(part)) > _CELL_LIMIT:
        raise Unreadable(
            "file.unreadable",
            say("A sheet has too many cells to be a submission; have it cleaned up."),
        )
    formulas = len(_FORMULA.findall(part))
    if formulas == 0:
        return True
    return formulas == len(_CACHED.findall(part)) + len(_EMPTY_TEXT.findall(part))
