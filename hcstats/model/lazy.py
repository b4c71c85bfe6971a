"""Long sequences that are made while they are gone through, so that none of it need be kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Generic, TypeVar, overload

_Part = TypeVar("_Part")
_Made = TypeVar("_Made")

_KEPT = 60_000
"""Entries up to which a sequence is kept once it has been made: a city's are gone over often."""


class Lazily(Sequence[_Made], Generic[_Part, _Made]):
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

    @overload
    def __getitem__(self, place: int) -> _Made: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[_Made, ...]: ...
    def __getitem__(self, place: int | slice) -> _Made | tuple[_Made, ...]:
        if isinstance(place, slice):
            start, stop, step = place.indices(self._length)
            return tuple(islice(self, start, stop, step)) if step > 0 else tuple(self)[place]
        wanted = range(self._length)[place]
        for part in self._parts:
            if wanted < len(part):
                return self._made(part[wanted])
            wanted -= len(part)
        raise IndexError(place)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __repr__(self) -> str:
        return repr(tuple(self))

    def _each(self) -> Iterator[_Made]:
        return (self._made(one) for part in self._parts for one in part)


def as_it_is(entry: _Made) -> _Made:
    """The entry itself."""
    return entry
