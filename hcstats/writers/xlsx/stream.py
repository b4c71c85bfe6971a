"""Rows that go to a sheet's XML as they come, so that none of their cells is ever held.

Everything else of a sheet (headings, widths, merges, links, filters) is xlsxwriter's, which
writes it before and after; its own constant memory mode takes five times as long a cell.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from decimal import Decimal
from functools import cache
from typing import Any, Literal
from zipfile import ZipFile

from hcstats.model import Number
from hcstats.writers.shown import batches

_AT_ONCE = 100
"""Rows that are written in one step."""
_LEVEL = 3
_EXACT = 10**15
"""Integers below this have few enough digits for a binary number."""
_ESCAPE_LIKE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


@cache
def quick_book() -> type:
    """The class of workbooks that are compressed in less than half of the usual time."""
    from xlsxwriter import workbook  # noqa: PLC0415

    class Quick(workbook.Workbook):  # type: ignore[misc]  # xlsxwriter ships no types
        """A workbook of which nothing stays open if something is raised while it is stored."""

        def _store_workbook(self) -> None:
            opened: list[ZipFile] = []

            def archive(path: str, mode: Literal["w"], **options: Any) -> ZipFile:  # noqa: ANN401
                # There is no option for the level; a sheet becomes a sixth larger.
                opened.append(ZipFile(path, mode, **options, compresslevel=_LEVEL))
                return opened[-1]

            workbook.ZipFile = archive
            try:
                super()._store_workbook()
            finally:
                workbook.ZipFile = ZipFile
                # What is whole is closed; of anything else nothing is wanted, no fault either.
                for one in (*opened, *(sheet.fh for sheet in self.worksheets() if sheet.fh)):
                    with suppress(Exception):
                        one.close()

    return Quick


@cache
def streamed_sheet() -> type:
    """The class of worksheets that take rows from `rows_come`."""
    from xlsxwriter.worksheet import Worksheet  # noqa: PLC0415

    class Streamed(Worksheet):  # type: ignore[misc]  # xlsxwriter ships no types
        """A worksheet; rows that come stand in the place of its own from `first` on."""

        lines: Iterable[str] = ()
        first = 0
        after: int | None = 0
        links: Iterable[tuple[str, str]] = ()
        """Cells by address, and where in the workbook they lead; asked for after the rows, and all
        the links of a sheet that has any."""

        def rows_come(self, lines: Iterable[str], first: int, count: int | None) -> None:
            """Take the XML of rows from the row `first` (from 0) on, when the book is closed.

            `count` is how many there are; where nobody knows, nothing stands after them.
            """
            self.lines, self.first = lines, first
            self.after = None if count is None else first + count

        def _write_hyperlinks(self) -> None:
            super()._write_hyperlinks()
            self.fh.writelines(links_xml(self.links))

        def _write_dimension(self) -> None:
            # It may be left out; a wrong one would be worse.
            if self.after is not None:
                last = max((row for row, cells in self.table.items() if cells), default=0)
                self.dim_rowmax = max(last, self.after - 1)
                super()._write_dimension()

        def _write_sheet_data(self) -> None:
            if not self.lines:
                super()._write_sheet_data()
                return
            self._xml_start_tag("sheetData")
            own = sorted(row for row, cells in self.table.items() if cells)
            self._write_own([row for row in own if row < self.first])
            self.fh.writelines(map("".join, batches(self.lines, _AT_ONCE)))
            if self.after is not None:
                self._write_own([row for row in own if row >= self.after])
            self._xml_end_tag("sheetData")

        def _write_own(self, rows: list[int]) -> None:
            if rows:
                self.dim_rowmin, self.dim_rowmax = rows[0], rows[-1]
                self._write_rows()

    return Streamed


def row_of(number: int, cells: Iterable[str]) -> str:
    """A row (from 0) with its cells."""
    return f'<row r="{number + 1}">{"".join(cells)}</row>'


def height_xml(height: float) -> str:
    """What makes a row that high, in points."""
    return f' ht="{height:.16g}" customHeight="1"'


def number_xml(value: Number) -> str:
    """A number as a workbook writes it, with 16 digits."""
    if isinstance(value, int) and -_EXACT < value < _EXACT:
        return str(value)
    return f"{Decimal(value):.16G}"


def text_xml(text: str) -> str:
    """The content of a cell of words, which nothing in them can leave."""
    if "&" in text or "<" in text or ">" in text:
        text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    if "_x" in text:
        text = _ESCAPE_LIKE.sub("_x005F_", text)
    space = ' xml:space="preserve"' if text != text.strip() or "\n" in text else ""
    return f"<is><t{space}>{text}</t></is>"


def links_xml(links: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Links from cells to ranges of the workbook, which need no escapes in an attribute."""
    start = "<hyperlinks>"
    for cell, target in links:
        yield f'{start}<hyperlink ref="{cell}" location="{target}" display="{target}"/>'
        start = ""
    if not start:
        yield "</hyperlinks>"


def columns(count: int) -> list[str]:
    """The letters of the first columns."""
    from hcstats.cell_addresses import column_letters  # noqa: PLC0415

    return [column_letters(place + 1) for place in range(count)]


def text_lines(lines: Iterable[tuple[str, ...]]) -> Iterator[str]:
    """Rows of words without any format, from the first row on; an empty text is no cell."""
    for row, line in enumerate(lines):
        letters = columns(len(line))
        cells = (
            f'<c r="{letter}{row + 1}" t="inlineStr">{text_xml(text)}</c>'
            for letter, text in zip(letters, line, strict=True)
            if text
        )
        yield row_of(row, cells)
