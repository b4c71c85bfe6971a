"""Blanks: those in a filled table add nothing and are counted; a table all blank is asked about."""

from __future__ import annotations

from collections.abc import Iterator

from hcstats.catalogue import problem
from hcstats.forms.definition import Form
from hcstats.model import Figure, Message, Place, Problem, Status, Submission, say


def blank_problems(submission: Submission, form: Form) -> Iterator[Problem]:
    """An info for the blanks in filled tables, a warning for tables left entirely blank.

    The tables of a form that prints them as one list are one table here.
    """
    one_list = all(table.layout == "list" for table in form.tables)
    tables: dict[str, list[Figure]] = {}
    for figure in submission.figures:
        code = "" if one_list else form.items[figure.key].table
        tables.setdefault(code, []).append(figure)
    blank_tables: list[str] = []
    blanks: list[Figure] = []
    for code, figures in tables.items():
        blank = [figure for figure in figures if figure.status is Status.BLANK]
        if len(blank) == len(figures):
            blank_tables.append(form.table(code).label if code else form.title)
        else:
            blanks += blank
    if blank_tables:
        message = say(
            "Left entirely blank: {tables}. If there was nothing to report, write 0.",
            tables=tuple(blank_tables),
        )
        yield _at(submission, submission.figures[0], "table.blank", message)
    if blanks:
        message = say(
            "{count} cells are blank in tables that were filled; they add nothing to any total.",
            count=len(blanks),
        )
        yield _at(submission, blanks[0], "number.blank", message)


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
