"""Time and memory of the workbook with the sheet of units, over how many units there are.

    python -m benchmarks.breakdown [--units 300 3000 10000] [--rounds 3]

Each workbook is written and proved in a process of its own, from constructed figures that are
made while they are read: what the process needs beyond its start is the workbook's. Prints
medians and ratios to the first number of units; trust the ratios, machines are noisy.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

WRITE = """
import resource, sys, tempfile, time
from pathlib import Path
from hcstats.writers.proving import prove_book
from hcstats.writers.xlsx import write_book
from tests.many_units import constructed
units = int(sys.argv[1])
outcome, form = constructed(units)
def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
with tempfile.TemporaryDirectory() as folder:
    path = Path(folder) / "a.xlsx"
    before, start = peak(), time.process_time()
    write_book(path, outcome, form, "zh", True)
    written = time.process_time()
    prove_book(path, outcome, form, "zh", True)
    proved = time.process_time() - written
    print(written - start, proved, before, peak(), path.stat().st_size / 2**20)
"""


def measured(units: int) -> list[float]:
    """Seconds of CPU to write and to prove, MB before and at the peak, MB of the file."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", WRITE, str(units)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
    return [float(number) for number in done.stdout.split()]


def main() -> None:
    """Measure in alternation and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--units", type=int, nargs="+", default=[300, 3000, 10000])
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    found: dict[int, list[list[float]]] = {units: [] for units in given.units}
    for _ in range(given.rounds):
        for units in given.units:
            found[units].append(measured(units))
    print("units   write s   prove s  s per 1000  start MB  peak MB  to first  file MB")
    first = 0.0
    for units, rounds in found.items():
        columns = [statistics.median(column) for column in zip(*rounds, strict=True)]
        write, prove, before, peak, size = columns
        first = first or peak
        print(
            f"{units:>6} {write:>8.2f} {prove:>9.2f} {(write + prove) / units * 1000:>11.2f} "
            f"{before:>9.0f} {peak:>8.0f} {peak / first:>9.2f} {size:>8.1f}"
        )


if __name__ == "__main__":
    main()
