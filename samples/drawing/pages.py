"""Drawn sheets as published pages (html) and documents (docx), text around the tables."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from html import escape
from pathlib import Path

from samples.drawing.canvas import Position, Sheet

Part = str | Sheet
"""A paragraph or a table of a report."""


def split(sheet: Sheet, before: int, repeated: int = 0) -> tuple[Sheet, Sheet]:
    """A sheet as a page break in front of a row leaves it; the head rows may be repeated."""
    top, bottom = Sheet(sheet.name), Sheet(sheet.name)
    for place in sheet.cells.keys() | sheet.kinds.keys():
        row, column = place
        into, at = (top, row) if row < before else (bottom, row - before + 1 + repeated)
        _copy(sheet, place, into, (at, column))
        if row <= repeated:
            _copy(sheet, place, bottom, place)
    for first, left, last, right in sheet.merges:
        if first < before:
            top.merges.append((first, left, min(last, before - 1), right))
        if last >= before:
            shift = repeated + 1 - before
            bottom.merges.append((max(first, before) + shift, left, last + shift, right))
        if first <= repeated:
            bottom.merges.append((first, left, min(last, repeated), right))
    return top, bottom


def _copy(sheet: Sheet, place: Position, into: Sheet, at: Position) -> None:
    into.kinds[at] = sheet.kinds.get(place, "value")
    if place in sheet.cells:
        into.cells[at] = sheet.cells[place]
    if place in sheet.keys and into.kinds[at] == "value":
        into.keys[at] = sheet.keys[place]


def html_page(parts: Sequence[Part], charset: str = "utf-8") -> bytes:
    """The parts as a page such as a government's site serves, declared in its encoding."""
    body = "\n".join(
        f"<p>{escape(part)}</p>" if isinstance(part, str) else html_table(part) for part in parts
    )
    page = (
        '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN">\n<html><head>'
        f'<meta http-equiv="Content-Type" content="text/html; charset={charset}">'
        f"<title>政府信息公开</title></head><body>\n{body}\n</body></html>\n"
    )
    return page.encode("gb18030" if charset == "gb2312" else charset)


def html_table(sheet: Sheet) -> str:
    """One sheet as a table."""
    spans, covered = _spans(sheet)
    rows = []
    for row in range(1, sheet.height + 1):
        cells = []
        for column in range(1, sheet.width + 1):
            place = (row, column)
            if place in covered:
                continue
            height, width = spans.get(place, (1, 1))
            text = escape(str(sheet.cells.get(place, ""))).replace("\n", "<br/>")
            span = f' rowspan="{height}" colspan="{width}"' if place in spans else ""
            cells.append(f"<td{span}>{text or '&nbsp;'}</td>")
        hidden = ' style="display:none"' if row in sheet.hidden_rows else ""
        rows.append(f"<tr{hidden}>{''.join(cells)}</tr>")
    return f'<table border="1" cellspacing="0"><tbody>{chr(10).join(rows)}</tbody></table>'


def _spans(sheet: Sheet) -> tuple[dict[Position, tuple[int, int]], set[Position]]:
    spans = {(m[0], m[1]): (m[2] - m[0] + 1, m[3] - m[1] + 1) for m in sheet.merges}
    covered = {
        (row, column)
        for top, left, bottom, right in sheet.merges
        for row in range(top, bottom + 1)
        for column in range(left, right + 1)
    } - spans.keys()
    return spans, covered


def save_docx(parts: Sequence[Part], path: Path) -> None:
    """The parts as a document with real paragraphs and tables."""
    from docx import Document  # noqa: PLC0415

    document = Document()
    for part in parts:
        if isinstance(part, str):
            document.add_paragraph(part)
            continue
        table = document.add_table(part.height, part.width, style="Table Grid")
        for top, left, bottom, right in part.merges:
            table.cell(top - 1, left - 1).merge(table.cell(bottom - 1, right - 1))
        for (row, column), value in part.cells.items():
            table.cell(row - 1, column - 1).text = str(value)
    document.save(str(path))
    _settle(path)


def _settle(path: Path) -> None:
    """The same archive without the hour of its making, so that it can be made again."""
    with zipfile.ZipFile(path) as archive:
        parts = [(name, archive.read(name)) for name in sorted(archive.namelist())]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts:
            archive.writestr(zipfile.ZipInfo(name, (2019, 1, 15, 9, 0, 0)), data)
