"""What units reported the year before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from hcstats.model import Figure, Submission

Figures = Mapping[str, Figure]
"""Figures by key."""


class Reported(Mapping[str, Figures]):
    """Submissions by what tells them apart; the figures of one are built when it is asked for."""

    def __init__(self, submissions: Mapping[str, Submission]) -> None:
        self._submissions = submissions

    def __getitem__(self, name: str) -> Figures:
        return {figure.key: figure for figure in self._submissions[name].figures}

    def __contains__(self, name: object) -> bool:
        return name in self._submissions

    def __iter__(self) -> Iterator[str]:
        return iter(self._submissions)

    def __len__(self) -> int:
        return len(self._submissions)

    def row(self, name: str) -> Sequence[Figure]:
        """The figures of one as its submission has them; none if it is not there."""
        found = self._submissions.get(name)
        return found.figures if found is not None else ()


@dataclass(frozen=True, slots=True)
class Earlier:
    """The year before: figures of each unit by its code, else by its name, and the totals."""

    period: str
    by_unit: Mapping[str, Figures]
    by_name: Mapping[str, Figures]
    """Those of units without a code: where a unit has one, its name alone does not tell it."""
    totals: Figures
    complete: bool = True
    """Whether all expected units had reported, so that the totals are whole."""

    def of(self, one: Submission) -> Figures:
        """The figures that the same unit reported; none if it did not, or not surely."""
        return self._where(one).get(self._name(one), {})

    def figures_of(self, one: Submission) -> Sequence[Figure]:
        """The same figures in their order."""
        where, name = self._where(one), self._name(one)
        return where.row(name) if isinstance(where, Reported) else tuple(self.of(one).values())

    def knows(self, one: Submission) -> bool:
        """Whether the same unit reported anything."""
        return len(self.figures_of(one)) > 0

    def _where(self, one: Submission) -> Mapping[str, Figures]:
        return self.by_unit if one.unit_code and self.by_unit else self.by_name

    def _name(self, one: Submission) -> str:
        return one.unit_code if one.unit_code and self.by_unit else one.unit
