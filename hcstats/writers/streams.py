"""What goes to standard output, by the format that was asked for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, TextIO

from hcstats.board import Board
from hcstats.board_tables import board_table
from hcstats.figure_tables import figure_table, figure_tables
from hcstats.forms.definition import Form
from hcstats.model import Outcome, Problem, Table
from hcstats.record_tables import problem_table
from hcstats.writers import delimited, markdown, structured

if TYPE_CHECKING:
    from hcstats.trace import IndicatorTrace, Trace


def print_outcome(
    stream: TextIO, outcome: Outcome, form: Form | None, format_: str, language: str
) -> None:
    """The outcome as summary tables, JSON, CSV of totals, or Markdown."""
    if format_ == "json":
        stream.writelines(structured.render_outcome(outcome, form, language))
    elif format_ == "csv":
        stream.write(delimited.render_totals(outcome, form, language))
    elif format_ == "markdown":
        stream.write(markdown.render_outcome(outcome, form, language))
    else:
        from hcstats.writers.terminal import print_summary  # noqa: PLC0415  (rich)

        print_summary(stream, outcome, form, language)


def print_check(stream: TextIO, outcome: Outcome, format_: str, language: str) -> None:
    """The problems as JSON, CSV or Markdown."""
    if format_ == "json":
        stream.write(structured.render_check(outcome, language))
    elif format_ == "csv":
        stream.write(delimited.render_problems(outcome.problems, language))
    else:
        stream.write(markdown.render_tables([problem_table(outcome.problems)], language))


def print_board(
    stream: TextIO, board: Board, outcome: Outcome, format_: str, language: str
) -> None:
    """The board of a collection."""
    if format_ == "json":
        stream.write(structured.render_board(board, outcome))
    elif format_ == "csv":
        stream.write(delimited.render_board(board))
    else:
        print_tables(stream, [board_table(board)], format_, language)


def print_figures(stream: TextIO, outcome: Outcome, format_: str, language: str) -> None:
    """Every figure, one row a cell."""
    if format_ == "json":
        stream.writelines(structured.render_figures(outcome.figures))
    elif format_ == "csv":
        stream.writelines(delimited.render_figures(outcome.figures))
    elif format_ == "markdown":
        stream.write(markdown.render_tables([figure_table(outcome.figures)], language))
    else:
        print_tables(stream, figure_tables(outcome.figures), format_, language)


def print_problems(stream: TextIO, outcome: Outcome, language: str, *, everything: bool) -> None:
    """The problems one a line, and the verdict."""
    from hcstats.writers import problem_lines  # noqa: PLC0415  (rich)

    problem_lines.print_problems(stream, outcome, language, everything=everything)


def print_records(
    stream: TextIO, records: Iterable[Mapping[str, object]], outcome: Outcome, language: str
) -> None:
    """Records of stable names as JSON, with the run that they come from."""
    stream.write(structured.render_records(records, outcome, language))


def print_some_problems(
    stream: TextIO, outcome: Outcome, problems: Iterable[Problem], language: str
) -> None:
    """Some of the problems one a line, and the verdict on all."""
    from hcstats.writers import problem_lines  # noqa: PLC0415  (rich)

    problem_lines.print_some_problems(stream, outcome, problems, language)


def print_trace(
    stream: TextIO,
    traced: Trace | IndicatorTrace,
    tables: Sequence[Table],
    outcome: Outcome,
    format_: str,
    language: str,
) -> None:
    """A trace as JSON, CSV of its contributions, or its tables."""
    from hcstats.writers import traces  # noqa: PLC0415  (only here are traces shown)

    if format_ == "json":
        stream.write(traces.render_json(traced, outcome, language))
    elif format_ == "csv":
        stream.write(traces.render_csv(traced, language))
    else:
        print_tables(stream, tables, format_, language)


def print_tables(stream: TextIO, tables: Iterable[Table], format_: str, language: str) -> None:
    """Tables in any of the formats."""
    if format_ == "json":
        stream.write(structured.render_tables(tables, language))
    elif format_ == "csv":
        stream.write(delimited.render_tables(tables, language))
    elif format_ == "markdown":
        stream.write(markdown.render_tables(tables, language))
    else:
        from hcstats.writers import terminal  # noqa: PLC0415  (rich)

        terminal.print_tables(stream, tables, language)
