"""Which files a run reads: paths, folders and globs, in an order that any machine gives."""

from __future__ import annotations

import glob
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath, PurePosixPath

from hcstats.catalogue import problem
from hcstats.model import HcstatsError, Place, Problem, say

_CONTROL = frozenset({"units.csv", "aliases.csv", "explanations.csv", "received.csv"})
_NO_SUBMISSION = frozenset(
    {".md", ".toml", ".json", ".log", ".ini", ".py", ".sha256", ".css", ".js"}
)
_LITTER = re.compile(r"^(?:~\$|\.|Thumbs\.db$|desktop\.ini$|__MACOSX$)")

_MAY_BE_SENT = re.compile(r"\.(?:xls[xmb]?|ett?|ods|csv|docx?)$", re.IGNORECASE)
"""Names that no browser gives to the parts of a page."""


@dataclass(frozen=True, slots=True)
class InputFile:
    """A file to read, and the name that it has in every place and output."""

    path: Path
    name: str
    named: bool = False
    """Whether the user named the file itself, not only a folder that it lies in."""


def find_inputs(paths: Sequence[str]) -> tuple[list[InputFile], list[Problem]]:
    """The files under the given paths, each once, with an info for each that is left out.

    Folders are searched with all their subfolders; lock and system files are passed over; files
    that steer a run are left out unless named themselves. Raises HcstatsError for a path that
    does not exist, and if nothing is left to read.
    """
    found: dict[str, InputFile] = {}
    skipped: dict[str, Problem] = {}
    for given in paths:
        for path, named in _expanded(given):
            # realpath, unlike resolve, survives a link that leads back to itself.
            resolved = os.path.realpath(path)
            if resolved in found:
                continue
            file = InputFile(path, path.as_posix(), named)
            if named or not is_control(path):
                found[resolved] = file
            else:
                message = say("The file is no submission by its name; it is left out.")
                skipped[resolved] = problem("file.skipped", message, Place(file.name))
    if not found:
        raise HcstatsError(
            say(
                "No spreadsheet in {paths}; give the folder into which the submissions were put.",
                paths=tuple(paths),
            )
        )
    return list(found.values()), list(skipped.values())


def without(files: Sequence[InputFile], others: Sequence[InputFile]) -> list[InputFile]:
    """The files that are not among others, however the two name them."""
    taken = {os.path.realpath(other.path) for other in others}
    return [file for file in files if os.path.realpath(file.path) not in taken]


def exchanged(
    files: Sequence[InputFile],
    paths: Sequence[str],
    leave_out: str = "",
    swap: tuple[str, str] | None = None,
) -> list[InputFile]:
    """The files without the one to leave out, and with the second of `swap` in the first's place.

    Raises HcstatsError if the file to be replaced is none of them, or its successor is not there.
    """
    left = without(files, [_named(leave_out)]) if leave_out else list(files)
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


def _expanded(given: str) -> Iterator[tuple[Path, bool]]:
    """The files of one path, each with whether the user named it itself."""
    path = Path(given)
    if path.is_dir():
        yield from ((one, False) for one in _inside(path))
    elif os.path.lexists(path):
        yield path, True
    else:
        matches = sorted(glob.glob(given, recursive=True), key=_natural)  # noqa: PTH207
        if not matches:
            raise HcstatsError(say("There is no '{path}'.", path=given))
        for match in matches:
            if Path(match).is_dir():
                yield from ((one, False) for one in _inside(Path(match)))
            else:
                yield Path(match), False


def _inside(folder: Path) -> Iterator[Path]:
    """The files in a folder and below, naturally sorted; litter left out."""
    try:
        entries = sorted(folder.iterdir(), key=lambda entry: _natural(entry.name))
    except OSError as error:
        raise HcstatsError(
            say("Cannot open folder {path}: {reason}.", path=folder, reason=error.strerror)
        ) from error
    in_page = _accompanies_a_page(folder)
    for entry in entries:
        if _LITTER.match(entry.name):
            continue
        if entry.is_dir():
            if not entry.is_symlink():
                yield from _inside(entry)
        elif not in_page or _MAY_BE_SENT.search(entry.name):
            yield entry


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
