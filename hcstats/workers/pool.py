"""The workers of one run: each has a batch, and what a dead one had is given to others."""

from __future__ import annotations

import contextlib
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from heapq import heappop, heappush
from multiprocessing.connection import wait
from typing import Any, NamedTuple

from hcstats.model import HcstatsError, Message, say
from hcstats.workers.job import Job, Loss, Reason
from hcstats.workers.worker import Worker

_BATCH = 64
"""Files at most that a worker is given at once, whose results come back as one."""
_TICK = 0.2
_START = 60.0
"""Seconds that a worker may take to start, on systems where it loads the program anew."""
_STARTS = 5
"""Workers that may die before their first file; then they cannot work on this machine."""


class _Task(NamedTuple):
    """Some files in a row; `again` says that a worker has died over them before."""

    start: int
    end: int
    again: bool = False


class Done(NamedTuple):
    """What became of some files in a row: what the step gave, or a Loss of one file."""

    files: int
    results: Sequence[Any]


class Pool:
    """The workers of one run, the batches that wait, and the results that wait for their turn."""

    def __init__(self, job: Job, files: Sequence[Any], workers: int) -> None:
        self._job, self._files, self._size = job, files, workers
        batch = max(1, min(_BATCH, -(-len(files) // (workers * 4))))
        starts = range(0, len(files), batch)
        self._waiting = [_Task(at, min(at + batch, len(files))) for at in starts]
        """A heap: whatever the next results wait for is in front, however workers die."""
        self._ahead = batch * workers * 4
        self._busy: dict[Worker, deque[_Task]] = {}
        """What each worker is at, and what it has at hand for when it is through with that."""
        self._idle: list[Worker] = []
        self._ready: dict[int, Done] = {}
        self._stillborn = 0
        self._hands_on = True
        """Whether a worker is given a batch while it is at another one."""

    def results(self, meanwhile: Callable[[], object] | None) -> Iterator[Done]:
        """What became of some files after the other; all workers have ended afterwards.

        `meanwhile` is called once, when the workers have their first batches.
        """
        try:
            self._give(0)
            with _beside(meanwhile):
                yield from self._in_turn()
        finally:
            for worker in (*self._busy, *self._idle):
                worker.end()

    def _in_turn(self) -> Iterator[Done]:
        turn, looked = 0, time.monotonic()
        while turn < len(self._files):
            self._give(turn)
            self._collect(0 if turn in self._ready else _TICK)
            now = time.monotonic()
            # Time in which this process was stopped or busy elsewhere is held against none.
            self._watch(min(now - looked, 2 * _TICK))
            looked = now
            while turn in self._ready:
                done = self._ready.pop(turn)
                yield done
                turn += done.files

    def _give(self, turn: int) -> None:
        """Give every free worker a batch, none far beyond the one whose turn it is."""
        while self._waiting and self._waiting[0].start <= turn + self._ahead:
            if not self._idle and len(self._busy) >= self._size:
                self._give_next(turn)
                return
            worker = self._idle.pop() if self._idle else Worker(self._job)
            task = heappop(self._waiting)
            self._busy[worker] = deque([task])
            if not worker.give(self._files[task.start : task.end]):
                self._died(worker, worker.loss())

    def _give_next(self, turn: int) -> None:
        """One more batch for each worker, so that none waits while this process has no time.

        The last ones stay here, for whichever worker is through first.
        """
        for worker, tasks in self._busy.items():
            if len(tasks) > 1:
                continue
            if len(self._waiting) <= self._size or self._waiting[0].start > turn + self._ahead:
                return
            task = self._waiting[0]
            if not self._hands_on or not worker.give_next(self._files[task.start : task.end]):
                # Of batches that are too long for that there will be more.
                self._hands_on = False
                return
            tasks.append(heappop(self._waiting))

    def _collect(self, seconds: float) -> None:
        """Take the results of the workers that have finished, and note those that have died."""
        handles = {handle: one for one in self._busy for handle in (one.talk, one.process.sentinel)}
        for worker in dict.fromkeys(handles[handle] for handle in wait(list(handles), seconds)):
            answer = worker.answer() if worker.has_answered() else None
            if answer is None:
                worker.look(0)
                self._died(worker, worker.loss())
            elif isinstance(answer, Message):
                raise HcstatsError(answer)
            elif isinstance(answer, Loss):
                self._again(self._answered(worker), answer)
            else:
                task = self._answered(worker)
                self._ready[task.start] = Done(task.end - task.start, answer)

    def _answered(self, worker: Worker) -> _Task:
        """What the worker was at; it goes on with what it has at hand."""
        self._stillborn = 0
        tasks = self._busy[worker]
        task = tasks.popleft()
        if not tasks:
            del self._busy[worker]
            self._idle.append(worker)
        return task

    def _watch(self, seconds: float) -> None:
        """End the workers that have been at one file for too long."""
        for worker in list(self._busy):
            worker.look(seconds)
            most = self._job.seconds * worker.allowed if worker.at >= 0 else _START
            if worker.waited > most and not worker.has_answered():
                self._died(worker, Loss(Reason.TIME))

    def _died(self, worker: Worker, loss: Loss) -> None:
        """What a dead worker had is given to others, without the file that it died of."""
        task, *others = self._busy.pop(worker)
        worker.end()
        for one in others:
            heappush(self._waiting, one)
        if worker.at < 0:
            self._stillborn += 1
            if self._stillborn >= _STARTS:
                raise HcstatsError(_cannot_start(loss))
            heappush(self._waiting, task)
            return
        self._stillborn = 0
        at = task.start + worker.at
        if at == task.end:
            self._again(task, loss)
            return
        rest = _Task(at + 1, task.end)
        if rest.start < rest.end:
            heappush(self._waiting, rest)
        # Whoever was killed from outside was at an innocent file: it has a second chance.
        if task.again or loss.reason is Reason.TIME:
            self._ready[at] = Done(1, [loss])
        else:
            heappush(self._waiting, _Task(at, at + 1, again=True))
        if task.start < at:
            heappush(self._waiting, _Task(task.start, at))

    def _again(self, task: _Task, loss: Loss) -> None:
        """One file at a time what went wrong as a batch, and twice what may be an accident."""
        alone = task.end - task.start == 1
        if alone and (task.again or loss.reason in (Reason.TIME, Reason.FAILED)):
            self._ready[task.start] = Done(1, [loss])
            return
        for at in range(task.start, task.end):
            heappush(self._waiting, _Task(at, at + 1, again=alone))


def _cannot_start(loss: Loss) -> Message:
    return say(
        "The processes that read files end before they begin ({reason}). In a script of your own, "
        "call hcstats below: if __name__ == '__main__'.",
        reason=loss.detail or loss.reason.value,
    )


@contextlib.contextmanager
def _beside(meanwhile: Callable[[], object] | None) -> Iterator[None]:
    """Something done in a thread, so that no worker waits for its next batch."""
    if meanwhile is None:
        yield
        return
    thread = threading.Thread(target=meanwhile, daemon=True)
    thread.start()
    try:
        yield
    finally:
        thread.join()
