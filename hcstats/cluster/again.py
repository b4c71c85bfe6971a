"""What goes out a second time, once it is known what counts: files to ask, parts to mend."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from hcstats.cluster.records import Source, Written, halves
from hcstats.model import Submission
from hcstats.sums import Label, Sums


class Wanted(NamedTuple):
    """What is asked again of a submission: the tables that it is added to, and its own figures.

    `keys` None asks for no figures, an empty set for all of them.
    """

    place: int
    labels: tuple[Label, ...]
    keys: frozenset[str] | None


class Question(NamedTuple):
    """What is asked again of one file, whose content must still be what it was."""

    source: Source
    sha256: str
    wanted: tuple[Wanted, ...]


class Questions(NamedTuple):
    """The questions that one task answers."""

    files: tuple[Question, ...]

    @property
    def sources(self) -> tuple[Source, ...]:
        """The files that are read."""
        return tuple(one.source for one in self.files)

    def halves(self) -> list[Questions]:
        """The same in two."""
        return [Questions(half) for half in halves(self.files)]


@dataclass(slots=True)
class Answer:
    """Sums and figures that were asked for again, and files that have changed since."""

    sums: Sums = field(default_factory=Sums)
    submissions: dict[tuple[int, int], Submission] = field(default_factory=dict)
    changed: list[str] = field(default_factory=list)
    files: int = 0

    def include(self, other: Answer) -> None:
        """Add what was answered elsewhere."""
        self.sums.include(other.sums)
        self.submissions.update(other.submissions)
        self.changed += other.changed
        self.files += other.files


class Mending(NamedTuple):
    """Files of the data set, each with the submissions in it that do not count."""

    address: str
    files: tuple[tuple[Written, frozenset[tuple[str, int]]], ...]

    @property
    def sources(self) -> tuple[Source, ...]:
        """None: parts are no files of units."""
        return ()

    def halves(self) -> list[Mending]:
        """The same in two."""
        return [Mending(self.address, half) for half in halves(self.files)]


@dataclass(slots=True)
class Mended:
    """Files of the data set as they are now."""

    written: list[Written] = field(default_factory=list)
    files: int = 0

    def include(self, other: Mended) -> None:
        """Add what was mended elsewhere."""
        self.written += other.written
        self.files += other.files
