"""Header bands: the rows over a table in which its value columns are named."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from hcstats.forms.definition import Table
from hcstats.layout.headings import complete
from hcstats.layout.records import Band, Run
from hcstats.layout.skeleton import Skeleton
from hcstats.layout.vocabulary import OfficialColumn, Vocabulary
from hcstats.model import Position

_DEPTH = 4
"""Rows that a heading may take."""
_SHARE = 0.6
"""The part of a table's columns that must be named for a row to be its heading."""
Hits = dict[int, tuple[Position, tuple[OfficialColumn, ...]]]
"""For each sheet column the heading cell and the official columns that it names."""


class _Named:
    """The headings in the rows of a sheet, each row looked at once."""

    def __init__(self, skeleton: Skeleton, vocabulary: Vocabulary) -> None:
        self._skeleton = skeleton
        self._columns_of = vocabulary.columns_of
        self._rows: dict[int, Hits] = {}

    def row(self, row: int) -> Hits:
        """The heading of each column in one row."""
        found = self._rows.get(row)
        if found is None:
            labels, found = self._skeleton.labels, {}
            for column in self._skeleton.by_row.get(row, ()):
                officials = self._columns_of(labels[row, column])
                if officials:
                    found[column] = ((row, column), officials)
            self._rows[row] = found
        return found

    def within(self, rows: Sequence[int]) -> Hits:
        """The lowest heading of each column within some rows."""
        hits: Hits = {}
        for row in rows:
            hits |= self.row(row)
        return hits


def find_bands(skeleton: Skeleton, vocabulary: Vocabulary) -> list[Band]:
    """Every header band of a sheet, from the top, with the rows that it governs."""
    heads: list[tuple[int, int, Hits, tuple[Table, ...]]] = []
    rows = skeleton.label_rows
    named = _Named(skeleton, vocabulary)
    index = 0
    while index < len(rows):
        found = _best_window(skeleton, named, rows, index)
        if found is None:
            index += 1
            continue
        depth, hits, tables = found
        heads.append((rows[index], rows[index + depth - 1], hits, tables))
        index += depth
    bands = [
        band
        for top, bottom, hits, tables in heads
        for band in _split(skeleton, top, bottom, hits, tables)
    ]
    last_row = max(skeleton.rows, default=0)
    bands = _with_rows(skeleton, vocabulary, with_ends(bands, last_row))
    return with_ends([complete(skeleton, vocabulary, band) for band in bands], last_row)


def _best_window(
    skeleton: Skeleton, named: _Named, rows: Sequence[int], index: int
) -> tuple[int, Hits, tuple[Table, ...]] | None:
    """The shallowest heading from a row on that names the most columns.

    A row in which values stand is no part of a heading: 总计 names a row as well as a column.
    """
    if rows[index] in skeleton.value_rows or not named.row(rows[index]):
        return None
    best: tuple[int, Hits, tuple[Table, ...]] | None = None
    most = 0
    for depth in range(1, _DEPTH + 1):
        last = index + depth - 1
        if last >= len(rows) or rows[last] - rows[index] > 2 * _DEPTH:
            break
        between = range(rows[index], rows[last] + 1)
        if any(row in skeleton.value_rows for row in between):
            break
        if _contradicts(named, rows[index:last], rows[last]):
            break
        hits = named.within(rows[index : index + depth])
        tables = _tables_named(hits)
        count = sum(1 for _, found in hits.values() if any(one.table in tables for one in found))
        if tables and count > most:
            best, most = (depth, hits, tables), count
    return best


def _contradicts(named: _Named, above: Sequence[int], row: int) -> bool:
    """Whether a row names a column anew that the rows above it have named: the next heading."""
    before = named.within(above)
    return any(
        column in before and before[column][1] != officials
        for column, (_, officials) in named.row(row).items()
    )


def _tables_named(hits: Hits) -> tuple[Table, ...]:
    """The tables of which enough columns are named, in the form's order."""
    seen: dict[str, tuple[Table, set[int]]] = {}
    for _, officials in hits.values():
        for official in officials:
            seen.setdefault(official.table.code, (official.table, set()))[1].add(official.index)
    return tuple(
        table
        for table, indexes in seen.values()
        if len(indexes) >= min(len(table.columns), max(2, _SHARE * len(table.columns)))
    )


def _split(
    skeleton: Skeleton, top: int, bottom: int, hits: Hits, tables: tuple[Table, ...]
) -> Iterable[Band]:
    """One band for each repetition of the columns: side by side, or in one line of blocks."""
    cycles: list[list[Run]] = [[]]
    seen: set[tuple[str, int]] = set()
    for run in _runs(skeleton, hits, tables):
        names = {(one.table.code, one.index) for one in run.officials}
        if names & seen:
            cycles.append([])
            seen = set()
        seen |= names
        cycles[-1].append(run)
    left = 0
    for number, cycle in enumerate(cycles):
        yield Band(top, bottom, tuple(cycle), tables, left, 0, number, len(cycles))
        left = cycle[-1].last


def _runs(skeleton: Skeleton, hits: Hits, tables: tuple[Table, ...]) -> list[Run]:
    """Columns grouped under one heading: merged, or the same words filled into each."""
    runs: list[Run] = []
    for column in sorted(hits):
        head, officials = hits[column]
        officials = tuple(one for one in officials if one.table in tables)
        if not officials:
            continue
        anchor = skeleton.anchor(head)
        previous = runs[-1] if runs else None
        if (
            previous is not None
            and not _named_between(skeleton, head[0], previous.last, column)
            and previous.officials == officials
            and skeleton.labels[head].full == skeleton.labels[previous.head].full
        ):
            runs[-1] = Run(previous.first, column, previous.head, officials, previous.strength)
            continue
        strength = max(one.strength(skeleton.labels[head]) for one in officials)
        runs.append(Run(column, column, anchor, officials, strength))
    return runs


def _named_between(skeleton: Skeleton, row: int, first: int, last: int) -> bool:
    """Whether any label stands between two columns of a heading row."""
    return any(first < column < last for column in skeleton.by_row[row])


def with_ends(bands: Sequence[Band], last_row: int) -> list[Band]:
    """The bands with the last row of each: the row before the next heading below it."""
    ended = []
    for band in bands:
        below = [
            other.top
            for other in bands
            if other.top > band.bottom
            and other.last_column >= band.left + 1
            and other.left < band.last_column
        ]
        ended.append(replace(band, end=min(below, default=last_row + 1) - 1))
    return ended


def _with_rows(skeleton: Skeleton, vocabulary: Vocabulary, bands: list[Band]) -> list[Band]:
    """The bands under which a row of their tables stands; a word alone makes no heading."""
    kept = []
    for band in bands:
        codes = {table.code for table in band.tables}
        rows = (
            official
            for row in skeleton.rows_between(band.bottom + 1, band.end)
            for column in skeleton.by_row.get(row, ())
            if band.left < column < band.first_column
            for official, _ in vocabulary.row_candidates(skeleton.labels[row, column])
        )
        if band.cycles > 1 or any(official.table.code in codes for official in rows):
            kept.append(band)
    return kept
