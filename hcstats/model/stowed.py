"""Many records that are gone over a few times: packed a chunk at a time, in memory alone."""

from __future__ import annotations

import pickle
import zlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from heapq import merge
from itertools import chain, islice
from typing import Any, TypeVar

from hcstats.model.passing import Passing, passed

_One = TypeVar("_One")

_MOST = 6_000
"""Records up to which they are kept as they are: a city's are gone over often."""
_CHUNK = 128
_RUN = 2_000
"""Records that are put in order at once."""
_LEVEL = 1


class Stowed(Passing[_One]):
    """Records in their order; each is there only while somebody looks at it."""

    __slots__ = ("_chunks", "_length")

    def __init__(self, records: Iterable[_One]) -> None:
        self._chunks: list[bytes] = []
        self._length = 0
        left = iter(records)
        while chunk := list(islice(left, _CHUNK)):
            self._chunks.append(zlib.compress(pickle.dumps(chunk, pickle.HIGHEST_PROTOCOL), _LEVEL))
            self._length += len(chunk)

    def __len__(self) -> int:
        return self._length

    def __iter__(self) -> Iterator[_One]:
        return chain.from_iterable(map(_opened, self._chunks))

    def _some(self, places: range) -> Iterable[_One]:
        return passed(self, places)

    def _at(self, place: int) -> _One:
        chunk, within = divmod(place, _CHUNK)
        one: _One = _opened(self._chunks[chunk])[within]
        return one


def stow(records: Iterable[_One]) -> Sequence[_One]:
    """The records as a sequence that takes little memory, however many they are."""
    left = iter(records)
    first = deque(islice(left, _MOST + 1))
    if len(first) <= _MOST:
        return tuple(first)
    taken = (first.popleft() for _ in range(len(first)))
    return Stowed(chain(taken, left))


def ordered(records: Iterable[_One], key: Callable[[_One], Any]) -> Sequence[_One]:
    """The records by their keys, equal ones as they came, in little memory."""
    left, runs = iter(records), list[Sequence[_One]]()
    while run := sorted(islice(left, _RUN), key=key):
        if len(runs) * _RUN >= _MOST:
            runs = [one if isinstance(one, Stowed) else Stowed(one) for one in (*runs, run)]
        else:
            runs.append(run)
    return stow(merge(*runs, key=key))


def _opened(chunk: bytes) -> list[_One]:
    found: list[_One] = pickle.loads(zlib.decompress(chunk))  # noqa: S301  (of this process)
    return found
