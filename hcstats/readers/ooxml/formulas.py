"""Formulas of cells without a result, shared ones among them."""

from __future__ import annotations

from hcstats.cell_addresses import address
from hcstats.model import Position
from hcstats.readers.ooxml.parts import Attributes

_TRANSLATED = 5_000
"""Shared formulas of a sheet that are written out for their cell; a translation takes time."""


class Formulas:
    """The formula of the cell that is being read, and the shared ones that were met before."""

    def __init__(self) -> None:
        self.open = False
        self.text = ""
        self._attributes: Attributes = {}
        self._shared: dict[str, tuple[str, Position]] = {}
        self._translated = 0

    def start(self, attributes: Attributes) -> None:
        """The cell has a formula."""
        self.open, self.text, self._attributes = True, "", attributes

    def formula(self, place: Position, *, needed: bool) -> str:
        """The formula of the cell at `place`, `=C5+C6`, written out if it is `needed`."""
        key = self._attributes.get("si") if self._attributes.get("t") == "shared" else None
        if key is None:
            return f"={self.text}"
        if key not in self._shared:
            if self.text:
                self._shared[key] = self.text, place
            return f"={self.text}"
        text, origin = self._shared[key]
        if not needed or self._translated >= _TRANSLATED:
            return "="
        self._translated += 1
        return _translated(text, origin, place)


def _translated(text: str, origin: Position, place: Position) -> str:
    from openpyxl.formula.translate import Translator  # noqa: PLC0415  (few files need it)

    return str(Translator(f"={text}", address(origin)).translate_formula(address(place)))
