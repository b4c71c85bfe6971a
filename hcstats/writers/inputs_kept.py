"""Outputs are never inputs: not by name, not by a link of either kind."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from hcstats.model import HcstatsError, say

_STEERING = frozenset({"units.csv", "aliases.csv", "received.csv"})


def keep_inputs(outputs: Iterable[Path], inputs: Iterable[str | Path]) -> None:
    """Raise HcstatsError if an output is one of the inputs, however the two are named.

    A symbolic or hard link to an input counts as that input; so do the files that steer a run.
    """
    names = {os.path.abspath(path): path for path in outputs}  # noqa: PTH100
    numbers = {number: path for path in names.values() if (number := _number(path)) is not None}
    # Where files have no numbers, their real names tell.
    real = {
        os.path.realpath(path): path
        for path in names.values()
        if os.path.lexists(path) and _number(path) is None
    }
    for path in names.values():
        if path.name.lower() in _STEERING and os.path.lexists(path):
            raise _refused(path)
    # Gone through once: of a hundred thousand nothing is held.
    for one in map(str, inputs) if names else ():
        found = names.get(os.path.abspath(one))  # noqa: PTH100  (a thousand names)
        if found is None and numbers:
            found = numbers.get(_number(one) or (0, 0))
        if found is None and real:
            found = real.get(os.path.realpath(one))
        if found is not None:
            raise _refused(found)


def _refused(path: Path) -> HcstatsError:
    return HcstatsError(say("'{path}' is one of the inputs, which are never changed.", path=path))


def _number(path: str | Path) -> tuple[int, int] | None:
    """Device and number of a file that is there; the same for all its names."""
    try:
        found = os.stat(path)  # noqa: PTH116  (text or path)
    except OSError:
        return None
    return (found.st_dev, found.st_ino) if found.st_ino else None
