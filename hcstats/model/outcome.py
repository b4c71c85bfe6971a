"""What a run found: totals, indicators, coverage, and the run itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from hcstats.model.figures import Figure, Problem, Status, UnitRef
from hcstats.model.grid import Number
from hcstats.model.pickled import pickled_by_fields

if TYPE_CHECKING:
    from hcstats.model.chart import Chart


@dataclass(frozen=True, slots=True)
class Amount:
    """A number to show: value, whether it is approximate (约), and why it is absent if it is."""

    value: Number | None
    approximate: bool = False
    status: Status = Status.REPORTED


@dataclass(frozen=True, slots=True)
class Total:
    """The sum of one key over units; `units` counts those that reported a value for it.

    `group` is `all` (汇总), `city` (本级: the city's own departments) or `county` (县区).
    """

    key: str
    amount: Amount
    units: int
    group: str = "all"
    partial: bool = False
    """Whether a unit's figure is not in it because it could not be read."""


@dataclass(frozen=True, slots=True)
class UnitValue:
    """One key of one unit, as it went into the totals, with the figure that it came from."""

    unit_code: str
    unit: str
    key: str
    amount: Amount
    figure: Figure


@dataclass(frozen=True, slots=True)
class IndicatorValue:
    """A rate as a fraction (None where the denominator is 0 or unknown) with both its operands."""

    id: str
    value: Decimal | None
    numerator: Amount
    denominator: Amount


@dataclass(frozen=True, slots=True)
class Duplicate:
    """Two files of one unit and period: the first counts, the others do not."""

    unit: UnitRef
    files: tuple[str, ...]
    same_figures: bool


@dataclass(frozen=True, slots=True)
class Coverage:
    """Who was expected, who reported. `registered` is False if no list of units was given."""

    expected: tuple[UnitRef, ...]
    reported: tuple[UnitRef, ...]
    missing: tuple[UnitRef, ...]
    zero_reports: tuple[UnitRef, ...]
    duplicates: tuple[Duplicate, ...]
    registered: bool


@dataclass(frozen=True, slots=True)
class Run:
    """What produced an output: stands on every one of them."""

    version: str
    command: str
    inputs: Sequence[tuple[str, str]]
    """File as named in every place, sha256 in hex; in the order of reading."""
    editions: tuple[str, ...]


@pickled_by_fields
@dataclass(frozen=True, slots=True)
class RuleCounts:
    """How the relations came out; `run` is the sum of the other three."""

    passed: int = 0
    failed: int = 0
    not_assessable: int = 0

    @property
    def run(self) -> int:
        """All assessments that were tried."""
        return self.passed + self.failed + self.not_assessable

    def __add__(self, other: RuleCounts) -> RuleCounts:
        return RuleCounts(
            self.passed + other.passed,
            self.failed + other.failed,
            self.not_assessable + other.not_assessable,
        )


@pickled_by_fields
@dataclass(frozen=True, slots=True)
class NumberCounts:
    """Every cell with a number in the recognised submissions, by what became of it."""

    claimed: int = 0
    """Read as a figure, or named in a problem that says why it cannot be."""
    declared: int = 0
    """In a place that is no figure's: serial numbers, years, telephones, local rows."""
    unclaimed: int = 0
    """In no such place: reported with the address."""

    @property
    def all(self) -> int:
        """All cells with numbers."""
        return self.claimed + self.declared + self.unclaimed

    def __add__(self, other: NumberCounts) -> NumberCounts:
        return NumberCounts(
            self.claimed + other.claimed,
            self.declared + other.declared,
            self.unclaimed + other.unclaimed,
        )


NO_NUMBERS = NumberCounts()


@dataclass(frozen=True, slots=True)
class Outcome:
    """Everything that one run of `aggregate` found; tables and writers read only this.

    `form` is empty when no submission was recognised. `figures` holds every recognised figure of
    every file, also those that are not counted (duplicates, other editions).
    """

    form: str
    period: str
    authority: str
    coverage: Coverage
    totals: tuple[Total, ...]
    groups: tuple[Total, ...]
    by_unit: Sequence[UnitValue]
    indicators: tuple[IndicatorValue, ...]
    problems: Sequence[Problem]
    figures: Sequence[Figure]
    by_rule: Mapping[str, RuleCounts]
    """How each rule came out; a rule that lacked its counterpart has run nowhere."""
    needs_last: frozenset[str]
    """Rules that only run where the year before is given."""
    numbers: NumberCounts
    run: Run
    county_units: frozenset[tuple[str, str]] = frozenset()
    """Code and name of the counted units that are counties or under one."""
    listed: tuple[tuple[str, ...], ...] = ()
    """The list of units that the run used, in the columns of units.csv."""
    covering: tuple[UnitRef, ...] = ()
    """Counted units whose submissions cover their subordinates."""
    years: tuple[Chart, ...] = ()
    """Charts of this year beside others, where those were given."""

    @property
    def rules(self) -> RuleCounts:
        """How all rules came out together."""
        return sum(self.by_rule.values(), start=RuleCounts())
