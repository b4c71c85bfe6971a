"""What is tried out: each target takes any bytes, and raises AssertionError for a broken promise.

A reader may refuse with `Unreadable`, or with what its parser says of damaged bytes. Any other
exception is a fault of ours: it would reach the user as an English word of a library.
"""

from __future__ import annotations

import csv
import re
import zipfile
import zlib
from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import cache
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from lxml.etree import LxmlError, ParserError

from fuzz import wrap
from hcstats.forms.definition import Form
from hcstats.forms.load import all_forms
from hcstats.layout.accounting import is_number
from hcstats.layout.numbers import LIMIT, plain_text, read_number
from hcstats.layout.recognise import recognise
from hcstats.layout.skeleton import skeleton_of
from hcstats.messages import LANGUAGES, render
from hcstats.model import Cell, CellKind, Grid, Kind, Status
from hcstats.readers import kinds
from hcstats.readers.delimited import read_csv
from hcstats.readers.docx import read_docx
from hcstats.readers.faults import Unreadable
from hcstats.readers.html import read_html
from hcstats.readers.json import is_json, read_json
from hcstats.readers.kinds import kind_of
from hcstats.readers.ods import read_ods
from hcstats.readers.xlsx import read_xlsx

Target = Callable[[bytes], None]
Reader = Callable[[bytes], tuple[Grid, ...]]

DAMAGED = (
    Unreadable, ParseError, DefusedXmlException, LxmlError, ParserError, zipfile.BadZipFile,
    zlib.error, EOFError, UnicodeDecodeError, csv.Error,
)  # fmt: skip
COUNTED, MONEY = ("件", "条", "人", ""), ("元", "万元", "千元")
SHOWN = ("", "件", "万件", "元", "万元", "百元", "人次")
_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff]")
"""What takes no place on the screen, and parts no number."""
_ONE_NUMBER = re.compile(r"[0-9]+(?:,[0-9]{3})*")


@cache
def _forms() -> tuple[Form, ...]:
    return all_forms()


def _read(reader: Reader, data: bytes) -> None:
    try:
        grids = reader(data)
    except DAMAGED:
        return
    except Exception as error:
        if _of_library(error):
            return
        raise
    _sound(grids)
    recognition = recognise(grids, _forms())
    if not recognition.submissions:
        return
    numbers = sum(
        is_number(one.cells[place]) for one in grids for place in skeleton_of(one).occupied
    )
    assert recognition.numbers.all == numbers, "a number is not accounted for"
    texts = {cell.text for grid in grids for cell in grid.cells.values()}
    for found in recognition.submissions:
        for figure in found.figures:
            assert figure.value is None or figure.text in texts, "a figure that no cell says"


def _of_library(error: Exception) -> bool:
    """Whether it was a library for workbooks that stumbled: its words are told as they are."""
    frame = error.__traceback__
    while frame is not None:
        if "openpyxl" in frame.tb_frame.f_code.co_filename:
            return True
        frame = frame.tb_next
    return type(error).__name__ in ("CalamineError", "PanicException")


def _sound(grids: Sequence[Grid]) -> None:
    """What every reader promises of its grids."""
    for grid in grids:
        for (row, column), cell in grid.cells.items():
            assert row >= 1
            assert column >= 1
            assert cell.text.strip() or cell.kind is not CellKind.TEXT, "a blank cell"
            valued = cell.kind in (CellKind.NUMBER, CellKind.PERCENT)
            assert (cell.value is not None) == valued, cell
            assert cell.value is None or Decimal(cell.value).is_finite(), cell
        for merge in grid.merges:
            assert 1 <= merge.first_row <= merge.last_row, merge
            assert 1 <= merge.first_column <= merge.last_column, merge


def csv_file(data: bytes) -> None:
    """Delimited text in any encoding."""
    _read(read_csv, data)


def ods_content(data: bytes) -> None:
    """The content.xml of an OpenDocument workbook."""
    _read(read_ods, wrap.as_ods(data))


def docx_document(data: bytes) -> None:
    """The main part of a Word document."""
    _read(read_docx, wrap.as_docx(data))


def html_page(data: bytes) -> None:
    """A page in any encoding."""
    _read(read_html, data)


def xlsx_sheet(data: bytes) -> None:
    """A sheet part of a workbook."""
    _read(read_xlsx, wrap.as_xlsx(data))


def json_text(data: bytes) -> None:
    """JSON, as far as a file is taken for it."""
    if is_json(data):
        _read(read_json, data)


def file_kind(data: bytes) -> None:
    """The kind of anything: always a word, never an exception; and the same each time."""
    kind = kind_of(data)
    assert kind
    assert kind == kind_of(data)
    assert (kind == kinds.EMPTY) == (not data.strip(b"\0 \r\n\t"))


def number(data: bytes) -> None:
    """A text as a number: the first byte chooses what the form asks for."""
    choice, text = (data[0] if data else 0), data[1:].decode("utf-8", "ignore")
    kind = list(Kind)[choice % len(Kind)]
    units = MONEY if kind is Kind.AMOUNT else COUNTED
    unit = units[choice // 4 % len(units)]
    shown = SHOWN[choice // 16 % len(SHOWN)]
    reading = read_number(Cell(text), unit, kind, shown)
    assert (reading.value is not None) == (reading.status is Status.REPORTED), reading
    if reading.status is Status.UNREADABLE:
        assert reading.rule, reading
    if reading.message is not None:
        for language in LANGUAGES:
            assert render(reading.message, language)
    if reading.value is None:
        return
    assert Decimal(reading.value).is_finite(), reading
    assert -LIMIT <= reading.value <= LIMIT, reading
    _is_in(text, reading.value, unit, shown)


def _is_in(text: str, value: int | Decimal, unit: str, shown: str) -> None:
    """A number that is read stands in the text, and is the only one there."""
    plain = _INVISIBLE.sub("", plain_text(text))
    groups = re.findall(r"[0-9][0-9,.]*", plain)
    if "(" not in plain:
        assert len(groups) <= 1, f"{text!r} holds more than one number, read as {value}"
    same = unit == shown or not shown
    if same and _ONE_NUMBER.fullmatch(plain):
        assert value == int(plain.replace(",", "")), f"{text!r} read as {value}"


TARGETS: dict[str, Target] = {
    "csv": csv_file,
    "ods": ods_content,
    "docx": docx_document,
    "html": html_page,
    "xlsx": xlsx_sheet,
    "json": json_text,
    "kinds": file_kind,
    "numbers": number,
}
