"""The life of a worker: a batch in, its results out, until nobody is there any more."""

from __future__ import annotations

import os
import pickle
import struct
from collections.abc import Callable, Iterator, Sequence
from itertools import count
from multiprocessing.connection import Connection
from typing import Any

from hcstats.model import HcstatsError
from hcstats.workers.job import Job, attempt, failure
from hcstats.workers.limits import limit_itself

OUT_OF_MEMORY = 77
"""Exit status of a worker that was refused memory."""
AT = struct.Struct("<IId")
"""Where a worker is: the number of its batch, the place in it of the file that comes next, and how
many times the limits that one may take."""


_serving = False


def serving() -> bool:
    """Whether this process is a worker, which is ended if it hangs."""
    return _serving


def serve(job: Job, talk: Connection, place: Connection) -> None:
    """The life of a worker: a batch in, its results out, until nobody is there any more."""
    global _serving  # noqa: PLW0603  (one worker is one process)
    _serving = True
    limit = limit_itself(job.seconds)
    for number in count():
        try:
            files = talk.recv()
        except (EOFError, OSError):
            return
        try:
            answer = _answer(job, _Watched(number, files, job, place, limit))
        except MemoryError:
            os._exit(OUT_OF_MEMORY)
        try:
            talk.send_bytes(answer)
        except OSError:
            return


class _Watched(Sequence[Any]):
    """The files of a batch; while they are gone through, the parent hears which one is next."""

    def __init__(
        self,
        number: int,
        files: Sequence[Any],
        job: Job,
        place: Connection,
        limit: Callable[[float], None],
    ) -> None:
        self._number, self._files = number, files
        self._job, self._place, self._limit = job, place, limit

    def __len__(self) -> int:
        return len(self._files)

    def __getitem__(self, index: Any) -> Any:  # noqa: ANN401
        return self._files[index]

    def __iter__(self) -> Iterator[Any]:
        for at, file in enumerate(self._files):
            self._next(at, self._job.allowance(file))
            yield file
        self._next(len(self._files), 1.0)

    def _next(self, at: int, allowed: float) -> None:
        self._place.send_bytes(AT.pack(self._number, at, allowed))
        self._limit(allowed)


def _answer(job: Job, files: Sequence[Any]) -> bytes:
    """The results of a batch, or what stops the run, as bytes."""
    try:
        if job.one_by_one:
            results = [attempt(job.step, file) for file in files]
        else:
            results = list(job.step(files))
    except HcstatsError as error:
        return pickle.dumps(error.message)
    except MemoryError:
        raise
    except BaseException as error:
        return pickle.dumps(failure(error))
    try:
        return pickle.dumps(results)
    except (pickle.PicklingError, AttributeError, TypeError, RecursionError) as error:
        return pickle.dumps(failure(error))
