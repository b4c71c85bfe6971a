"""The same step over many files, in worker processes; in the order of the files either way."""

from __future__ import annotations

import os
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from multiprocessing.connection import wait
from typing import Any, Generic, NamedTuple, TypeVar

from hcstats.model import HcstatsError, Message, say
from hcstats.workers import SECONDS, Job, Loss, Reason, Worker, attempt, can_fork

_In = TypeVar("_In")
_Out = TypeVar("_Out")

_WORTH = 40
"""Files from which a second process pays."""
_BATCH = 64
"""Files at most that a worker is given at once, whose results come back as one."""
_TICK = 0.2
_START = 60.0
"""Seconds that a worker may take to start, on systems where it loads the program anew."""
_STARTS = 5
"""Workers that may die before their first file; then they cannot work on this machine."""


def _nothing() -> None:
    """There is nothing to do meanwhile."""


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
) -> Iterator[_Out]:
    """What `step` makes of each file, in order; `done` hears how many are finished.

    Files are mapped in worker processes under limits of time and memory. A file at which a
    worker hangs, breaks down or runs out of memory costs itself alone: its result is what `lost`
    makes of it. `jobs` None takes all cores where there are files enough. `look` tells what
    the files are like before they are mapped.
    """
    each = partial(_one_at_a_time, step)
    job = Job(each, one_by_one=True, allowance=look.allowance, seconds=SECONDS)
    yield from _mapped(job, files, jobs, done, lost, look.harmless)


def map_batches(
    step: Callable[[Sequence[_In]], Sequence[_Out]],
    files: Sequence[_In],
    jobs: int | None = None,
    done: Callable[[int], None] | None = None,
    *,
    lost: Callable[[_In, Loss], _Out],
    look: Look[_In] = Look(),
    meanwhile: Callable[[], object] = _nothing,
) -> Iterator[_Out]:
    """The same for a step that maps a whole batch to as many results, in their order.

    The step goes through its files once, from the first to the last. If it dies while it is at
    one, the others are mapped as batches without it; if it dies or fails after the last, they are
    mapped one at a time. `meanwhile` is called once, when the workers have their first batches.
    """
    job = Job(step, one_by_one=False, allowance=look.allowance, seconds=SECONDS)
    yield from _mapped(job, files, jobs, done, lost, look.harmless, meanwhile)


def _one_at_a_time(step: Callable[[_In], _Out], files: Sequence[_In]) -> list[_Out]:
    return [step(file) for file in files]


def _mapped(
    job: Job,
    files: Sequence[Any],
    jobs: int | None,
    done: Callable[[int], None] | None,
    lost: Callable[[Any, Loss], Any],
    harmless: Callable[[Any], bool],
    meanwhile: Callable[[], object] = _nothing,
) -> Iterator[Any]:
    few = len(files) < _WORTH
    here = few and jobs is None and not can_fork() and all(map(harmless, files))
    workers = 1 if few and jobs is None else max(1, min(jobs or _cores(), len(files)))
    results = _here(job, files) if here else _Pool(job, files, workers).results(meanwhile)
    for number, (file, result) in enumerate(zip(files, results, strict=True), 1):
        if done is not None:
            done(number)
        yield lost(file, result) if isinstance(result, Loss) else result


