"""The files of a run, each built when it is asked for: of a hundred thousand names are kept."""

from __future__ import annotations

import os
from array import array
from collections.abc import Iterator, Sequence
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
    finished: bool = False
    """Whether this program has written it: a copy of its own."""
    real: str = field(default="", compare=False)
    """Where it truly lies, past all links; empty if nobody has looked."""

    @property
    def place(self) -> str:
        """Where it truly lies."""
        return self.real or os.path.realpath(self.path)

    def __reduce__(self) -> tuple[object, ...]:
        # Files go to workers by the thousand: a third of the bytes, in a third of the time. Where
        # one truly lies is asked of nobody there.
        name = "" if self.name == self.path.as_posix() else self.name
        passwords = self.passwords if self.passwords.words else None
        return _received, (os.fspath(self.path), name, self.named, passwords, self.finished)


def _received(
    path: str, name: str, named: bool, passwords: Passwords | None, finished: bool
) -> InputFile:
    own = Path(path)
    return InputFile(own, name or own.as_posix(), named, passwords or NO_PASSWORDS, finished)


class InputFiles(Passing[InputFile]):
    """Files in their order."""

    __slots__ = (
        "_before", "_ends", "_folder", "_folders", "_names", "_numbers", "_other", "_real", "_user"
    )  # fmt: skip

    def __init__(self) -> None:
        self._folders: list[Path] = []
        self._real: list[str] = []
        self._before: list[str] = []
        """What stands before the name of each file of a folder."""
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
            self._before.append((folder / "x").as_posix()[:-1])
        if own != name or where != self._real[number]:
            self._other[len(self)] = real
        self._folder.append(number)
        self._names += os.fsencode(name)
        self._ends.append(len(self._names))
        self._user.append(named)

    @property
    def places(self) -> Iterator[str]:
        """Where each truly lies."""
        return map(self._place_at, range(len(self)))

    def name_at(self, number: int) -> str:
        """The name of a file, which is its path as it is written everywhere."""
        return f"{self._before[self._folder[number]]}{self._own_name(number)}"

    @property
    def folders(self) -> list[str]:
        """The folders that they truly lie in, each once."""
        own = (self._real[number] for number in dict.fromkeys(self._folder))
        others = map(os.path.dirname, self._other.values())
        return list(dict.fromkeys((*own, *others)))

    def __len__(self) -> int:
        return len(self._ends)

    def _at(self, number: int) -> InputFile:
        path = self._folders[self._folder[number]] / self._own_name(number)
        real = self._place_at(number)
        return InputFile(path, self.name_at(number), bool(self._user[number]), real=real)

    def _own_name(self, number: int) -> str:
        start = self._ends[number - 1] if number else 0
        return os.fsdecode(bytes(self._names[start : self._ends[number]]))

    def _place_at(self, number: int) -> str:
        folder = self._real[self._folder[number]].rstrip(os.sep)
        return self._other.get(number) or f"{folder}{os.sep}{self._own_name(number)}"


def name_in(files: Sequence[InputFile], number: int) -> str:
    """The name of one of some files; of many its path is not made for that."""
    return files.name_at(number) if isinstance(files, InputFiles) else files[number].name
