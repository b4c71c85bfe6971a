"""The board as a table to show, as records for other programs, and as a reminder to send."""

from __future__ import annotations

from collections.abc import Iterator

from hcstats.board import TO_CORRECT, Board, BoardRow, State
from hcstats.board_remarks import base, remark
from hcstats.model import Column, Message, Table, TableValue, say

STATES: dict[State, Message] = {
    State.MISSING: say("missing"),
    State.UNRECOGNISED: say("not recognised"),
    State.UNKNOWN_UNIT: say("unit unknown"),
    State.WRONG_EDITION: say("wrong edition"),
    State.WRONG_PERIOD: say("wrong year"),
    State.LAST_YEAR_AGAIN: say("last year's again"),
    State.SAME_AS_OTHER: say("same as another"),
    State.COVERED: say("covered by superior"),
    State.NOT_EXPECTED: say("not expected"),
    State.TWICE: say("twice"),
    State.FAULTY: say("faulty"),
    State.ZERO_REPORT: say("zero report"),
    State.LATE: say("late"),
    State.REPORTED: say("reported"),
}
RECORD_COLUMNS = (
    "unit_code",
    "unit",
    "state",
    "states",
    "errors",
    "warnings",
    "received",
    "received_from",
    "files",
    "same_as",
    "days_late",
)
"""The names of a row's fields for other programs, in this order."""


def board_table(board: Board, *, full: bool = False) -> Table:
    """The board to look at; `full` adds codes and all files, for where there is room."""
    columns = [
        *([Column(say("Code"))] if full else []),
        Column(say("Unit")),
        Column(say("State"), "state"),
        Column(say("Errors"), "number"),
        Column(say("Warnings"), "number"),
        Column(say("Received")),
        Column(say("Remark")),
        *([Column(say("Files"))] if full else []),
    ]
    rows: list[tuple[TableValue, ...]] = []
    for row in board.rows:
        sent = row.state is not State.MISSING
        code = [row.unit.code] if full else []
        rows.append(
            (
                *code,
                row.unit.name or base(row.files[0]),
                _states(row),
                row.errors if sent else None,
                row.warnings if sent else None,
                _received(row),
                remark(row),
                *(["\n".join(row.files)] if full else []),
            )
        )
    title = say("Reports for {period}", period=board.period or "?")
    severities = tuple(row.severity for row in board.rows)
    notes = tuple(_notes(board))
    return Table(
        say("Status"), title, tuple(columns), tuple(rows), notes=notes, severities=severities
    )


def _notes(board: Board) -> Iterator[Message]:
    yield summary(board)
    if any(row.received and not row.received.from_ledger for row in board.rows):
        yield say("* by the date of the file; the other dates stand in received.csv.")
    if board.deadline is not None:
        yield say("Deadline: {date}.", date=board.deadline.isoformat())
    if board.not_found:
        yield say("received.csv names what is not there: {files}.", files=board.not_found)
    if board.left_out:
        files = tuple(base(file) for file in board.left_out)
        yield say("Left out, by their names no submissions: {files}.", files=files)


def _states(row: BoardRow) -> Message:
    """All states of a row in words."""
    return say("{states}", states=tuple(STATES[state] for state in row.states))


def _received(row: BoardRow) -> str:
    if row.received is None:
        return ""
    return row.received.when.isoformat() + ("" if row.received.from_ledger else "*")


def summary(board: Board) -> Message:
    """One line: how many are expected, and how many are in each state."""
    counted = tuple(
        say("{state} {count}", state=STATES[state], count=board.count(state))
        for state in State
        if board.count(state)
    )
    if not board.registered:
        return say(
            "{sent} units (without a list of units nobody can be missing): {states}.",
            sent=board.sent,
            states=counted,
        )
    return say(
        "{expected} expected, {sent} have sent something: {states}.",
        expected=board.expected,
        sent=board.sent,
        states=counted,
    )


def records(board: Board) -> Iterator[dict[str, str | int | bool | list[str] | None]]:
    """Each row with the stable names of its fields and states."""
    for row in board.rows:
        first = row.received
        yield {
            "unit_code": row.unit.code,
            "unit": row.unit.name,
            "state": row.state.value,
            "states": [state.value for state in row.states],
            "errors": row.errors,
            "warnings": row.warnings,
            "received": first.when.isoformat() if first else None,
            "received_from": ("received.csv" if first.from_ledger else "file") if first else None,
            "files": list(row.files),
            "same_as": list(row.others),
            "days_late": row.days_late,
        }


def reminder(board: Board) -> Iterator[Message]:
    """The lines of a message to the missing and to those who have to correct something."""
    missing = [row for row in board.rows if State.MISSING in row.states]
    wrong = [row for row in board.rows if row.unit.name and TO_CORRECT & set(row.states)]
    year = board.period
    if missing and board.deadline:
        yield say(
            "These {count} units have not yet sent their statistics of government information "
            "disclosure for {year}; please send them by {deadline}:",
            count=len(missing),
            year=year,
            deadline=board.deadline.isoformat(),
        )
    elif missing:
        yield say(
            "These {count} units have not yet sent their statistics of government information "
            "disclosure for {year}; please send them as soon as you can:",
            count=len(missing),
            year=year,
        )
    for number, row in enumerate(missing, 1):
        yield say("{number}. {unit}", number=number, unit=row.unit.name)
    if wrong:
        yield say(
            "These {count} units please correct their statistics for {year} and send them again "
            "(see the return note):",
            count=len(wrong),
            year=year,
        )
    for number, row in enumerate(wrong, 1):
        states = tuple(STATES[state] for state in row.states if state in TO_CORRECT)
        yield say("{number}. {unit} ({states})", number=number, unit=row.unit.name, states=states)
    if not missing and not wrong:
        yield say("All units have reported for {year}; nobody has to be reminded.", year=year)
