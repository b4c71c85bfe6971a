"""OpenDocument spreadsheets: one pass over content.xml."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from hcstats.model import Cell, CellKind, Grid, Merge, Position, say
from hcstats.readers.faults import Unreadable
from hcstats.readers.values import number_cell, percent_cell, text_cell

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_CALC = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"
_LIMIT = 2_000_000
"""Cells of one sheet; a repeated row or column with content is spread no further."""


def read_ods(data: bytes) -> tuple[Grid, ...]:
    """The sheets of an OpenDocument workbook."""
    from defusedxml.ElementTree import fromstring  # noqa: PLC0415

    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        manifest = archive.read("META-INF/manifest.xml") if _has_manifest(archive) else b""
        if b"encryption-data" in manifest:
            raise Unreadable(
                "file.encrypted",
                say("The file is protected by a password; open it and save it without one."),
            )
        root = fromstring(archive.read("content.xml"))
    hidden = _hidden_styles(root)
    return tuple(
        _grid(table, table.get(f"{_TABLE}style-name", "") in hidden)
        for table in root.iter(f"{_TABLE}table")
    )


def _has_manifest(archive: zipfile.ZipFile) -> bool:
    return "META-INF/manifest.xml" in archive.namelist()


def _hidden_styles(root: Element) -> frozenset[str]:
    """The styles of sheets that are not shown."""
    return frozenset(
        style.get(f"{_STYLE}name", "")
        for style in root.iter(f"{_STYLE}style")
        for properties in style.iter(f"{_STYLE}table-properties")
        if properties.get(f"{_TABLE}display") == "false"
    )


def _grid(table: Element, hidden: bool) -> Grid:
    cells: dict[Position, Cell] = {}
    merges: list[Merge] = []
    hidden_rows: set[int] = set()
    row = 0
    for element in _rows(table):
        repeat = _count(element, "number-rows-repeated")
        found, spans = _row(element)
        collapsed = element.get(f"{_TABLE}visibility") in ("collapse", "filter")
        if not found:
            row += repeat
            continue
        for offset in range(repeat):
            if len(cells) + len(found) > _LIMIT:
                raise Unreadable(
                    "file.unreadable",
                    say("A sheet has too many cells to be a submission; have it cleaned up."),
                )
            for column, cell in found.items():
                cells[row + 1 + offset, column] = cell
            if collapsed:
                hidden_rows.add(row + 1 + offset)
        merges += [
            Merge(row + 1, column, row + height, column + width - 1)
            for column, height, width in spans
        ]
        row += repeat
    columns = frozenset(_hidden_columns(table))
    name = table.get(f"{_TABLE}name", "")
    return Grid(name, cells, tuple(merges), frozenset(hidden_rows), columns, hidden)


def _rows(table: Element) -> Iterator[Element]:
    """The rows of a table, also those in groups and header rows, but not of tables inside."""
    for child in table:
        if child.tag == f"{_TABLE}table-row":
            yield child
        elif child.tag in (
            f"{_TABLE}table-header-rows",
            f"{_TABLE}table-rows",
            f"{_TABLE}table-row-group",
        ):
            yield from _rows(child)


def _count(element: Element, name: str) -> int:
    text = element.get(f"{_TABLE}{name}", "1")
    return int(text) if text.isdigit() else 1


def _row(element: Element) -> tuple[dict[int, Cell], list[tuple[int, int, int]]]:
    """The filled cells of a row by column, and its spans as (column, height, width)."""
    found: dict[int, Cell] = {}
    spans: list[tuple[int, int, int]] = []
    column = 0
    for child in element:
        repeat = _count(child, "number-columns-repeated")
        if child.tag == f"{_TABLE}table-cell":
            cell = _cell(child)
            if cell is not None:
                for offset in range(min(repeat, 1024)):
                    found[column + 1 + offset] = cell
            height = _count(child, "number-rows-spanned")
            width = _count(child, "number-columns-spanned")
            if height * width > 1:
                spans.append((column + 1, height, width))
        elif child.tag != f"{_TABLE}covered-table-cell":
            continue
        column += repeat
    return found, spans


def _cell(element: Element) -> Cell | None:
    kind = element.get(f"{_OFFICE}value-type", "")
    formula = element.get(f"{_TABLE}formula", "")
    paragraphs = [_paragraph(p) for p in element if p.tag == f"{_TEXT}p"]
    text = "\n".join(paragraphs)
    if element.get(f"{_CALC}value-type") == "error" or (formula and text.startswith(("#", "Err:"))):
        return Cell(text or "#ERR!", CellKind.ERROR)
    # An empty paragraph is a result: the formula was calculated, and shows nothing.
    if not kind and formula and not paragraphs:
        return Cell(f"={formula.partition('=')[2] or formula}", CellKind.UNCALCULATED)
    if kind in ("float", "currency", "percentage"):
        return _number(element.get(f"{_OFFICE}value", ""), kind)
    if kind == "boolean":
        return Cell(element.get(f"{_OFFICE}boolean-value", "").upper(), CellKind.BOOLEAN)
    if kind in ("date", "time"):
        return Cell(element.get(f"{_OFFICE}{kind}-value", text), CellKind.DATE)
    return text_cell(text)


def _number(text: str, kind: str) -> Cell:
    try:
        value = float(Decimal(text))
    except (InvalidOperation, OverflowError, ValueError):
        return Cell(text or "#ERR!", CellKind.ERROR)
    return percent_cell(value) if kind == "percentage" else number_cell(value)


def _paragraph(element: Element) -> str:
    """The text of a paragraph, without notes."""
    parts = [element.text or ""]
    for child in element:
        if child.tag == f"{_TEXT}s":
            parts.append(" " * min(int(child.get(f"{_TEXT}c", "1") or 1), 1000))
        elif child.tag == f"{_TEXT}line-break":
            parts.append("\n")
        elif child.tag == f"{_TEXT}tab":
            parts.append("\t")
        elif not child.tag.startswith(_OFFICE):
            parts.append(_paragraph(child))
        parts.append(child.tail or "")
    return "".join(parts)


def _hidden_columns(table: Element) -> Iterator[int]:
    column = 0
    for element in table.iter(f"{_TABLE}table-column"):
        repeat = _count(element, "number-columns-repeated")
        if element.get(f"{_TABLE}visibility") in ("collapse", "filter"):
            yield from range(column + 1, column + 1 + min(repeat, 1024))
        column += repeat
