"""Tables and problems on a terminal, readable at 80 columns; plain text when piped."""

from __future__ import annotations

import io
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TextIO

from rich.box import SIMPLE_HEAD
from rich.cells import cell_len
from rich.console import COLOR_SYSTEMS, Console
from rich.padding import Padding
from rich.table import Table as RichTable
from rich.text import Text as RichText

from hcstats.coverage_tables import coverage_table
from hcstats.forms.definition import Form
from hcstats.messages import render
from hcstats.model import Column, Label, Outcome, Severity, Table, say
from hcstats.total_tables import indicator_table, summary_tables
from hcstats.writers.shown import value_text

STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.INFO: "cyan"}
_PLAIN_WIDTH = 80
_MOST_NAMES = 30
"""Names of units in one cell; hcstats status and the sheet of coverage have them all."""
_MANY = 5
"""Number columns from which headings are narrow: the official word alone, glosses below."""


def console(stream: TextIO, target: TextIO | None = None) -> Console:
    """A console for a stream: its own width on a terminal, 80 columns and no colour in a pipe.

    `target` takes what is printed instead, still in the stream's width.
    """
    columns = os.environ.get("COLUMNS", "")
    if stream.isatty():
        width = shutil.get_terminal_size((_PLAIN_WIDTH, 24)).columns
    else:
        width = int(columns) if columns.isdigit() and int(columns) >= 40 else _PLAIN_WIDTH
    return Console(
        file=target or stream,
        width=max(width, 40),
        highlight=False,
        markup=False,
        emoji=False,
        legacy_windows=False,
        no_color=None if stream.isatty() else True,
    )


def painted(text: str, style: str, out: Console) -> str:
    """A text with the codes that a terminal shows in a style; as it is anywhere else."""
    system = out.color_system
    if not style or system is None or out.no_color:
        return text
    return out.get_style(style).render(text, color_system=COLOR_SYSTEMS[system])


def print_summary(stream: TextIO, outcome: Outcome, form: Form | None, language: str) -> None:
    """Coverage, then a table for each table of the form, then the indicators."""
    out = console(stream)
    _heading(out, outcome, form, language)
    print_tables(stream, _summary(outcome, form), language)


def _summary(outcome: Outcome, form: Form | None) -> Iterator[Table]:
    yield coverage_table(outcome, most=_MOST_NAMES)
    if form is not None:
        yield from summary_tables(outcome, form)
        yield indicator_table(outcome, form)


def _heading(out: Console, outcome: Outcome, form: Form | None, language: str) -> None:
    if form is None:
        out.print(
            render(say("No submission was recognised; there is nothing to add up."), language)
        )
        return
    parts = (outcome.authority, outcome.period, render(Label(form.title, form.gloss), language))
    out.print(RichText(" ".join(part for part in parts if part), style="bold"))
    out.print(RichText(outcome.form, style="dim"))


def print_tables(stream: TextIO, tables: Iterable[Table], language: str) -> None:
    """Tables one below the other; no label or number is cut, long ones wrap."""
    if not stream.isatty():
        # Rich pads every line to the full width; in a file that is only noise.
        padded = io.StringIO()
        _print(console(stream, padded), tables, language)
        stream.writelines(f"{line.rstrip()}\n" for line in padded.getvalue().splitlines())
    else:
        _print(console(stream), tables, language)


def _print(out: Console, tables: Iterable[Table], language: str) -> None:
    for table in tables:
        out.print()
        out.print(RichText(value_text(table.title, language), style="bold"))
        out.print(_rich(table, language, out.width))
        for note in (*_glosses(table, language), *table.notes):
            text = RichText(value_text(note, language), style="dim")
            out.print(Padding(text, (0, 0, 0, 1)))


def _narrow(table: Table) -> bool:
    return sum(column.format == "number" for column in table.columns) >= _MANY


def _glosses(table: Table, language: str) -> Iterator[str]:
    """In English, what the narrow headings mean."""
    if language == "en" and _narrow(table):
        titles = [column.title for column in table.columns if isinstance(column.title, Label)]
        yield "; ".join(f"{title.text} = {title.gloss}" for title in titles)


def _rich(table: Table, language: str, width: int) -> RichTable:
    shown = RichTable(
        box=SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False, show_edge=False, width=None
    )
    texts = [
        [
            value_text(value, language, column.format)
            for value, column in zip(row, table.columns, strict=True)
        ]
        for row in table.rows
    ]
    for place, column in enumerate(table.columns):
        _add_column(shown, table, column, [row[place] for row in texts], language, width)
    for number, row in enumerate(texts):
        level = table.levels[number] if table.levels else 0
        heading = all(value is None or value == "" for value in table.rows[number][1:])
        style = "bold" if heading and table.levels else ""
        first = Padding(RichText(row[0], style=style), (0, 0, 0, 2 * level))
        styles = _cell_styles(table, number)
        shown.add_row(first, *map(RichText, row[1:], styles[1:]))
    return shown


def _cell_styles(table: Table, row: int) -> list[str]:
    severity = table.severities[row] if table.severities else None
    emphasis = STYLES[severity] if severity else ""
    return [emphasis if column.format == "state" else "" for column in table.columns]


def _add_column(
    shown: RichTable, table: Table, column: Column, texts: list[str], language: str, width: int
) -> None:
    """A column: numbers never wrap, words do; narrow headings show the official word alone."""
    title = column.title
    narrow = _narrow(table)
    if narrow and isinstance(title, Label):
        title = title.text
    heading = value_text(title, language)
    right = column.format in ("number", "percent", "right")
    if not right:
        shown.add_column(RichText(heading), overflow="fold", ratio=None)
        return
    widest = max((cell_len(text) for text in texts), default=1)
    longest_word = max((cell_len(word) for word in heading.split()), default=1)
    room = max(widest, 6 if narrow else min(longest_word, max(8, width // 8)))
    shown.add_column(
        RichText(heading),
        justify="right",
        overflow="fold",
        min_width=widest,
        max_width=max(room, widest),
    )


@contextmanager
def progress_bar(
    stream: TextIO, after: float, clock: Callable[[], float]
) -> Iterator[Callable[[int, int], None]]:
    """A bar on a terminal that appears only once the work has taken `after` seconds."""
    from rich.progress import (  # noqa: PLC0415  (not where nobody watches)
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
    )

    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        console=console(stream),
        transient=True,
    )
    task = bar.add_task("hcstats")
    start = clock()

    def show(done: int, total: int) -> None:
        if not bar.live.is_started and clock() - start > after:
            bar.start()
        bar.update(task, completed=done, total=total)

    try:
        yield show
    finally:
        bar.stop()
