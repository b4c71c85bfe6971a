"""The folder of packs: where it is, what is in it, what goes when it grows."""

from __future__ import annotations

import contextlib
import os
import re
import time
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from hcstats.cache.packs import Keys, count_of, write_pack
from hcstats.saving import Staging

_NAME = re.compile(r"[0-9a-f]{16}-[0-9a-f]{16}\.pack")
LARGEST = 256 * 1024 * 1024
"""Bytes of all packs together; beyond, those go first that were not used for longest."""
_UNUSED = 90 * 24 * 3600
"""Seconds after which a pack goes that no run has used."""


class PackFile(NamedTuple):
    """A pack as the folder shows it; `used` is when a run last found something in it."""

    path: Path
    size: int
    used: float


class Inventory(NamedTuple):
    """What a folder keeps; the times are None where there is nothing."""

    packs: int
    entries: int
    size: int
    oldest: float | None
    newest: float | None


def default_folder() -> Path:
    """The user's own folder for caches of hcstats."""
    from platformdirs import user_cache_path  # noqa: PLC0415  (not for `--help`)

    return user_cache_path("hcstats", appauthor=False)


def usable(folder: Path, *, private: bool) -> OSError | None:
    """None if packs can be written to the folder, which is made if need be; else why not.

    `private`: nobody but its owner may look into a folder that is made.
    """
    try:
        folder.mkdir(mode=0o700 if private else 0o777, parents=True, exist_ok=True)
        Staging(folder).discard()
    except OSError as error:
        return error
    return None


def packs_in(folder: Path) -> list[PackFile]:
    """The packs of a folder, those first that were used last."""
    found: list[PackFile] = []
    with contextlib.suppress(OSError):
        for entry in os.scandir(folder):
            if _NAME.fullmatch(entry.name):
                with contextlib.suppress(OSError):  # another run has put it away
                    seen = entry.stat()
                    found.append(PackFile(Path(entry.path), seen.st_size, seen.st_mtime))
    return sorted(found, key=lambda one: (-one.used, one.path.name))


def of_context(context: str, packs: Iterable[PackFile]) -> list[PackFile]:
    """The packs that were written under one context."""
    return [one for one in packs if one.path.name.startswith(f"{context}-")]


def add_pack(
    folder: Path, context: str, blocks: Iterable[tuple[Keys, bytes]], layouts: Mapping[str, str]
) -> Path:
    """Write a pack beside, then give it its name; raises OSError where the folder takes none."""
    staging = Staging(folder)
    try:
        written = staging.place(0, "pack")
        write_pack(written, blocks, layouts)
        path = folder / f"{context}-{os.urandom(8).hex()}.pack"
        os.replace(written, path)  # noqa: PTH105  (the atomic one)
    finally:
        staging.discard()
    return path


def touch(paths: Iterable[Path]) -> None:
    """Note that packs were used."""
    for path in paths:
        with contextlib.suppress(OSError):
            os.utime(path)


def prune(folder: Path, in_use: Collection[Path], largest: int = LARGEST) -> None:
    """Remove packs that nobody has used for long, and the least used ones where there is no room.

    Those of this run stay. What another run has open stays readable there, or stays altogether.
    """
    room, now = largest, time.time()
    for one in packs_in(folder):
        room -= one.size
        if one.path not in in_use and (room < 0 or now - one.used > _UNUSED):
            remove(one.path)


def remove(path: Path) -> None:
    """Remove a pack, if it is still there and nobody holds it."""
    with contextlib.suppress(OSError):
        path.unlink(missing_ok=True)


def inventory(folder: Path) -> Inventory:
    """What a folder keeps; files that are no packs do not count."""
    counted = [(one, count_of(one.path)) for one in packs_in(folder)]
    packs = [(one, count) for one, count in counted if count is not None]
    times = [one.used for one, _ in packs]
    return Inventory(
        len(packs),
        sum(count for _, count in packs),
        sum(one.size for one, _ in packs),
        min(times, default=None),
        max(times, default=None),
    )


def clear(folder: Path) -> list[Path]:
    """Remove every pack of a folder, damaged ones too; those that could not be removed."""
    packs = packs_in(folder)
    for one in packs:
        remove(one.path)
    return [one.path for one in packs if one.path.exists()]
