"""One stored cell, whatever its kind, as the cell of a grid."""

from __future__ import annotations

import re
from typing import NamedTuple

from hcstats.model import Cell, CellKind
from hcstats.readers.ooxml.dates import from_iso, from_serial, is_date
from hcstats.readers.ooxml.formats import silent_code
from hcstats.readers.ooxml.grids import number_cell
from hcstats.readers.values import date_cell, formatted_cell, shown_cell, text_cell

_NUMBER = re.compile(r"\s*[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?\s*", re.ASCII)
_SAFE = re.compile(r"-?[0-9]{1,40}(?:\.[0-9]{1,40})?", re.ASCII)


class MissingTextError(Exception):
    """A cell refers to a shared text that is not there."""


class Format(NamedTuple):
    """A number format, and what it does to a number."""

    code: str
    silent: bool
    date: bool


def format_of(code: str) -> Format:
    """A number format by its code."""
    return Format(code, silent_code(code), is_date(code))


GENERAL = format_of("General")


def stored_cell(kind: str, value: str, shown: Format, texts: list[str], mac: bool) -> Cell | None:
    """A cell with a value as the file has it; None if it is blank.

    Raises MissingTextError for the index of a text that is not there.
    """
    if kind == "n":
        return _number(value, shown, mac)
    if kind == "s":
        index = value.strip()
        if not (index.isdecimal() and index.isascii()) or int(index) >= len(texts):
            raise MissingTextError
        return shown_cell(texts[int(index)])
    if kind == "b":
        is_true = value.strip() in {"1", "true"}
        return Cell("TRUE" if is_true else "FALSE", CellKind.BOOLEAN)
    if kind == "e":
        return Cell(value, CellKind.ERROR)
    if kind == "d":
        when = from_iso(value)
        return text_cell(value) if when is None else date_cell(when)
    return text_cell(value)


def _number(value: str, shown: Format, mac: bool) -> Cell | None:
    if shown.silent and _SAFE.fullmatch(value):
        return number_cell(value)
    if not _NUMBER.fullmatch(value):
        return text_cell(value)  # what is no number is shown, so that it is found
    number = float(value)
    if not shown.date:
        return formatted_cell(number, shown.code)
    when = from_serial(number, shown.code, mac)
    return Cell("#VALUE!", CellKind.ERROR) if when is None else date_cell(when)
