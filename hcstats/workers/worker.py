"""One worker process as its parent sees it: idle or at a batch, and ended when it must be."""

from __future__ import annotations

import multiprocessing
import pickle
import signal
import sys
import threading
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from types import FunctionType
from typing import Any

from hcstats.workers.job import Job, Loss, Reason, failure
from hcstats.workers.serve import AT, OUT_OF_MEMORY, serve

_AT_HAND = 64 * 1024
"""Bytes of a batch that a pipe takes though nobody reads them yet."""
_WORKED_ENOUGH = getattr(signal, "SIGPROF", None)
"""The signal by which the system ends a worker that has worked at a file for too long."""


class Worker:
    """A process of its own, idle or at a batch."""

    def __init__(self, job: Job) -> None:
        context = _context(job)
        # The batch and its results go one way and the other; the place has a pipe of its own.
        self.talk, theirs = context.Pipe()
        self._place, place = context.Pipe(duplex=False)
        self.process = context.Process(target=serve, args=(job, theirs, place), daemon=True)
        with _interrupts_held():
            self.process.start()
        # Whoever else holds these ends would hide that the worker has died.
        theirs.close()
        place.close()
        self._answers = 0
        self._batch, self._place_in_it = 0, -1
        self.allowed = 1.0
        """How many times the usual limits the file that it is at may take."""
        self.waited = 0.0
        """Seconds that it has been at this file, as far as they are held against it."""

    @property
    def at(self) -> int:
        """The place of the file that it is at in the first batch without an answer; -1 before."""
        return self._place_in_it if self._batch == self._answers else -1

    def give(self, files: Sequence[Any]) -> bool:
        """Whether the worker, which has nothing to do, could be given a batch; a dead one not."""
        self.waited = 0.0
        return self._sent(pickle.dumps(files))

    def give_next(self, files: Sequence[Any]) -> bool:
        """Whether a worker could be given one more batch while it is at another one.

        Never one for which this process would have to wait.
        """
        if sys.platform != "linux":  # how much a pipe takes is another matter elsewhere
            return False
        batch = pickle.dumps(files)
        return len(batch) <= _AT_HAND and self._sent(batch)

    def _sent(self, batch: bytes) -> bool:
        try:
            self.talk.send_bytes(batch)
        except OSError:
            return False
        return True

    def look(self, seconds: float) -> None:
        """Take note of where the worker is, `seconds` after the last look."""
        moved = False
        try:
            while self._place.poll():
                self._batch, self._place_in_it, self.allowed = AT.unpack(self._place.recv_bytes())
                moved = True
        except (EOFError, OSError):
            pass  # it has died; where it was last is known
        if moved:
            self.waited = 0.0
        elif not self._runs():
            self.waited += seconds

    def _runs(self) -> bool:
        """Whether the worker works or waits for a core; a limit in the worker ends its work."""
        if sys.platform != "linux":
            return False
        try:
            about = Path(f"/proc/{self.process.pid}/stat").read_bytes()
        except OSError:
            return False
        return about.rpartition(b")")[2].split()[0] == b"R"

    def has_answered(self) -> bool:
        """Whether there is an answer, or none will ever come, as `answer` tells then."""
        try:
            return bool(self.talk.poll())
        except OSError:
            return True

    def answer(self) -> Any | None:  # noqa: ANN401  (results of any step)
        """What the worker made of its first batch, or None if it died over it."""
        try:
            data = self.talk.recv_bytes()
        except (EOFError, OSError):
            return None
        self._answers += 1
        try:
            return pickle.loads(data)  # noqa: S301  (our own process)
        except Exception as error:
            return failure(error)

    def loss(self) -> Loss:
        """Why the worker died."""
        self.process.join(1)
        code = self.process.exitcode
        if code == OUT_OF_MEMORY:
            return Loss(Reason.MEMORY)
        if _WORKED_ENOUGH is not None and code == -_WORKED_ENOUGH:
            return Loss(Reason.TIME)
        if code is not None and code < 0:
            known = code in (-one for one in signal.Signals)
            return Loss(Reason.CRASHED, signal.Signals(-code).name if known else str(code))
        return Loss(Reason.CRASHED, "" if code is None else str(code))

    def end(self) -> None:
        """End the worker at once, whatever it is at."""
        self.process.kill()
        # One that hangs in the kernel (a network folder) dies once it returns from there.
        self.process.join(1)
        self.talk.close()
        self._place.close()


_resting: list[Callable[[], None]] = []
_LOOKS, _PAUSE = 10, 0.001


def rests_before_fork(rest: Callable[[], None]) -> None:
    """From here on `rest` is called to end a thread that would keep workers from being copies."""
    _resting.append(rest)


def can_fork() -> bool:
    """Whether a worker may be a copy of this process: cheap, but safe without threads only."""
    for rest in _resting:
        rest()
    if sys.platform != "linux" or threading.active_count() > 1:
        return False
    for _ in range(_LOOKS):
        if len(list(Path("/proc/self/task").iterdir())) == 1:
            return True
        time.sleep(_PAUSE)  # a thread that has ended is still there for a moment
    return False


def _context(job: Job) -> Any:  # noqa: ANN401  (the kinds of contexts have no common type)
    if can_fork():
        return multiprocessing.get_context("fork")
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(sorted(_modules(job.step)))
    return context


def _modules(step: Any) -> set[str]:  # noqa: ANN401
    """The modules that a step needs, also where it is a partial of others."""
    own = {step.__module__} if isinstance(step, FunctionType) else set()
    parts = (step.func, *step.args) if isinstance(step, partial) else ()
    return own.union(*map(_modules, parts))


class _interrupts_held:  # noqa: N801  (used like a function)
    """Ctrl-C waits while a worker starts: a half started one would print a traceback."""

    def __enter__(self) -> None:
        if hasattr(signal, "pthread_sigmask"):
            self._old = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})

    def __exit__(self, *_: object) -> None:
        if hasattr(signal, "pthread_sigmask"):
            signal.pthread_sigmask(signal.SIG_SETMASK, self._old)
