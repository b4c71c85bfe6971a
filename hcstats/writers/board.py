"""The board of a collection in every format, and the reminder that goes with it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TextIO

from hcstats.board_tables import BOARD_FIELDS, board_record, reading_table
from hcstats.messages import render
from hcstats.model import Board, Message, Outcome, State, Text
from hcstats.reminder import reminder
from hcstats.writers import delimited, markdown, structured
from hcstats.writers.shown import clean, inert


def print_board(
    stream: TextIO, board: Board, outcome: Outcome, format_: str, language: str
) -> None:
    """The board as a table, JSON, CSV or Markdown."""
    if format_ == "table":
        from hcstats.writers.terminal import print_tables  # noqa: PLC0415  (rich)

        print_tables(stream, [reading_table(board)], language)
    else:
        stream.write(render_board(board, outcome, format_, language))


def render_board(board: Board, outcome: Outcome, format_: str, language: str) -> str:
    """The board as text in one of the formats json, csv, markdown."""
    if format_ == "json":
        return _json(board, outcome, language)
    if format_ == "csv":
        return _csv(board, language)
    return markdown.render_tables([reading_table(board)], language)


def render_reminder(board: Board, language: str) -> str:
    """The reminder as plain text."""
    return "".join(f"{_line(line, language)}\n" for line in reminder(board))


def _line(text: Text, language: str) -> str:
    return " ".join(clean(render(text, language)).split("\n"))


def _json(board: Board, outcome: Outcome, language: str) -> str:
    """The counts of the expected units by state, then one object a unit or file."""
    counts = board.counts
    return structured.written(
        {
            "form": board.form,
            "period": board.period,
            "authority": board.authority,
            "deadline": board.deadline.isoformat() if board.deadline else None,
            "registered": board.registered,
            "summary": {
                "expected": len(board.expected),
                "to_report_again": board.again,
                **{state.value: counts[state] for state in State},
            },
            "board": [
                {name: _plain(value, language) for name, value in board_record(row).items()}
                for row in board.rows
            ],
            "left_out": _plain(list(board.left_out), language),
            "not_found": _plain(list(board.undated), language),
            "run": structured.run_record(outcome),
        }
    )


def _plain(value: object, language: str) -> object:
    """A field of the board with its texts in the language."""
    if isinstance(value, list):
        return [_plain(part, language) for part in value]
    return clean(render(value, language)) if isinstance(value, str | Message) else value


def _csv(board: Board, language: str) -> str:
    """One row a unit or file; several values in a field are joined by `|`."""
    rows: list[Sequence[str]] = [BOARD_FIELDS]
    for row in board.rows:
        rows.append([_field(value, language) for value in board_record(row).values()])
    return delimited.written(rows)


def _field(value: object, language: str) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    parts = value if isinstance(value, list) else [value]
    return inert(clean("|".join(render(part, language) for part in parts)))
