"""What the board says of a unit or a file, in a few words each."""

from __future__ import annotations

from collections.abc import Iterator

from hcstats.board import BoardRow
from hcstats.model import Message, Problem, Severity, Text, say

_WORDS: dict[str, Message] = {
    "file.unreadable": say("damaged, or not to be opened"),
    "file.truncated": say("cut off"),
    "file.encrypted": say("with a password"),
    "file.empty": say("empty"),
    "file.foreign": say("no form by its content"),
    "file.disguised": say("not what its name says"),
    "form.unknown": say("no known form"),
    "unit.unknown": say("not in the list"),
    "unit.missing": say("names no unit"),
    "A2.covered": say("its superior covers it"),
    "A2.twice": say("with different figures"),
    "A2.again": say("with the same figures"),
}
"""Problems that have words of their own, which are always the same."""
_ORDER = (*_WORDS, "A2.edition", "A2.period", "A2.stale", "A2.copy")
"""Those, and the ones that say what was found; of other errors the place is told."""
_CELLS = 2
"""Places of errors that are named; the others are counted."""


def remark(row: BoardRow) -> Text:
    """What is to be known of a row beside its states: why, or where."""
    return _joined(tuple(dict.fromkeys(_remarks(row))))


def _joined(parts: tuple[Message, ...]) -> Text:
    if len(parts) < 2:
        return parts[0] if parts else ""
    return say("{first}; {rest}", first=parts[0], rest=_joined(parts[1:]))


def _remarks(row: BoardRow) -> Iterator[Message]:
    for rule in _ORDER:
        yield from (_in_words(one) for one in row.problems if one.rule == rule)
    errors = [one for one in row.problems if one.severity is Severity.ERROR]
    places = (_cell(one) for one in errors if one.rule not in _ORDER)
    cells = tuple(dict.fromkeys(filter(None, places)))
    if len(cells) > _CELLS:
        yield say("see {cells} and {count} more", cells=cells[:_CELLS], count=len(cells) - _CELLS)
    elif cells:
        yield say("see {cells}", cells=cells)


def _in_words(one: Problem) -> Message:
    if one.rule == "A2.edition":
        return say("on the form of {edition}", edition=_edition(one))
    if one.rule == "A2.period":
        return say("for {period}", period=one.found)
    if one.rule in ("A2.stale", "A2.copy"):
        return say("as {files}", files=tuple(base(file) for file in one.found.split("|")))
    return _WORDS[one.rule]


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
