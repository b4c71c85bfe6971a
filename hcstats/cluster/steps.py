"""What a task is: a step, a load for it, and a result, of which several make one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, NamedTuple, Protocol, Self, TypeVar

from hcstats.cluster.records import Plan, Source
from hcstats.model import Message


class Refused(NamedTuple):
    """Why a task could not run at all."""

    message: Message


class Load(Protocol):
    """What one task gets: so many files, of which half makes a load again."""

    @property
    def files(self) -> Sequence[object]:
        """What it is made of."""

    @property
    def sources(self) -> tuple[Source, ...]:
        """The files of units that are read."""

    def halves(self) -> Sequence[Self]:
        """The same in two."""


class Result(Protocol):
    """What comes back, with the number of files that it is of; several make one."""

    files: int

    def include(self, other: Self) -> None:
        """Add what came back of others."""


L = TypeVar("L", bound=Load)
R = TypeVar("R", bound=Result)


@dataclass(frozen=True, slots=True)
class Step(Generic[L, R]):
    """What is done with a load, and what is said of one that kills whichever process has it."""

    act: Callable[[L, Plan], R | Refused]
    lost: Callable[[L], R | Refused]


def together(results: Sequence[R]) -> R:
    """Several results as one."""
    first, *others = results
    for one in others:
        first.include(one)
    return first
