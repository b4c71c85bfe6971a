"""Files are mapped in worker processes that can be ended; one bad file costs itself alone."""

from __future__ import annotations

import ctypes
import fcntl
import os
import signal
import subprocess
import sys
import termios
import threading
import time
from array import array
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import chain
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from hcstats import execute
from hcstats.execute import Look, map_batches, map_files
from hcstats.model import HcstatsError, say
from hcstats.workers import Loss, Reason, pool
from tests.conftest import ROOT

Result = int | tuple[int, str]


def _lost(number: int, loss: Loss) -> Result:
    return number, loss.reason.value


def _do(number: int, deed: str) -> None:
    """What the negative numbers do to the process that maps them."""
    if deed == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    elif deed == "abort":
        os.abort()
    elif deed == "fault":
        ctypes.string_at(0)
    elif deed == "hang":
        time.sleep(60)
    elif deed == "spin":
        while True:
            pass
    elif deed == "memory":
        bytearray(2 * 1024**3)
    elif deed == "fail":
        raise ValueError(number)


_DEEDS = {
    -1: "kill",
    -2: "abort",
    -3: "fault",
    -4: "hang",
    -5: "spin",
    -6: "memory",
    -7: "fail",
}


def _step(number: int) -> Result:
    if number in _DEEDS:
        _do(number, _DEEDS[number])
    return number * 2


def _batch(numbers: Sequence[int]) -> list[Result]:
    return [_step(number) for number in numbers]


def _lost_batch(number: int, loss: Loss) -> list[Result]:
    return [_lost(number, loss)]


