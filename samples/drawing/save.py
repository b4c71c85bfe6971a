"""Drawn sheets as files of every kind that units send."""

from __future__ import annotations

import csv
import datetime
import zipfile
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from samples.drawing.canvas import Book, Sheet, Value
from samples.drawing.pages import html_page, save_docx

_MADE = datetime.datetime(2019, 1, 15, 9, 0)


def save(book: Book, path: Path, encoding: str = "utf-8-sig") -> None:
    """The book as a file in the format of the path's suffix."""
    writers: dict[str, Callable[[], None]] = {
        ".xlsx": lambda: _xlsx(book, path),
        ".xls": lambda: _xls(book, path),
        ".ods": lambda: _ods(book, path),
        ".csv": lambda: _csv(book, path, encoding),
        ".html": lambda: _html(book, path),
        ".docx": lambda: save_docx(book.sheets, path),
    }
    writers[path.suffix]()


def _looks(kind: str) -> dict[str, Any]:
    look: dict[str, Any] = {"font_name": "宋体", "font_size": 11, "valign": "vcenter"}
    if kind == "title":
        look |= {"font_name": "方正小标宋简体", "font_size": 16, "bold": True, "align": "center"}
    elif kind == "note":
        look |= {"font_size": 10}
    else:
        look |= {"border": 1, "text_wrap": True}
        if kind == "head":
            look |= {"bold": True, "align": "center"}
        elif kind in ("value", "unit", "serial", "local"):
            look |= {"align": "center"}
    return look


def _xlsx(book: Book, path: Path) -> None:
    import xlsxwriter  # noqa: PLC0415

    with xlsxwriter.Workbook(str(path)) as out:
        out.set_properties({"created": _MADE})
        made: dict[str, Any] = {}
        for sheet in book.sheets:
            page = out.add_worksheet(sheet.name)
            for kind in set(sheet.kinds.values()) | {"value"}:
                made.setdefault(kind, out.add_format(_looks(kind)))
            for top, left, bottom, right in sheet.merges:
                look = made[sheet.kinds.get((top, left), "value")]
                page.merge_range(top - 1, left - 1, bottom - 1, right - 1, "", look)
            for place in sorted(sheet.kinds.keys() | sheet.cells.keys()):
                look = made[sheet.kinds.get(place, "value")]
                _write(page, sheet, place, look)
            for row in sheet.hidden_rows:
                page.set_row(row - 1, None, None, {"hidden": True})
            _widths(page, sheet)


def _write(page: Any, sheet: Sheet, place: tuple[int, int], look: Any) -> None:  # noqa: ANN401
    row, column = place[0] - 1, place[1] - 1
    value = sheet.cells.get(place)
    if value is None:
        page.write_blank(row, column, None, look)
    elif isinstance(value, str) and value.startswith("#"):
        page.write_formula(row, column, "=#REF!", look, value)
    elif isinstance(value, str):
        page.write_string(row, column, value, look)
    elif place in sheet.formulas:
        page.write_formula(row, column, _sum_of(sheet, place), look, value)
    else:
        page.write_number(row, column, value, look)


def _sum_of(sheet: Sheet, place: tuple[int, int]) -> str:
    """The sum of the six cells left of a total, where the layout has kept them side by side."""
    from xlsxwriter.utility import xl_rowcol_to_cell  # noqa: PLC0415

    row, column = place
    left = [c for r, c in sheet.keys if r == row and c < column]
    first, last = min(left, default=column), column - 1
    if last - first != 5 or any((row, c) not in sheet.keys for c in range(first, column)):
        return "=0+" + str(sheet.cells[place])
    return f"=SUM({xl_rowcol_to_cell(row - 1, first - 1)}:{xl_rowcol_to_cell(row - 1, last - 1)})"


def _widths(page: Any, sheet: Sheet) -> None:  # noqa: ANN401
    for column in range(1, sheet.width + 1):
        texts = [
            str(value)
            for (_, c), value in sheet.cells.items()
            if c == column and sheet.kinds.get((_, c)) in ("label", "head", "value", "local")
        ]
        longest = max((len(text) for text in texts), default=4)
        page.set_column(column - 1, column - 1, min(46, max(7, 2 * longest)))


