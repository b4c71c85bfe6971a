"""Cells of a sheet's tree coloured: a style of their own, and nothing else of them changed."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from lxml import etree

from hcstats.cell_addresses import address
from hcstats.model import Position, Severity
from hcstats.writers.returns.package import odd

if TYPE_CHECKING:
    from lxml.etree import _Element

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
COLOURS = {Severity.ERROR: "FFFF9C9C", Severity.WARNING: "FFFFF19C"}
"""Red for what must be corrected, yellow for what wants a look; black text stays readable."""
_MOST_STYLES = 60_000
_ADDRESS = re.compile(r"^\$?([A-Z]{1,3})\$?([1-9][0-9]{0,6})$")


def tag(name: str) -> str:
    """The name of an element of a workbook, as lxml wants it."""
    return f"{{{MAIN}}}{name}"


def position(text: str) -> Position:
    """Row and column of an Excel address; raises NotEditableError for what is none."""
    found = _ADDRESS.match(text)
    if found is None:
        raise odd()
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(found[2]), column


def true(text: str | None) -> bool:
    """What a flag of a part says."""
    return text in ("1", "true")


class Styles:
    """The cell styles of a workbook, with those added that are needed."""

    def __init__(self, root: _Element) -> None:
        fills, formats = root.find(tag("fills")), root.find(tag("cellXfs"))
        if fills is None or formats is None or len(formats) > _MOST_STYLES:
            raise odd()
        self._fills, self._formats = fills, formats
        self._coloured: dict[Severity, int] = {}
        self._made: dict[tuple[int, Severity], int] = {}

    def marked(self, style: int, severity: Severity) -> int:
        """The number of a style like another, in the colour of a severity."""
        if (style, severity) not in self._made:
            originals = self._formats.findall(tag("xf"))
            if not 0 <= style < len(originals):
                raise odd()
            made = copy.deepcopy(originals[style])
            made.set("fillId", str(self._fill(severity)))
            made.set("applyFill", "1")
            self._formats.append(made)
            self._made[style, severity] = _counted(self._formats, "xf") - 1
        return self._made[style, severity]

    def _fill(self, severity: Severity) -> int:
        if severity not in self._coloured:
            fill = etree.SubElement(self._fills, tag("fill"))
            pattern = etree.SubElement(fill, tag("patternFill"), {"patternType": "solid"})
            etree.SubElement(pattern, tag("fgColor"), {"rgb": COLOURS[severity]})
            etree.SubElement(pattern, tag("bgColor"), {"indexed": "64"})
            self._coloured[severity] = _counted(self._fills, "fill") - 1
        return self._coloured[severity]


def _counted(parent: _Element, name: str) -> int:
    """How many elements a list has, which its count is made to say."""
    number = len(parent.findall(tag(name)))
    parent.set("count", str(number))
    return number


class SheetCells:
    """The cells of a sheet's tree by position; those that are absent are made in their order."""

    def __init__(self, root: _Element) -> None:
        data = root.find(tag("sheetData"))
        if root.tag != tag("worksheet") or data is None:
            raise odd()
        self._root, self._data = root, data
        self._rows = dict(_numbered(data, "row", int))
        self._cells: dict[int, dict[int, _Element]] = {}

    def mark(self, place: Position, styles: Styles, severity: Severity) -> None:
        """Colour the cell at a place."""
        cell = self._cell(place)
        try:
            style = int(cell.get("s", "0"))
        except ValueError as error:
            raise odd() from error
        cell.set("s", str(styles.marked(style, severity)))

    def anchor(self, place: Position) -> Position:
        """The place itself, or that of the cell which a merge shows instead of it."""
        for one in self._root.iterfind(f"{tag('mergeCells')}/{tag('mergeCell')}"):
            first, _, last = one.get("ref", "").partition(":")
            (top, left), (bottom, right) = position(first), position(last or first)
            if top <= place[0] <= bottom and left <= place[1] <= right:
                return top, left
        return place

    def _cell(self, place: Position) -> _Element:
        row_number, column = place
        row = self._rows.get(row_number)
        if row is None:
            row = etree.Element(tag("row"), {"r": str(row_number)})
            _insert(self._data, row, row_number, self._rows)
        if row_number not in self._cells:
            numbered = _numbered(row, "c", lambda text: position(text)[1])
            self._cells[row_number] = dict(numbered)
        cells = self._cells[row_number]
        if column not in cells:
            made = etree.Element(tag("c"), {"r": address(place)})
            style = self._inherited(row, column)
            if style:
                made.set("s", style)
            if "spans" in row.attrib:
                del row.attrib["spans"]  # only a hint to readers, and no longer true
            _insert(row, made, column, cells)
        return cells[column]

    def _inherited(self, row: _Element, column: int) -> str:
        """The style that an absent cell shows: its row's, else its column's."""
        if true(row.get("customFormat")):
            return row.get("s", "")
        for one in self._root.iterfind(f"{tag('cols')}/{tag('col')}"):
            if int(one.get("min", "0")) <= column <= int(one.get("max", "0")):
                return one.get("style", "")
        return ""


def _numbered(
    parent: _Element, name: str, read: Callable[[str], int]
) -> Iterator[tuple[int, _Element]]:
    """The children with their numbers, which may be left out where they count on."""
    last = 0
    for child in parent.iterchildren(tag(name)):
        text = child.get("r")
        number = last + 1 if text is None else read(text)
        if number <= last:
            raise odd()
        last = number
        yield number, child


def _insert(parent: _Element, made: _Element, number: int, siblings: dict[int, _Element]) -> None:
    """Put a new child before the first that comes after it."""
    later = min((one for one in siblings if one > number), default=None)
    if later is None:
        before = max((one for one in siblings if one < number), default=None)
        if before is None:
            parent.insert(0, made)
        else:
            siblings[before].addnext(made)
    else:
        siblings[later].addprevious(made)
    siblings[number] = made
