"""What a workbook's small parts say: its sheets in order, where they lie, which styles are silent.

The parts are the same byte for byte in many files of a folder, so what they say is remembered.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from hcstats.readers.ooxml.formats import silent
from hcstats.readers.ooxml.package import Member, inflate
from hcstats.readers.ooxml.parts import MAIN, PACKAGE, RELATION, Attributes, OddError, walk

_REMEMBERED = 64
_LONGEST = 64 * 1024
"""Packed bytes of a part that is worth remembering."""


class Book(NamedTuple):
    """The worksheets in workbook order as name and part, and the parts that they share."""

    sheets: tuple[tuple[str, bytes], ...]
    strings: bytes | None
    styles: bytes | None


class Styles(NamedTuple):
    """The cell styles of a workbook: how many, and which may change what a number says."""

    number: int
    telling: frozenset[int]


NO_STYLES = Styles(1, frozenset())


def book(root: Member, workbook: Member, relations: Member) -> Book | None:
    """What the workbook's parts say; None for whatever is unusual or hidden in them."""
    if max(len(root.raw), len(workbook.raw), len(relations.raw)) > _LONGEST:
        return None
    return _book(root, workbook, relations)


def styles(member: Member) -> Styles | None:
    """The cell styles of a workbook; None if the part is unusual."""
    return _styles(member) if len(member.raw) <= _LONGEST else None


@lru_cache(maxsize=_REMEMBERED)
def _book(root: Member, workbook: Member, relations: Member) -> Book | None:
    parts = [inflate(member) for member in (root, workbook, relations)]
    if any(part is None for part in parts):
        return None
    try:
        return _told(*(part for part in parts if part is not None))
    except OddError:
        return None


def _told(root: bytes, workbook: bytes, relations: bytes) -> Book | None:
    mains = [one for one in _relations(root).values() if one[0] == "officeDocument"]
    if mains != [("officeDocument", b"xl/workbook.xml")]:
        return None
    targets = _relations(relations, b"xl/")
    sheets: list[tuple[str, bytes]] = []
    for attributes in _sheets(workbook):
        name, key = attributes.get("name"), attributes.get(f"{RELATION} id")
        kind, part = targets.get(key or "", ("", b""))
        if name is None or attributes.get("state", "visible") != "visible" or kind != "worksheet":
            return None
        sheets.append((name, part))
    names, places = {name for name, _ in sheets}, {part for _, part in sheets}
    shared = [part for kind, part in targets.values() if kind == "sharedStrings"]
    styled = [part for kind, part in targets.values() if kind == "styles"]
    if not len(sheets) == len(names) == len(places) or not sheets:
        return None
    if len(shared) > 1 or len(styled) > 1:
        return None
    return Book(tuple(sheets), shared[0] if shared else None, styled[0] if styled else None)


def _sheets(workbook: bytes) -> list[Attributes]:
    found: list[Attributes] = []
    place = (f"{MAIN} workbook", f"{MAIN} sheets", f"{MAIN} sheet")

    def visit(path: tuple[str, ...], attributes: Attributes) -> None:
        if path[: len(place)] == place and len(path) == len(place):
            found.append(attributes)
        elif path[-1].rpartition(" ")[2] == "sheet" or path[0] != place[0]:
            raise OddError

    walk((workbook,), visit)
    return found


def _relations(part: bytes, folder: bytes = b"") -> dict[str, tuple[str, bytes]]:
    """What a part points to within the package: kind and part by id."""
    found: dict[str, tuple[str, bytes]] = {}

    def visit(path: tuple[str, ...], attributes: Attributes) -> None:
        if path == (f"{PACKAGE} Relationships",):
            return
        if path != (f"{PACKAGE} Relationships", f"{PACKAGE} Relationship"):
            raise OddError
        space, _, kind = attributes.get("Type", "").rpartition("/")
        key, target = attributes.get("Id", ""), attributes.get("Target", "")
        if space != RELATION:
            kind = ""
        if key in found or ".." in target or "\\" in target:
            raise OddError
        if attributes.get("TargetMode", "Internal") == "Internal":
            own = target.encode()
            found[key] = kind, own[1:] if own[:1] == b"/" else folder + own

    walk((part,), visit)
    return found


@lru_cache(maxsize=_REMEMBERED)
def _styles(member: Member) -> Styles | None:
    part = inflate(member)
    if part is None:
        return None
    codes: dict[int, str] = {}
    used: list[int] = []
    root = f"{MAIN} styleSheet"
    code = (root, f"{MAIN} numFmts", f"{MAIN} numFmt")
    style = (root, f"{MAIN} cellXfs", f"{MAIN} xf")

    def visit(path: tuple[str, ...], attributes: Attributes) -> None:
        if path[0] != root:
            raise OddError
        if path == code:
            codes[int(attributes["numFmtId"])] = attributes["formatCode"]
        elif path == style:
            used.append(int(attributes.get("numFmtId", "0")))

    try:
        walk((part,), visit)
    except (OddError, KeyError, ValueError):
        return None
    telling = (at for at, number in enumerate(used) if not silent(number, codes))
    return Styles(max(len(used), 1), frozenset(telling))
