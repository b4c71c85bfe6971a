"""Rows of a sheet aligned with the rows of the form: by words, order, ordinal and group."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from hcstats.layout.labels import Words, likeness
from hcstats.layout.records import NEAR, Band
from hcstats.layout.skeleton import Skeleton
from hcstats.layout.vocabulary import BASE, BY_WORDS, OfficialRow, Vocabulary
from hcstats.model import Position

_ALIKE = 0.6
"""Likeness from which a label between two known neighbours is worth a question."""
_VERY_ALIKE = 0.8
"""The same for a label that stands elsewhere."""


class SheetRow(NamedTuple):
    """A labelled line under a heading: one row, or several that one merged label spans.

    `group` is the head that the sheet itself puts over the line (empty: it shows none);
    `official` and `strength` are filled in by the alignment.
    """

    rows: tuple[int, ...]
    head: Position
    shown: Words
    group: str = ""
    filled: bool = False
    official: OfficialRow | None = None
    strength: int = 0


Candidate = tuple[int, OfficialRow, int]
"""Index of a sheet row, the official row that it may be, how strong that is."""


def sheet_rows(skeleton: Skeleton, vocabulary: Vocabulary, band: Band) -> list[SheetRow]:
    """The labelled lines under a heading, each with its innermost label."""
    columns = _label_columns(skeleton, vocabulary, band)
    found: list[SheetRow] = []
    above: dict[int, str] = {}
    values = frozenset(range(band.first_column, band.last_column + 1))
    for row in skeleton.rows_between(band.bottom + 1, band.end):
        labels = [c for c in skeleton.by_row.get(row, ()) if c in columns]
        for column in labels:
            head = vocabulary.groups.get(skeleton.labels[row, column].base)
            above = {place: text for place, text in above.items() if place < column}
            if head is not None:
                above[column] = head
        if not labels:
            continue
        column = labels[-1]
        head_cell = skeleton.anchor((row, column))
        filled = not values.isdisjoint(skeleton.values_by_row.get(row, ()))
        if found and found[-1].head == head_cell:
            previous = found[-1]
            found[-1] = previous._replace(
                rows=(*previous.rows, row), filled=previous.filled or filled
            )
            continue
        outer = [text for place, text in above.items() if place < column]
        shown = skeleton.labels[row, column]
        group = next((text for text in reversed(outer) if text != shown.base), "")
        found.append(SheetRow((row,), head_cell, shown, group, filled))
    return found


def _label_columns(skeleton: Skeleton, vocabulary: Vocabulary, band: Band) -> frozenset[int]:
    """The columns whose cells name rows of the form; others hold remarks, units, serials."""
    found: set[int] = set()
    everything: set[int] = set()
    for row in skeleton.rows_between(band.bottom + 1, band.end):
        for column in skeleton.by_row.get(row, ()):
            if not band.left < column < band.first_column:
                continue
            everything.add(column)
            shown = skeleton.labels[row, column]
            if shown.base in vocabulary.groups or any(
                strength >= BY_WORDS and official.table.code in band.codes
                for official, strength in vocabulary.row_candidates(shown)
            ):
                found.add(column)
    return frozenset(found or everything)


def align(vocabulary: Vocabulary, band: Band, lines: Sequence[SheetRow]) -> list[SheetRow]:
    """The lines with the official row that each is; a line that is none keeps `official` None."""
    candidates = [
        (index, official, strength)
        for index, line in enumerate(lines)
        for official, strength in vocabulary.row_candidates(line.shown)
        if official.table.code in band.codes and _group_agrees(line, official)
    ]
    chosen = {index: (official, s) for index, official, s in _best_chain(lines, candidates)}
    taken = {official.index for official, _ in chosen.values()}
    for index, official, strength in candidates:
        unique = official.label.base not in vocabulary.repeated and strength >= BASE
        if index not in chosen and official.index not in taken and unique:
            chosen[index] = (official, strength)
            taken.add(official.index)
    matched = [
        line._replace(official=chosen[index][0], strength=chosen[index][1])
        if index in chosen
        else line
        for index, line in enumerate(lines)
    ]
    matched = [_sure_of_parent(vocabulary, matched, place) for place in range(len(matched))]
    return _nearest(vocabulary, band, matched)


def _group_agrees(line: SheetRow, official: OfficialRow) -> bool:
    """Whether the head that the sheet shows over a line is the official row's, if it shows one."""
    return not line.group or line.group == official.group


def _best_chain(lines: Sequence[SheetRow], candidates: Sequence[Candidate]) -> list[Candidate]:
    """The heaviest choice of candidates that keeps both the sheet's and the form's order."""
    best: list[tuple[float, int]] = []
    for place, (index, official, strength) in enumerate(candidates):
        weight = strength + _bonus(lines[index], official)
        score, before = weight, -1
        for earlier in range(place):
            other_index, other, _ = candidates[earlier]
            fits = other_index < index and other.index < official.index
            if fits and best[earlier][0] + weight > score:
                score, before = best[earlier][0] + weight, earlier
        best.append((score, before))
    chain: list[Candidate] = []
    place = max(range(len(best)), key=lambda one: best[one][0], default=-1)
    while place >= 0:
        chain.append(candidates[place])
        place = best[place][1]
    return chain[::-1]


def _bonus(line: SheetRow, official: OfficialRow) -> float:
    """What ordinal, group and a filled line add: enough to break a tie, never to decide alone."""
    ordinal = 3.0 if line.shown.ordinal and line.shown.ordinal == official.label.ordinal else 0.0
    group = 2.0 if line.group and line.group == official.group else 0.0
    return ordinal + group + (0.5 if line.filled else 0.0)


def _sure_of_parent(vocabulary: Vocabulary, lines: Sequence[SheetRow], place: int) -> SheetRow:
    """The line, doubted if several rows say its words and it does not stand under its own head."""
    line = lines[place]
    official = line.official
    if official is None or official.label.base not in vocabulary.repeated:
        return line
    if official.parent is None:
        return line
    for above in reversed(lines[:place]):
        head = above.official
        if head is not None and head.row.level < official.row.level:
            return line if head.index == official.parent else line._replace(strength=NEAR)
    return line._replace(strength=NEAR)


def _nearest(vocabulary: Vocabulary, band: Band, lines: list[SheetRow]) -> list[SheetRow]:
    """Unknown lines with the missing official row that each most resembles, as a question."""
    taken = {line.official.index for line in lines if line.official}
    present = {line.official.table.code for line in lines if line.official} or band.codes
    missing = [
        official
        for official in vocabulary.rows
        if official.index not in taken and official.table.code in present
    ]
    for place, line in enumerate(lines):
        if line.official or line.shown.empty or line.shown.base in vocabulary.groups:
            continue
        low = max((o.official.index for o in lines[:place] if o.official), default=-1)
        high = min(
            (o.official.index for o in lines[place + 1 :] if o.official),
            default=len(vocabulary.rows),
        )
        best = _most_alike(line, missing, low, high)
        if best is not None:
            lines[place] = line._replace(official=best, strength=NEAR)
            missing.remove(best)
    return lines


def _most_alike(
    line: SheetRow, missing: Iterable[OfficialRow], low: int, high: int
) -> OfficialRow | None:
    found: OfficialRow | None = None
    most = 0.0
    for official in missing:
        if not _group_agrees(line, official) or official.row.heading:
            continue
        alike = likeness(line.shown, official.label)
        enough = _ALIKE if low < official.index < high else _VERY_ALIKE
        if alike >= enough and alike > most:
            found, most = official, alike
    return found
