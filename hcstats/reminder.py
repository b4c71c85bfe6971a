"""The reminder: a text for a chat message, to those who have not reported or have to correct."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import PurePosixPath

from hcstats.board_tables import joined
from hcstats.model import Board, BoardRow, Message, Severity, State, Text, say

_CELLS = 3
"""Places of errors that the reminder names; it says how many there are."""


_TOLD = ("see {cells}", "{days} days late", "the figures differ", "with the same figures")
"""Remarks of the board that the reminder says in a way of its own, or not at all."""


def reminder(board: Board) -> tuple[Text, ...]:
    """The lines of the message; an empty one stands between its parts."""
    missing = [row for row in board.rows if row.state is State.MISSING]
    wrong = [row for row in board.rows if row.unit.name and _to_correct(row)]
    doubtful = [row for row in board.rows if row not in wrong and _doubtful(row)]
    if not (missing or wrong or doubtful):
        return (say("All units have reported, and nothing is to be corrected."),)
    lines: list[Text] = [_salutation(board), *_deadline(board.deadline)]
    if missing:
        lines += ["", say("Not yet received ({count}):", count=len(missing))]
        lines += _numbered([say("{unit}", unit=row.unit.name) for row in missing])
    if wrong:
        lines += ["", say("To be corrected and sent again ({count}):", count=len(wrong))]
        lines += _numbered([_wrong(row, board) for row in wrong])
    if doubtful:
        lines += ["", say("To be checked and confirmed ({count}):", count=len(doubtful))]
        lines += _numbered([_about(row, list(row.remarks)) for row in doubtful])
    return (*lines, "", say("Thank you for your support."))


def _salutation(board: Board) -> Message:
    if board.period:
        return say(
            "To all units: this is how the statistics of government information disclosure for "
            "{period} stand.",
            period=board.period,
        )
    return say(
        "To all units: this is how the statistics of government information disclosure stand."
    )


def _deadline(deadline: date | None) -> Iterator[Message]:
    if deadline is None:
        yield say("Please send what is still open as soon as you can.")
    else:
        yield say(
            "The deadline is {year}-{month:0>2}-{day:0>2}; please send what is still open as soon "
            "as you can.",
            year=deadline.year,
            month=deadline.month,
            day=deadline.day,
        )


def _to_correct(row: BoardRow) -> bool:
    """Whether a unit must send something again: a file with errors, or one that is no table."""
    return row.severity is Severity.ERROR or State.UNREADABLE in row.states


def _doubtful(row: BoardRow) -> bool:
    """Whether only the unit can say if its figures are its own and this year's."""
    return bool({State.SAME_AS_OTHER, State.LAST_YEAR_AGAIN} & set(row.states))


def _numbered(entries: list[Message]) -> list[Text]:
    return [say("{number}. {text}", number=n, text=text) for n, text in enumerate(entries, 1)]


def _wrong(row: BoardRow, board: Board) -> Message:
    """What a unit has to do, as far as the board knows."""
    said = [one for one in row.remarks if one.template not in _TOLD]
    if State.TWICE in row.states:
        names = tuple(PurePosixPath(file).name for file in row.files)
        said.append(say("sent {files}; please say which one is valid", files=names))
    if State.WRONG_EDITION in row.states and board.form:
        edition = board.form.partition("/")[2]
        said.append(say("please use the form of {edition}", edition=edition))
    if row.cells:
        cells = row.cells[:_CELLS]
        place = say("{cells}", cells=cells)
        if len(row.cells) > len(cells):
            place = say("{count} places, such as {cells}", count=len(row.cells), cells=cells)
        said.append(say("please correct {place}", place=place))
    return _about(row, said)


def _about(row: BoardRow, said: list[Message]) -> Message:
    return say("{unit}: {text}", unit=row.unit.name, text=joined(tuple(said)))
