"""The same step over many files, in worker processes; in the order of the files either way."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Generic, TypeVar

from hcstats.workers import SECONDS, Done, Job, Loss, Pool, Reason, attempt, can_fork

_In = TypeVar("_In")
_Out = TypeVar("_Out")

_WORTH = 40
"""Files from which a second process pays."""


def _no(_: Any) -> bool:  # noqa: ANN401
    return False


def _once(_: Any) -> float:  # noqa: ANN401
    return 1.0


@dataclass(frozen=True, slots=True)
class Look(Generic[_In]):
    """What the files are like by a look at them.

    `harmless`: a few such files are mapped in this process where starting another is dear.
    `allowance`: how many times the limits of time and memory a file may take.
    """

    harmless: Callable[[_In], bool] = _no
    allowance: Callable[[_In], float] = _once


def map_files(
    step: Callable[[_In], _Out],
    files: Sequence[_In],
    jobs: int | None = None,
    done: Callable[[int], None] | None = None,
    *,
    lost: Callable[[_In, Loss], _Out],
    look: Look[_In] = Look(),
    meanwhile: Callable[[], object] | None = None,
) -> Iterator[_Out]:
    """What `step` makes of each file, in order; `done` hears how many are finished.

    Files are mapped in worker processes under limits of time and memory. A file at which a
    worker hangs, breaks down or runs out of memory costs itself alone: its result is what `lost`
    makes of it. `jobs` None takes all cores where there are files enough. `look` tells what
    the files are like before they are mapped. `meanwhile` is called once, when the workers have
    their first files.
    """
    each = partial(_one_at_a_time, step)
    job = Job(each, one_by_one=True, allowance=look.allowance, seconds=SECONDS)
    yield from _mapped(job, files, jobs, done, lost, look.harmless, meanwhile)


def map_batches(
    step: Callable[[Sequence[_In]], _Out],
    files: Sequence[_In],
    jobs: int | None = None,
    done: Callable[[int], None] | None = None,
    *,
    lost: Callable[[_In, Loss], _Out],
    look: Look[_In] = Look(),
    meanwhile: Callable[[], object] | None = None,
) -> Iterator[_Out]:
    """The same for a step that maps a whole batch to one result: those, in order of the files.

    The step goes through its files once, from the first to the last. If it dies while it is at
    one, the others are mapped as batches without it; if it dies or fails after the last, they are
    mapped one at a time.
    """
    job = Job(
        partial(_all_at_once, step), one_by_one=False, allowance=look.allowance, seconds=SECONDS
    )
    yield from _mapped(job, files, jobs, done, lost, look.harmless, meanwhile)


def _one_at_a_time(step: Callable[[_In], _Out], files: Sequence[_In]) -> list[_Out]:
    return [step(file) for file in files]


def _all_at_once(step: Callable[[Sequence[_In]], _Out], files: Sequence[_In]) -> list[_Out]:
    return [step(files)]


def _mapped(
    job: Job,
    files: Sequence[Any],
    jobs: int | None,
    done: Callable[[int], None] | None,
    lost: Callable[[Any, Loss], Any],
    harmless: Callable[[Any], bool],
    meanwhile: Callable[[], object] | None,
) -> Iterator[Any]:
    few = len(files) < _WORTH
    here = few and jobs is None and not can_fork() and all(map(harmless, files))
    workers = 1 if few and jobs is None else max(1, min(jobs or cores(), len(files)))
    results = _here(job, files) if here else Pool(job, files, workers).results(meanwhile)
    at = 0
    for count, found in results:
        for place, result in enumerate(found, at):
            if done is not None:
                done(place + 1 if len(found) == count else at + count)
            yield lost(files[place], result) if isinstance(result, Loss) else result
        at += count


def cores() -> int:
    """How many cores this process may use, which a container or a batch system may limit."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _here(job: Job, files: Sequence[Any]) -> Iterator[Done]:
    for file in files:
        try:
            result = attempt(job.step, file)
        except MemoryError:
            result = Loss(Reason.MEMORY)
        yield Done(1, [result])
