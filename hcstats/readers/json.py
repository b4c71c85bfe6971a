"""JSON that we wrote ourselves: lists of objects as sheets, the rest as names and values."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import Any

from hcstats.model import Cell, CellKind, Grid, Position, say
from hcstats.readers.faults import Unreadable

_LARGEST_EXPONENT = 400
"""Beyond the floats that other programs write; a few digits more, and a number fills the memory."""
_NAMELESS = "—"
"""What stands for a name of blanks alone, so that its value is not lost."""


def is_json(data: bytes) -> bool:
    """Whether some bytes are a JSON object or list."""
    if not data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"{", b"[")):
        return False
    try:
        json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return False
    return True


def _decimal(text: str) -> Decimal:
    """A number with its digits; one that could not be written out is no number of anybody's."""
    try:
        number = Decimal(text)
    except InvalidOperation:
        number = Decimal("Infinity")
    if not number.is_finite() or abs(number.adjusted()) > _LARGEST_EXPONENT:
        raise Unreadable(
            "file.unreadable",
            say("The file holds the number {text}, which can be no figure.", text=text[:40]),
        )
    return number


def read_json(data: bytes) -> tuple[Grid, ...]:
    """A sheet for each list of objects, named by its path, and one without a name for the rest.

    In a list's sheet row 1 holds the names and record n (from 0) stands in row n + 2; numbers
    keep all their digits.
    """
    document = json.loads(data.decode("utf-8-sig"), parse_float=_decimal)
    if isinstance(document, list):
        return (_records("", document),)
    alone: dict[Position, Cell] = {}
    grids: list[Grid] = []
    for path, value in _leaves(document, ""):
        if isinstance(value, list) and any(isinstance(one, dict) for one in value):
            grids.append(_records(path, value))
        elif not isinstance(value, list):
            row = len({place[0] for place in alone}) + 1
            alone[row, 1] = Cell(path if path.strip() else _NAMELESS)
            cell = _cell(value)
            if cell is not None:
                alone[row, 2] = cell
    return (Grid("", alone), *grids)


def _leaves(record: dict[str, Any], front: str) -> Iterator[tuple[str, Any]]:
    for name, value in record.items():
        path = f"{front}{name}"
        if isinstance(value, dict):
            yield from _leaves(value, f"{path}.")
        else:
            yield path, value


def _records(name: str, records: list[Any]) -> Grid:
    objects = [one if isinstance(one, dict) else {} for one in records]
    names = list(dict.fromkeys(name for one in objects for name in one))
    cells: dict[Position, Cell] = {
        (1, place): Cell(one if one.strip() else _NAMELESS) for place, one in enumerate(names, 1)
    }
    for row, one in enumerate(objects, 2):
        for column, key in enumerate(names, 1):
            cell = _cell(one.get(key))
            if cell is not None:
                cells[row, column] = cell
    return Grid(name, cells)


def _cell(value: object) -> Cell | None:
    if value is None or value == [] or (isinstance(value, str) and not value.strip()):
        return None
    if isinstance(value, bool):
        return Cell("true" if value else "false")
    if isinstance(value, int | Decimal):
        text = f"{value:f}" if isinstance(value, Decimal) else str(value)
        whole = value == int(value)
        return Cell(text, CellKind.NUMBER, int(value) if whole else value)
    if isinstance(value, list):
        return Cell("、".join(map(str, value)).strip() or _NAMELESS)
    return Cell(str(value))
