"""Where files lie: paths of this machine, and addresses of any storage that fsspec opens."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from hcstats.catalogue import problem
from hcstats.cluster.named import is_address
from hcstats.cluster.records import Source
from hcstats.cluster.storage import reached, storage
from hcstats.controls import CONTROLS, LEVELS_UP
from hcstats.model import HcstatsError, Place, Problem, say
from hcstats.readers.folders import arranged
from hcstats.readers.input_files import InputFile
from hcstats.readers.inputs import find_inputs, is_control

if TYPE_CHECKING:
    from fsspec import AbstractFileSystem

_LARGEST = 200 * 1024 * 1024
"""Bytes beyond which a file is not fetched, as it would not be read."""


@dataclass(frozen=True, slots=True)
class Listing:
    """The files of a run, those left out, and where the files that steer it are looked for."""

    sources: tuple[Source, ...]
    skipped: tuple[Problem, ...]
    around: tuple[InputFile, ...]
    """Paths of this machine beside which copies of the control files of an address lie."""


def listed(paths: Sequence[str], mirror: Path) -> Listing:
    """The files under paths and addresses, in their order, each once.

    `mirror` is an empty folder that control files of addresses are copied into. Raises
    HcstatsError for what is not there or cannot be listed.
    """
    found: dict[str, Source] = {}
    skipped: list[Problem] = []
    around: list[InputFile] = []
    if not any(map(is_address, paths)):
        files, skipped = find_inputs(paths)
        around = list(files)
        for file in files:
            _enter(found, os.path.abspath(file.path), file, _region(file.path, paths))  # noqa: PTH100
    else:
        for path in paths:
            part = _of_address(path, mirror) if is_address(path) else listed((path,), mirror)
            around += part.around
            skipped += part.skipped
            for one in part.sources:
                found.setdefault(one.address, one._replace(number=len(found)))
    if not found:
        message = say(
            "No spreadsheet in {paths}; give the folder into which the submissions were put.",
            paths=tuple(paths),
        )
        raise HcstatsError(message)
    return Listing(tuple(found.values()), tuple(skipped), tuple(around))


def _enter(found: dict[str, Source], address: str, file: InputFile, region: str) -> None:
    found.setdefault(address, Source(len(found), address, file.name, file.named, region))


def _region(path: Path, given: Sequence[str]) -> str:
    """The first folder under the given one that a file lies in."""
    for one in given:
        if Path(one) in path.parents:
            below = path.relative_to(one).parts
            return below[0] if len(below) > 1 else ""
    return ""


def _of_address(address: str, mirror: Path) -> Listing:
    system, base = storage(address)
    names = reached(address, lambda: _expanded(system, base))
    folder = PurePosixPath(base)
    sources: dict[str, Source] = {}
    skipped: list[Problem] = []
    for path, named in names:
        where = str(system.unstrip_protocol(path.as_posix()))
        if where in sources:
            continue
        if not named and is_control(path):
            message = say("The file is no submission by its name; it is left out.")
            skipped.append(problem("file.skipped", message, Place(where)))
            continue
        below = path.relative_to(folder).parts if folder in path.parents else ()
        region = below[0] if len(below) > 1 else ""
        sources[where] = Source(len(sources), where, where, named, region)
    if not names:
        raise HcstatsError(say("There is no '{path}'.", path=address))
    around = _controls(system, [path for path, _ in names], mirror)
    return Listing(tuple(sources.values()), tuple(skipped), tuple(around))


def _expanded(system: AbstractFileSystem, base: str) -> list[tuple[PurePosixPath, bool]]:
    """The files of one address, each with whether the user named it itself."""
    if any(sign in base for sign in "*?["):
        matches = [str(one) for one in system.glob(base)]
        named = arranged(PurePosixPath(one) for one in matches if system.isfile(one))
        return [(one, False) for one in named]
    if system.isfile(base):
        return [(PurePosixPath(base), True)]
    folder = PurePosixPath(base)
    paths = (PurePosixPath(str(one)) for one in system.find(base))
    below = arranged(path.relative_to(folder) for path in paths)
    return [(folder / one, False) for one in below]


def _controls(
    system: AbstractFileSystem, paths: Sequence[PurePosixPath], mirror: Path
) -> Iterator[InputFile]:
    """Control files beside and above the files copied to this machine, laid out alike."""
    copied: set[PurePosixPath] = set()
    for folder in dict.fromkeys(path.parent for path in paths):
        for above in (folder, *folder.parents[:LEVELS_UP]):
            if above not in copied and above.parts:
                copied.add(above)
                _copy_controls(system, above, mirror / _inside(above))
        yield InputFile(mirror / _inside(folder) / "-", "")


def _inside(path: PurePosixPath) -> str:
    """The place of a folder's copy, so deep that nothing above the copies is looked into."""
    deep = ("_",) * (LEVELS_UP + 1)
    return "/".join((*deep, *(part for part in path.parts if part not in ("/", "..", "."))))


def _copy_controls(system: AbstractFileSystem, folder: PurePosixPath, copy: Path) -> None:
    try:
        there = system.ls(folder.as_posix(), detail=False)
    except Exception:  # above what may be listed there is nothing to find
        return
    for one in there:
        name = PurePosixPath(str(one)).name
        if name.lower() in CONTROLS:
            copy.mkdir(parents=True, exist_ok=True)
            where = str(system.unstrip_protocol(str(one)))
            reached(where, partial(system.get_file, str(one), str(copy / name)))


@contextmanager
def at_hand(sources: Sequence[Source]) -> Iterator[list[InputFile | Problem]]:
    """The files on this machine: those of an address as copies, while the block runs.

    What cannot be fetched is a problem in its place.
    """
    with tempfile.TemporaryDirectory(prefix="hcstats-") as folder:
        yield [_fetched(source, Path(folder)) for source in sources]


def _fetched(source: Source, folder: Path) -> InputFile | Problem:
    if not is_address(source.address):
        return InputFile(Path(source.address), source.name, source.named)
    suffix = PurePosixPath(source.name).suffix
    copy = folder / f"{source.number}{suffix if suffix.isascii() else ''}"
    try:
        fetch(source, copy)
    except HcstatsError as error:
        return problem("file.unreadable", error.message, Place(source.name))
    return InputFile(copy, source.name, source.named, finished=True)


def fetch(source: Source, copy: Path) -> None:
    """Copy a file of an address to this machine; HcstatsError if that cannot be done."""
    if is_address(source.address):
        system, path = storage(source.address)
        size = reached(source.address, lambda: system.size(path)) or 0
        if size > _LARGEST:
            raise HcstatsError(
                say("The file is larger than 200 MB; have it cleaned up and sent again.")
            )
        copy.parent.mkdir(parents=True, exist_ok=True)
        reached(source.address, lambda: system.get_file(path, str(copy)))


def mirrored(source: Source, mirror: Path) -> InputFile:
    """A file of an address as if it lay beside the copies of its control files."""
    path = Path(source.address)
    if is_address(source.address):
        path = mirror / _inside(PurePosixPath(storage(source.address)[1]))
    return InputFile(path, source.name, source.named)
