"""A worksheet of any kind read as a stream: every stored cell, what is hidden, what is merged."""

from __future__ import annotations

from collections.abc import Iterator
from xml.parsers.expat import ParserCreate

from hcstats.cell_addresses import address
from hcstats.model import Cell, CellKind, Grid, Merge, Message, Position, say
from hcstats.readers.faults import Unreadable
from hcstats.readers.ooxml.addresses import place_of
from hcstats.readers.ooxml.archive import Archive
from hcstats.readers.ooxml.formulas import Formulas
from hcstats.readers.ooxml.fullbook import FullBook, Source
from hcstats.readers.ooxml.grids import merge_of
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
_ROWS = 1_048_576
"""Rows that a sheet can have."""
_COLUMNS = 1024
"""Columns of a range that are noted as hidden: "all others" are sixteen thousand."""


class Limit:
    """The cells that a workbook may still have."""

    def __init__(self, cells: int = CELL_LIMIT) -> None:
        self.left = cells


class SheetReader:
    """The handlers of a parser while it goes through one sheet."""

    def __init__(self, book: FullBook, formats: list[Format], source: Source, limit: Limit) -> None:
        self._book, self._formats, self._source, self._limit = book, formats, source, limit
        self._cells: dict[Position, Cell] = {}
        self._merges: list[Merge] = []
        self._hidden_rows: set[int] = set()
        self._hidden_columns: set[int] = set()
        self._formulas = Formulas()
        self._row = self._rows = self._count = 0
        self._inside = self._phonetic = False
        self._cell: Attributes | None = None
        self._before = ""
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
        feed(self._parser, self._counted(archive.chunks(self._source.part)))
        self._limit.left -= self._count
        cells = self._cells if self._ordered else dict(sorted(self._cells.items()))
        return Grid(
            self._source.name,
            cells,
            tuple(self._merges),
            frozenset(self._hidden_rows),
            frozenset(self._hidden_columns),
            self._source.hidden,
        )

    def _counted(self, chunks: Iterator[bytes]) -> Iterator[bytes]:
        for chunk in chunks:
            yield chunk
            if self._count > self._limit.left or self._rows > _ROWS:
                raise Unreadable(
                    "file.unreadable",
                    say("A sheet has too many cells to be a submission; have it cleaned up."),
                )

    def _start(self, name: str, attributes: Attributes) -> None:
        kind = _NAMES.get(name)
        if kind is None:
            return
        if not self._inside:
            self._around(kind, attributes)
        elif kind == "c":
            self._count += 1
            self._cell = attributes
            self._value = self._inline = None
            if "r" in attributes:
                self._before = attributes["r"]
            else:
                attributes["r"] = self._before = self._next()
        elif kind == "row":
            self._start_row(attributes)
        elif kind == "v":
            self._text = []
            self._parser.CharacterDataHandler = self._text.append
        elif self._cell is not None:
            self._start_part(kind, attributes)

    def _next(self) -> str:
        """The address of a cell that names none: after the one before it in its row."""
        column = place_of(self._before)[1] + 1 if self._before else 1
        return address((self._row, column))

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
        self._rows += 1
        self._row = self._row + 1 if number is None else int(float(number))
        self._before = ""
        if _hidden(attributes) or ("ht" in attributes and _nothing(attributes["ht"])):
            self._hidden_rows.add(self._row)

    def _start_part(self, kind: str, attributes: Attributes) -> None:
        if kind == "is":
            self._inline = []
        elif kind == "rPh":
            self._phonetic = True
        elif kind == "f" or (kind == "t" and self._inline is not None and not self._phonetic):
            if kind == "f":
                self._formulas.start(attributes)
            self._text = []
            self._parser.CharacterDataHandler = self._text.append

    def _end(self, name: str) -> None:
        kind = _NAMES.get(name)
        if kind == "v":
            self._parser.CharacterDataHandler = None
            self._value = "".join(self._text)
        elif kind == "c" and self._cell is not None:
            if self._value is not None or self._inline is not None or self._formulas.open:
                self._finish(self._cell)
            self._cell = None
        elif kind == "sheetData":
            self._inside = False
        elif kind == "rPh":
            self._phonetic = False
        elif kind in {"f", "t"} and self._parser.CharacterDataHandler is not None:
            self._parser.CharacterDataHandler = None
            if kind == "f":
                self._formulas.text = "".join(self._text)
            elif self._inline is not None:
                self._inline += self._text

    def _finish(self, cell: Attributes) -> None:
        place = place_of(cell["r"])
        found = self._stored(place, cell)
        self._formulas.open = False
        if found is None:
            return
        if place <= self._last:
            self._ordered = False
            if self._cells.get(place, found) != found:
                raise Unreadable("file.unreadable", _twice(self._source.name, place))
        self._last = place
        self._cells[place] = found

    def _stored(self, place: Position, cell: Attributes) -> Cell | None:
        kind, value = cell.get("t", "n"), self._value
        if kind == "inlineStr":
            kind = "str"
            if self._inline is not None:
                value = "".join(self._inline)
        is_formula = self._formulas.open
        formula = self._formulas.formula(place, needed=not value) if is_formula else ""
        if not value:
            # A formula's empty text is a result, and leaves the cell blank; no result is none.
            if not is_formula or (kind == "str" and value is not None):
                return None
            return Cell(formula, CellKind.UNCALCULATED)
        style = cell.get("s", "0")
        at = int(style) if style.isdecimal() else 0
        shown = self._formats[at] if at < len(self._formats) else GENERAL
        try:
            return stored_cell(kind, value, shown, self._book.texts, self._book.mac)
        except MissingTextError:
            message = _without_text(self._source.name, place)
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
        cell=address(place),
        sheet=sheet,
    )


def _without_text(sheet: str, place: Position) -> Message:
    return say(
        "The workbook is damaged: cell {cell} of sheet '{sheet}' refers to a text that is not "
        "there; open it in Excel or WPS and save it anew, or ask the unit to send it again.",
        cell=address(place),
        sheet=sheet,
    )
