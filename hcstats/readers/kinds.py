"""What kind of file some bytes are, whatever their name says."""

from __future__ import annotations

import io
import re
import zipfile
import zlib

from hcstats.readers.json import is_json

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP = b"PK\x03\x04"

XLSX, XLS, ODS, CSV = "xlsx", "xls", "ods", "csv"
HTML, DOCX, JSON = "html", "docx", "json"
ENCRYPTED, EMPTY, TRUNCATED = "encrypted", "empty", "truncated"

_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "PDF"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"Rar!", "RAR"),
    (b"7z\xbc\xaf", "7z"),
    (b"\x1f\x8b", "gzip"),
    (b"{\\rtf", "RTF"),
)
_HTML = re.compile(
    rb"^\s*(?:<\?xml[^>]{0,200}\?>\s*)?(?:<!--.*?-->\s*)*"
    rb"<(?:!doctype html|html|table|head|body|meta|style|div|title|p|h1|center)[\s>]",
    re.I | re.S,
)
_XML_SHEET = re.compile(rb"^\s*<\?xml.{0,400}(?:office:spreadsheet|Workbook)", re.I | re.S)
MAIN_PART = re.compile(r"^word/document\d*\.xml$")
"""The part of a docx that holds its text."""
_STREAM_BOOK = ("Workbook".encode("utf-16-le"), "Book".encode("utf-16-le"))
_STREAM_LOCKED = "EncryptedPackage".encode("utf-16-le")
_STREAM_WORD = "WordDocument".encode("utf-16-le")
_STREAM_SLIDES = "PowerPoint Document".encode("utf-16-le")
_FIRST_RECORD, _FILEPASS = b"\x09\x08", b"\x2f\x00"
_WRITE_PROTECTED = b"\x86\x00\x00\x00"


def kind_of(data: bytes) -> str:
    """One of the constants above, or the plain name of a foreign kind (PDF, Word, …)."""
    if not data.strip(b"\0 \r\n\t"):
        return EMPTY
    if data.startswith(OLE):
        return _of_ole(data)
    if data[:2] == b"PK":
        return _of_zip(data)
    for signature, name in _SIGNATURES:
        if data.startswith(signature):
            return name
    return _of_text(data)


def _of_text(data: bytes) -> str:
    """The kind of what has no signature: bare BIFF streams, mark-up, else delimited text."""
    # BIFF2-4 streams lie bare in the file.
    if data[:2] == b"\x09\x08" or data[:4] in (
        b"\x09\x00\x04\x00",
        b"\x09\x02\x06\x00",
        b"\x09\x04\x06\x00",
    ):
        return XLS
    head = data[:4096].lstrip(b"\xef\xbb\xbf")
    if _HTML.match(head) or (data[:2] == b"\xff\xfe" and b"<\0h\0t\0m\0l\0" in data[:2000]):
        return HTML
    if _XML_SHEET.match(head):
        return "XML"
    if b"MIME-Version:" in head and b"multipart/related" in head:
        return "MHTML"
    if is_json(data):
        return JSON
    return CSV


def is_locked_xls(data: bytes) -> bool:
    """Whether an old workbook asks for a password: the record that says so follows the first."""
    start = data.find(_FIRST_RECORD)
    while 0 <= start < len(data) - 64:
        length = int.from_bytes(data[start + 2 : start + 4], "little")
        after = start + 4 + length
        if length in (8, 16) and data[after : after + 2] == _FILEPASS:
            return True
        # A workbook that is only protected from changes says so before.
        if length in (8, 16) and data[after : after + 4] == _WRITE_PROTECTED:
            return data[after + 4 : after + 6] == _FILEPASS
        start = data.find(_FIRST_RECORD, start + 1)
    return False


def _of_ole(data: bytes) -> str:
    if len(data) < 1536:
        return TRUNCATED
    if _STREAM_LOCKED in data:
        return ENCRYPTED
    if _STREAM_WORD in data:
        return "Word"
    if _STREAM_SLIDES in data:
        return "PowerPoint"
    if any(name in data for name in _STREAM_BOOK):
        return XLS
    return "OLE"


_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
)
"""What the archive library raises for entries that are cut off, encrypted or of unknown methods."""


def _of_zip(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
            if "mimetype" in names and b"opendocument" in archive.read("mimetype")[:200]:
                mimetype = archive.read("mimetype")
                return ODS if b"spreadsheet" in mimetype else "OpenDocument"
    except _DAMAGED:
        return TRUNCATED
    if "content.xml" in names and "xl/workbook.xml" not in names:
        return ODS
    return _of_parts(names)


def _of_parts(names: set[str]) -> str:
    """The kind of an Office Open XML archive by the parts that it holds."""
    if any(MAIN_PART.match(name) for name in names):
        return DOCX
    if any(name.startswith("word/") for name in names):
        return "Word"
    if any(name.startswith("ppt/") for name in names):
        return "PowerPoint"
    if any(name.lower() == "xl/workbook.bin" for name in names):
        return "xlsb"
    if any(name.lower().startswith("xl/") for name in names):
        return XLSX
    return "ZIP"
