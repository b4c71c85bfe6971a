"""Which cells of a workbook are formulas, and what they say."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from hcstats.model import Place

_FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")


def formulas_at(places: Iterable[Place], inputs: Mapping[str, str]) -> dict[Place, str]:
    """The formulas among cells of xlsx and xlsm files, `=C5+C6`.

    `inputs` maps files to their sha256 when they were read: of a file that has changed since, or
    of another format, nothing is told.
    """
    by_file: dict[str, list[Place]] = {}
    for place in places:
        if place.cell and place.file.lower().endswith((".xlsx", ".xlsm")):
            by_file.setdefault(place.file, []).append(place)
    found: dict[Place, str] = {}
    for file, own in by_file.items():
        try:
            data = Path(file).read_bytes()
        except OSError:
            continue  # it was read before; that it has gone since is no fault of the figure
        if hashlib.sha256(data).hexdigest() == inputs.get(file) and _has_formulas(data):
            found |= _in_book(data, own)
    return found


def _has_formulas(data: bytes) -> bool:
    if not zipfile.is_zipfile(io.BytesIO(data)):
        return False
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheets = (name for name in archive.namelist() if name.startswith("xl/worksheets/"))
        return any(_FORMULA.search(archive.read(name)) for name in sheets)


def _in_book(data: bytes, places: Iterable[Place]) -> dict[Place, str]:
    from openpyxl import load_workbook  # noqa: PLC0415
    from openpyxl.worksheet.formula import ArrayFormula  # noqa: PLC0415

    book = load_workbook(io.BytesIO(data))
    found: dict[Place, str] = {}
    for place in places:
        if place.sheet not in book.sheetnames:
            continue
        cell = book[place.sheet][place.cell]
        value = cell.value.text if isinstance(cell.value, ArrayFormula) else cell.value
        if getattr(cell, "data_type", "") == "f" and isinstance(value, str):
            found[place] = value if value.startswith("=") else f"={value}"
    return found