@pytest.fixture(autouse=True)
def hurried(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A second instead of eight; workers are copies of this process or take it along."""
    monkeypatch.setattr(execute, "SECONDS", 1.0)
    yield
    assert not _children()


def _children() -> list[str]:
    found = []
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = entry.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        command = (entry.parent / "cmdline").read_bytes()
        if fields[1] == str(os.getpid()) and fields[0] != "Z" and b"multiprocessing" not in command:
            found.append(entry.parent.name)
    return found


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        (-1, "crashed"),
        (-2, "crashed"),
        (-3, "crashed"),
        (-4, "time"),
        (-5, "time"),
        (-6, "memory"),
        (-7, "failed"),
    ],
)
@pytest.mark.parametrize("mapped", ["files", "batches"])
def test_a_file_that_ends_its_worker_costs_itself_alone(
    number: int, reason: str, mapped: str
) -> None:
    numbers = [*range(1, 8), number, *range(8, 21)]
    results = (
        map_files(_step, numbers, 2, lost=_lost)
        if mapped == "files"
        else chain.from_iterable(map_batches(_batch, numbers, 2, lost=_lost_batch))
    )
    assert list(results) == [(one, reason) if one == number else one * 2 for one in numbers]


def test_many_bad_files_lose_nothing_and_keep_the_order() -> None:
    numbers = [-1, 1, -7, -2, *range(2, 90), -6, -1, 90]
    heard: list[int] = []
    results = list(map_files(_step, numbers, 2, heard.append, lost=_lost))
    assert [one if isinstance(one, int) else one[0] for one in results] == [
        one * 2 if one > 0 else one for one in numbers
    ]
    assert heard == list(range(1, len(numbers) + 1))


@pytest.mark.parametrize("at", [0, 49, 50, 51, 99, 100, 199])
@pytest.mark.parametrize("mapped", ["files", "batches"])
def test_a_worker_that_dies_with_a_batch_at_hand_costs_one_file(at: int, mapped: str) -> None:
    # Of 200 files one worker has 50 at a time, and the next 50 at hand.
    numbers = [*range(1, at + 1), -1, *range(at + 1, 200)]
    results = (
        map_files(_step, numbers, 1, lost=_lost)
        if mapped == "files"
        else chain.from_iterable(map_batches(_batch, numbers, 1, lost=_lost_batch))
    )
    assert list(results) == [(one, "crashed") if one < 0 else one * 2 for one in numbers]


def _slow_or_dead(number: int) -> Result:
    time.sleep(0.08 if number < 5 else 0.012)
    if number == 5 or (240 <= number < 340 and number % 10 == 9):
        os._exit(3)
    return number


def test_the_run_goes_on_however_far_ahead_workers_die(monkeypatch: pytest.MonkeyPatch) -> None:
    def too_late(*_: object) -> None:
        raise TimeoutError

    # The first batch is slow and breaks; others die at the end of what may be read ahead.
    monkeypatch.setattr(pool, "_BATCH", 10)
    before = signal.signal(signal.SIGALRM, too_late)
    signal.alarm(60)
    try:
        for _ in range(3):
            found = list(map_files(_slow_or_dead, range(900), 8, lost=_lost))
            assert [one if isinstance(one, int) else one[0] for one in found] == [*range(900)]
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def test_a_pipe_that_breaks_when_it_is_looked_at_costs_one_file(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # So it is on Windows, once the worker at the other end has died.
    look = Connection.poll

    def broken(self: Connection, timeout: float | None = 0.0) -> bool:
        waiting = array("i", [0])
        found = look(self, timeout)
        if found and not fcntl.ioctl(self.fileno(), termios.FIONREAD, waiting) and not waiting[0]:
            raise BrokenPipeError
        return found

    monkeypatch.setattr(Connection, "poll", broken)
    found = list(map_files(_step, [1, -1, 2, -1, 3], 1, lost=_lost))
    assert found == [2, (-1, "crashed"), 4, (-1, "crashed"), 6]


def test_batches_that_no_pipe_takes_are_not_waited_for() -> None:
    long = [f"{number} {'x' * 10_000}" for number in range(200)]
    found = list(map_files(str.upper, long, 1, lost=lambda one, _: one))
    assert found == [one.upper() for one in long]


def test_who_looks_at_results_slowly_is_no_reason_to_end_a_worker() -> None:
    found = []
    for one in map_batches(_batch, range(1, 400), 1, lost=_lost_batch):
        time.sleep(0.4)
        found += one
    assert found == [one * 2 for one in range(1, 400)]


def _once(number: int, mark: Path) -> Result:
    if number == 5 and not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return number * 2


def test_a_worker_that_was_killed_by_chance_costs_nothing(tmp_path: Path) -> None:
    step = partial(_once, mark=tmp_path / "killed")
    assert list(map_files(step, range(10), 1, lost=_lost)) == [n * 2 for n in range(10)]


def _stop(number: int) -> Result:
    raise HcstatsError(say("Stop at {number}.", number=number))


def test_what_stops_the_run_stops_it() -> None:
    with pytest.raises(HcstatsError) as caught:
        list(map_files(_stop, [1, 2], 1, lost=_lost))
    assert caught.value.message.params == (("number", 1),)


class _Odd:
    """A result that cannot be sent."""

    def __reduce__(self) -> str:
        raise TypeError("not me")


def _odd(number: int) -> object:
    return _Odd() if number == 3 else number


def test_a_result_that_cannot_be_sent_is_lost_alone() -> None:
    results = list(map_files(_odd, range(6), 1, lost=lambda _, loss: loss.reason))
    assert results == [0, 1, 2, Reason.FAILED, 4, 5]


def test_workers_end_when_nobody_wants_more() -> None:
    results = map_files(_step, range(1000), 2, lost=_lost)
    assert next(results) == 0
    results.close()  # type: ignore[attr-defined]


def test_harmless_files_stay_in_this_process_where_a_copy_is_not_safe() -> None:
    stop = threading.Event()
    other = threading.Thread(target=stop.wait)
    other.start()
    try:
        pids = map_files(_pid, [1, 2], lost=lambda *_: 0, look=Look(lambda _: True))
        assert set(pids) == {os.getpid()}
        pids = map_files(_pid, [1, 2], lost=lambda *_: 0, look=Look(lambda n: n == 1))
        assert os.getpid() not in set(pids)
    finally:
        stop.set()
        other.join()


def _pid(_: int) -> int:
    return os.getpid()


_SLEEPERS = """
import sys, time
from hcstats.execute import map_files

def sleep(number):
    time.sleep(60)

try:
    list(map_files(sleep, range(100), 2, lost=lambda *_: 0))
except KeyboardInterrupt:
    sys.exit(130)
"""


@pytest.mark.parametrize("whom", ["the group", "the parent alone", "the parent, by force"])
def test_an_interrupted_run_ends_at_once_and_leaves_no_worker(whom: str, tmp_path: Path) -> None:
    script = tmp_path / "sleepers.py"
    script.write_text(_SLEEPERS)
    started = subprocess.Popen(
        [sys.executable, script],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    deadline = time.monotonic() + 30
    while len(_members(started.pid)) < 3 and time.monotonic() < deadline:
        time.sleep(0.05)
    time.sleep(0.3)
    if whom == "the group":
        os.killpg(started.pid, signal.SIGINT)
    else:
        os.kill(started.pid, signal.SIGINT if whom == "the parent alone" else signal.SIGKILL)
    _, errors = started.communicate(timeout=10)
    assert started.returncode == (-9 if whom == "the parent, by force" else 130)
    assert not errors
    deadline = time.monotonic() + 10
    while _members(started.pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not _members(started.pid)


def _members(group: int) -> list[str]:
    """The living processes of a group."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = entry.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if fields[2] == str(group) and fields[0] != "Z":
            found.append(entry.parent.name)
    return found
