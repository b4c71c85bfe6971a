"""What a trace says, as records."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from hcstats.model import (
    Amount,
    Figure,
    IndicatorValue,
    Label,
    Message,
    Number,
    Place,
    Problem,
    Text,
    Total,
)


class State(StrEnum):
    """What a unit gave for a key; the first four are the states of a figure."""

    REPORTED = "reported"
    BLANK = "blank"
    NOT_APPLICABLE = "not_applicable"
    UNREADABLE = "unreadable"
    ABSENT = "absent"
    """The unit's submission counts, but the item does not stand in it."""
    MISSING = "missing"
    """No submission of the unit counts."""


class Step(NamedTuple):
    """One thing that was done to read a number: a stable code, and the words for it."""

    code: str
    message: Message


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one unit gives to a total, with the figure that it was read from.

    `counted` says whether its submission is one of those that are added up; a blank of such a
    submission is counted and adds nothing. `figure` is None where the item stands nowhere.
    """

    unit_code: str
    unit: str
    group: str
    state: State
    amount: Amount
    counted: bool
    figure: Figure | None = None
    reading: tuple[Step, ...] = ()
    formula: str = ""
    """The formula in the cell, whose saved result was read."""
    reason: Text = ""
    """Why it adds nothing, or is not counted."""

    @property
    def adds(self) -> bool:
        """Whether it has a value that goes into the total."""
        return self.counted and self.amount.value is not None

    @property
    def place(self) -> Place:
        """Where the figure stands."""
        figure = self.figure
        return Place(figure.file, figure.sheet, figure.cell) if figure else Place()


class Part(NamedTuple):
    """A figure in a formula: added (`sign` 1) or taken off (-1)."""

    sign: int
    key: str
    label: Label
    amount: Amount


@dataclass(frozen=True, slots=True)
class Formula:
    """A relation of the form in which the figure is a sum of others, over the totals.

    `holds` is None where a part is approximate, not all of it could be read, or none is reported;
    `reason` then says why. `units` are those whose own figures break it.
    """

    rule: str
    left: tuple[Part, ...]
    right: tuple[Part, ...]
    left_value: Number
    right_value: Number
    holds: bool | None
    reason: Text = ""
    units: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Trace:
    """Where one total comes from.

    `sum` is what the contributions add up to (None: none has a value, or they may not be added);
    `agrees` whether that is the total; `shared` the one value of a figure that may not be added.
    """

    key: str
    label: Label
    unit: str
    additive: bool
    total: Total
    groups: tuple[Total, ...]
    expected: int
    formulas: tuple[Formula, ...]
    contributions: tuple[Contribution, ...]
    sum: Number | None
    agrees: bool
    problems: tuple[Problem, ...]

    def counted(self) -> Sequence[Contribution]:
        """What goes into the total."""
        return [one for one in self.contributions if one.adds]

    def nothing(self) -> Sequence[Contribution]:
        """What counts, or is expected to, and adds nothing."""
        return [
            one
            for one in self.contributions
            if not one.adds and (one.counted or one.state is State.MISSING)
        ]

    def left_out(self) -> Sequence[Contribution]:
        """Figures of submissions that do not count."""
        return [
            one for one in self.contributions if not one.counted and one.state is not State.MISSING
        ]


@dataclass(frozen=True, slots=True)
class Operand:
    """Numerator or denominator of an indicator: the form's expression, and what it makes.

    `parts` are its figures; empty for an expression that is no plain sum.
    """

    expression: str
    parts: tuple[Part, ...]
    amount: Amount


@dataclass(frozen=True, slots=True)
class IndicatorTrace:
    """Where a rate comes from: its two operands, and the trace of every figure in them."""

    id: str
    label: Label
    formula: Text
    value: IndicatorValue
    numerator: Operand
    denominator: Operand
    traces: tuple[Trace, ...]
