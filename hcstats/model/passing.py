"""Sequences whose entries are made when somebody looks at them, and are not kept."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import TypeVar, overload

_One_co = TypeVar("_One_co", covariant=True)


class Passing(Sequence[_One_co]):
    """A sequence that is equal to every other one with the same entries."""

    __slots__ = ()

    @abstractmethod
    def _at(self, place: int) -> _One_co:
        """The entry at a place that there is."""

    def _some(self, places: range) -> Iterable[_One_co]:
        """The entries at such places."""
        return map(self._at, places)

    def __iter__(self) -> Iterator[_One_co]:
        return iter(self._some(range(len(self))))

    @overload
    def __getitem__(self, place: int) -> _One_co: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[_One_co, ...]: ...
    def __getitem__(self, place: int | slice) -> _One_co | tuple[_One_co, ...]:
        places = range(len(self))[place]
        return self._at(places) if isinstance(places, int) else tuple(self._some(places))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __repr__(self) -> str:
        return repr(tuple(self))


def passed(entries: Iterable[_One_co], places: range) -> Iterable[_One_co]:
    """Those at some places, of entries that have to be gone through from the first."""
    if places.step < 0:
        return reversed(tuple(passed(entries, places[::-1])))
    return islice(entries, places.start, places.stop, places.step)
