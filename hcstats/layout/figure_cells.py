"""The cells of figures on a sheet of known shape: read as `reading.py` reads them, all at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from hcstats.layout.accounting import is_number
from hcstats.layout.numbers import read_number
from hcstats.layout.reading import Remark
from hcstats.layout.shapes import Ask, Shape
from hcstats.model import Cell, Message, Odd, Status

KEPT = 3_000
"""Entries of a table after which it starts anew, so that a long run does not grow."""
_ODD = -(1 << 100)
"""Stands for what is not simply a whole number."""


class Figures(NamedTuple):
    """The figures of a sheet: whole numbers (None: blank, or in `odd`), and what is to be said.

    `texts` counts the cells that hold a number as text.
    """

    numbers: list[int | None]
    odd: Mapping[int, Odd]
    remarks: Sequence[Remark]
    texts: int


class FigureCells:
    """What cells say as numbers, each content worked out once."""

    def __init__(self, as_cell: Callable[[str], Cell]) -> None:
        self._as_cell = as_cell
        self._whole = _Whole()
        self._known: dict[tuple[str | None, str | None, Ask], _Known] = {}

    def read(
        self, shape: Shape, name: str, numbers: Mapping[str, str], texts: Mapping[str, str]
    ) -> Figures:
        """The figures of the sheet `name`, from its numbers as spelt and texts that are values."""
        found = list(map(self._whole.__getitem__, map(numbers.get, shape.cells)))
        odd: dict[int, Odd] = {}
        remarks: list[Remark] = []
        counted = 0
        for place in _not_plain(shape, texts, found):
            cell, ask = shape.cells[place], shape.asks[place]
            raw, text = numbers.get(cell), texts.get(cell)
            if raw is None and text is None:
                continue
            known = self._known.get((raw, text, ask)) or self._learnt(raw, text, ask)
            found[place] = known.whole
            if known.odd is not None:
                odd[place] = known.odd
            counted += text is not None and known.counted
            if known.message is not None:
                key = shape.keys[place]
                remarks.append(Remark(known.rule, known.message, name, cell, key, known.text))
        return Figures(found, odd, remarks, counted)

    def _learnt(self, raw: str | None, text: str | None, ask: Ask) -> _Known:
        if len(self._known) > KEPT:
            self._known.clear()
        cell = self._as_cell(raw) if raw is not None else Cell(text or "")
        known = self._known[raw, text, ask] = _known(cell, ask)
        return known


class _Whole(dict[str | None, int | None]):
    """Numbers as files spell them, to whole numbers; `_ODD` for whatever is not simply one."""

    def __missing__(self, raw: str | None) -> int | None:
        if len(self) > KEPT:
            self.clear()
        plain = raw is not None and raw.isascii() and raw.isdecimal() and len(raw) <= 14
        found = None if raw is None else int(raw) if plain else _ODD
        self[raw] = found
        return found


class _Known(NamedTuple):
    """What a cell's content says as a number of one kind, wherever it stands."""

    text: str
    whole: int | None
    odd: Odd | None
    rule: str
    message: Message | None
    counted: bool


def _known(cell: Cell, ask: Ask) -> _Known:
    """The reading of a cell, a whole number written plainly set apart."""
    reading = read_number(cell, ask.unit, ask.kind, ask.shown)
    value = reading.value
    plain = reading.status is Status.REPORTED and not reading.approximate
    whole = value if plain and isinstance(value, int) and cell.text == str(value) else None
    odd = None
    if whole is None:
        odd = Odd(value, reading.status, reading.approximate, cell.text)
    message = reading.message if reading.rule else None
    return _Known(cell.text, whole, odd, reading.rule, message, is_number(cell))


def _not_plain(shape: Shape, texts: Mapping[str, str], found: Sequence[int | None]) -> list[int]:
    """The places of figures that are not simply whole numbers, as far as the cells tell."""
    places = list(shape.special)
    if _ODD in found:
        places += (place for place, one in enumerate(found) if one == _ODD)
    if texts:
        places += (shape.place_of[cell] for cell in texts if cell in shape.place_of)
    return sorted(set(places)) if len(places) > 1 else places
