"""Sheets as a scanner gives them, and what their texts make of them: labels, names and values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar
from weakref import WeakKeyDictionary

from hcstats.layout.masking import Mask
from hcstats.layout.value_like import looks_like_value

KEPT = 3_000
"""Entries of a table after which it starts anew, so that a long run does not grow."""
_SPLITS = 100


class Places(Protocol):
    """Where texts and numbers stand; sheets of the same layout have the same object."""

    @property
    def texts(self) -> tuple[str, ...]:
        """Addresses of the texts, in order."""

    @property
    def numbers(self) -> tuple[str, ...]:
        """Addresses of the numbers, in order."""


class Sheet(Protocol):
    """A sheet as the scanner gives it: texts and raw numbers in their places, nothing hidden."""

    @property
    def name(self) -> str:
        """The sheet's name."""

    @property
    def layout(self) -> Places:
        """Where its values stand."""

    @property
    def shown(self) -> Sequence[str]:
        """The texts; empty where there is none."""

    @property
    def figures(self) -> Sequence[str]:
        """The numbers, as the file spells them; empty where there is none."""

    @property
    def merges(self) -> tuple[str, ...]:
        """Merged ranges, as the file spells them."""

    @property
    def empty(self) -> bool:
        """Whether it holds nothing."""


S = TypeVar("S", bound=Sheet)


class Labels:
    """The labels of a sheet, masked, and its merges: the same object wherever they are the same."""

    __slots__ = ()


@dataclass(frozen=True, eq=False, slots=True)
class Split:
    """What the texts of a sheet are: its labels, and the places of those that stand for values.

    Sheets of the same layout with the same labels have the same object.
    """

    labels: Labels
    values: Mapping[str, int]
    """The place among the texts by address."""
    known: dict[object, Any] = field(default_factory=dict)
    """What has been worked out for such sheets, to be forgotten with them."""


_VALUE, _BLANK = "", "\0"


class Canons(dict[str, str]):
    """Texts to what of them decides a layout: nothing of a value, a mask for a name."""

    def __init__(self, mask: Mask) -> None:
        super().__init__()
        self._mask = mask

    def __missing__(self, text: str) -> str:
        if len(self) > KEPT:
            self.clear()
        found = self[text] = _canon(text, self._mask) if text else _BLANK
        return found


def _canon(text: str, mask: Mask) -> str:
    return _VALUE if looks_like_value(text) else mask.canon(text)


class Splits:
    """Sheets to what their texts are, each layout and its labels worked out once."""

    def __init__(self, canons: Canons) -> None:
        self._canons = canons
        self._labels: dict[tuple[object, ...], Labels] = {}
        self._met: WeakKeyDictionary[Places, dict[tuple[object, ...], Split]] = WeakKeyDictionary()

    def of(self, sheet: Sheet) -> Split:
        """What the sheet's texts are."""
        canons = tuple(map(self._canons.__getitem__, sheet.shown))
        met = self._met.get(sheet.layout)
        if met is None:
            met = self._met[sheet.layout] = {}
        key = (sheet.name, sheet.merges, canons)
        found = met.get(key)
        if found is None:
            if len(met) > _SPLITS:
                met.clear()
            found = met[key] = self._split(sheet, canons)
        return found

    def _split(self, sheet: Sheet, canons: Sequence[str]) -> Split:
        places = sheet.layout.texts
        at = [number for number, one in enumerate(canons) if one not in (_VALUE, _BLANK)]
        key = (
            sheet.name,
            frozenset(sheet.merges),
            tuple(places[number] for number in at),
            tuple(canons[number] for number in at),
        )
        if len(self._labels) > KEPT:
            self._labels.clear()
        values = {places[number]: number for number, one in enumerate(canons) if one == _VALUE}
        return Split(self._labels.setdefault(key, Labels()), values)
