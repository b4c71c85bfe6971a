"""A worksheet of any kind read as a stream: every stored cell, what is hidden, what is merged."""

from __future__ import annotations

from typing import NamedTuple
from xml.parsers.expat import ParserCreate

from hcstats.model import Cell, CellKind, Grid, Merge, Message, Position, say
from hcstats.readers.faults import Unreadable
from hcstats.readers.ooxml.archive import Archive
from hcstats.readers.ooxml.formulas import Formulas
from hcstats.readers.ooxml.fullbook import FullBook, Source
from hcstats.readers.ooxml.grids import merge_of, position, spelled
from hcstats.readers.ooxml.parts import MAIN, Attributes, feed
from hcstats.readers.ooxml.stored import GENERAL, Format, MissingTextError, stored_cell

CELL_LIMIT = 2_000_000
"""Cells of a workbook, blank ones with a format too, above which it is no submission."""
_STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
_NAMES = {
    f"{space} {name}": name
    for space in (MAIN, _STRICT)
    for name in ("c", "v", "f", "is", "t", "rPh", "row", "col", "mergeCell", "sheetData")
}
_TRUE = frozenset({"1", "true", "on"})
_COLUMNS = 1024
"""Columns of a range that are noted as hidden: "all others" are sixteen thousand."""


class Limit:
    """The cells that a workbook may still have."""

    def __init__(self, cells: int = CELL_LIMIT) -> None:
        self.left = cells


class _Open(NamedTuple):
    place: Position
    kind: str
    style: int


