"""Which files a run reads: paths, folders and globs, in an order that any machine gives."""

from __future__ import annotations

import glob
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path, PurePath, PurePosixPath
from typing import NamedTuple

from hcstats.catalogue import problem
from hcstats.model import HcstatsError, Message, Place, Problem, say
from hcstats.readers.input_files import InputFile, InputFiles
from hcstats.readers.stable import answered
from hcstats.saving import reason

__all__ = ["InputFile", "arranged", "exchanged", "find_inputs", "is_control", "without"]

_CONTROL = frozenset({"units.csv", "aliases.csv", "explanations.csv", "received.csv"})
_NO_SUBMISSION = frozenset(
    {".md", ".toml", ".json", ".log", ".ini", ".py", ".sha256", ".css", ".js"}
)
_LITTER = re.compile(r"^(?:~\$|\.|Thumbs\.db$|desktop\.ini$|__MACOSX$)")

_MAY_BE_SENT = re.compile(r"\.(?:xls[xmb]?|ett?|ods|csv|docx?)$", re.IGNORECASE)
"""Names that no browser gives to the parts of a page."""


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


def without(files: Sequence[InputFile], others: Sequence[InputFile]) -> list[InputFile]:
    """The files that are not among others, however the two name them."""
    taken = {other.place for other in others}
    return [file for file in files if file.place not in taken]


def exchanged(
    files: Sequence[InputFile],
    paths: Sequence[str],
    leave_out: str = "",
    swap: tuple[str, str] | None = None,
) -> Sequence[InputFile]:
    """The files without the one to leave out, and with the second of `swap` in the first's place.

    Raises HcstatsError if the file to be replaced is none of them, or its successor is not there.
    """
    left = without(files, [_named(leave_out)]) if leave_out else files
    if swap is None:
        return left
    old, new = _named(swap[0]), _named(swap[1])
    left = without(left, [new])
    kept = without(left, [old])
    if len(kept) == len(left):
        raise HcstatsError(
            say(
                "'{old}' is not among the files under {paths}; name the one that is replaced.",
                old=swap[0],
                paths=tuple(paths),
            )
        )
    return [one if one in kept else new for one in left]


def _named(path: str) -> InputFile:
    if not Path(path).is_file():
        raise HcstatsError(say("There is no '{path}'.", path=path))
    return InputFile(Path(path), Path(path).as_posix())


def _expanded(given: str, faults: dict[str, Problem]) -> Iterator[tuple[Path, bool, bool]]:
    """The files of one path, each with whether the user named it itself, and is surely no link."""
    path = Path(given)
    if _is_folder(path):
        yield from ((one, False, plain) for one, plain in _inside(path, _listed(path), faults))
    elif os.path.lexists(path):
        yield path, True, False
    else:
        matches = sorted(glob.glob(given, recursive=True), key=_natural)  # noqa: PTH207
        if not matches:
            raise HcstatsError(say("There is no '{path}'.", path=given))
        for match in matches:
            if Path(match).is_dir():
                inside = _inside(Path(match), _listed(Path(match)), faults)
                yield from ((one, False, plain) for one, plain in inside)
            else:
                yield Path(match), False, False


def _is_folder(path: Path) -> bool:
    try:
        return answered(path.is_dir)
    except TimeoutError as error:
        raise HcstatsError(_closed(path, say("the network folder does not answer"))) from error
    except OSError:
        return False  # whatever it is, it is told of when it is read


class _Entry(NamedTuple):
    """A file, or a folder to be searched."""

    path: Path
    folder: bool
    link: bool


def _listed(folder: Path) -> list[_Entry]:
    """What a folder holds; HcstatsError if it does not say."""
    try:
        return answered(lambda: _scanned(folder))
    except TimeoutError as error:
        why: object = say("the network folder does not answer")
        raise HcstatsError(_closed(folder, why)) from error
    except OSError as error:
        raise HcstatsError(_closed(folder, reason(error))) from error


def _closed(folder: Path, why: object) -> Message:
    return say("Cannot open folder {path}: {reason}.", path=folder, reason=why)


def _scanned(folder: Path) -> list[_Entry]:
    """What is in a folder, naturally sorted; litter and links to folders left out."""
    with os.scandir(folder) as entries:
        kept = [one for one in entries if not _LITTER.match(one.name)]
    kept.sort(key=lambda one: _natural(one.name))
    return [
        _Entry(folder / one.name, one.is_dir(follow_symlinks=False), one.is_symlink())
        for one in kept
        if not _leads_to_folder(one)
    ]


def _leads_to_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_symlink() and entry.is_dir()
    except OSError:
        return False  # a link that leads nowhere is a file that cannot be read


def _inside(
    folder: Path, entries: Sequence[_Entry], faults: dict[str, Problem]
) -> Iterator[tuple[Path, bool]]:
    """The files in a folder and below, each with whether it is none but itself (no link).

    `faults` takes folders that cannot be searched.
    """
    in_page = _accompanies_a_page(folder)
    for entry in entries:
        if not entry.folder:
            if not in_page or _MAY_BE_SENT.search(entry.path.name):
                yield entry.path, not entry.link
            continue
        try:
            below = _listed(entry.path)
        except HcstatsError as error:
            name = entry.path.as_posix()
            faults[name] = problem("folder.unreadable", error.message, Place(name))
        else:
            yield from _inside(entry.path, below, faults)


def _accompanies_a_page(folder: Path) -> bool:
    """Whether a folder holds the scripts and pictures that a browser saved along with a page."""
    stem, found, _ = folder.name.rpartition("_files")
    pages = (folder.with_name(f"{stem}{suffix}") for suffix in (".html", ".htm"))
    return bool(found) and any(page.is_file() for page in pages)


def arranged(paths: Iterable[PurePosixPath]) -> list[PurePosixPath]:
    """Of the files below a folder, from their paths alone, those to read, in the same order.

    For storage that has no folders to walk through, only names.
    """
    known = set(paths)
    kept = [
        path
        for path in known
        if not any(_LITTER.match(part) for part in path.parts)
        and (_MAY_BE_SENT.search(path.name) or not _in_page(path, known))
    ]
    return sorted(kept, key=lambda path: [_natural(part) for part in path.parts])


def _in_page(path: PurePosixPath, known: set[PurePosixPath]) -> bool:
    stem, found, _ = path.parent.name.rpartition("_files")
    pages = (path.parent.with_name(f"{stem}{suffix}") for suffix in (".html", ".htm") if stem)
    return bool(found) and any(page in known for page in pages)


def is_control(path: PurePath) -> bool:
    """Whether a file steers a run, or is no submission by its name."""
    return path.name.lower() in _CONTROL or path.suffix.lower() in _NO_SUBMISSION


def _natural(name: str) -> list[tuple[int, int, str]]:
    """A sort key that puts 2 before 10."""
    return [
        (0, int(part), "") if part.isdecimal() else (1, 0, part)
        for part in re.split(r"(\d+)", name)
        if part
    ]