def _xls(book: Book, path: Path) -> None:
    import xlwt  # noqa: PLC0415

    out = xlwt.Workbook(encoding="utf-8")
    style = xlwt.easyxf("font: name 宋体, height 220; align: wrap on, vert centre")
    for sheet in book.sheets:
        page = out.add_sheet(sheet.name)
        merged = {(top, left): (bottom, right) for top, left, bottom, right in sheet.merges}
        for place in sorted(sheet.cells.keys() | merged.keys()):
            value = _plain(sheet.cells.get(place))
            row, column = place[0] - 1, place[1] - 1
            if place in merged:
                bottom, right = merged[place]
                page.write_merge(row, bottom - 1, column, right - 1, value, style)
            else:
                page.write(row, column, value, style)
        page.col(0).width = 256 * 46
    out.save(str(path))


def _plain(value: Value | None) -> int | float | str | None:
    return float(value) if isinstance(value, Decimal) else value


def _csv(book: Book, path: Path, encoding: str) -> None:
    rows: list[list[str]] = []
    for sheet in book.sheets:
        rows += [
            [str(sheet.cells.get((row, column), "")) for column in range(1, sheet.width + 1)]
            for row in range(1, sheet.height + 1)
        ]
    delimiter = "\t" if encoding == "utf-16" else ","
    with path.open("w", encoding=encoding, newline="") as stream:
        csv.writer(stream, delimiter=delimiter).writerows(rows)


def _html(book: Book, path: Path) -> None:
    path.write_bytes(html_page(book.sheets))


_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document-content '
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2">'
    "<office:body><office:spreadsheet>"
)
_TAIL = "</office:spreadsheet></office:body></office:document-content>"
_MIME = "application/vnd.oasis.opendocument.spreadsheet"
_MANIFEST = (
    '<?xml version="1.0" encoding="UTF-8"?><manifest:manifest '
    'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.2">'
    f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{_MIME}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
    "</manifest:manifest>"
)


def _ods(book: Book, path: Path) -> None:
    content = _HEAD + "".join(map(_ods_sheet, book.sheets)) + _TAIL
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in (
            ("mimetype", _MIME),
            ("META-INF/manifest.xml", _MANIFEST),
            ("content.xml", content),
        ):
            info = zipfile.ZipInfo(name, (2019, 1, 15, 9, 0, 0))
            archive.writestr(info, text.encode())


def _ods_sheet(sheet: Sheet) -> str:
    spans = {(m[0], m[1]): (m[2] - m[0] + 1, m[3] - m[1] + 1) for m in sheet.merges}
    covered = {
        (row, column)
        for top, left, bottom, right in sheet.merges
        for row in range(top, bottom + 1)
        for column in range(left, right + 1)
    } - spans.keys()
    rows = []
    for row in range(1, sheet.height + 1):
        cells = [
            _ods_cell(sheet, (row, column), spans, covered) for column in range(1, sheet.width + 1)
        ]
        rows.append(f"<table:table-row>{''.join(cells)}</table:table-row>")
    return f"<table:table table:name={quoteattr(sheet.name)}>{''.join(rows)}</table:table>"


def _ods_cell(
    sheet: Sheet,
    place: tuple[int, int],
    spans: dict[tuple[int, int], tuple[int, int]],
    covered: set[tuple[int, int]],
) -> str:
    if place in covered:
        return "<table:covered-table-cell/>"
    span = ""
    if place in spans:
        height, width = spans[place]
        span = f' table:number-rows-spanned="{height}" table:number-columns-spanned="{width}"'
    value = sheet.cells.get(place)
    if value is None:
        return f"<table:table-cell{span}/>"
    if isinstance(value, str):
        lines = "".join(f"<text:p>{escape(line)}</text:p>" for line in value.split("\n"))
        return f'<table:table-cell office:value-type="string"{span}>{lines}</table:table-cell>'
    return (
        f'<table:table-cell office:value-type="float" office:value="{value}"{span}>'
        f"<text:p>{value}</text:p></table:table-cell>"
    )
