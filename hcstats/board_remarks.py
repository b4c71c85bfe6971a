"""What the board says of a unit or a file, in a few words each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath

from hcstats.catalogue import KINDS
from hcstats.model import Message, Problem, say

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
_WORDED = (
    *sorted(UNREAD),
    "unit.unknown",
    "unit.missing",
    "A2.covered",
    "A2.edition",
    "A2.period",
    "A2.stale",
    "A2.twice",
    "A2.again",
    "A2.copy",
)
"""Problems that have words of their own on the board, the gravest first; others have a place."""
_RANK = {rule: place for place, rule in enumerate(_WORDED)}
_CELLS = 2
"""Places of errors that a remark names; it counts the others."""


def remarks_of(
    problems: Sequence[Problem], cells: Sequence[str], days_late: int
) -> tuple[Message, ...]:
    """What is to be known of a row, the gravest first; `cells` are the places of its errors."""
    return tuple(dict.fromkeys(_remarks(problems, cells, days_late)))


def _remarks(
    problems: Sequence[Problem], cells: Sequence[str], days_late: int
) -> Iterator[Message]:
    ranked = sorted(problems, key=lambda one: _RANK.get(one.rule, len(_RANK)))
    yield from (_of_problem(one) for one in ranked if one.rule in _RANK)
    if cells:
        yield say("see {cells}", cells=_few(cells))
    if days_late:
        yield say("{days} days late", days=days_late)


def _of_problem(one: Problem) -> Message:
    """What a problem with words of its own says on the board."""
    if one.rule in UNREAD:
        return KINDS[one.rule].meaning
    if one.rule == "A2.edition":
        return say("on the form of {edition}", edition=_edition(one))
    if one.rule == "A2.period":
        return say("for {period}", period=one.found)
    if one.rule in ("A2.stale", "A2.copy"):
        return say("the same figures as {place}", place=_short(one.found))
    if one.rule == "A2.twice":
        return say("the figures differ")
    if one.rule == "A2.again":
        return say("with the same figures")
    return one.message


def _edition(one: Problem) -> str:
    """The year of the edition found; the whole id where it is of another form altogether."""
    form, _, edition = one.found.partition("/")
    family, slash, _ = one.expected.partition("/")
    return one.found if slash and family != form else edition


def _few(cells: Sequence[str]) -> Message:
    shown = tuple(cells[:_CELLS])
    if len(cells) > _CELLS:
        return say("{cells} and {count} more", cells=shown, count=len(cells) - _CELLS)
    return say("{cells}", cells=shown)


def _short(place: str) -> str:
    """A place without its folders."""
    file, bracket, cell = place.partition("[")
    return PurePosixPath(file).name + bracket + cell
