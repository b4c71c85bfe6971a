"""How long hcstats takes beside plain python-calamine and beside a user's own script.

    python -m benchmarks.reading [--files 600] [--rounds 5] [--keep FOLDER]

Draws workbooks on the 2021 form (three sheets, official layout and the usual habits), then times
whole processes in alternation and prints medians, spread and ratios. All three see the same
files on one core; the two others neither recognise, nor check, nor say where a number stands.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path

from hcstats.forms.load import load_form
from samples.drawing.book import random_book
from samples.drawing.save import save

ROOT = Path(__file__).resolve().parent.parent

CALAMINE = """
import sys
from pathlib import Path
from python_calamine import CalamineWorkbook
count = 0
for path in sorted(Path(sys.argv[1]).glob("*.xlsx")):
    book = CalamineWorkbook.from_path(str(path))
    for name in book.sheet_names:
        rows = book.get_sheet_by_name(name).to_python()
        count += sum(value != "" for row in rows for value in row)
print(count)
"""
SCRIPT = """
import sys
from pathlib import Path
import pandas as pd
total = None
for path in sorted(Path(sys.argv[1]).glob("*.xlsx")):
    for name, frame in pd.read_excel(path, sheet_name=None, header=None, engine="openpyxl").items():
        numbers = frame.apply(pd.to_numeric, errors="coerce").fillna(0)
        total = numbers.sum().sum() + (total or 0)
print(total)
"""


def draw(folder: Path, count: int) -> int:
    """Draw the workbooks; the bytes that they take."""
    form = load_form("national/2021")
    for number in range(count):
        name = "".join("零一二三四五六七八九"[int(digit)] for digit in f"{number:04}")
        save(random_book(form, number, f"云岭市{name}局", "2023"), folder / f"{number:04}.xlsx")
    return sum(path.stat().st_size for path in folder.iterdir())


def timed(command: list[str]) -> tuple[float, float]:
    """Seconds of processor and of wall that a process took."""
    before, start = os.times(), time.perf_counter()
    done = subprocess.run(command, capture_output=True, check=False, cwd=ROOT)
    wall, after = time.perf_counter() - start, os.times()
    if done.returncode not in (0, 1):
        raise SystemExit(done.stderr.decode())
    processor = (
        after.children_user + after.children_system - before.children_user - before.children_system
    )
    return processor, wall


def main() -> None:
    """Draw, time in alternation, print."""
    parser = argparse.ArgumentParser(description="Time hcstats beside others.")
    parser.add_argument("--files", type=int, default=600)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--keep", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.keep or Path(temporary)
        folder.mkdir(exist_ok=True)
        size = draw(folder, options.files)
        python = sys.executable
        hcstats = [python, "-m", "hcstats"]
        contenders = {
            "python-calamine, cells only": [python, "-c", CALAMINE, str(folder)],
            "pandas + openpyxl, a user's script": [python, "-c", SCRIPT, str(folder)],
            "hcstats aggregate --jobs 1": [*hcstats, "aggregate", str(folder), "--jobs", "1"],
            "hcstats extract --jobs 1": [*hcstats, "extract", str(folder), "--jobs", "1"],
            "hcstats aggregate": [*hcstats, "aggregate", str(folder)],
        }
        measured: dict[str, list[tuple[float, float]]] = {name: [] for name in contenders}
        for _ in range(options.rounds):
            for name, command in contenders.items():
                measured[name].append(timed(command))
    report(measured, options.files, size)


def report(measured: dict[str, list[tuple[float, float]]], files: int, size: int) -> None:
    """Print machine, versions, medians with their spread, and ratios to the two others."""
    names = ("python-calamine", "openpyxl", "pandas", "pydantic", "rich")
    libraries = ", ".join(f"{name} {version(name)}" for name in names)
    print(f"{files} workbooks, {size / files / 1024:.1f} KiB each; {os.cpu_count()} cores")
    print(f"{platform.platform()}, Python {platform.python_version()}, {libraries}\n")
    walls = {name: [wall for _, wall in times] for name, times in measured.items()}
    medians = {name: statistics.median(values) for name, values in walls.items()}
    plain, script = list(medians.values())[:2]
    print("| | wall s, median (min-max) | processor s | to calamine | to the script |")
    print("|---|---:|---:|---:|---:|")
    for name, times in measured.items():
        spread = f"{min(walls[name]):.2f}-{max(walls[name]):.2f}"
        processor = statistics.median(used for used, _ in times)
        print(
            f"| {name} | {medians[name]:.2f} ({spread}) | {processor:.2f} "
            f"| {medians[name] / plain:.2f} | {medians[name] / script:.3f} |"
        )


if __name__ == "__main__":
    main()
