"""What a number of a draft may stand for: items of the form and rates, with all their wordings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from hcstats.forms.definition import Form, Item, Row
from hcstats.forms.definition import Table as FormTable
from hcstats.item_labels import item_label
from hcstats.layout.labels import words
from hcstats.model import Amount, IndicatorValue, Outcome, Status

_TOTAL = "total"
"""The column of a matrix that is meant if none is named."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A figure, a rate or the sum of a group of rows: keys to add, label, unit, wordings.

    `column` are the wordings of the column that the text must name; empty where it need not.
    """

    keys: tuple[str, ...]
    label: str
    unit: str
    wordings: tuple[str, ...]
    column: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """The name of the figure; of a sum, its keys joined by `+`."""
        return " + ".join(self.keys)

    @property
    def row(self) -> str:
        """The row of a matrix that it belongs to, as the first parts of its key."""
        rows = {key.rpartition(".")[0] for key in self.keys}
        return rows.pop() if len(rows) == 1 else ""

    @property
    def rate(self) -> bool:
        """Whether it is a rate."""
        return self.unit == "%"


@dataclass(frozen=True)
class Facts:
    """An outcome as a draft is held against it."""

    outcome: Outcome
    form: Form

    @cached_property
    def candidates(self) -> tuple[Candidate, ...]:
        """Everything that a number may stand for."""
        return (
            *(self._of_item(item) for item in self.form.items.values()),
            *(one for table in self.form.tables for one in self._of_groups(table)),
            *(one for table in self.form.tables for one in self._of_columns(table)),
            *self._of_rates(),
            *_COUNTS,
        )

    def _of_item(self, item: Item) -> Candidate:
        table = self.form.table(item.table)
        column: tuple[str, ...] = ()
        if len(table.columns) > 1 and item.column.code != _TOTAL:
            column = (item.column.label, *item.column.aliases)
        label = item_label(self.form, item).text
        return Candidate((item.key,), label, item.unit, _wordings(item.row, table), column)

    def _of_groups(self, table: FormTable) -> Iterator[Candidate]:
        """The sums of rows under a common head (不予公开), which no row of the form holds."""
        above = dict(table.row_group)
        rows = {row.code: row.group or above.get(row.code, "") for row in table.rows}
        items = [
            item
            for item in self.form.items.values()
            if item.table == table.code and (len(table.columns) == 1 or item.column.code == _TOTAL)
        ]
        for head in dict.fromkeys(filter(None, rows.values())):
            inside = [item for item in items if rows[item.row.code] == head]
            if len(inside) > 1:
                keys = tuple(item.key for item in inside)
                yield Candidate(keys, head, inside[0].unit, (head,))

    def _of_columns(self, table: FormTable) -> Iterator[Candidate]:
        """The sums of columns under a common head (法人或其他组织), for each row."""
        for head in dict.fromkeys(one.group for one in table.columns if one.group):
            inside = [one.code for one in table.columns if one.group == head]
            items = [item for item in self.form.items.values() if item.table == table.code]
            for row in table.rows:
                own = [one for one in items if one.row is row and one.column.code in inside]
                if len(own) > 1:
                    keys = tuple(one.key for one in own)
                    label = f"{row.label} / {head}"
                    yield Candidate(keys, label, own[0].unit, _wordings(row, table), (head,))

    def _of_rates(self) -> Iterator[Candidate]:
        for one in self.form.indicators:
            yield Candidate((one.id,), one.label, "%", (one.label,))
        for share in self.form.shares:
            for part in share.parts:
                label = self.form.entry(share, part).label
                yield Candidate((share.of(part),), f"{share.label}：{label}", "%", (label,))

    @cached_property
    def _totals(self) -> Mapping[tuple[str, str], Amount]:
        own = {("all", total.key): total.amount for total in self.outcome.totals}
        own |= {(total.group, total.key): total.amount for total in self.outcome.groups}
        return own | {(one.unit, one.key): one.amount for one in self.outcome.by_unit}

    @cached_property
    def rates(self) -> Mapping[str, IndicatorValue]:
        """Every rate by its id."""
        return {one.id: one for one in self.outcome.indicators}

    @cached_property
    def unit_names(self) -> tuple[str, ...]:
        """The names of the units that are counted."""
        return tuple(dict.fromkeys(one.unit for one in self.outcome.by_unit if one.unit))

    def amount(self, candidate: Candidate, scope: str) -> Amount:
        """What the data have for a candidate in a scope (`all`, `city`, `county`, a unit)."""
        if candidate in _COUNTS:
            units = getattr(self.outcome.coverage, candidate.key.removeprefix("coverage."))
            return Amount(len(units)) if scope == "all" else _NOTHING
        if candidate.rate:
            rate = self.rates.get(candidate.keys[0]) if scope == "all" else None
            value = _fraction(rate) if rate else None
            approximate = bool(
                rate and (rate.numerator.approximate or rate.denominator.approximate)
            )
            return Amount(value, approximate) if value is not None else _NOTHING
        parts = [self._totals.get((scope, key), _NOTHING) for key in candidate.keys]
        return _sum(parts)


_COUNTS = (
    Candidate(("coverage.expected",), "应报单位", "家", ("应报单位", "应报送单位")),
    Candidate(("coverage.reported",), "已报单位", "家", ("已报单位", "已报送单位", "已报")),
    Candidate(("coverage.missing",), "未报单位", "家", ("未报单位", "未报送单位", "未报")),
)
"""How many units are in the data, as a report says it."""
_GENERIC = frozenset({"总计", "合计", "小计", "其他"})
_NOTHING = Amount(None, status=Status.BLANK)


def _wordings(row: Row, table: FormTable) -> tuple[str, ...]:
    """The ways to name a row; what many rows are called says nothing without its head."""
    own = (row.label, *row.aliases)
    short = tuple(dict.fromkeys((*own, *(words(one).base for one in own))))
    named = tuple(one for one in short if words(one).base not in _GENERIC)
    if not named:
        head = row.group or row.section or table.label
        named = tuple(f"{words(head).base}{words(one).base}" for one in short)
    return (*named, "".join(row.words)) if row.words else named


def _fraction(rate: IndicatorValue) -> Decimal | None:
    """The exact rate, where its value is only rounded."""
    above, below = rate.numerator.value, rate.denominator.value
    if rate.value is None or above is None or not below:
        return None
    return Decimal(above) / Decimal(below)


def _sum(parts: Sequence[Amount]) -> Amount:
    """The sum of amounts; one that could not be read undoes it, blanks add nothing."""
    if len(parts) == 1:
        return parts[0]
    known = [one for one in parts if one.value is not None]
    if not known or any(one.status is Status.UNREADABLE for one in parts):
        return _NOTHING
    return Amount(sum(one.value or 0 for one in known), any(one.approximate for one in known))
