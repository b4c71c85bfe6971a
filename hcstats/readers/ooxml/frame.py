"""What surrounds the rows of a sheet: merged ranges, and whether columns are hidden."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from hcstats.readers.ooxml.parts import MAIN, Attributes, OddError, walk

_REMEMBERED = 64
_LONGEST = 16 * 1024
_HEAD = re.compile(
    rb"""(?:\xef\xbb\xbf)?(?:<\?xml version=["']1\.0["'](?: encoding=["'](?:UTF|utf)-8["'])?"""
    rb"""(?: standalone=["'](?:yes|no)["'])? ?\?>\s*)?<worksheet\s"""
)
_RANGE = re.compile("([A-Z]{1,2})([1-9][0-9]{0,5}):([A-Z]{1,2})([1-9][0-9]{0,5})")
_PREFIX = re.compile(rb"""\sxmlns:x14ac=["'][^"'<>]+["']""")
_ROOT = f"{MAIN} worksheet"
_COLUMNS, _MERGES = (_ROOT, f"{MAIN} cols"), (_ROOT, f"{MAIN} mergeCells")
_AROUND = frozenset({_COLUMNS, _MERGES})
_TELLING = frozenset(
    {"c", "row", "sheetData", "cols", "col", "mergeCells", "mergeCell", "sheetFormatPr"}
)
"""Elements that say something of the cells, wherever they stand."""


class Frame(NamedTuple):
    """Merged ranges as written, and whether rows may carry attributes of Excel 2010."""

    merges: tuple[str, ...]
    excel_2010: bool


def frame(head: bytes, tail: bytes) -> Frame | None:
    """What stands before and after a sheet's rows; None if it is unusual or hides a column."""
    if len(head) + len(tail) > _LONGEST:
        return _read(head, tail)
    return _remembered(head, tail)


class _Visitor:
    """What the elements around the rows say; raises OddError for anything unusual."""

    def __init__(self) -> None:
        self.merges: list[str] = []
        self.rows = 0

    def __call__(self, path: tuple[str, ...], attributes: Attributes) -> None:
        if path[0] != _ROOT:
            raise OddError
        if path[-1].rpartition(" ")[2] not in _TELLING or path in _AROUND:
            return
        if path == (_ROOT, f"{MAIN} sheetData"):
            self.rows += 1
        elif path == (*_MERGES, f"{MAIN} mergeCell"):
            self.merges.append(_range(attributes.get("ref", "")))
        elif path == (*_COLUMNS, f"{MAIN} col"):
            if not _shown(attributes, "hidden") or not attributes.get("width", "1").strip("0."):
                raise OddError
        elif path != (_ROOT, f"{MAIN} sheetFormatPr") or not _shown(attributes, "zeroHeight"):
            raise OddError


def _read(head: bytes, tail: bytes) -> Frame | None:
    if not _HEAD.match(head) or b"<!" in head or b"<!" in tail:
        return None
    visitor = _Visitor()
    try:
        walk((head, b"<sheetData/>", tail), visitor)
    except OddError:
        return None
    if visitor.rows != 1:
        return None
    return Frame(tuple(visitor.merges), _PREFIX.search(head) is not None)


_remembered = lru_cache(maxsize=_REMEMBERED)(_read)


def _shown(attributes: Attributes, name: str) -> bool:
    return attributes.get(name, "0") in {"0", "false"}


def _range(reference: str) -> str:
    found = _RANGE.fullmatch(reference)
    if found is None:
        raise OddError
    left, top, right, bottom = found.groups()
    if (len(left), left) > (len(right), right) or int(top) > int(bottom):
        raise OddError
    return reference
