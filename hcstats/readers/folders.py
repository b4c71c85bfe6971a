"""What folders hold that may be read: searched to the bottom, litter left out, 2 before 10."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from hcstats.catalogue import problem
from hcstats.model import HcstatsError, Message, Place, Problem, say
from hcstats.readers.stable import answered
from hcstats.saving import reason

_LITTER = re.compile(r"^(?:~\$|\.|Thumbs\.db$|desktop\.ini$|__MACOSX$)")

_MAY_BE_SENT = re.compile(r"\.(?:xls[xmb]?|ett?|ods|csv|docx?)$", re.IGNORECASE)
"""Names that no browser gives to the parts of a page."""


def is_folder(path: Path) -> bool:
    """Whether a path is a folder; HcstatsError if that is not answered."""
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


def listed(folder: Path) -> list[_Entry]:
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
    kept.sort(key=lambda one: natural(one.name))
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


def files_in(
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
            below = listed(entry.path)
        except HcstatsError as error:
            name = entry.path.as_posix()
            faults[name] = problem("folder.unreadable", error.message, Place(name))
        else:
            yield from files_in(entry.path, below, faults)


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
    return sorted(kept, key=lambda path: [natural(part) for part in path.parts])


def _in_page(path: PurePosixPath, known: set[PurePosixPath]) -> bool:
    stem, found, _ = path.parent.name.rpartition("_files")
    pages = (path.parent.with_name(f"{stem}{suffix}") for suffix in (".html", ".htm") if stem)
    return bool(found) and any(page in known for page in pages)


def natural(name: str) -> list[tuple[int, int, str]]:
    """A sort key that puts 2 before 10."""
    return [
        (0, int(part), "") if part.isdecimal() else (1, 0, part)
        for part in re.split(r"(\d+)", name)
        if part
    ]
