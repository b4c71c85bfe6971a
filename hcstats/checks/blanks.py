"""Blanks: those in a filled table add nothing and are counted; a table all blank is asked about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from hcstats.catalogue import problem
from hcstats.forms.definition import Form
from hcstats.model import Label, Message, Place, Problem, Submission, say


class Blank(NamedTuple):
    """A remark on blank cells: its rule, its words, and the place of the first among the figures.

    `said` is what the problem gives as its figures.
    """

    rule: str
    message: Message
    place: int
    said: str


Blocks = Sequence[tuple[Label, Sequence[int]]]
"""The figures of each table by their places, under the table's label."""


def blocks(form: Form, keys: Sequence[str]) -> Blocks:
    """The figures of each table that is there, in the form's order.

    The tables of a form that prints them as one list are one table here.
    """
    if all(table.layout == "list" for table in form.tables):
        return [(Label(form.title, form.gloss), range(len(keys)))]
    places: dict[str, list[int]] = {table.code: [] for table in form.tables}
    for place, key in enumerate(keys):
        places[form.items[key].table].append(place)
    return [(Label(table.label, table.gloss), places[table.code]) for table in form.tables]


def blanks_of(parts: Blocks, blank: Sequence[object]) -> Iterator[Blank]:
    """An info for the blanks in filled tables, a warning for tables left entirely blank.

    `blank` tells for each figure whether it is one. Either remark stands at the first cell that
    it speaks of.
    """
    empty: list[tuple[Label, Sequence[int]]] = []
    filled: list[tuple[Label, Sequence[int]]] = []
    for label, places in parts:
        blanks = [place for place in places if blank[place]]
        if blanks:
            (empty if len(blanks) == len(places) else filled).append((label, blanks))
    if empty:
        message = say(
            "Left entirely blank: {tables}. If there was nothing to report, write 0.",
            tables=tuple(label for label, _ in empty),
        )
        said = "; ".join(label.text for label, _ in empty)
        yield Blank("table.blank", message, empty[0][1][0], said)
    if filled:
        message = say(
            "Blank cells add nothing to any total: {count} in {tables}.",
            count=sum(len(blanks) for _, blanks in filled),
            tables=tuple(label for label, _ in filled),
        )
        yield Blank("number.blank", message, filled[0][1][0], "")


def blank_problems(submission: Submission, blanks: Iterable[Blank]) -> Iterator[Problem]:
    """The remarks at their places in a submission."""
    for one in blanks:
        figure = submission.figures[one.place]
        found = problem(
            one.rule,
            one.message,
            Place(submission.file, figure.sheet, figure.cell),
            unit_code=submission.unit_code,
            unit=submission.unit,
            period=submission.period,
            key=figure.key,
        )
        yield replace(found, figures=one.said)
