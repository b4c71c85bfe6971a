"""Headings that are not word for word: cut short, misspelt, or of the unit's own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from hcstats.forms.definition import Table
from hcstats.layout.labels import Words, begins, likeness
from hcstats.layout.records import NEAR, Band, Run
from hcstats.layout.skeleton import Skeleton
from hcstats.layout.vocabulary import CUT, OfficialColumn, Vocabulary
from hcstats.model import Position

_ALIKE = 0.6
"""Likeness from which a heading is worth a question."""


def strength_of(official: OfficialColumn, shown: Words) -> int:
    """How strongly a heading says a column, down to mere resemblance; 0 for not at all."""
    strength = official.strength(shown)
    if strength >= CUT:
        return strength
    return NEAR if likeness(shown, official.label) >= _ALIKE else 0


def strength_in_order(official: OfficialColumn, shown: Words) -> int:
    """The same where all headings of a table stand in order: a mere beginning is enough."""
    return max(strength_of(official, shown), CUT if begins(shown, official.label) else 0)


def complete(skeleton: Skeleton, vocabulary: Vocabulary, band: Band) -> Band:
    """The band with its unnamed columns placed where a missing official column explains them."""
    runs = list(band.runs)
    rest: list[Run] = []
    for stranger in _strangers(skeleton, band):
        shown = skeleton.labels[stranger.head]
        found = [
            (strength, official)
            for table in band.tables
            for official in _missing(vocabulary, table, runs, stranger)
            if (strength := strength_of(official, shown))
        ]
        strongest = max((strength for strength, _ in found), default=0)
        officials = tuple(one for strength, one in found if strength == strongest)
        if officials and len({one.table.code for one in officials}) == len(officials):
            runs.append(replace(stranger, officials=officials, strength=strongest))
            runs.sort(key=lambda run: run.first)
        else:
            rest.append(stranger)
    runs = [_unless_rivalled(skeleton, run, rest) for run in runs]
    return replace(band, runs=tuple(runs), strangers=tuple(rest))


def _unless_rivalled(skeleton: Skeleton, run: Run, rest: Sequence[Run]) -> Run:
    """The column, doubted if another one beside it resembles the same heading (本年增, 本年减)."""
    rivals = (
        strength_of(official, skeleton.labels[stranger.head])
        for stranger in rest
        for official in run.officials
    )
    return replace(run, strength=NEAR) if run.strength <= CUT and any(rivals) else run


def _strangers(skeleton: Skeleton, band: Band) -> list[Run]:
    """Columns among or right of the named ones whose heading names nothing."""
    if band.cycles > 1:
        return []
    taken = {column for run in band.runs for column in range(run.first, run.last + 1)}
    found: dict[int, Position] = {}
    for row in skeleton.rows_between(band.top, band.bottom):
        for column in skeleton.by_row.get(row, ()):
            if column > band.first_column and column not in taken:
                found[column] = (row, column)
    strangers: list[Run] = []
    for column in sorted(found):
        head = skeleton.anchor(found[column])
        if strangers and strangers[-1].head == head and strangers[-1].last == column - 1:
            strangers[-1] = replace(strangers[-1], last=column)
        else:
            strangers.append(Run(column, column, head, (), 0))
    return strangers


def _missing(
    vocabulary: Vocabulary, table: Table, runs: Sequence[Run], stranger: Run
) -> Iterable[OfficialColumn]:
    """The table's columns that no heading names, and that belong where the stranger stands."""
    named = {one.index: run.first for run in runs if (one := run.of(table.code))}
    before = max((index for index, first in named.items() if first < stranger.first), default=-1)
    after = min(
        (index for index, first in named.items() if first > stranger.first),
        default=len(table.columns),
    )
    return (
        official
        for official in vocabulary.columns
        if official.table.code == table.code and before < official.index < after
    )


def doubtful_bands(
    skeleton: Skeleton, vocabulary: Vocabulary, tables: Sequence[Table], taken: Sequence[Band]
) -> list[Band]:
    """Bands for tables whose heading is nowhere word for word: all of it cut short or misspelt.

    Every column of the table must be there, in order, side by side; the row labels below decide
    whether it is that table's heading at all.
    """
    found: list[Band] = []
    covered = {row for band in taken for row in range(band.top, band.bottom + 1)}
    # Comparing headings by resemblance is slow; without one row label it could lead to nothing.
    present = {
        (official.table.code, official.index)
        for label in skeleton.labels.values()
        for official in vocabulary.rows_of(label)
    }
    rows_of = Counter(code for code, _ in present)
    for table in tables:
        if rows_of[table.code] < min(2, len(table.rows)):
            continue
        for row in skeleton.label_rows:
            if row in covered:
                continue
            band = _doubtful_band(skeleton, vocabulary, table, row)
            if band is not None:
                found.append(band)
                covered.add(row)
                break
    return found


def _doubtful_band(
    skeleton: Skeleton, vocabulary: Vocabulary, table: Table, row: int
) -> Band | None:
    officials = [one for one in vocabulary.columns if one.table.code == table.code]
    heads = _heads(skeleton, row)
    for start in range(1, len(heads) - len(officials) + 1):
        window = heads[start : start + len(officials)]
        strengths = [
            strength_in_order(official, skeleton.labels[head.head])
            for official, head in zip(officials, window, strict=True)
        ]
        if all(strengths):
            runs = tuple(
                replace(head, officials=(official,), strength=strength)
                for head, official, strength in zip(window, officials, strengths, strict=True)
            )
            left_labels = {
                official.table.code
                for below in skeleton.label_rows
                if below > row
                for column in skeleton.by_row[below]
                if column < runs[0].first
                for official in vocabulary.rows_of(skeleton.labels[below, column])
            }
            if table.code in left_labels:
                return Band(row, row, runs, (table,))
    return None


def _heads(skeleton: Skeleton, row: int) -> list[Run]:
    """The label cells of one row, each with the columns that it spans."""
    heads: list[Run] = []
    for column in skeleton.by_row.get(row, ()):
        anchor = skeleton.anchor((row, column))
        if heads and heads[-1].head == anchor:
            heads[-1] = replace(heads[-1], last=column)
        else:
            heads.append(Run(column, column, anchor, (), 0))
    return heads
