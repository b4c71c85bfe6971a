"""Outputs are never inputs: not by name, not by a link of either kind."""

from __future__ import annotations

import os
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from hcstats.model import HcstatsError, say

_STEERING = frozenset({"units.csv", "aliases.csv", "received.csv"})


def keep_inputs(outputs: Iterable[Path], inputs: Iterable[str | Path]) -> None:
    """Raise HcstatsError if an output is one of the inputs, however the two are named.

    A symbolic or hard link to an input counts as that input; so do the files that steer a run.
    """
    outputs, given = list(outputs), tuple(map(str, inputs))
    plain = {os.path.abspath(one) for one in given} if outputs else set()  # noqa: PTH100
    for path in outputs:
        if os.path.abspath(path) in plain:  # noqa: PTH100  (a thousand names)
            raise _refused(path)
    there = [path for path in outputs if os.path.lexists(path)]
    if not there:
        return
    for path in there:
        if path.name.lower() in _STEERING or _is_among(path, given):
            raise _refused(path)


def _refused(path: Path) -> HcstatsError:
    return HcstatsError(say("'{path}' is one of the inputs, which are never changed.", path=path))


def _is_among(path: Path, inputs: tuple[str, ...]) -> bool:
    """Whether a file is one of the inputs: by its number, or where it has none by its real name."""
    number = _number(path)
    if number is None:
        return os.path.realpath(path) in _real_names(inputs)
    return number in _numbers(inputs)


@lru_cache(maxsize=4)
def _numbers(inputs: tuple[str, ...]) -> frozenset[tuple[int, int] | None]:
    """The numbers of files; a run asks this for each of its outputs."""
    return frozenset(map(_number, inputs))


@lru_cache(maxsize=4)
def _real_names(inputs: tuple[str, ...]) -> frozenset[str]:
    return frozenset(map(os.path.realpath, inputs))


def _number(path: str | Path) -> tuple[int, int] | None:
    """Device and number of a file that is there; the same for all its names."""
    try:
        found = os.stat(path)  # noqa: PTH116  (text or path)
    except OSError:
        return None
    return (found.st_dev, found.st_ino) if found.st_ino else None
