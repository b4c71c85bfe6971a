"""Workbooks and worksheets that take the XML of rows as it comes, so that no cell is ever held.

Everything else of a sheet (headings, widths, merges, filters) is xlsxwriter's, which writes it
before and after; its own constant memory mode takes five times as long a cell. Loads xlsxwriter: to
be imported where a workbook is written.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from typing import Any, Literal
from zipfile import ZipFile

from xlsxwriter import workbook
from xlsxwriter.worksheet import Worksheet

from hcstats.writers.shown import batches
from hcstats.writers.xlsx.stream import links_xml

_AT_ONCE = 100
"""Rows that are written in one step."""
_LEVEL = 3


class QuickBook(workbook.Workbook):  # type: ignore[misc]  # xlsxwriter ships no types
    """A workbook that is compressed in less than half of the usual time.

    Nothing of it stays open if something is raised while it is stored.
    """

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


class StreamedSheet(Worksheet):  # type: ignore[misc]  # xlsxwriter ships no types
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
