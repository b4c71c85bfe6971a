"""What the board says of a unit or a file, in a few words each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath

from hcstats.catalogue import KINDS
from hcstats.model import Message, Problem, Severity, say

UNREAD = frozenset(
    {
        "file.unreadable",
        "file.truncated",
        "file.encrypted",
        "file.empty",
        "file.foreign",
        "file.disguised",
        "form.unknown",
    }
)
"""Why a file gave no submission."""
_SAID = frozenset({"A2.edition", "A2.period", "A2.twice", "A2.again", "A2.covered"})
"""Errors that have words of their own."""


def remarks_of(
    files: Sequence[str], problems: Sequence[Problem], days_late: int
) -> tuple[Message, ...]:
    """What is to be known of a row, the gravest first."""
    return tuple(dict.fromkeys(_remarks(files, problems, days_late)))


def _remarks(
    files: Sequence[str], problems: Sequence[Problem], days_late: int
) -> Iterator[Message]:
    rules = {one.rule for one in problems}
    yield from (KINDS[one.rule].meaning for one in problems if one.rule in UNREAD)
    for one in problems:
        if one.rule in ("unit.unknown", "unit.missing", "A2.covered"):
            yield one.message
        elif one.rule == "A2.edition":
            yield say("on {form}", form=one.found)
        elif one.rule == "A2.period":
            yield say("for {period}", period=one.found)
        elif one.rule == "A2.stale":
            yield say("the same figures as {place}", place=_short(one.found))
    if rules & {"A2.twice", "A2.again"}:
        yield _twice(files, "A2.twice" in rules)
    yield from _broken(problems)
    for one in problems:
        if one.rule == "A2.copy":
            yield say("the same figures as {place}", place=_short(one.found))
    if days_late:
        yield say("{days} days late", days=days_late)


def _twice(files: Sequence[str], differ: bool) -> Message:
    names = tuple(PurePosixPath(file).name for file in files)
    if differ:
        return say("different figures: {files}", files=names)
    return say("the same figures: {files}", files=names)


def _broken(problems: Sequence[Problem]) -> Iterator[Message]:
    """Which rules a submission breaks, each once."""
    broken = dict.fromkeys(
        one.rule
        for one in problems
        if one.severity is Severity.ERROR
        and one.rule not in _SAID | UNREAD
        and one.rule not in ("unit.unknown", "unit.missing", "A2.copy", "A2.stale")
    )
    if broken:
        yield say("errors: {rules}", rules=tuple(broken))


def _short(place: str) -> str:
    """A place without its folders."""
    file, bracket, cell = place.partition("[")
    return PurePosixPath(file).name + bracket + cell
