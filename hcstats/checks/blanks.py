"""Blanks: those in a filled table add nothing and are counted; a table all blank is asked about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from hcstats.catalogue import KINDS
from hcstats.checks.sums import gathered
from hcstats.checks.values import placed
from hcstats.forms.definition import Form
from hcstats.model import Label, Message, Place, Problem, Submission, say

if TYPE_CHECKING:
    from hcstats.checks.sums import Flags

_REMEMBERED = 1024
"""Sentences that are kept."""


class Blank(NamedTuple):
    """A remark on blank cells: its rule, its words, and the place of the first among the figures.

    `said` is what the problem gives as its figures.
    """

    rule: str
    message: Message
    place: int
    said: str


class Blanks:
    """The remarks on blank cells of submissions whose figures have these keys."""

    def __init__(self, form: Form, keys: Sequence[str]) -> None:
        tables = [(label, places) for label, places in _tables(form, keys) if places]
        self._labels = [label for label, _ in tables]
        self._places = [places for _, places in tables]
        self._gathered = gathered(self._places)

    def of(self, blank: Flags) -> list[tuple[Blank, ...]]:
        """An info for the blanks in filled tables, a warning for tables left entirely blank.

        `blank` tells for each figure and submission whether it is one. Either remark stands at
        the first cell that it speaks of.
        """
        import numpy as np  # noqa: PLC0415

        found: list[tuple[Blank, ...]] = [()] * blank.shape[1]
        numbers: list[int] = np.nonzero(blank.any(axis=0))[0].tolist()
        if numbers:
            own = blank[:, numbers]
            parts = own[self._gathered.places]
            counts = np.add.reduceat(parts, self._gathered.starts, axis=0, dtype=np.int32)
            for number, count, flags in zip(
                numbers, counts.T.tolist(), np.ascontiguousarray(own.T), strict=True
            ):
                found[number] = tuple(self._remarks(count, flags.tobytes()))
        return found

    def _remarks(self, counts: Sequence[int], blank: bytes) -> Iterator[Blank]:
        """The remarks on a submission of so many blanks a table; `blank` has a byte a figure."""
        empty = [at for at, own in enumerate(counts) if own == len(self._places[at])]
        filled = [at for at, own in enumerate(counts) if own and at not in empty]
        if empty:
            message, said = _of_empty(tuple(self._labels[at] for at in empty))
            yield Blank("table.blank", message, self._places[empty[0]][0], said)
        if filled:
            total = sum(counts[at] for at in filled)
            message = _of_filled(total, tuple(self._labels[at] for at in filled))
            first = next(place for place in self._places[filled[0]] if blank[place])
            yield Blank("number.blank", message, first, "")


def _tables(form: Form, keys: Sequence[str]) -> list[tuple[Label, list[int]]]:
    """The places of each table's figures, in the form's order, under the table's label.

    The tables of a form that prints them as one list are one table here.
    """
    if all(table.layout == "list" for table in form.tables):
        return [(Label(form.title, form.gloss), list(range(len(keys))))]
    places: dict[str, list[int]] = {table.code: [] for table in form.tables}
    for place, key in enumerate(keys):
        places[form.items[key].table].append(place)
    return [(Label(table.label, table.gloss), places[table.code]) for table in form.tables]


@lru_cache(maxsize=_REMEMBERED)
def _of_empty(tables: tuple[Label, ...]) -> tuple[Message, str]:
    message = say(
        "Left entirely blank: {tables}. If there was nothing to report, write 0.", tables=tables
    )
    return message, "; ".join(label.text for label in tables)


@lru_cache(maxsize=_REMEMBERED)
def _of_filled(count: int, tables: tuple[Label, ...]) -> Message:
    return say(
        "Blank cells add nothing to any total: {count} in {tables}.", count=count, tables=tables
    )


def blank_problems(submission: Submission, blanks: Iterable[Blank]) -> Iterator[Problem]:
    """The remarks at their places in a submission."""
    for one in blanks:
        key, sheet, cell = placed(submission.figures, one.place)
        yield Problem(
            one.rule,
            KINDS[one.rule].severity,
            one.message,
            Place(submission.file, sheet, cell),
            submission.unit_code,
            submission.unit,
            submission.period,
            key,
            figures=one.said,
        )
