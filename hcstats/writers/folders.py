"""Folders to write to: made if they are not there, and never among those that are searched."""

from __future__ import annotations

import glob
import os
from collections.abc import Sequence
from itertools import takewhile
from pathlib import Path

from hcstats.model import HcstatsError, say
from hcstats.saving import check_target


def check_folder(folder: Path) -> None:
    """Raise HcstatsError before any work is done if the folder can never be made."""
    if os.path.lexists(folder) and not folder.is_dir():
        raise HcstatsError(say("'{path}' is not a folder.", path=folder))
    if not Path(os.path.realpath(folder)).parent.is_dir():
        raise HcstatsError(say("There is no folder '{path}'.", path=folder.parent))
    check_target((folder if folder.is_dir() else folder.parent) / "-")


def searching(folder: Path, paths: Sequence[str]) -> str:
    """The first of the given paths that is searched through the folder; empty if none is.

    What is written there would be taken for a submission the next time.
    """
    target = Path(os.path.realpath(folder))
    for given in paths:
        searched = Path(os.path.realpath(_searched(given)))
        if searched.is_dir() and (target == searched or searched in target.parents):
            return given
    return ""


def _searched(given: str) -> Path:
    """The folder that a path searches: itself, or of a glob the part before its first sign."""
    path = Path(given)
    if os.path.lexists(path) or not glob.has_magic(given):
        return path
    plain = takewhile(lambda part: not glob.has_magic(part), path.parts)
    return Path(*plain)