def _cores() -> int:
    """The cores that this process may use, which a container or a batch system may limit."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _here(job: Job, files: Sequence[Any]) -> Iterator[Any]:
    for file in files:
        try:
            yield attempt(job.step, file)
        except MemoryError:
            yield Loss(Reason.MEMORY)


class _Task(NamedTuple):
    """Some files in a row; `again` says that a worker has died over them before."""

    start: int
    end: int
    again: bool = False


class _Pool:
    """The workers of one run, the batches that wait, and the results that wait for their turn."""

    def __init__(self, job: Job, files: Sequence[Any], workers: int) -> None:
        self._job, self._files, self._size = job, files, workers
        batch = max(1, min(_BATCH, -(-len(files) // (workers * 4))))
        starts = range(0, len(files), batch)
        self._waiting = deque(_Task(at, min(at + batch, len(files))) for at in starts)
        self._ahead = batch * workers * 4
        self._busy: dict[Worker, _Task] = {}
        self._idle: list[Worker] = []
        self._ready: dict[int, Any] = {}
        self._stillborn = 0

    def results(self, meanwhile: Callable[[], object]) -> Iterator[Any]:
        """The results in the order of the files; all workers have ended afterwards."""
        turn = 0
        beside = threading.Thread(target=meanwhile, daemon=True)
        try:
            self._give(turn)
            # Beside the collecting of results, so that no worker waits for its next batch.
            beside.start()
            looked = time.monotonic()
            while turn < len(self._files):
                self._give(turn)
                self._collect(0 if turn in self._ready else _TICK)
                now = time.monotonic()
                # Time in which this process was stopped or busy elsewhere is held against none.
                self._watch(min(now - looked, 2 * _TICK))
                looked = now
                while turn in self._ready:
                    yield self._ready.pop(turn)
                    turn += 1
        finally:
            for worker in (*self._busy, *self._idle):
                worker.end()
            if beside.is_alive():
                beside.join()

    def _give(self, turn: int) -> None:
        """Give every free worker a batch, none far beyond the one whose turn it is."""
        while self._waiting and self._waiting[0].start <= turn + self._ahead:
            if not self._idle and len(self._busy) >= self._size:
                return
            worker = self._idle.pop() if self._idle else Worker(self._job)
            task = self._waiting.popleft()
            self._busy[worker] = task
            if not worker.give(self._files[task.start : task.end]):
                self._died(worker, worker.loss())

    def _collect(self, seconds: float) -> None:
        """Take the results of the workers that have finished, and note those that have died."""
        handles = {handle: one for one in self._busy for handle in (one.talk, one.process.sentinel)}
        for worker in dict.fromkeys(handles[handle] for handle in wait(list(handles), seconds)):
            answer = worker.answer() if worker.talk.poll() else None
            if answer is None:
                worker.look(0)
                self._died(worker, worker.loss())
            elif isinstance(answer, Message):
                raise HcstatsError(answer)
            elif isinstance(answer, Loss):
                self._again(self._busy[worker], answer)
                self._freed(worker)
            else:
                self._ready.update(enumerate(answer, self._busy[worker].start))
                self._freed(worker)

    def _freed(self, worker: Worker) -> None:
        del self._busy[worker]
        self._idle.append(worker)
        self._stillborn = 0

    def _watch(self, seconds: float) -> None:
        """End the workers that have been at one file for too long."""
        for worker in list(self._busy):
            worker.look(seconds)
            if worker.waited > (self._job.seconds * worker.allowed if worker.at >= 0 else _START):
                self._died(worker, Loss(Reason.TIME))

    def _died(self, worker: Worker, loss: Loss) -> None:
        """What a dead worker had is given to others, without the file that it died of."""
        task = self._busy.pop(worker)
        worker.end()
        if worker.at < 0:
            self._stillborn += 1
            if self._stillborn >= _STARTS:
                raise HcstatsError(_cannot_start(loss))
            self._waiting.appendleft(task)
            return
        self._stillborn = 0
        at = task.start + worker.at
        if at == task.end:
            self._again(task, loss)
            return
        rest = _Task(at + 1, task.end)
        if rest.start < rest.end:
            self._waiting.appendleft(rest)
        # Whoever was killed from outside was at an innocent file: it has a second chance.
        if task.again or loss.reason is Reason.TIME:
            self._ready[at] = loss
        else:
            self._waiting.appendleft(_Task(at, at + 1, again=True))
        if task.start < at:
            self._waiting.appendleft(_Task(task.start, at))

    def _again(self, task: _Task, loss: Loss) -> None:
        """One file at a time what went wrong as a batch, and twice what may be an accident."""
        alone = task.end - task.start == 1
        if alone and (task.again or loss.reason in (Reason.TIME, Reason.FAILED)):
            self._ready[task.start] = loss
            return
        for at in reversed(range(task.start, task.end)):
            self._waiting.appendleft(_Task(at, at + 1, again=alone))


def _cannot_start(loss: Loss) -> Message:
    return say(
        "The processes that read files end before they begin ({reason}). In a script of your own, "
        "call hcstats below: if __name__ == '__main__'.",
        reason=loss.detail or loss.reason.value,
    )
