"""Where outputs may go, said before any work is done."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from hcstats.model import HcstatsError, say
from hcstats.saving import check_target, together

__all__ = [
    "BOARD_SUFFIXES",
    "FIGURE_SUFFIXES",
    "OUTCOME_SUFFIXES",
    "check_output",
    "check_outputs",
    "suffix_of",
    "together",
]

_STEERING = frozenset({"units.csv", "aliases.csv", "received.csv"})
"""Names by which a folder's lists are found; `check` itself writes explanations.csv."""

OUTCOME_SUFFIXES = (".xlsx", ".html", ".csv", ".json", ".md")
BOARD_SUFFIXES = (".xlsx", ".csv", ".json", ".md")
FIGURE_SUFFIXES = (".csv", ".json", ".md")


def check_outputs(paths: Sequence[Path], known: tuple[str, ...]) -> None:
    """Raise HcstatsError before any work is done if an output can never be written."""
    for path in paths:
        suffix_of(path, known)
        check_output(path)


def check_output(path: Path) -> None:
    """Raise HcstatsError before any work is done if a file can never be written there."""
    if not path.parent.is_dir():
        raise HcstatsError(say("There is no folder '{path}'.", path=path.parent))
    if path.name.lower() in _STEERING:
        raise HcstatsError(
            say(
                "'{path}' would replace a file that steers the runs of its folder, or be taken "
                "for one; choose another name.",
                path=path,
            )
        )
    check_target(path)


def suffix_of(path: Path, known: tuple[str, ...]) -> str:
    """The suffix of a path in small letters; HcstatsError if it is none of the known ones."""
    suffix = path.suffix.lower()
    if suffix not in known:
        raise HcstatsError(
            say("'{path}': the suffix names the format; known are {known}.", path=path, known=known)
        )
    return suffix
