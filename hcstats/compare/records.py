"""What a comparison is made of: years, concepts, lines, shares, breaks. Values, nothing shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from hcstats.forms.definition import Form
from hcstats.model import Amount, Figure, Kind, Label, Message, Number, Outcome, Severity, UnitRef


@dataclass(frozen=True, slots=True)
class Year:
    """One collection: where it lies, what its run found, and its form."""

    path: str
    outcome: Outcome
    form: Form

    @property
    def period(self) -> str:
        """The year reported on."""
        return self.outcome.period


def names_of(years: Sequence[Year]) -> tuple[str, ...]:
    """What each year is called: its period, and more where two have the same."""
    periods = [year.period for year in years]
    if len(set(periods)) == len(periods):
        return tuple(periods)
    names = [year.path.rstrip("/").rpartition("/")[2] for year in years]
    if len(set(names)) == len(names):
        return tuple(f"{p} {name}" for p, name in zip(periods, names, strict=True))
    return tuple(f"{period} ({place})" for place, period in enumerate(periods, 1))


@dataclass(frozen=True, slots=True)
class Concept:
    """A figure that several years ask for: its keys in each year, None where a year does not.

    Where a year has several keys their sum is compared. `keys` are those of the newest edition.
    """

    keys: tuple[str, ...]
    of_years: tuple[tuple[str, ...] | None, ...]
    label: Label
    table: str
    measure: str
    kind: Kind
    additive: bool
    notes: tuple[Message, ...] = ()

    @property
    def key(self) -> str:
        """The keys as one text: `a+b`."""
        return "+".join(self.keys)


@dataclass(frozen=True, slots=True)
class Like:
    """The sums over the units alone that reported a figure in every year."""

    amounts: tuple[Amount, ...]
    change: Number | None
    units: int

    @property
    def approximate(self) -> bool:
        """Whether the change comes of an approximate sum (约)."""
        return self.amounts[0].approximate or self.amounts[-1].approximate


@dataclass(frozen=True, slots=True)
class Line:
    """A concept through the years: `amounts` by year, None where the year does not ask for it.

    `change` is the last less the first of the years that ask for it; None where one of the two
    is unknown. `rate` is the change over the first; None where that is 0, negative or unknown.
    `remark` says what must be known.
    """

    concept: Concept
    amounts: tuple[Amount | None, ...]
    change: Number | None
    rate: Decimal | None
    remark: Message | None = None
    like: Like | None = None

    @property
    def approximate(self) -> bool:
        """Whether the change and the rate come of an approximate figure (约)."""
        asked = [one for one in self.amounts if one is not None]
        return bool(asked) and (asked[0].approximate or asked[-1].approximate)


@dataclass(frozen=True, slots=True)
class UnitLines:
    """What one unit reported through the years, and the figures that it came from."""

    unit: UnitRef
    lines: tuple[Line, ...]
    present: tuple[bool, ...]
    """Whether it reported in each year."""


@dataclass(frozen=True, slots=True)
class ShareLine:
    """A rate or a part's share of its partition by year, as fractions; None where unknown.

    `partition` names what it is a share of, and is empty for a rate.
    """

    id: str
    label: Label
    partition: Label | None
    values: tuple[Decimal | None, ...]

    @property
    def change(self) -> Decimal | None:
        """The last less the first, as a fraction: times 100, percentage points."""
        first, last = self.values[0], self.values[-1]
        return None if first is None or last is None else last - first


@dataclass(frozen=True, slots=True)
class Carried:
    """A closing balance of a year beside the opening one of the next, with both cells.

    The figures are None for the totals. `state` is `agrees`, `breaks` or `open` (unknown).
    """

    unit: UnitRef | None
    old: Figure | None
    new: Figure | None
    closing: Amount
    opening: Amount
    state: str
    key: str
    label: Label
    periods: tuple[str, str]
    severity: Severity | None = None
    common: bool = False
    """Whether a total is over the units of both years alone, which were not the same."""


@dataclass(frozen=True, slots=True)
class Uncompared:
    """Figures of two editions that have no counterpart, and why."""

    old: str
    new: str
    keys: tuple[str, ...]
    was: tuple[str, ...]
    reason: str
    note: Message


@dataclass(frozen=True, slots=True)
class Presence:
    """A unit that did not report in every year."""

    unit: UnitRef
    present: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Years side by side, the oldest first; everything that is shown of them is in here."""

    years: tuple[Year, ...]
    lines: tuple[Line, ...]
    groups: tuple[tuple[str, tuple[Line, ...]], ...]
    by_unit: tuple[UnitLines, ...]
    shares: tuple[ShareLine, ...]
    carried: tuple[Carried, ...]
    uncompared: tuple[Uncompared, ...]
    partly: tuple[Presence, ...]

    @property
    def periods(self) -> tuple[str, ...]:
        """What each year is called: its period, and the path's name where two have the same."""
        return names_of(self.years)

    @property
    def same_units(self) -> bool:
        """Whether the same units reported in every year."""
        return not self.partly
