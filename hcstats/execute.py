"""The same step over many files: here, or on all cores; in the order of the files either way."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import TypeVar

_In = TypeVar("_In")
_Out = TypeVar("_Out")

_WORTH = 40
"""Files from which starting other processes pays."""
_BATCH = 16


def map_files(
    step: Callable[[_In], _Out],
    files: Sequence[_In],
    jobs: int | None = None,
    done: Callable[[int], None] | None = None,
) -> Iterator[_Out]:
    """What `step` makes of each file, in order; `done` hears how many are finished.

    `jobs` None takes all cores where there are files enough, 1 stays in this process.
    """
    workers = min(jobs or os.cpu_count() or 1, len(files))
    if workers <= 1 or (jobs is None and len(files) < _WORTH):
        results: Iterator[_Out] = map(step, files)
        yield from _counted(results, done)
        return
    with ProcessPoolExecutor(workers) as pool:
        yield from _counted(pool.map(step, files, chunksize=_BATCH), done)


def _counted(results: Iterator[_Out], done: Callable[[int], None] | None) -> Iterator[_Out]:
    for number, result in enumerate(results, 1):
        if done is not None:
            done(number)
        yield result
