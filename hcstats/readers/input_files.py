"""The files of a run, each built when it is asked for: of a hundred thousand names are kept."""

from __future__ import annotations

import os
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from hcstats.model.passing import Passing
from hcstats.readers.passwords import NO_PASSWORDS, Passwords


@dataclass(frozen=True, slots=True)
class InputFile:
    """A file to read, and the name that it has in every place and output."""

    path: Path
    name: str
    named: bool = False
    """Whether the user named the file itself, not only a folder that it lies in."""
    passwords: Passwords = NO_PASSWORDS
    """What to open it with if it is encrypted."""
    real: str = field(default="", compare=False)
    """Where it truly lies, past all links; empty if nobody has looked."""

    @property
    def place(self) -> str:
        """Where it truly lies."""
        return self.real or os.path.realpath(self.path)


class InputFiles(Passing[InputFile]):
    """Files in their order."""

    __slots__ = ("_ends", "_folder", "_folders", "_names", "_numbers", "_other", "_real", "_user")

    def __init__(self) -> None:
        self._folders: list[Path] = []
        self._real: list[str] = []
        self._numbers: dict[Path, int] = {}
        self._folder, self._ends = array("l"), array("L")
        self._names, self._user = bytearray(), bytearray()
        self._other: dict[int, str] = {}

    def append(self, path: Path, real: str, *, named: bool) -> None:
        """One more file, and where it truly lies."""
        folder, name = path.parent, path.name
        where, own = os.path.split(real)
        number = self._numbers.get(folder)
        if number is None:
            number = self._numbers[folder] = len(self._folders)
            self._folders.append(folder)
            self._real.append(where)
        if own != name or where != self._real[number]:
            self._other[len(self)] = real
        self._folder.append(number)
        self._names += os.fsencode(name)
        self._ends.append(len(self._names))
        self._user.append(named)

    @property
    def places(self) -> Iterator[str]:
        """Where each truly lies."""
        return (one.place for one in self)

    @property
    def folders(self) -> list[str]:
        """The folders that they truly lie in, each once."""
        own = (self._real[number] for number in dict.fromkeys(self._folder))
        others = map(os.path.dirname, self._other.values())
        return list(dict.fromkeys((*own, *others)))

    def __len__(self) -> int:
        return len(self._ends)

    def _at(self, number: int) -> InputFile:
        start = self._ends[number - 1] if number else 0
        name = os.fsdecode(bytes(self._names[start : self._ends[number]]))
        folder = self._folder[number]
        path = self._folders[folder] / name
        real = self._other.get(number) or f"{self._real[folder].rstrip(os.sep)}{os.sep}{name}"
        return InputFile(path, path.as_posix(), bool(self._user[number]), real=real)
