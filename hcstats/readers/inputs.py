"""Which files a run reads: paths, folders and globs, in an order that any machine gives."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePath

from hcstats.catalogue import problem
from hcstats.model import HcstatsError, Place, Problem, say
from hcstats.readers.folders import files_in, is_folder, listed, natural
from hcstats.readers.input_files import InputFile, InputFiles

_CONTROL = frozenset({"units.csv", "aliases.csv", "explanations.csv", "received.csv"})
_NO_SUBMISSION = frozenset(
    {".md", ".toml", ".json", ".log", ".ini", ".py", ".sha256", ".css", ".js"}
)


def find_inputs(paths: Sequence[str]) -> tuple[Sequence[InputFile], list[Problem]]:
    """The files under the given paths, each once, with an info for each that is left out.

    Folders are searched with all their subfolders; lock and system files are passed over; files
    that steer a run are left out unless named themselves. Raises HcstatsError for a path that
    does not exist, and if nothing is left to read.
    """
    found = InputFiles()
    skipped: dict[str, Problem] = {}
    folders: dict[str, str] = {}
    met = _Met(found, alone=len(paths) == 1)
    for given in paths:
        for path, named, plain in _expanded(given, skipped):
            resolved = _real(path, folders, plain)
            if met.before(resolved, plain=plain):
                continue
            if named or not is_control(path):
                found.append(path, resolved, named=named)
                met.note(resolved)
            else:
                message = say("The file is no submission by its name; it is left out.")
                skipped[resolved] = problem("file.skipped", message, Place(path.as_posix()))
    if not found:
        raise HcstatsError(
            say(
                "No spreadsheet in {paths}; give the folder into which the submissions were put.",
                paths=tuple(paths),
            )
        )
    return found, list(skipped.values())


class _Met:
    """The places of files that have been met; noted from when one might come twice."""

    def __init__(self, files: InputFiles, *, alone: bool) -> None:
        self._files = files
        self._places: set[str] | None = None if alone else set()

    def before(self, place: str, *, plain: bool) -> bool:
        """Whether a file is met again; files of one search that are no links never are."""
        if self._places is None:
            if plain:
                return False
            self._places = set(self._files.places)
        return place in self._places

    def note(self, place: str) -> None:
        """A file that is read."""
        if self._places is not None:
            self._places.add(place)


def _real(path: Path, folders: dict[str, str], plain: bool) -> str:
    """Where a file truly lies; folders that have been looked at are remembered in `folders`.

    `plain`: its folder says that it is no link.
    """
    # realpath, unlike resolve, survives a link that leads back to itself.
    if not plain and (path.is_symlink() or not path.name or path.name == ".."):
        return os.path.realpath(path)
    folder, name = os.path.split(path)
    if folder not in folders:
        folders[folder] = os.path.realpath(folder)
    return os.path.join(folders[folder], name)  # noqa: PTH118  (a thousand paths)


def _expanded(given: str, faults: dict[str, Problem]) -> Iterator[tuple[Path, bool, bool]]:
    """The files of one path, each with whether the user named it itself, and is surely no link."""
    path = Path(given)
    if is_folder(path):
        yield from ((one, False, plain) for one, plain in files_in(path, listed(path), faults))
    elif os.path.lexists(path):
        yield path, True, False
    else:
        matches = sorted(glob.glob(given, recursive=True), key=natural)  # noqa: PTH207
        if not matches:
            raise HcstatsError(say("There is no '{path}'.", path=given))
        for match in matches:
            if Path(match).is_dir():
                inside = files_in(Path(match), listed(Path(match)), faults)
                yield from ((one, False, plain) for one, plain in inside)
            else:
                yield Path(match), False, False


def is_control(path: PurePath) -> bool:
    """Whether a file steers a run, or is no submission by its name."""
    return path.name.lower() in _CONTROL or path.suffix.lower() in _NO_SUBMISSION
