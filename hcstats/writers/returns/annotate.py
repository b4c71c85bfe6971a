"""A unit's own workbook with cells coloured and commented, all else as it was."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from hcstats.model import Position, Severity
from hcstats.writers.returns.comments import OFFICE, Remark, comment
from hcstats.writers.returns.marks import SheetCells, Styles, position, tag
from hcstats.writers.returns.package import CONTENT_TYPES, Package, odd, relations_name


@dataclass(frozen=True, slots=True)
class Mark:
    """What is to be said at a cell: how grave it is, and the words."""

    severity: Severity
    text: str


Marks = Mapping[tuple[str, str], Mark]
"""What is to be marked, by sheet and address."""


@dataclass(frozen=True, slots=True)
class Annotated:
    """The marked workbook, what was marked where, and which parts had to be touched."""

    data: bytes
    placed: Mapping[tuple[str, Position], Mark]
    touched: frozenset[str]


def annotate(data: bytes, marks: Marks, author: str) -> Annotated:
    """A copy of a workbook with marks; raises NotEditableError where that is not safe."""
    package = Package(data)
    book = _book(package)
    relations = package.relations(book)
    styles_part = next((r.target for r in relations if r.kind == f"{OFFICE}/styles"), "")
    styles = Styles(package.edit(styles_part))
    sheets = _sheets(package, book)
    cells: dict[str, SheetCells] = {}
    by_sheet: dict[str, dict[Position, Mark]] = defaultdict(dict)
    touched = {CONTENT_TYPES, styles_part}
    for (sheet, cell), mark in marks.items():
        if sheet not in sheets:
            raise odd()
        if sheet not in cells:
            cells[sheet] = SheetCells(package.edit(sheets[sheet]))
        place = cells[sheet].anchor(position(cell))
        by_sheet[sheet][place] = _joined(by_sheet[sheet].get(place), mark)
    for sheet, own in by_sheet.items():
        part = sheets[sheet]
        for place, mark in sorted(own.items()):
            cells[sheet].mark(place, styles, mark.severity)
        remarks = [Remark(place, mark.text) for place, mark in sorted(own.items())]
        comment(package, part, remarks, author, list(sheets).index(sheet) + 1)
        touched |= {part, relations_name(part)}
        touched |= {one.target for one in package.relations(part) if _of_comments(one.kind)}
    placed = {(sheet, at): mark for sheet, own in by_sheet.items() for at, mark in own.items()}
    return Annotated(package.save(), placed, frozenset(touched))


def _of_comments(kind: str) -> bool:
    return kind in (f"{OFFICE}/comments", f"{OFFICE}/vmlDrawing")


def _joined(old: Mark | None, new: Mark) -> Mark:
    """The marks of two cells that one merge shows as one."""
    if old is None:
        return new
    severity = Severity.ERROR if Severity.ERROR in (old.severity, new.severity) else old.severity
    return Mark(severity, f"{old.text}\n{new.text}")


def _book(package: Package) -> str:
    """The name of the workbook's part; a strict workbook has other relations, and is refused."""
    kind = f"{OFFICE}/officeDocument"
    found = [one.target for one in package.relations("") if one.kind == kind]
    if len(found) != 1 or package.tree(found[0]).tag != tag("workbook"):
        raise odd()
    return found[0]


def _sheets(package: Package, book: str) -> dict[str, str]:
    """The part of each worksheet by the sheet's name."""
    kind = f"{OFFICE}/worksheet"
    targets = {one.id: one.target for one in package.relations(book) if one.kind == kind}
    found = {}
    for one in package.tree(book).iterfind(f"{tag('sheets')}/{tag('sheet')}"):
        target = targets.get(one.get(f"{{{OFFICE}}}id", ""))
        if target is not None:
            found[one.get("name", "")] = target
    return found
