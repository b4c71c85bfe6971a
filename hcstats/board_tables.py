"""What is shown of the board: a narrow table to read, and all that is known for other programs."""

from __future__ import annotations

from pathlib import PurePosixPath

from hcstats.model import (
    Board,
    BoardRow,
    Column,
    DateSource,
    Message,
    State,
    Table,
    TableValue,
    Text,
    say,
)

STATE_NAMES: dict[State, Message] = {
    State.MISSING: say("missing"),
    State.UNKNOWN_UNIT: say("unit unknown"),
    State.UNREADABLE: say("cannot be read"),
    State.WRONG_EDITION: say("wrong edition"),
    State.LAST_YEAR_AGAIN: say("last year's again"),
    State.WRONG_PERIOD: say("wrong year"),
    State.TWICE: say("sent twice"),
    State.COVERED: say("in its superior's"),
    State.FAULTY: say("with errors"),
    State.SAME_AS_OTHER: say("same as another's"),
    State.NOT_EXPECTED: say("not expected"),
    State.LATE: say("late"),
    State.ZERO_REPORT: say("zero report"),
    State.REPORTED: say("reported"),
}
SOURCE_NAMES: dict[DateSource, Text] = {
    DateSource.LIST: "received.csv",
    DateSource.FILE: say("date of the file"),
}


def joined(parts: tuple[Message, ...]) -> Text:
    """Messages one after the other, in the punctuation of the language."""
    if len(parts) < 2:
        return parts[0] if parts else ""
    return say("{first}; {rest}", first=parts[0], rest=joined(parts[1:]))


def summary(board: Board) -> Message:
    """The board in one sentence; its parts add up to the units expected."""
    counts = board.counts
    shown = tuple(
        say("{state} {count}", state=STATE_NAMES[state], count=counts[state])
        for state in State
        if counts[state] and state not in (State.REPORTED, State.MISSING)
    )
    values = {"expected": len(board.expected), "reported": board.reported, "states": shown}
    if not board.registered:
        if not shown:
            return say("{reported} units reported.", reported=board.reported)
        return say("{reported} units reported; {states}.", reported=board.reported, states=shown)
    values |= {"missing": counts[State.MISSING], "again": board.again}
    if not shown:
        return say(
            "Of {expected} units: {reported} reported, {missing} missing, {again} to report again.",
            **values,
        )
    return say(
        "Of {expected} units: {reported} reported, {missing} missing, {again} to report again; "
        "{states}.",
        **values,
    )


def board_notes(board: Board) -> tuple[Text, ...]:
    """What the table alone does not say."""
    notes: list[Text] = []
    others = [row for row in board.rows if not row.expected]
    units = sum(bool(row.unit.name) for row in others)
    if board.registered and units:
        notes.append(say("Units that were not expected: {count}.", count=units))
    if len(others) > units:
        files = len(others) - units
        notes.append(say("Files whose unit is unknown: {count}.", count=files))
    if board.deadline is not None:
        notes.append(say("Deadline: {date}.", date=board.deadline.isoformat()))
    if any(row.received and row.received.source is DateSource.FILE for row in board.rows):
        notes.append(
            say(
                "* no entry in received.csv: the day on which the file was last changed, "
                "which is not always the day on which it came."
            )
        )
    if board.undated:
        notes.append(
            say("received.csv names files that are not there: {files}.", files=board.undated)
        )
    if board.left_out:
        names = tuple(PurePosixPath(file).name for file in board.left_out)
        notes.append(say("Left out, as no submissions by their names: {files}.", files=names))
    if not board.registered:
        notes.append(
            say("No list of units was given (units.csv), so nobody can be missed as missing.")
        )
    return tuple(notes)


def title(board: Board) -> Text:
    """Whose board of which year it is."""
    front = " ".join(part for part in (board.authority, board.period) if part)
    return say("{front} Who has reported", front=front) if front else say("Who has reported")


def reading_table(board: Board) -> Table:
    """The board in six columns, narrow enough for a terminal."""
    columns = (
        Column(say("Unit")),
        Column(say("State"), "state"),
        Column(say("errors"), "number"),
        Column(say("warnings"), "number"),
        Column(say("Received")),
        Column(say("Remarks")),
    )
    rows: tuple[tuple[TableValue, ...], ...] = tuple(
        (
            row.unit.name or PurePosixPath(row.files[0]).name,
            states(row),
            row.errors if row.files else None,
            row.warnings if row.files else None,
            _marked(row),
            joined(row.remarks),
        )
        for row in board.rows
    )
    notes = (summary(board), *board_notes(board))
    severities = tuple(row.severity for row in board.rows)
    return Table("board", title(board), columns, rows, notes=notes, severities=severities)


def states(row: BoardRow) -> Text:
    """The states by name; that somebody reported goes without saying beside any other."""
    shown = row.states
    if len(shown) > 1:
        shown = tuple(state for state in shown if state is not State.REPORTED)
    return say("{states}", states=tuple(STATE_NAMES[state] for state in shown))


def _marked(row: BoardRow) -> str:
    if row.received is None:
        return ""
    mark = "*" if row.received.source is DateSource.FILE else ""
    return row.received.day.isoformat() + mark


def full_table(board: Board) -> Table:
    """The board with codes, files and the source of each date, for a workbook."""
    columns = (
        Column(say("Code")),
        Column(say("Unit")),
        Column(say("State"), "state"),
        Column(say("errors"), "number"),
        Column(say("warnings"), "number"),
        Column(say("Received")),
        Column(say("Date from")),
        Column(say("Days late"), "number"),
        Column(say("Remarks")),
        Column(say("Files")),
    )
    rows: tuple[tuple[TableValue, ...], ...] = tuple(
        (
            row.unit.code,
            row.unit.name,
            states(row),
            row.errors if row.files else None,
            row.warnings if row.files else None,
            row.received.day.isoformat() if row.received else "",
            SOURCE_NAMES[row.received.source] if row.received else "",
            row.days_late or None,
            joined(row.remarks),
            say("{files}", files=row.files),
        )
        for row in board.rows
    )
    notes = (summary(board), *board_notes(board))
    severities = tuple(row.severity for row in board.rows)
    return Table(say("Status"), title(board), columns, rows, notes=notes, severities=severities)


BOARD_FIELDS = (
    "unit_code",
    "unit",
    "expected",
    "state",
    "states",
    "errors",
    "warnings",
    "received",
    "received_source",
    "days_late",
    "files",
    "twins",
    "cells",
    "remarks",
)
"""The fields of a row for other programs, in this order; the states are those of `State`."""


def board_record(row: BoardRow) -> dict[str, object]:
    """One row in the fields of the interface; the remarks are messages still."""
    values = (
        row.unit.code,
        row.unit.name,
        row.expected,
        row.state.value,
        [state.value for state in row.states],
        row.errors,
        row.warnings,
        row.received.day.isoformat() if row.received else None,
        row.received.source.value if row.received else None,
        row.days_late,
        list(row.files),
        list(row.twins),
        list(row.cells),
        list(row.remarks),
    )
    return dict(zip(BOARD_FIELDS, values, strict=True))
