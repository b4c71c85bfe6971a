"""Long sequences that are made while they are gone through, so that none of it need be kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Generic, TypeVar

from hcstats.model.passing import Passing, passed

_Part = TypeVar("_Part")
_Made = TypeVar("_Made")

_KEPT = 60_000
"""Entries up to which a sequence is kept once it has been made: a city's are gone over often."""


class Lazily(Passing[_Made], Generic[_Part, _Made]):
    """What `made` gives of every entry of several sequences, one after the other."""

    __slots__ = ("_kept", "_length", "_made", "_most", "_parts")

    def __init__(
        self, parts: Iterable[Sequence[_Part]], made: Callable[[_Part], _Made], kept: int = _KEPT
    ) -> None:
        self._parts = tuple(parts)
        self._most = kept
        self._made = made
        self._length = sum(map(len, self._parts))
        self._kept: tuple[_Made, ...] | None = None

    @property
    def parts(self) -> tuple[Sequence[_Part], ...]:
        """The sequences, as they are."""
        return self._parts

    def __len__(self) -> int:
        return self._length

    def __iter__(self) -> Iterator[_Made]:
        if self._kept is None and self._length <= self._most:
            self._kept = tuple(self._each())
        return iter(self._kept) if self._kept is not None else self._each()

    def _some(self, places: range) -> Iterable[_Made]:
        return passed(self, places)

    def _at(self, place: int) -> _Made:
        for part in self._parts:
            if place < len(part):
                return self._made(part[place])
            place -= len(part)
        raise IndexError(place)

    def _each(self) -> Iterator[_Made]:
        return (self._made(one) for part in self._parts for one in part)


def as_it_is(entry: _Made) -> _Made:
    """The entry itself."""
    return entry
