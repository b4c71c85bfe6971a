"""Tables as the page shows them: rows of phrases and numbers that know what they stand for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from hcstats.forms.definition import Form
from hcstats.forms.definition import Table as FormTable
from hcstats.model import Amount, Outcome, Table, TableValue, Text, Total
from hcstats.total_tables import indicator_table, summary_tables
from hcstats.unit_groups import GROUP_NAMES, groups_shown
from hcstats.writers.page.phrases import Phrase, Phrases
from hcstats.writers.shown import amount_text, number_text, percent_text


@dataclass(frozen=True, slots=True)
class Number:
    """A number to show and to open: its key and group, or the indicator and which part of it."""

    text: str
    key: int | None = None
    group: str = "all"
    rate: int | None = None
    part: str = ""
    partial: bool = False


Field = Phrase | Number | None


@dataclass(frozen=True, slots=True)
class Line:
    """A row: its first field is its heading; `level` is its depth."""

    head: Phrase
    fields: tuple[Field, ...]
    level: int = 0

    @property
    def opens(self) -> bool:
        """Whether it is only the heading of the rows below it."""
        return bool(self.fields) and not any(self.fields)


@dataclass(frozen=True, slots=True)
class Frame:
    """A table: `formats` says how each column is set (text, number)."""

    name: str
    caption: Phrase
    columns: tuple[Phrase, ...]
    formats: tuple[str, ...]
    lines: tuple[Line, ...]
    notes: tuple[Phrase, ...] = ()
    group: Phrase | None = None

    @property
    def partial(self) -> bool:
        """Whether a total lacks a figure that could not be read."""
        fields = (one for line in self.lines for one in line.fields)
        return any(isinstance(one, Number) and one.partial for one in fields)


@dataclass(frozen=True, slots=True)
class Totalled:
    """One table of the form: the whole, then each group where the whole has no room for them."""

    whole: Frame
    groups: tuple[Frame, ...] = ()


def totalled(outcome: Outcome, form: Form, phrases: Phrases) -> Iterator[Totalled]:
    """Every table of the form with its totals."""
    totals = {(one.group, one.key): one for one in (*outcome.totals, *outcome.groups)}
    places = {key: number for number, key in enumerate(form.items)}
    by_group = {
        group: tuple(summary_tables(outcome, form, group)) for group in groups_shown(outcome)
    }
    for number, shown in enumerate(summary_tables(outcome, form)):
        table = form.tables[number]
        whole = _Totals(table, totals, places, phrases, bool(by_group)).frame(shown, "all")
        matrices = by_group if len(table.columns) > 1 else {}
        groups = tuple(
            _Totals(table, totals, places, phrases, bool(by_group)).frame(shown_too[number], group)
            for group, shown_too in matrices.items()
        )
        yield Totalled(whole, groups)


@dataclass(frozen=True, slots=True)
class _Totals:
    """Joins a table to show with the keys of its numbers."""

    table: FormTable
    totals: Mapping[tuple[str, str], Total]
    places: Mapping[str, int]
    phrases: Phrases
    grouped: bool

    def frame(self, shown: Table, group: str) -> Frame:
        """The table; its numbers in the order of their keys, row by row."""
        groups = self._groups(shown, group)
        keys = self._keys()
        lines: list[Line] = []
        for row, level in zip(shown.rows, shown.levels, strict=True):
            if all(value in (None, "") for value in row[1:]):
                lines.append(
                    Line(self.phrases(_words(row[0])), tuple(None for _ in row[1:]), level)
                )
                continue
            fields = self._fields(row[1:], next(keys), groups)
            lines.append(Line(self.phrases(_words(row[0])), fields, level))
        return Frame(
            self.table.code,
            self.phrases(shown.title),
            tuple(self.phrases(column.title) for column in shown.columns),
            tuple(column.format for column in shown.columns),
            tuple(lines),
            tuple(self.phrases(note) for note in shown.notes),
            self.phrases(GROUP_NAMES[group])
            if self.grouped and len(self.table.columns) > 1
            else None,
        )

    def _groups(self, shown: Table, group: str) -> tuple[str, ...]:
        """The group of each amount of a row: a list has 本级 and 县区 in front of the whole."""
        amounts = sum(column.format == "number" for column in shown.columns)
        if len(self.table.columns) > 1:
            return (group,) * amounts
        return ("city", "county", "all")[-amounts:]

    def _keys(self) -> Iterator[tuple[str, ...]]:
        """For each row that takes numbers, the key of each column."""
        codes = [column.code for column in self.table.columns]
        for row in self.table.rows:
            if row.heading:
                continue
            stem = f"{self.table.code}.{row.code}"
            yield (stem,) if len(codes) == 1 else tuple(f"{stem}.{code}" for code in codes)

    def _fields(
        self, values: tuple[TableValue, ...], keys: tuple[str, ...], groups: tuple[str, ...]
    ) -> tuple[Field, ...]:
        fields: list[Field] = []
        numbered = 0
        for value in values:
            if not isinstance(value, Amount):
                fields.append(self.phrases(_words(value)))
                continue
            group, key = groups[numbered], keys[numbered if len(keys) > 1 else 0]
            total = self.totals.get((group, key))
            partial = total is not None and total.partial
            fields.append(Number(amount_text(value), self.places[key], group, partial=partial))
            numbered += 1
        return tuple(fields)


def rated(outcome: Outcome, form: Form, phrases: Phrases) -> Frame:
    """The indicators: rate, numerator and denominator open what they are made of."""
    shown = indicator_table(outcome, form)
    lines: list[Line] = []
    number = 0
    for row, level in zip(shown.rows, shown.levels, strict=True):
        label, rate, above, below, formula = row
        head, words = phrases(_words(label)), phrases(_words(formula))
        if not isinstance(above, Amount) or not isinstance(below, Amount):
            lines.append(Line(head, (None, None, None, None), level))
            continue
        percent = percent_text(rate) if isinstance(rate, int | Decimal) else "—"
        approximate = (above.approximate or below.approximate) and rate is not None
        fields: tuple[Field, ...] = (
            Number(("约" if approximate else "") + percent, rate=number, part="rate"),
            Number(amount_text(above), rate=number, part="numerator"),
            Number(amount_text(below), rate=number, part="denominator"),
            words,
        )
        lines.append(Line(head, fields, level))
        number += 1
    return Frame(
        "indicators",
        phrases(shown.title),
        tuple(phrases(column.title) for column in shown.columns),
        tuple("number" if one.format == "percent" else one.format for one in shown.columns),
        tuple(lines),
    )


def plain(table: Table, phrases: Phrases) -> Frame:
    """A table whose numbers stand for themselves."""
    lines = tuple(
        Line(phrases(_words(row[0])), tuple(phrases(_words(value)) for value in row[1:]))
        for row in table.rows
    )
    columns = tuple(phrases(column.title) for column in table.columns)
    return Frame(
        "", phrases(table.title), columns, tuple(one.format for one in table.columns), lines
    )


def _words(value: TableValue) -> Text:
    """What a cell says, a number as its digits."""
    if value is None:
        return ""
    if isinstance(value, Amount):
        return amount_text(value)
    return number_text(value) if isinstance(value, int | Decimal) else value
