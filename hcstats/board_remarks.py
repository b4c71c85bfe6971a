"""What the board says of a unit or a file, in a few words each."""

from __future__ import annotations

from collections.abc import Iterator

from hcstats.board import BoardRow
from hcstats.catalogue import KINDS
from hcstats.model import Message, Problem, Severity, Text, say

UNREAD = (
    "file.unreadable",
    "file.truncated",
    "file.encrypted",
    "file.empty",
    "file.foreign",
    "file.disguised",
    "form.unknown",
)
"""Why a file gives no submission."""
_WORDED = (
    *UNREAD,
    "unit.unknown",
    "unit.missing",
    "A2.edition",
    "A2.period",
    "A2.stale",
    "A2.covered",
    "A2.twice",
    "A2.again",
    "A2.copy",
)
"""Problems that have words of their own, the gravest first; of other errors the place is told."""
_CELLS = 2
"""Places of errors that are named; the others are counted."""


def remark(row: BoardRow) -> Text:
    """What is to be known of a row beside its states, the gravest first."""
    return _joined(tuple(dict.fromkeys(_remarks(row))))


def _joined(parts: tuple[Message, ...]) -> Text:
    if len(parts) < 2:
        return parts[0] if parts else ""
    return say("{first}; {rest}", first=parts[0], rest=_joined(parts[1:]))


def _remarks(row: BoardRow) -> Iterator[Message]:
    for rule in _WORDED:
        yield from (_in_words(one) for one in row.problems if one.rule == rule)
    errors = [one for one in row.problems if one.severity is Severity.ERROR]
    cells = tuple(dict.fromkeys(_cell(one) for one in errors if one.rule not in _WORDED))
    if len(cells) > _CELLS:
        yield say("see {cells} and {count} more", cells=cells[:_CELLS], count=len(cells) - _CELLS)
    elif any(cells):
        yield say("see {cells}", cells=cells)


def _in_words(one: Problem) -> Message:
    if one.rule in UNREAD:
        return KINDS[one.rule].meaning
    if one.rule == "A2.edition":
        return say("on the form of {edition}", edition=_edition(one))
    if one.rule == "A2.period":
        return say("for {period}", period=one.found)
    if one.rule in ("A2.stale", "A2.copy"):
        return say("as {files}", files=tuple(base(file) for file in one.found.split("|")))
    if one.rule == "A2.twice":
        return say("with different figures")
    if one.rule == "A2.again":
        return say("with the same figures")
    if one.rule == "A2.covered":
        return say("its superior covers it")
    return KINDS[one.rule].meaning


def _edition(one: Problem) -> str:
    """The year of the edition found; the whole id where it is of another form altogether."""
    form, _, edition = one.found.partition("/")
    expected, slash, _ = one.expected.partition("/")
    return one.found if slash and expected != form else edition


def _cell(one: Problem) -> str:
    return "!".join(part for part in (one.place.sheet, one.place.cell) if part)


def base(file: str) -> str:
    """The last part of a file's name."""
    return file.rpartition("/")[2]
