"""The targets of speed and memory, measured in one run as ratios of medians.

    python -m benchmarks.targets CORPUS [--many CORPUS] [--rounds 5] [--script FILE] [--slowly 1]

CORPUS is a folder of 3,000 workbooks (README.md tells where they come from), `--many` one of ten
times as many, `--script` what a user would write. Nothing else should run beside it.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

from benchmarks.measure import Spread, Taken, in_turn, run, spread

CALAMINE = """
import sys
from pathlib import Path
from python_calamine import CalamineWorkbook
for path in sorted(Path(sys.argv[1]).rglob("*.xlsx")):
    book = CalamineWorkbook.from_path(str(path))
    for name in book.sheet_names:
        sheet = book.get_sheet_by_name(name)
        sheet.to_python(skip_empty_area=False), sheet.merged_cell_ranges
"""
TYPER = """
import typer
app = typer.Typer()
@app.command()
def aggregate(folder: str, out: str = "x"): "aggregate a folder"
@app.command()
def check(): "check"
app()
"""
PYTHON = sys.executable
HCSTATS = [PYTHON, "-m", "hcstats"]


class Target(NamedTuple):
    """A ratio or amount that must not be passed."""

    name: str
    limit: float
    found: Spread
    unit: str = "x"

    @property
    def line(self) -> str:
        """The line of the printed table."""
        verdict = "holds" if self.found.median <= self.limit else "FAILS"
        return f"| {self.name} | {self.limit:.3g} {self.unit} | {self.found} | {verdict} |"


def aggregate(corpus: Path, out: Path, *options: str) -> list[str]:
    """The command that is measured."""
    return [*HCSTATS, "aggregate", str(corpus), "-o", str(out / "out.xlsx"), *options]


def ratios(numerator: list[Taken], denominator: list[Taken]) -> Spread:
    """The ratio of the medians of wall time; its spread round by round."""
    rounds = [one.wall / other.wall for one, other in zip(numerator, denominator, strict=True)]
    medians = spread([one.wall for one in numerator]), spread([one.wall for one in denominator])
    return Spread(medians[0].median / medians[1].median, min(rounds), max(rounds))


def reading(corpus: Path, out: Path, options: argparse.Namespace) -> Iterator[Target]:
    """Speed and memory of the whole job over the corpus."""
    plain = [PYTHON, "-c", CALAMINE, str(corpus)]
    floor = [PYTHON, "-m", "benchmarks.floor", str(corpus), "-o", str(out / "floor.xlsx"), "--jobs"]
    found = in_turn(
        {
            "calamine": partial(run, plain),
            "one": partial(run, aggregate(corpus, out, "--jobs", "1", "--no-cache")),
            "two": partial(run, aggregate(corpus, out, "--jobs", "2", "--no-cache")),
            "the libraries alone, one": partial(run, [*floor, "1"]),
            "the libraries alone, two": partial(run, [*floor, "2"]),
        },
        options.rounds,
    )
    report(found)
    for name in ("one", "two"):
        least = ratios(found[f"the libraries alone, {name}"], found["calamine"])
        print(f"| the libraries alone to plain calamine, {name} | {least} | | |")
    yield Target(
        "whole job, one process, to plain calamine", 1.8, ratios(found["one"], found["calamine"])
    )
    yield Target(
        "whole job, two processes, to plain calamine", 1.1, ratios(found["two"], found["calamine"])
    )
    memory = spread([one.memory for one in found["two"]])
    yield Target("peak memory, all processes", 300, memory, "MB")
    if options.many:
        many = [run(aggregate(options.many, out, "--jobs", "2", "--no-cache", "--no-breakdown"))]
        report({"ten times as many": many})
        grown = spread([one.memory / memory.median for one in many])
        yield Target("peak memory, ten times as many files", 1.2, grown)
    if options.script:
        yield from slower(corpus, out, options)


def slower(corpus: Path, out: Path, options: argparse.Namespace) -> Iterator[Target]:
    """A user's script beside the command as a user types it, which takes all cores."""
    script = partial(run, [PYTHON, options.script, str(corpus), str(out / "u.xlsx")])
    typed = partial(run, aggregate(corpus, out, "--no-cache"))
    found = in_turn({"the user's script": script, "the command": typed}, options.slowly)
    report(found)
    share = ratios(found["the command"], found["the user's script"])
    yield Target("the command, to the user's script", 1 / 30, share)


def cached(corpus: Path, out: Path, options: argparse.Namespace) -> Iterator[Target]:
    """What a run costs when one of the files has changed since the last one."""
    copy = out / "copy"
    shutil.copytree(corpus, copy)
    files = sorted(copy.rglob("*.xlsx"))
    turn = iter(range(len(files)))

    def first() -> Taken:
        shutil.rmtree(out / "cache", ignore_errors=True)
        return run(aggregate(copy, out, "--jobs", "1", "--cache", str(out / "cache")))

    def again() -> Taken:
        place = next(turn)
        shutil.copyfile(files[place + 1], files[place])
        return run(aggregate(copy, out, "--jobs", "1", "--cache", str(out / "cache")))

    commands: dict[str, Callable[[], Taken]] = {"first run": first, "one file changed": again}
    found = in_turn(commands, options.rounds)
    report(found)
    yield Target(
        "re-run after one changed file", 0.2, ratios(found["one file changed"], found["first run"])
    )


def small(corpus: Path, out: Path, options: argparse.Namespace) -> Iterator[Target]:
    """Start-up, and a run over one file."""
    program = out / "two_commands.py"
    program.write_text(TYPER)
    (out / "one").mkdir()
    shutil.copy(next(corpus.rglob("*.xlsx")), out / "one")
    found = in_turn(
        {
            "typer --help": partial(run, [PYTHON, str(program), "--help"]),
            "hcstats --help": partial(run, [*HCSTATS, "--help"]),
            "one file": partial(run, aggregate(out / "one", out, "--no-cache")),
        },
        max(options.rounds, 7),
    )
    report(found)
    yield Target(
        "--help, to a small Typer program",
        1.4,
        ratios(found["hcstats --help"], found["typer --help"]),
    )
    yield Target("one file", 1.0, spread([one.wall for one in found["one file"]]), "s")


def report(found: dict[str, list[Taken]]) -> None:
    """Print what each command took."""
    for name, times in found.items():
        wall, used = spread([one.wall for one in times]), spread([one.processor for one in times])
        memory = spread([one.memory for one in times])
        print(f"| {name} | {wall} | {used.median:.2f} | {memory.median:.0f} |", flush=True)


def main() -> None:
    """Measure, print, and end with status 1 if a target does not hold."""
    parser = argparse.ArgumentParser(description="Measure hcstats against its targets.")
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--many", type=Path)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--script")
    parser.add_argument("--slowly", type=int, default=1)
    options = parser.parse_args()
    names = ("python-calamine", "openpyxl", "pandas", "numpy", "XlsxWriter", "typer", "rich")
    libraries = ", ".join(f"{name} {version(name)}" for name in names)
    print(f"{platform.platform()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    print(f"{libraries}\n\n| | wall s, median (min-max) | processor s | memory MB |")
    print("|---|---:|---:|---:|")
    targets: list[Target] = []
    for part in (small, reading, cached):
        with tempfile.TemporaryDirectory() as out:
            targets += part(options.corpus, Path(out), options)
    print("\n| target | limit | median (min-max) | |\n|---|---:|---:|---|")
    print("\n".join(one.line for one in targets))
    sys.exit(any(one.found.median > one.limit for one in targets))


if __name__ == "__main__":
    main()
