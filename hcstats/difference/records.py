"""The records of a difference between two runs."""

from __future__ import annotations

from dataclasses import dataclass

from hcstats.model import Amount, Figure, Label, Message, Problem


@dataclass(frozen=True, slots=True)
class FigureChange:
    """One figure of the unit in the old and in the new file; None where it is not there."""

    key: str
    label: Label
    old: Figure | None
    new: Figure | None
    counted: bool
    """Whether either of them goes into the totals."""


@dataclass(frozen=True, slots=True)
class TotalChange:
    """One total before and after; `group` as in `Total`."""

    key: str
    label: Label
    group: str
    old: Amount
    new: Amount


@dataclass(frozen=True, slots=True)
class RateChange:
    """An indicator or a share before and after, as fractions (or None)."""

    id: str
    label: Label
    old: Amount
    new: Amount


@dataclass(frozen=True, slots=True)
class SentenceChange:
    """A paragraph of the report before and after; empty where it is not there."""

    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Difference:
    """Everything that differs between the run as it is and the run with the corrected file."""

    figures: tuple[FigureChange, ...]
    totals: tuple[TotalChange, ...]
    rates: tuple[RateChange, ...]
    charts: tuple[tuple[str | Message | Label, int], ...]
    """Title of each chart that changes, and how many of its amounts."""
    sentences: tuple[SentenceChange, ...]
    settled: tuple[Problem, ...]
    raised: tuple[Problem, ...]
    coverage: tuple[Message, ...]
    """What changes about who has reported."""

    @property
    def nothing(self) -> bool:
        """Whether the two runs say the same."""
        return not (self.figures or self.totals or self.settled or self.raised or self.coverage)
