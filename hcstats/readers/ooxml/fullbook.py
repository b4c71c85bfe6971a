"""What the parts of any workbook say, ordinary or not: its sheets, strings and formats."""

from __future__ import annotations

import posixpath
from typing import NamedTuple

from hcstats.model import say
from hcstats.readers.faults import Unreadable
from hcstats.readers.ooxml.archive import Archive, target
from hcstats.readers.ooxml.formats import BUILT_IN
from hcstats.readers.ooxml.parts import RELATION, Attributes, local, walk
from hcstats.readers.ooxml.strings import by_expat

_STRICT = "http://purl.oclc.org/ooxml/officeDocument/relationships"
_TRUE = frozenset({"1", "true", "on"})


class Source(NamedTuple):
    """A worksheet: its name, whether it is hidden, and the part that holds it."""

    name: str
    hidden: bool
    part: str


class FullBook(NamedTuple):
    """The worksheets of a workbook in its order, and what their cells refer to."""

    sheets: tuple[Source, ...]
    texts: list[str]
    formats: list[str]
    """The number format of every cell style."""
    mac: bool
    """Whether days count from 1904."""


def full_book(archive: Archive) -> FullBook:
    """What the parts say. Raises Unreadable for a workbook without worksheets."""
    main = next(iter(_targets(archive, "_rels/.rels", "").get("officeDocument", {}).values()), "")
    main = main if main in archive else "xl/workbook.xml"
    folder, name = posixpath.split(main)
    targets = _targets(archive, f"{folder}/_rels/{name}.rels", folder)
    found, mac = _sheets(archive, main)
    sheets: list[Source] = []
    for attributes in found:
        key = attributes.get(f"{RELATION} id", attributes.get(f"{_STRICT} id", ""))
        part = targets.get("worksheet", {}).get(key)
        if part is None and any(key in of for of in targets.values()):
            continue  # a chart, a macro or a dialogue has no cells
        if part is None or part not in archive:
            raise Unreadable(
                "file.unreadable",
                say(
                    "The workbook is damaged: sheet '{sheet}' is not in the file; open it in Excel "
                    "or WPS and save it anew, or ask the unit to send it again.",
                    sheet=attributes.get("name", ""),
                ),
            )
        hidden = attributes.get("state", "visible") != "visible"
        sheets.append(Source(attributes.get("name", ""), hidden, part))
    if not sheets:
        raise Unreadable(
            "file.unreadable",
            say("The workbook has no worksheet, only charts; ask the unit to send the table."),
        )
    shared, styles = (
        next((part for part in targets.get(kind, {}).values() if part in archive), None)
        for kind in ("sharedStrings", "styles")
    )
    return FullBook(
        tuple(sheets),
        by_expat(archive.chunks(shared)) if shared else [],
        _formats(archive, styles) if styles else ["General"],
        mac,
    )


def _sheets(archive: Archive, part: str) -> tuple[list[Attributes], bool]:
    found: list[Attributes] = []
    mac = False

    def visit(path: tuple[str, ...], attributes: Attributes) -> None:
        nonlocal mac
        names = local(path)
        if names == ("workbook", "sheets", "sheet"):
            found.append(attributes)
        elif names == ("workbook", "workbookPr"):
            mac = attributes.get("date1904", "0") in _TRUE

    walk(archive.chunks(part), visit)
    return found, mac


def _targets(archive: Archive, part: str, folder: str) -> dict[str, dict[str, str]]:
    """The parts that a part points to, by kind and id."""
    found: dict[str, dict[str, str]] = {}

    def visit(path: tuple[str, ...], attributes: Attributes) -> None:
        if local(path) != ("Relationships", "Relationship"):
            return
        if attributes.get("TargetMode", "Internal") == "Internal":
            kind = attributes.get("Type", "").rpartition("/")[2]
            own = target(folder, attributes.get("Target", ""))
            found.setdefault(kind, {})[attributes.get("Id", "")] = own

    if part in archive:
        walk(archive.chunks(part), visit)
    return found


def _formats(archive: Archive, part: str) -> list[str]:
    codes: dict[str, str] = {}
    used: list[str] = []

    def visit(path: tuple[str, ...], attributes: Attributes) -> None:
        names = local(path)
        if names == ("styleSheet", "numFmts", "numFmt"):
            codes[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif names == ("styleSheet", "cellXfs", "xf"):
            used.append(attributes.get("numFmtId", "0"))

    walk(archive.chunks(part), visit)
    own = {str(number): code for number, code in BUILT_IN.items()} | codes
    return [own.get(number, "General") for number in used] or ["General"]
