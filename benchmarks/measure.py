"""Whole processes timed in alternation, with the memory of a process and all that it started."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
# Compiled modules are kept, as they are for every user.
_ENVIRONMENT = {
    name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"
}
_LOOK = 0.05
"""Seconds between two looks at the memory."""


class Taken(NamedTuple):
    """What one run took: seconds of wall and of processor, peak memory in MB of all processes."""

    wall: float
    processor: float
    memory: float


class Spread(NamedTuple):
    """A median with the least and the greatest value."""

    median: float
    least: float
    most: float

    def __str__(self) -> str:
        return f"{self.median:.3g} ({self.least:.3g}-{self.most:.3g})"


def run(command: Sequence[str], environment: Mapping[str, str] | None = None) -> Taken:
    """One run of a command; its output is thrown away, a status but 0 and 1 ends the benchmark."""
    before, start = os.times(), time.perf_counter()
    process = subprocess.Popen(
        command,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        cwd=ROOT,
        env={**_ENVIRONMENT, **(environment or {})},
    )
    peak = [0.0]
    watch = threading.Thread(target=_watch, args=(process, peak), daemon=True)
    watch.start()
    _, errors = process.communicate()
    wall, after = time.perf_counter() - start, os.times()
    watch.join()
    if process.returncode not in (0, 1):
        sys.exit(f"{' '.join(command)}\n{errors.decode()}")
    used = after.children_user + after.children_system
    return Taken(wall, used - before.children_user - before.children_system, peak[0])


def in_turn(commands: Mapping[str, Callable[[], Taken]], rounds: int) -> dict[str, list[Taken]]:
    """Each command `rounds` times, one after the other so that a slow minute meets all."""
    found: dict[str, list[Taken]] = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            found[name].append(command())
            print(".", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    return found


def spread(values: Sequence[float]) -> Spread:
    """Median, least and greatest."""
    return Spread(statistics.median(values), min(values), max(values))


def _watch(process: subprocess.Popen[bytes], peak: list[float]) -> None:
    while process.poll() is None:
        peak[0] = max(peak[0], sum(map(_memory, family(process.pid))))
        time.sleep(_LOOK)


def family(pid: int) -> list[int]:
    """A process and all that descend from it."""
    found = [pid]
    for one in found:
        try:
            tasks = list(Path(f"/proc/{one}/task").iterdir())
        except OSError:
            continue
        for task in tasks:
            try:
                found += map(int, (task / "children").read_text().split())
            except OSError:
                continue
    return found


def _memory(pid: int) -> float:
    """Memory of a process in MB; what it shares with others is shared out among them."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    own = next((line for line in lines if line.startswith("Pss:")), "Pss: 0")
    return int(own.split()[1]) / 1024
