"""The rows of a sheet with their values taken out: proved once by a strict grammar, remembered.

Units fill the same form, so nearly every row of a sheet has been seen before, values apart.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from hcstats.readers.ooxml.book import Styles

HOLE = "\0"
"""What stands in a row for a value that was taken out; no XML holds it."""

_LEGAL = r"[^<&\x00-\x08\x0b-\x1f\ufffe\uffff]|&(?:lt|gt|amp|quot|apos);"
_ATTRIBUTE = r' [a-zA-Z0-9:]++="[^"<>&\x00-\x1f]*+"'
_CELL = (
    rf"<c((?:{_ATTRIBUTE})++)"
    rf"(?:/>|></c>|>(?:<f(?:{_ATTRIBUTE})*+(?:/>|>(?:{_LEGAL})*+</f>))?+"
    rf"({HOLE}|<is>{HOLE}</is>)</c>)"
)
_CELLS = re.compile(_CELL)
_ROWS = re.compile(
    rf"(?P<empty>(?:<row(?:{_ATTRIBUTE})*+/>)*+)"
    rf"(?:<row(?P<own>(?:{_ATTRIBUTE})*+)>(?P<cells>(?:{_CELL})*+))?+"
)
_EMPTY_ROW = re.compile(rf"<row((?:{_ATTRIBUTE})*+)/>")
_SPLIT = re.compile(' ([a-zA-Z0-9:]+)="([^"]*)"')
_PLAIN_ROW = frozenset(
    {"spans", "s", "customFormat", "ht", "customHeight", "outlineLevel", "thickTop", "thickBot",
     "ph", "collapsed", "x14ac:dyDescent"}
)  # fmt: skip
_FALSE = frozenset({"0", "false"})
_ADDRESS = re.compile("([A-Z]{1,2})([1-9][0-9]{0,5})")
_ROW_NUMBER = re.compile("[1-9][0-9]{0,5}")
_STYLE = re.compile("[0-9]{1,5}")

_REMEMBERED = 6_000_000
"""Bytes of rows that are remembered, about."""
_LONGEST = 8_000


class Row(NamedTuple):
    """Where the values of a row stand and what they are; blank cells are proved and left out."""

    first: int
    last: int
    open: bool
    """Whether an end mark has to follow."""
    addresses: tuple[str, ...]
    shared: tuple[bool, ...]
    """Which values are indices of shared strings."""
    numbers: tuple[bool, ...]
    """Which values are numbers; what is neither is a text of its own."""


class Rows:
    """The rows seen under one set of cell styles."""

    def __init__(self, styles: Styles) -> None:
        self.styles = styles
        self._seen: dict[str, Row | None] = {}
        self._size = 0

    def __call__(self, text: str) -> Row | None:
        """A row up to its end mark, blank rows before it included; None if it is unusual."""
        try:
            return self._seen[text]
        except KeyError:
            row = _row(text, self.styles)
            if len(text) <= _LONGEST:
                self._size += len(text) + 100 * (0 if row is None else len(row.addresses))
                if self._size > _REMEMBERED:
                    self._seen.clear()
                    self._size = 0
                self._seen[text] = row
            return row


def _row(text: str, styles: Styles) -> Row | None:
    found = _ROWS.fullmatch(text)
    if found is None or "]]>" in text:
        return None
    numbers = [_number(attributes) for attributes in _EMPTY_ROW.findall(found["empty"])]
    is_open = found["own"] is not None
    if is_open:
        numbers.append(_number(found["own"]))
    if not numbers or 0 in numbers or sorted(set(numbers)) != numbers:
        return None
    cells = _cells(found["cells"] or "", str(numbers[-1]), styles)
    return None if cells is None else Row(numbers[0], numbers[-1], is_open, *cells)


def _number(attributes: str) -> int:
    """The number of a row that is in sight, by its attributes; 0 for any other."""
    pairs = _SPLIT.findall(attributes)
    own = dict(pairs)
    number = own.pop("r", "")
    if len(own) + 1 != len(pairs) or not _ROW_NUMBER.fullmatch(number):
        return 0
    if own.pop("hidden", "0") not in _FALSE or not own.get("ht", "1").strip("0."):
        return 0
    return int(number) if own.keys() <= _PLAIN_ROW else 0


_Cells = tuple[tuple[str, ...], tuple[bool, ...], tuple[bool, ...]]


def _cells(text: str, row: str, styles: Styles) -> _Cells | None:
    addresses: list[str] = []
    shared: list[bool] = []
    numbers: list[bool] = []
    before = (0, "")
    for attributes, value in _CELLS.findall(text):
        pairs = _SPLIT.findall(attributes)
        own = dict(pairs)
        address, style, kind = own.pop("r", ""), own.pop("s", "0"), own.pop("t", "n")
        place = _ADDRESS.fullmatch(address)
        if own or place is None or place[2] != row or _STYLE.fullmatch(style) is None:
            return None
        here = (len(place[1]), place[1])
        if here <= before or int(style) >= styles.number or len(set(pairs)) != len(pairs):
            return None
        before = here
        if not value:
            if kind != "n":
                return None
            continue
        if kind not in {"s", "n", "str", "inlineStr"}:
            return None
        if (kind == "inlineStr") is (value == HOLE):
            return None
        if kind == "n" and int(style) in styles.telling:
            return None
        addresses.append(address)
        shared.append(kind == "s")
        numbers.append(kind == "n")
    return tuple(addresses), tuple(shared), tuple(numbers)
