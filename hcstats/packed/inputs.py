"""The inputs of a run as outputs name them: made while they are gone through."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from hcstats.model.passing import Passing
from hcstats.readers.input_files import InputFile

DIGEST = 32
"""Bytes of a hash."""


class Inputs(Passing[tuple[str, str]]):
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

    def _at(self, place: int) -> tuple[str, str]:
        number = self._numbers[place]
        digest = self._digests[number * DIGEST : (number + 1) * DIGEST]
        return self._files[number].name, digest.hex() if any(digest) else ""
