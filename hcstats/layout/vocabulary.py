"""The words of one form, arranged for recognition: rows, columns, heads, by what they say."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from hcstats.forms.definition import Column, Form, Row, Table, item_key
from hcstats.layout.labels import Words, equal, holds_all, is_cut, words

_T = TypeVar("_T")

_REMEMBERED = 20_000
"""Labels whose candidates are kept; the same few hundred come in every file."""

EXACT, ALIAS, BASE, BY_WORDS, CUT = 100, 98, 95, 70, 50
"""Strength of evidence, strongest first; anything weaker is only ever a suggestion."""


def _strength(shown: Words, label: Words, aliases: tuple[Words, ...]) -> int:
    """How strongly a label as written says an official one, by its words alone."""
    if shown.empty:
        return 0
    if shown.full == label.full:
        return EXACT
    if any(equal(shown, alias) for alias in aliases):
        return ALIAS
    if equal(shown, label):
        return BASE
    return CUT if is_cut(shown, label) else 0


@dataclass(frozen=True, slots=True)
class OfficialRow:
    """A row of the form in its printed place; `parent` is the index of the row that it is under."""

    index: int
    table: Table
    row: Row
    label: Words
    aliases: tuple[Words, ...]
    group: str
    parent: int | None

    def strength(self, shown: Words) -> int:
        """How strongly a label as written says this row, 0 for not at all."""
        strength = _strength(shown, self.label, self.aliases)
        if strength < BY_WORDS and holds_all(shown, self.row.words):
            return BY_WORDS
        return strength


@dataclass(frozen=True, slots=True)
class OfficialColumn:
    """A value column of a table of the form."""

    table: Table
    index: int
    column: Column
    label: Words
    aliases: tuple[Words, ...]

    def strength(self, shown: Words) -> int:
        """How strongly a heading as written says this column, 0 for not at all."""
        return _strength(shown, self.label, self.aliases)


class Vocabulary:
    """What one form's labels say: look-ups by the words of a cell."""

    def __init__(self, form: Form) -> None:
        self.form = form
        self.rows = _official_rows(form)
        self._candidates: dict[Words, list[tuple[OfficialRow, int]]] = {}
        self.columns = tuple(
            OfficialColumn(
                table, index, column, words(column.label), tuple(map(words, column.aliases))
            )
            for table in form.tables
            for index, column in enumerate(table.columns)
        )

    @cached_property
    def groups(self) -> dict[str, str]:
        """Words of every group and section head of a matrix, each by itself."""
        heads: dict[str, str] = {}
        for official in self.rows:
            for head in (official.row.section, official.row.group):
                if head:
                    heads[words(head).base] = words(head).base
        return heads

    def first_of(self, shown: Words) -> str:
        """The key of the first figure under a group's head; empty for a section's."""
        for official in self.rows:
            if official.row.group and words(official.row.group).base == shown.base:
                return item_key(official.table, official.row, official.table.columns[0])
        return ""

    @cached_property
    def repeated(self) -> frozenset[str]:
        """Label words that several rows of the form share, so that words alone do not decide."""
        seen: dict[str, int] = {}
        for official in self.rows:
            seen[official.label.base] = seen.get(official.label.base, 0) + 1
        return frozenset(label for label, count in seen.items() if count > 1)

    @cached_property
    def _exact_rows(self) -> dict[str, tuple[OfficialRow, ...]]:
        return _by_words((row, (row.label, *row.aliases)) for row in self.rows)

    @cached_property
    def _exact_columns(self) -> dict[str, tuple[OfficialColumn, ...]]:
        return _by_words((column, (column.label, *column.aliases)) for column in self.columns)

    def rows_of(self, shown: Words) -> tuple[OfficialRow, ...]:
        """The rows that a label says word for word (brackets aside)."""
        return self._exact_rows.get(shown.base) or self._exact_rows.get(shown.full) or ()

    def columns_of(self, shown: Words) -> tuple[OfficialColumn, ...]:
        """The columns that a heading says word for word (brackets aside)."""
        return self._exact_columns.get(shown.base) or self._exact_columns.get(shown.full) or ()

    def row_candidates(self, shown: Words) -> list[tuple[OfficialRow, int]]:
        """Every row that a label may say, with the strength; weaker kinds only if none is exact."""
        known = self._candidates.get(shown)
        if known is None:
            if len(self._candidates) > _REMEMBERED:
                self._candidates.clear()
            known = self._candidates[shown] = self._row_candidates(shown)
        return known

    def _row_candidates(self, shown: Words) -> list[tuple[OfficialRow, int]]:
        exact = [(row, row.strength(shown)) for row in self.rows_of(shown)]
        if exact:
            return exact
        found = [(row, row.strength(shown)) for row in self.rows]
        best = max((strength for _, strength in found), default=0)
        return [(row, strength) for row, strength in found if strength == best and best > 0]

    def key(self, official: OfficialRow, column: OfficialColumn) -> str:
        """The key of the figure where a row and a column of one table meet."""
        return item_key(official.table, official.row, column.column)


def _by_words(entries: Iterable[tuple[_T, tuple[Words, ...]]]) -> dict[str, tuple[_T, ...]]:
    found: dict[str, list[_T]] = {}
    for official, labels in entries:
        spellings = {label.full for label in labels} | {label.base for label in labels}
        for spelling in spellings - {""}:
            found.setdefault(spelling, []).append(official)
    return {spelling: tuple(officials) for spelling, officials in found.items()}


def _official_rows(form: Form) -> tuple[OfficialRow, ...]:
    """All rows in the order in which the form prints them, with the row that each is under."""
    placed = [(table, row) for table in form.tables for row in table.rows]
    if form.printed_order:
        order = {key: place for place, key in enumerate(form.printed_order)}
        placed.sort(key=lambda pair: order[f"{pair[0].code}.{pair[1].code}"])
    rows: list[OfficialRow] = []
    above: list[tuple[str, int, int]] = []
    for index, (table, row) in enumerate(placed):
        while above and (above[-1][0] != table.code or above[-1][1] >= row.level):
            above.pop()
        rows.append(
            OfficialRow(
                index=index,
                table=table,
                row=row,
                label=words(row.label),
                aliases=tuple(map(words, row.aliases)),
                group=words(row.group or row.section).base if row.group or row.section else "",
                parent=above[-1][2] if above else None,
            )
        )
        above.append((table.code, row.level, index))
    return tuple(rows)


_BUILT: dict[int, Vocabulary] = {}


def vocabulary(form: Form) -> Vocabulary:
    """The vocabulary of a form, built once (by identity: hashing a whole form is slow)."""
    built = _BUILT.get(id(form))
    if built is None or built.form is not form:
        built = _BUILT[id(form)] = Vocabulary(form)
    return built
