"""Blanks: those in a filled table add nothing and are counted; a table all blank is asked about."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from hcstats.catalogue import problem
from hcstats.forms.definition import Form
from hcstats.model import Figure, Label, Message, Place, Problem, Status, Submission, say


def blank_problems(submission: Submission, form: Form) -> Iterator[Problem]:
    """An info for the blanks in filled tables, a warning for tables left entirely blank.

    Either stands at the first cell that it speaks of. The tables of a form that prints them as
    one list are one table here.
    """
    blank: list[tuple[Label, Sequence[Figure]]] = []
    filled: list[tuple[Label, Sequence[Figure]]] = []
    for label, figures in _by_table(submission, form):
        blanks = [figure for figure in figures if figure.status is Status.BLANK]
        if blanks:
            (blank if len(blanks) == len(figures) else filled).append((label, blanks))
    if blank:
        message = say(
            "Left entirely blank: {tables}. If there was nothing to report, write 0.",
            tables=tuple(label for label, _ in blank),
        )
        said = "; ".join(label.text for label, _ in blank)
        yield replace(_at(submission, blank[0][1][0], "table.blank", message), figures=said)
    if filled:
        message = say(
            "Blank cells add nothing to any total: {count} in {tables}.",
            count=sum(len(blanks) for _, blanks in filled),
            tables=tuple(label for label, _ in filled),
        )
        yield _at(submission, filled[0][1][0], "number.blank", message)


def _by_table(submission: Submission, form: Form) -> Iterator[tuple[Label, list[Figure]]]:
    """The figures of each table that is there, under the table's label, in the form's order."""
    if all(table.layout == "list" for table in form.tables):
        yield Label(form.title, form.gloss), list(submission.figures)
        return
    for table in form.tables:
        own = [one for one in submission.figures if form.items[one.key].table == table.code]
        yield Label(table.label, table.gloss), own


def _at(submission: Submission, figure: Figure, rule: str, message: Message) -> Problem:
    return problem(
        rule,
        message,
        Place(submission.file, figure.sheet, figure.cell),
        unit_code=submission.unit_code,
        unit=submission.unit,
        period=submission.period,
        key=figure.key,
    )
