"""Run targets one after the other: `python -m fuzz [TARGET…] [--minutes M] [--seed N] [--keep]`.

Without `--minutes` each target gets a fixed number of inputs and always the same ones, some
seconds in all: what CI runs. Exit status 1 if an input was found that breaks a promise; it lies
in fuzz/found/ then, and is run again by `python -m fuzz.harness TARGET FILE`.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
CORPUS, FOUND = HERE / "corpus", HERE / "found"
RUNS = {
    "csv": 6000,
    "ods": 3000,
    "docx": 4000,
    "html": 3000,
    "xlsx": 400,
    "json": 10000,
    "kinds": 20000,
    "numbers": 40000,
}
"""Inputs of a short run: about three seconds each."""
_SECONDS_EACH = 10
_MEGABYTES = 1024


def command(target: str, new: Path, minutes: float, seed: int) -> list[str]:
    """The command for one target; what is new in its corpus goes to the folder `new`."""
    limit = f"-max_total_time={int(minutes * 60)}" if minutes else f"-runs={RUNS[target]}"
    return [
        sys.executable, "-m", "fuzz.harness", target, str(new), str(CORPUS / target),
        limit, f"-seed={seed}", f"-timeout={_SECONDS_EACH}", f"-rss_limit_mb={_MEGABYTES}",
        "-max_len=4096", f"-dict={HERE / 'words.dict'}", f"-artifact_prefix={FOUND / target}-",
        "-print_final_stats=1", "-verbosity=1" if minutes else "-verbosity=0",
    ]  # fmt: skip


def run(target: str, minutes: float, seed: int, keep: bool) -> int:
    """The exit status of one target's run."""
    FOUND.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        new = CORPUS / target if keep else Path(folder)
        new.mkdir(parents=True, exist_ok=True)
        # The order of sets decides which branches are reached; it must not differ from run to run.
        environment = {**os.environ, "PYTHONHASHSEED": "0"}
        wanted = command(target, new, minutes, seed)
        done = subprocess.run(wanted, cwd=HERE.parent, env=environment, check=False)
    print(f"{target}: {'ok' if done.returncode == 0 else 'FOUND SOMETHING'}", flush=True)
    return done.returncode


def main() -> None:
    """Run the targets that were asked for, or all."""
    asked = argparse.ArgumentParser(prog="python -m fuzz", description=__doc__)
    asked.add_argument("targets", nargs="*", metavar="TARGET", help=", ".join(RUNS))
    asked.add_argument("--minutes", type=float, default=0, help="how long each target runs")
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--keep", action="store_true", help="add what is new to fuzz/corpus")
    wanted = asked.parse_args()
    if unknown := set(wanted.targets) - set(RUNS):
        asked.error(f"no such target: {', '.join(sorted(unknown))}")
    results = [
        run(target, wanted.minutes, wanted.seed, wanted.keep) for target in wanted.targets or RUNS
    ]
    sys.exit(any(results))


if __name__ == "__main__":
    main()
