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
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from types import FunctionType
from typing import Any

from hcstats.model import HcstatsError

SECONDS = 6.0
"""What one file may take; with the program's own start a run then stays under ten.

Where the system can tell, it is the worker's own work that counts, and the time in which it waits
for a disk or a network: on a busy machine a good file is not refused for waiting its turn.
"""
MEMORY = 1000 * 1024 * 1024
"""Bytes that a worker may hold."""
_MORE_MEMORY = 0.1
"""What is allowed so many times the time is allowed this part of so much more memory."""
_PARENT_DEATH_SIGNAL = 1
"""PR_SET_PDEATHSIG of Linux."""
_OUT_OF_MEMORY = 77
_WORKED_ENOUGH = getattr(signal, "SIGPROF", None)
"""The signal by which the system ends a worker that has worked at a file for too long."""
_AT = struct.Struct("<Id")


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
    """Whether `step` is called with one file at a time, and only that one fails with it."""
    allowance: Callable[[Any], float]
    """How many times the limits of time and memory a file may take."""
    seconds: float = SECONDS


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
        self.allowed = 1.0
        """How many times the usual limits that file may take."""
        self.waited = 0.0
        """Seconds that it has been at this file, as far as they are held against it."""

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
                self.at, self.allowed = _AT.unpack(self._place.recv_bytes())
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


def can_fork() -> bool:
    """Whether a worker may be a copy of this process: cheap, but safe without threads only."""
    if sys.platform != "linux" or threading.active_count() > 1:
        return False
    return len(list(Path("/proc/self/task").iterdir())) == 1


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


_serving = False


def serving() -> bool:
    """Whether this process is a worker, which is ended if it hangs."""
    return _serving


def _serve(job: Job, talk: Connection, place: Connection) -> None:
    """The life of a worker: a batch in, its results out, until nobody is there any more."""
    global _serving  # noqa: PLW0603  (one worker is one process)
    _serving = True
    limit = limit_itself(job.seconds)
    while True:
        try:
            files = talk.recv()
        except (EOFError, OSError):
            return
        try:
            answer = _answer(job, _Watched(files, job, place, limit))
        except MemoryError:
            os._exit(_OUT_OF_MEMORY)
        try:
            talk.send_bytes(answer)
        except OSError:
            return


def limit_itself(seconds: float) -> Callable[[float], None]:
    """Take the process out of the user's hands; what is given sets the limits for a file."""
    # Ctrl-C reaches the whole group; the parent hears it too, and ends its workers.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    _end_with_parent()
    # What parsers and panics print is no message to the user.
    if not os.environ.get("HCSTATS_DEBUG"):
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
        faulthandler.disable()
    # One thread a worker: others would only wait for a core, each with memory of its own.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    gc.freeze()
    # A batch is some hundred thousand objects, hardly any of them in a cycle.
    gc.set_threshold(50_000, 20, 50)
    return _limits(seconds)


def _end_with_parent() -> None:
    """Let the system end this process when the run is killed, whatever it is at."""
    if sys.platform == "linux":
        import ctypes  # noqa: PLC0415  (nothing in the standard library tells the kernel so)

        ctypes.CDLL(None).prctl(_PARENT_DEATH_SIGNAL, int(signal.SIGKILL), 0, 0, 0)


def _limits(seconds: float) -> Callable[[float], None]:
    """What lets the system end work and refuse memory beyond the limits, where it can."""
    if sys.platform == "win32":
        return lambda _: None
    import resource  # noqa: PLC0415  (not on Windows)

    def work(allowed: float) -> None:
        signal.setitimer(signal.ITIMER_PROF, seconds * allowed)

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform != "linux":
        return work
    page = resource.getpagesize()
    fields = Path("/proc/self/statm").read_text(encoding="ascii").split()
    resident, data = int(fields[1]) * page, int(fields[5]) * page
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    most = resource.RLIM_INFINITY if hard == resource.RLIM_INFINITY else hard

    def work_and_memory(allowed: float) -> None:
        work(allowed)
        memory = int(MEMORY * (1 + (allowed - 1) * _MORE_MEMORY))
        wanted = data + max(memory - resident, MEMORY // 2)
        resource.setrlimit(resource.RLIMIT_DATA, (wanted if most < 0 else min(wanted, most), hard))

    return work_and_memory


class _Watched(Sequence[Any]):
    """The files of a batch; while they are gone through, the parent hears which one is next."""

    def __init__(
        self, files: Sequence[Any], job: Job, place: Connection, limit: Callable[[float], None]
    ) -> None:
        self._files, self._job, self._place, self._limit = files, job, place, limit

    def __len__(self) -> int:
        return len(self._files)

    def __getitem__(self, index: Any) -> Any:  # noqa: ANN401
        return self._files[index]

    def __iter__(self) -> Iterator[Any]:
        for number, file in enumerate(self._files):
            self._next(number, self._job.allowance(file))
            yield file
        self._next(len(self._files), 1.0)

    def _next(self, number: int, allowed: float) -> None:
        self._place.send_bytes(_AT.pack(number, allowed))
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