class SheetReader:
    """The handlers of a parser while it goes through one sheet."""

    def __init__(self, book: FullBook, formats: list[Format], source: Source, limit: Limit) -> None:
        self._book, self._formats, self._source, self._limit = book, formats, source, limit
        self._cells: dict[Position, Cell] = {}
        self._merges: list[Merge] = []
        self._hidden_rows: set[int] = set()
        self._hidden_columns: set[int] = set()
        self._formulas = Formulas()
        self._row = self._column = 0
        self._inside = self._phonetic = False
        self._open: _Open | None = None
        self._value: str | None = None
        self._inline: list[str] | None = None
        self._text: list[str] = []
        self._last: Position = (0, 0)
        self._ordered = True
        self._parser = ParserCreate(namespace_separator=" ")
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end

    def read(self, archive: Archive) -> Grid:
        """The sheet. Raises Unreadable for too many cells, and for cells that contradict."""
        feed(self._parser, archive.chunks(self._source.part))
        cells = self._cells if self._ordered else dict(sorted(self._cells.items()))
        return Grid(
            self._source.name,
            cells,
            tuple(self._merges),
            frozenset(self._hidden_rows),
            frozenset(self._hidden_columns),
            self._source.hidden,
        )

    def _start(self, name: str, attributes: Attributes) -> None:
        kind = _NAMES.get(name)
        if kind is None:
            return
        if not self._inside:
            self._around(kind, attributes)
        elif kind == "c":
            self._start_cell(attributes)
        elif kind == "row":
            self._start_row(attributes)
        elif self._open is not None:
            self._start_value(kind, attributes)

    def _around(self, kind: str, attributes: Attributes) -> None:
        if kind == "sheetData":
            self._inside = True
        elif kind == "mergeCell":
            self._merges.append(merge_of(attributes.get("ref", "")))
        elif kind == "col" and (_hidden(attributes) or _nothing(attributes.get("width", "1"))):
            first = int(attributes.get("min", "0"))
            last = min(int(attributes.get("max", first)), first + _COLUMNS)
            self._hidden_columns.update(range(first, last + 1))

    def _start_row(self, attributes: Attributes) -> None:
        number = attributes.get("r")
        self._row = self._row + 1 if number is None else int(float(number))
        self._column = 0
        if _hidden(attributes) or _nothing(attributes.get("ht", "1")):
            self._hidden_rows.add(self._row)

    def _start_cell(self, attributes: Attributes) -> None:
        self._limit.left -= 1
        if self._limit.left < 0:
            raise Unreadable(
                "file.unreadable",
                say("A sheet has too many cells to be a submission; have it cleaned up."),
            )
        address = attributes.get("r")
        place = self._row, self._column + 1
        if address is not None:
            try:
                place = position(address)
            except ValueError:
                place = position(address.replace("$", "").strip().upper())
        self._column = place[1]
        style = attributes.get("s", "0")
        self._open = _Open(place, attributes.get("t", "n"), int(style) if style.isdecimal() else -1)
        self._value = self._inline = None

    def _start_value(self, kind: str, attributes: Attributes) -> None:
        if kind == "is":
            self._inline = []
        elif kind == "rPh":
            self._phonetic = True
        elif kind != "t" or (self._inline is not None and not self._phonetic):
            if kind == "f":
                self._formulas.start(attributes)
            self._text = []
            self._parser.CharacterDataHandler = self._text.append

    def _end(self, name: str) -> None:
        kind = _NAMES.get(name)
        if kind == "c" and self._open is not None:
            if self._value is not None or self._inline is not None or self._formulas.open:
                self._finish(self._open)
            self._open = None
        elif kind == "sheetData":
            self._inside = False
        elif kind == "rPh":
            self._phonetic = False
        elif kind in {"v", "f", "t"} and self._parser.CharacterDataHandler is not None:
            self._parser.CharacterDataHandler = None
            self._take(str(kind), "".join(self._text))

    def _take(self, kind: str, text: str) -> None:
        if kind == "v":
            self._value = text
        elif kind == "f":
            self._formulas.text = text
        elif self._inline is not None:
            self._inline.append(text)

    def _finish(self, cell: _Open) -> None:
        found = self._cell(cell)
        self._formulas.close()
        if found is None:
            return
        if cell.place <= self._last:
            self._ordered = False
            if self._cells.get(cell.place, found) != found:
                raise Unreadable("file.unreadable", _twice(self._source.name, cell.place))
        self._last = cell.place
        self._cells[cell.place] = found

    def _cell(self, cell: _Open) -> Cell | None:
        kind, value = cell.kind, self._value
        if kind == "inlineStr":
            if self._inline is not None:
                return stored_cell("str", "".join(self._inline), GENERAL, [], False)
            kind = "str"
        is_formula = self._formulas.open
        if is_formula:
            formula = self._formulas.formula(cell.place, needed=not value)
        if not value:
            # A formula's empty text is a result, and leaves the cell blank; no result is none.
            if not is_formula or (kind == "str" and value is not None):
                return None
            return Cell(formula, CellKind.UNCALCULATED)
        shown = self._formats[cell.style] if 0 <= cell.style < len(self._formats) else GENERAL
        try:
            return stored_cell(kind, value, shown, self._book.texts, self._book.mac)
        except MissingTextError:
            message = _without_text(self._source.name, cell.place)
            raise Unreadable("file.unreadable", message) from None


def _hidden(attributes: Attributes) -> bool:
    return attributes.get("hidden", "0") in _TRUE


def _nothing(size: str) -> bool:
    """Whether a width or a height is none at all, which hides as well."""
    return not size.strip("0.")


def _twice(sheet: str, place: Position) -> Message:
    return say(
        "The workbook is damaged: cell {cell} of sheet '{sheet}' is there twice, with different "
        "contents; open it in Excel or WPS and save it anew, or ask the unit to send it again.",
        cell=spelled(place),
        sheet=sheet,
    )


def _without_text(sheet: str, place: Position) -> Message:
    return say(
        "The workbook is damaged: cell {cell} of sheet '{sheet}' refers to a text that is not "
        "there; open it in Excel or WPS and save it anew, or ask the unit to send it again.",
        cell=spelled(place),
        sheet=sheet,
    )
