"""The inputs of a run as outputs name them: made while they are gone through."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import overload

from hcstats.readers.inputs import InputFile

DIGEST = 32
"""Bytes of a hash."""


class Inputs(Sequence[tuple[str, str]]):
    """Name and sha256 of each file of a run, made while they are gone through."""

    __slots__ = ("_digests", "_files", "_numbers")

    def __init__(
        self, files: Sequence[InputFile], digests: bytearray, gone: Collection[int]
    ) -> None:
        self._files, self._digests = files, digests
        every = range(len(files))
        self._numbers = [one for one in every if one not in gone] if gone else every

    def __len__(self) -> int:
        return len(self._numbers)

    @overload
    def __getitem__(self, place: int) -> tuple[str, str]: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[tuple[str, str], ...]: ...
    def __getitem__(self, place: int | slice) -> tuple[str, str] | tuple[tuple[str, str], ...]:
        if isinstance(place, slice):
            return tuple(map(self._one, self._numbers[place]))
        return self._one(self._numbers[place])

    def _one(self, number: int) -> tuple[str, str]:
        digest = self._digests[number * DIGEST : (number + 1) * DIGEST]
        return self._files[number].name, digest.hex() if any(digest) else ""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __repr__(self) -> str:
        return repr(tuple(self))
