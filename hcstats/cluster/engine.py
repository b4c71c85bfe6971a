"""Where batches are read: on this machine's cores; a Dask cluster is another engine."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from typing import Protocol, TypeVar

from hcstats.cluster.isolated import Helpers
from hcstats.cluster.records import Batch, Part, Plan, Source
from hcstats.cluster.steps import L, R, Refused, Step
from hcstats.cluster.work import READ
from hcstats.holding import Progress
from hcstats.model import HcstatsError

BATCH = 100
"""Files a task at most: a task of its own for each would cost more than the reading."""
_SHARES = 4
"""Batches a core at least, so that none waits long for the last."""


class Engine(Protocol):
    """Runs a step over loads."""

    @property
    def cores(self) -> int:
        """How many loads are read at once."""

    def results(self, step: Step[L, R], loads: Sequence[L], plan: Plan) -> Iterator[R]:
        """What a step makes of each load, in any order, perhaps several put together.

        Raises HcstatsError for what makes the run impossible.
        """


class Local:
    """The cores of this machine: other processes where there are loads enough."""

    def __init__(self, jobs: int | None = None) -> None:
        self.cores = jobs or os.cpu_count() or 1

    def results(self, step: Step[L, R], loads: Sequence[L], plan: Plan) -> Iterator[R]:
        """What a step makes of each load, in helpers, as many at once as there are cores."""
        helpers = Helpers()
        pool = ThreadPoolExecutor(min(self.cores, max(1, len(loads))))
        try:
            waiting = [pool.submit(helpers.act, step, load, plan) for load in loads]
            for future in as_completed(waiting):
                yield granted(future.result())
        finally:
            helpers.close()
            pool.shutdown(cancel_futures=True)


class Here:
    """This very process, one load after the other: no file can be given up."""

    cores = 1

    def results(self, step: Step[L, R], loads: Sequence[L], plan: Plan) -> Iterator[R]:
        """What a step makes of each load."""
        return (granted(step.act(load, plan)) for load in loads)


def granted(result: R | Refused) -> R:
    """A result; a refusal is raised as the error that it stands for."""
    if isinstance(result, Refused):
        raise HcstatsError(result.message)
    return result


_Some = TypeVar("_Some")


def chunks(all_: Sequence[_Some], size: int) -> list[Sequence[_Some]]:
    """A sequence in pieces of one size, the last perhaps smaller."""
    return [all_[at : at + size] for at in range(0, len(all_), size)]


def batches(sources: Sequence[Source], cores: int) -> list[Batch]:
    """Files in batches that keep all cores busy to the end."""
    size = max(1, min(BATCH, -(-len(sources) // (cores * _SHARES))))
    return [Batch(tuple(some)) for some in chunks(sources, size)]


def heard(
    engine: Engine, loads: Sequence[Batch], plan: Plan, progress: Progress | None
) -> Iterator[Part]:
    """What the files of batches say; `progress` hears how many are done."""
    done, total = 0, sum(len(load.files) for load in loads)
    for part in engine.results(READ, loads, plan):
        done += part.files
        if progress is not None:
            progress(done, total)
        yield part
