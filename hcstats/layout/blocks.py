"""A table printed in one line: the same columns once a block, the blocks side by side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from hcstats.layout.records import NEAR, Band, Claim, Finding, Plan
from hcstats.layout.skeleton import Skeleton
from hcstats.layout.vocabulary import BASE, OfficialRow, Vocabulary
from hcstats.model import say

_HEAD_ROWS = 3
"""Rows above the column heads in which a block's head may stand."""
NUMBERING = frozenset({"栏次", "列次", "序号", "行次", "甲"})


def plan_blocks(skeleton: Skeleton, vocabulary: Vocabulary, band: Band) -> Plan:
    """The plan of one block: its row of the form, and the line of figures under its columns."""
    official, sure = _block_row(skeleton, vocabulary, band)
    if official is None:
        return Plan()
    lines = _figure_lines(skeleton, band)
    certain = sure and len(lines) == 1
    claims = tuple(
        Claim(
            vocabulary.key(official, column),
            tuple((lines[0], place) for place in range(run.first, run.last + 1)),
            min(BASE if certain else NEAR, run.strength),
        )
        for run in band.runs
        if (column := run.of(official.table.code))
    )
    declared = frozenset(
        position
        for position in skeleton.occupied
        if position[0] in lines[1:] or _is_numbering(skeleton, position[0])
    )
    return Plan(claims, declared, tuple(_doubts(band, official, sure, lines)))


def _doubts(
    band: Band, official: OfficialRow, sure: bool, lines: Sequence[int]
) -> Iterator[Finding]:
    """Why a block is not read, if it is not."""
    if not sure:
        message = say(
            "Nothing says which block this is, and it is not in its usual place; "
            "write the block's head ('{label}') above its columns.",
            label=official.row.label,
        )
        yield Finding("label.near", message, band.runs[0].head)
    if len(lines) > 1 and band.cycle == 0:
        message = say("Two lines of figures stand under these columns; leave only the right one.")
        yield Finding("label.twice", message, (lines[1], band.first_column))


def _block_row(
    skeleton: Skeleton, vocabulary: Vocabulary, band: Band
) -> tuple[OfficialRow | None, bool]:
    """The row of the form that a block is: by its head, else by its place among all blocks."""
    table = band.tables[0]
    rows = [official for official in vocabulary.rows if official.table is table]
    above = [row for row in skeleton.rows if row <= band.bottom][-_HEAD_ROWS - 1 :]
    for row in reversed(above):
        for column in range(band.first_column, band.last_column + 1):
            shown = skeleton.labels.get((row, column))
            if shown is None:
                continue
            for official in rows:
                if official.strength(shown) >= BASE:
                    return official, True
    if band.cycles == len(rows):
        return rows[band.cycle], True
    return (rows[band.cycle] if band.cycle < len(rows) else None), False


def _figure_lines(skeleton: Skeleton, band: Band) -> list[int]:
    """The sheet rows that hold the figures: normally one; the first below the heads if blank."""
    columns = range(band.first_column, band.last_column + 1)
    lines: list[int] = []
    for row in skeleton.rows_between(band.bottom + 1, band.end):
        if _is_numbering(skeleton, row):
            continue
        if any((row, column) in skeleton.occupied for column in columns):
            lines.append(row)
        else:
            break
    return lines or [band.bottom + 1]


def _is_numbering(skeleton: Skeleton, row: int) -> bool:
    """Whether a row only numbers the columns (栏次 1 2 3 …), by the word that says so."""
    columns = skeleton.by_row.get(row, ())
    return bool(columns) and skeleton.labels[row, columns[0]].base in NUMBERING
