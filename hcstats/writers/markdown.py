"""Tables as Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from hcstats.coverage_tables import coverage_table
from hcstats.forms.definition import Form
from hcstats.model import Outcome, Table
from hcstats.record_tables import problem_table, run_table
from hcstats.total_tables import indicator_table, summary_tables
from hcstats.writers.shown import value_text

_INDENT = "\u3000"
"""Ideographic space: Markdown keeps it, and it is as wide as a character."""


def render_outcome(outcome: Outcome, form: Form | None, language: str) -> str:
    """The whole outcome: coverage, totals, indicators, problems, the run."""
    return render_tables(outcome_tables(outcome, form), language)


def outcome_tables(outcome: Outcome, form: Form | None) -> Iterator[Table]:
    """The tables of an outcome's page, in their order."""
    yield coverage_table(outcome)
    if form is not None:
        yield from summary_tables(outcome, form)
        yield indicator_table(outcome, form)
    yield problem_table(outcome.problems)
    yield run_table(outcome)


def render_tables(tables: Iterable[Table], language: str) -> str:
    """Tables one below the other, each under its title."""
    return "\n".join(_table(table, language) for table in tables)


def _table(table: Table, language: str) -> str:
    titles = [_cell(value_text(column.title, language)) for column in table.columns]
    rules = [
        "---:" if column.format in ("number", "percent", "right") else "---"
        for column in table.columns
    ]
    lines = [f"## {_cell(value_text(table.title, language))}", "", _line(titles), _line(rules)]
    for number, row in enumerate(table.rows):
        cells = [
            _cell(value_text(value, language, column.format))
            for value, column in zip(row, table.columns, strict=True)
        ]
        level = table.levels[number] if table.levels else 0
        lines.append(_line([_INDENT * level + cells[0], *cells[1:]]))
    lines += ["", *(f"{value_text(note, language)}\n" for note in table.notes)]
    return "\n".join(lines)


def _line(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(text: str) -> str:
    """A text inside a cell: no pipe, mark-up or line break of its own takes effect."""
    for character in "\\`*_[]<>|#":
        text = text.replace(character, f"\\{character}")
    return " ".join(text.split())
