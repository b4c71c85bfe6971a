"""One worker process: it maps files a batch at a time, tells where it is, and can be ended.

A parser may hang, take all memory or break down with its process. So files are read in a process
that is under limits of its own, and that says before each file which one it is at.
"""

from __future__ import annotations

import faulthandler
import gc
import multiprocessing
import os
import pickle
import signal
import struct
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from hcstats.model import HcstatsError

SECONDS = 8.0
"""What one file may take; with the program's own start a run then stays under ten."""
MEMORY = 1000 * 1024 * 1024
"""Bytes that a worker may hold."""
_CPU_SECONDS = 30.0
"""A worker whose parent was killed ends itself after this much work on one file."""
_OUT_OF_MEMORY = 77
_LOOKS, _PAUSE = 10, 0.001
_AT = struct.Struct("<I")


class Reason(StrEnum):
    """Why a file could not be mapped."""

    TIME = "time"
    MEMORY = "memory"
    CRASHED = "crashed"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Loss:
    """Why there is no result of a file, and what is known of it (a signal, an exception)."""

    reason: Reason
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Job:
    """What every worker of a run does: `step` maps a list of files to a list of results."""

    step: Callable[[Sequence[Any]], Sequence[Any]]
    one_by_one: bool
    """Whether `step` is called with one file at a time, so that the guilty one is known."""


class Worker:
    """A process of its own, idle or at a batch."""

    def __init__(self, job: Job) -> None:
        context = _context(job)
        # The batch and its results go one way and the other; the place has a pipe of its own.
        self.talk, theirs = context.Pipe()
        self._place, place = context.Pipe(duplex=False)
        self.process = context.Process(target=_serve, args=(job, theirs, place), daemon=True)
        with _interrupts_held():
            self.process.start()
        # Whoever else holds these ends would hide that the worker has died.
        theirs.close()
        place.close()
        self.at = -1
        """Place in the batch of the file that it is at; -1 before the first."""
        self.waited = 0.0
        """Seconds that it has been at this file, without those in which nobody looked."""

    def give(self, files: Sequence[Any]) -> bool:
        """Whether the worker could be given a batch; one that has died could not."""
        self.at, self.waited = -1, 0.0
        try:
            self.talk.send(files)
        except OSError:
            return False
        return True

    def look(self, seconds: float) -> None:
        """Take note of where the worker is, `seconds` after the last look."""
        moved = False
        try:
            while self._place.poll():
                (self.at,) = _AT.unpack(self._place.recv_bytes())
                moved = True
        except (EOFError, OSError):
            pass  # it has died; where it was last is known
        self.waited = 0.0 if moved else self.waited + seconds

    def answer(self) -> Any | None:  # noqa: ANN401  (results of any step)
        """What the worker made of its batch, or None if it died over it."""
        try:
            data = self.talk.recv_bytes()
        except (EOFError, OSError):
            return None
        try:
            return pickle.loads(data)  # noqa: S301  (our own process)
        except Exception as error:
            return failure(error)

    def loss(self) -> Loss:
        """Why the worker died."""
        self.process.join(1)
        code = self.process.exitcode
        if code == _OUT_OF_MEMORY:
            return Loss(Reason.MEMORY)
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
    context.set_forkserver_preload([getattr(job.step, "func", job.step).__module__])
    return context


class _interrupts_held:  # noqa: N801  (used like a function)
    """Ctrl-C waits while a worker starts: a half started one would print a traceback."""

    def __enter__(self) -> None:
        if hasattr(signal, "pthread_sigmask"):
            self._old = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})

    def __exit__(self, *_: object) -> None:
        if hasattr(signal, "pthread_sigmask"):
            signal.pthread_sigmask(signal.SIG_SETMASK, self._old)


def _serve(job: Job, talk: Connection, place: Connection) -> None:
    """The life of a worker: a batch in, its results out, until nobody is there any more."""
    _limit_itself()
    while True:
        try:
            files = talk.recv()
        except (EOFError, OSError):
            return
        try:
            answer = _answer(job, files, place)
        except MemoryError:
            os._exit(_OUT_OF_MEMORY)
        try:
            talk.send_bytes(answer)
        except OSError:
            return


def _limit_itself() -> None:
    # Ctrl-C reaches the whole group; the parent hears it too, and ends its workers.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    # What parsers and panics print is no message to the user.
    if not os.environ.get("HCSTATS_DEBUG"):
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
        faulthandler.disable()
    # One thread a worker: others would only wait for a core, each with memory of its own.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    gc.freeze()
    _limit_memory()


def _limit_memory() -> None:
    """Let the kernel refuse memory beyond the limit; where it cannot, the other limits stand."""
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415  (not on Windows)

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform != "linux":
        return
    page = resource.getpagesize()
    fields = Path("/proc/self/statm").read_text(encoding="ascii").split()
    resident, data = int(fields[1]) * page, int(fields[5]) * page
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    wanted = data + max(MEMORY - resident, MEMORY // 2)
    if hard != resource.RLIM_INFINITY:
        wanted = min(wanted, hard)
    resource.setrlimit(resource.RLIMIT_DATA, (wanted, hard))


def _answer(job: Job, files: Sequence[Any], place: Connection) -> bytes:
    """The results of a batch, or what stops the run, as bytes."""
    results: list[Any] = []
    try:
        if job.one_by_one:
            for number, file in enumerate(files):
                _start_file(place, number)
                results.append(attempt(job.step, file))
        else:
            _start_file(place, 0)
            results += job.step(files)
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


def _start_file(place: Connection, number: int) -> None:
    place.send_bytes(_AT.pack(number))
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_PROF, _CPU_SECONDS)


def attempt(step: Callable[[Sequence[Any]], Sequence[Any]], file: Any) -> Any:  # noqa: ANN401
    """The result of one file, or a Loss where the step failed at it in a way of its own."""
    try:
        (result,) = step([file])
    except (HcstatsError, MemoryError, KeyboardInterrupt):
        raise
    except BaseException as error:
        return failure(error)
    return result


def failure(error: BaseException) -> Loss:
    """What an exception that nobody expected says, with the place where it arose."""
    place, last = "", error.__traceback__
    while last is not None:
        place = f"{Path(last.tb_frame.f_code.co_filename).name}:{last.tb_lineno}"
        last = last.tb_next
    reason = " ".join(f"{type(error).__name__}: {error}".split())[:120]
    return Loss(Reason.FAILED, f"{reason} ({place})")
