"""How long two Dask workers take beside two local processes of this machine.

    python -m benchmarks.cluster FOLDER [--rounds 3] [--period 2023] [--parquet]

Each round starts a scheduler and two workers anew, times one run over one file (what connecting
and starting costs), one over the folder, and the same folder by two local processes; then prints
medians, the ratio above start-up, and the peak memory of driver, scheduler and workers. The
folder's workbooks may be any; `python -m benchmarks.reading --rounds 0 --keep FOLDER` draws some.
"""

from __future__ import annotations

import argparse
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path

from benchmarks.measure import family

ROOT = Path(__file__).resolve().parent.parent
_PATIENCE = 10
"""Seconds that a process of the cluster may take to end."""
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT)}


@contextmanager
def cluster(folder: Path) -> Iterator[tuple[Path, list[subprocess.Popen[bytes]]]]:
    """The scheduler file of a cluster with two workers on this machine, and its processes."""
    file = folder / "scheduler.json"
    file.unlink(missing_ok=True)
    common = ["--scheduler-file", str(file), "--no-dashboard", "--host", "127.0.0.1"]
    dask = [sys.executable, "-m", "dask"]
    work = ["--nthreads", "1", "--no-nanny", "--local-directory", str(folder)]
    commands = [["scheduler", "--port", "0"], ["worker", *work], ["worker", *work]]
    started = []
    try:
        for command in commands:
            started.append(
                subprocess.Popen(
                    [*dask, *command, *common],
                    env=ENVIRONMENT,
                    cwd=folder,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                )
            )
        while not file.exists():
            time.sleep(0.05)
        _await_workers(file)
        yield file, started
    finally:
        # Workers first: one that has lost its scheduler while it ends waits for it.
        for process in reversed(started):
            process.terminate()
            try:
                process.wait(_PATIENCE)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _await_workers(file: Path) -> None:
    from distributed import Client  # noqa: PLC0415  (only this process needs it)

    with Client(scheduler_file=str(file)) as client:
        client.wait_for_workers(2)


def timed(arguments: list[str]) -> tuple[float, int]:
    """Seconds that a run of hcstats takes, and the peak memory of its process in MiB."""
    start = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "hcstats", *arguments],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    peak = 0
    while process.poll() is None:
        peak = max(peak, _peak(process.pid))
        time.sleep(0.02)
    if process.returncode not in (0, 1):
        raise SystemExit(f"hcstats {' '.join(arguments)} ended with {process.returncode}")
    return time.perf_counter() - start, peak


def _peak(pid: int) -> int:
    """The most memory that a process has held, in MiB."""
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    except OSError:
        return 0
    found = re.search(r"VmHWM:\s+(\d+) kB", status)
    return int(found.group(1)) // 1024 if found else 0


def main() -> None:
    """Time in alternation, print."""
    parser = argparse.ArgumentParser(description="Time Dask workers beside local processes.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--period", default="2023")
    parser.add_argument("--parquet", action="store_true", help="also write a data set")
    options = parser.parse_args()
    files = sorted(path for path in options.folder.rglob("*") if path.suffix == ".xlsx")
    times: dict[str, list[float]] = {}
    peaks: dict[str, int] = {}
    with tempfile.TemporaryDirectory() as temporary:
        place = Path(temporary)
        for number in range(options.rounds):
            extra = ["--period", options.period]
            if options.parquet:
                extra += ["-o", f"{place}/figures{number}/"]
            with cluster(place) as (scheduler, processes):
                there = [*extra, "--scheduler", str(scheduler)]
                for name, arguments in (
                    ("cluster, one file", [str(files[0]), *there]),
                    ("cluster", [str(options.folder), *there]),
                    ("cluster, once more", [str(options.folder), *there]),
                ):
                    seconds, peaks[name] = timed(["aggregate", *arguments])
                    times.setdefault(name, []).append(seconds)
                for name, process in zip(("scheduler", "worker", "worker"), processes, strict=True):
                    peaks[name] = max(peaks.get(name, 0), _peak(process.pid))
                    helpers = [_peak(child) for child in family(process.pid)[1:]]
                    peaks["helper"] = max(peaks.get("helper", 0), *helpers, 0)
            arguments = ["aggregate", str(options.folder), *extra, "--jobs", "2", "--no-cache"]
            seconds, peaks["two local processes"] = timed(arguments)
            times.setdefault("two local processes", []).append(seconds)
    report(len(files), times, peaks)


def report(files: int, times: dict[str, list[float]], peaks: dict[str, int]) -> None:
    """Print medians with their spread, peaks, and the ratio that is the target."""
    print(f"{files} workbooks, {os.cpu_count()} cores, dask {version('dask')}\n")
    print("| | wall s, median (min-max) | peak MiB |")
    print("|---|---:|---:|")
    for name, found in times.items():
        spread = f"{min(found):.1f}-{max(found):.1f}"
        print(f"| {name} | {statistics.median(found):.1f} ({spread}) | {peaks[name]} |")
    for name in ("scheduler", "worker", "helper"):
        print(f"| {name} | | {peaks[name]} |")
    medians = {name: statistics.median(found) for name, found in times.items()}
    above = medians["cluster"] - medians["cluster, one file"]
    ratio = above / medians["two local processes"]
    print(f"\nabove start-up, to two local processes: {ratio:.2f} (target 1.3)")


if __name__ == "__main__":
    main()
