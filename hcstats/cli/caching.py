"""Where the reading commands keep what files gave, and how a run is called without that."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Sequence
from pathlib import Path

from hcstats.messages import render
from hcstats.model import HcstatsError, say

_FLAGS = frozenset({"--no-cache"})
_WITH_VALUE = frozenset({"--cache", "--jobs"})


def cache_folder(folder: Path | None, off: bool, language: str) -> Path | None:
    """The folder in which results are kept: the named one, the user's own, or none if `off`.

    A named folder that takes nothing is told of once; what it holds is used all the same.
    """
    if off:
        if folder is not None:
            raise HcstatsError(say("--cache and --no-cache exclude each other; give one."))
        return None
    from hcstats.cache import default_folder, usable  # noqa: PLC0415  (not for `--help`)

    place = folder or default_folder()
    error = usable(place, private=folder is None)
    if error is not None and folder is not None:
        from hcstats.saving import reason  # noqa: PLC0415

        message = say(
            "Nothing can be kept in '{path}' ({reason}); the run goes on without.",
            path=folder,
            reason=reason(error),
        )
        sys.stderr.write(f"{render(message, language)}\n")
    return place


def command_line(arguments: Sequence[str]) -> str:
    """The command as outputs record it: without the options that change nothing in them."""
    kept = ["hcstats"]
    given = iter(arguments)
    for one in given:
        if one in _WITH_VALUE:
            next(given, None)
        elif one not in _FLAGS and one.partition("=")[0] not in _WITH_VALUE:
            kept.append(one)
    return shlex.join(kept)
