"""Loads taken up by helpers: processes that may die, hang or run out of memory without harm.

A helper lives on from load to load and knows the layouts that it has met. If it is lost over a
load, another one takes the load up carefully: each file under the limits of a run of this machine,
so that the guilty one is named.
"""

from __future__ import annotations

import os
import pickle
import struct
import subprocess
import sys
import threading
from dataclasses import replace
from typing import Any, BinaryIO, cast

from hcstats import __version__
from hcstats.cluster.records import Plan
from hcstats.cluster.steps import L, R, Refused, Step, together
from hcstats.model import say
from hcstats.workers import SECONDS, limit_itself

_Asked = tuple[Step[Any, Any], Any, Plan | None]
"""A step, its load, and the plan if it is another one than before."""
_SIZE = struct.Struct("<Q")
_START, _SECONDS = 60.0, 2.0
"""Seconds for a helper to start and finish, and for each file, before it is given up."""


class _Lost(Exception):  # noqa: N818  (of the helper, not of the program)
    """The helper has died, or was ended because it took too long."""


class Helpers:
    """Helpers of this process that wait for work; as many as are asked at once."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._idle: list[_Helper] = []
        self._busy: set[_Helper] = set()
        self._closed = False

    def act(self, step: Step[L, R], load: L, plan: Plan) -> R | Refused:
        """What a step makes of a load, without the files at which whoever reads them dies."""
        if _is_here(load, plan):
            return step.act(load, plan)
        try:
            return self._asked(step, load, plan, _START + _SECONDS * len(load.files))
        except _Lost:
            if self._closed:
                raise
            return self._carefully(step, load, plan)

    def close(self) -> None:
        """End every helper, also those at work."""
        with self._lock:
            self._closed = True
            for helper in (*self._idle, *self._busy):
                helper.end()

    def _carefully(self, step: Step[L, R], load: L, plan: Plan) -> R | Refused:
        careful = replace(plan, careful=True)
        try:
            # A file may be tried twice.
            seconds = _START + 2 * (SECONDS + _SECONDS) * len(load.files)
            return self._asked(step, load, careful, seconds)
        except _Lost:
            if self._closed:
                raise
        if len(load.files) == 1:
            return step.lost(load)
        found: list[R] = []
        for half in load.halves():
            part = self._carefully(step, half, plan)
            if isinstance(part, Refused):
                return part
            found.append(part)
        return together(found)

    def _asked(self, step: Step[L, R], load: L, plan: Plan, seconds: float) -> R | Refused:
        with self._lock:
            if self._closed:
                raise _Lost
            helper = self._idle.pop() if self._idle else _Helper()
            self._busy.add(helper)
        try:
            result: R | Refused = helper.ask(step, load, plan, seconds)
        except BaseException:
            helper.end()
            raise
        else:
            with self._lock:
                self._idle.append(helper)
            return result
        finally:
            with self._lock:
                self._busy.discard(helper)


class _Helper:
    """One process: loads go in, results come out, as pickles with their length in front."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "hcstats.cluster.isolated"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        self._plan: Plan | None = None

    def ask(self, step: Step[L, R], load: L, plan: Plan, seconds: float) -> R | Refused:
        """The result of a step; raises _Lost if there is none within the time."""
        new = None if plan is self._plan else plan
        self._plan = plan
        timer = threading.Timer(seconds, self._process.kill)
        timer.daemon = True
        timer.start()
        try:
            _send(cast("BinaryIO", self._process.stdin), (step, load, new))
            return cast("R | Refused", _received(cast("BinaryIO", self._process.stdout)))
        except (OSError, EOFError, ValueError) as error:
            raise _Lost from error
        finally:
            timer.cancel()

    def end(self) -> None:
        """End the process at once."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except OSError:
                    continue  # what was still to be sent has nobody to hear it


def _is_here(load: L, plan: Plan) -> bool:
    """Whether a load is about addresses in the memory of this very process."""
    addresses = [plan.target.address] if plan.target else []
    addresses += [one.address for one in load.sources]
    return any(address.startswith("memory:") for address in addresses)


def _send(pipe: BinaryIO, message: object) -> None:
    data = pickle.dumps(message)
    pipe.write(_SIZE.pack(len(data)))
    pipe.write(data)
    pipe.flush()


def _received(pipe: BinaryIO) -> object:
    (size,) = _SIZE.unpack(_exactly(pipe, _SIZE.size))
    return pickle.loads(_exactly(pipe, size))  # noqa: S301  (our own process)


def _exactly(pipe: BinaryIO, size: int) -> bytes:
    data = pipe.read(size)
    if len(data) < size:
        raise EOFError
    return data


HELPERS = Helpers()
"""Those of a Dask worker: they live as long as it does."""


def act(step: Step[L, R], load: L, plan: Plan) -> R | Refused:
    """A step on a Dask worker, whose own process is at no file."""
    if plan.version != __version__:
        return Refused(
            say(
                "A worker that has joined the cluster runs hcstats {there}, this is {own}; install "
                "the same on both.",
                there=__version__,
                own=plan.version,
            )
        )
    return HELPERS.act(step, load, plan)


_DAY = 86_400.0


def _serve() -> None:
    """The life of a helper: until whoever asks it is gone."""
    # What is printed goes nowhere near the answers.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    # Whoever asks it counts the seconds of each file; the system only refuses memory.
    limit = limit_itself(_DAY)
    plan: Plan | None = None
    while True:
        try:
            step, load, new = cast("_Asked", _received(sys.stdin.buffer))
        except EOFError:
            return
        plan = new or plan
        limit(1.0)
        if plan is not None:
            _send(answers, step.act(load, plan))


if __name__ == "__main__":
    _serve()
