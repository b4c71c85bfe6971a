"""What batches are made of and what they give: plain records, sent and put together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, TypeVar

from hcstats import __version__
from hcstats.checks import merged_counts
from hcstats.model import NO_NUMBERS, Figure, NumberCounts, Problem, RuleCounts, Submission
from hcstats.submissions import Settings, Taken
from hcstats.sums import Sums


class Source(NamedTuple):
    """A file to read: its place in the run, where it lies, and its name in every output.

    `region` is the first folder under the path that was given, empty for a file in none.
    """

    number: int
    address: str
    name: str
    named: bool
    region: str = ""


class Target(NamedTuple):
    """The data set that figures go into: the address of the folder while it is being written."""

    address: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What is the same for every batch of a run."""

    settings: Settings
    kept: Mapping[str, frozenset[str]]
    """By form the keys whose figures a head keeps."""
    target: Target | None = None
    whole: bool = False
    """Whether what was read is sent back whole, figures and all."""
    careful: bool = False
    """Whether each file is read in a process of its own, under limits of time and memory."""
    version: str = __version__
    """The program that made the plan: a worker that joins later may have another."""


class Batch(NamedTuple):
    """Files that one task reads."""

    files: tuple[Source, ...]

    @property
    def sources(self) -> tuple[Source, ...]:
        """The files that are read."""
        return self.files

    def halves(self) -> list[Batch]:
        """The same in two."""
        return [Batch(half) for half in halves(self.files)]


class Head(NamedTuple):
    """A submission without its figures.

    `stand_in` has the unit, form and period, and figures that only tell: where the first stands,
    whether it says the same as another, whether it reports nothing but zeros. `kept` are the few
    figures that are needed beside those of other units; `twin` is the same for submissions that
    say just the same, and empty where they say too little to tell.
    """

    file: int
    place: int
    resolved: bool
    stand_in: Submission
    kept: tuple[Figure, ...]
    twin: str


class Written(NamedTuple):
    """A file of the data set: its name in it, from which files to which its rows are."""

    name: str
    first: int
    last: int
    rows: int
    sha256: str
    of_exports: bool = False


@dataclass(slots=True)
class Tally:
    """What some files gave, put together: in any order, as everything knows its place."""

    inputs: list[tuple[int, str, str]] = field(default_factory=list)
    """Place in the run, name, sha256."""
    heads: list[Head] = field(default_factory=list)
    problems: list[tuple[int, tuple[Problem, ...]]] = field(default_factory=list)
    by_rule: Mapping[str, RuleCounts] = field(default_factory=dict)
    numbers: NumberCounts = NO_NUMBERS
    sums: Sums = field(default_factory=Sums)

    def include(self, other: Tally) -> None:
        """Add what other files gave."""
        self.inputs += other.inputs
        self.heads += other.heads
        self.problems += other.problems
        self.by_rule = merged_counts([self.by_rule, other.by_rule])
        self.numbers = self.numbers + other.numbers
        self.sums.include(other.sums)


@dataclass(slots=True)
class Part:
    """What a batch gave, or several put together.

    Exports of earlier runs that lie among the files are held apart: only when everything has been
    read is it known whether they are all that there is.
    """

    own: Tally = field(default_factory=Tally)
    exports: Tally = field(default_factory=Tally)
    written: list[Written] = field(default_factory=list)
    taken: list[tuple[int, Taken]] = field(default_factory=list)
    genuine: int = 0
    """Submissions that stand in no export."""
    files: int = 0

    def include(self, other: Part) -> None:
        """Add what another batch gave."""
        self.genuine += other.genuine
        self.own.include(other.own)
        self.exports.include(other.exports)
        self.written += other.written
        self.taken += other.taken
        self.files += other.files


_Files = TypeVar("_Files")


def halves(files: tuple[_Files, ...]) -> list[tuple[_Files, ...]]:
    """Files in two."""
    middle = len(files) // 2
    return [files[:middle], files[middle:]]
