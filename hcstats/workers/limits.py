"""The limits that a worker puts itself under, and what ends it with the run."""

from __future__ import annotations

import faulthandler
import gc
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

MEMORY = 1000 * 1024 * 1024
"""Bytes that a worker may hold."""
_MORE_MEMORY = 0.1
"""What is allowed so many times the time is allowed this part of so much more memory."""
_PARENT_DEATH_SIGNAL = 1
"""PR_SET_PDEATHSIG of Linux."""


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
