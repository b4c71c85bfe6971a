"""What is kept of files changes no byte of any output."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hcstats.messages import render
from hcstats.model import Outcome
from hcstats.pipeline import Request, run
from tests.conftest import ROOT, hcstats

SAMPLES = {
    "national-2021": ROOT / "samples" / "national-2021",
    "hechi-2018": ROOT / "samples" / "hechi-2018",
}
FORMATS = ("xlsx", "html", "json", "csv", "md")


def every_output(sample: Path, out: Path, cache: Path, *options: str) -> Mapping[str, bytes]:
    """Files, printed results and notes of `aggregate`, `report` and `check`."""
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir()
    environment = {"XDG_CACHE_HOME": str(cache)}
    written = [part for suffix in FORMATS for part in ("-o", out / f"a.{suffix}")]
    report = [part for suffix in ("docx", "md") for part in ("-o", out / f"r.{suffix}")]
    commands: list[tuple[str | Path, ...]] = [
        ("aggregate", sample, *written),
        ("report", sample, *report),
        *(("check", sample, "--format", one) for one in ("table", "json", "csv")),
    ]
    found: dict[str, bytes] = {}
    for command in commands:
        done = hcstats(*command, *options, **environment)
        assert done.returncode < 2, done.stderr
        found[f"{command[0]} {command[-1]}"] = (done.stdout + done.stderr).encode()
    return found | {path.name: path.read_bytes() for path in sorted(out.iterdir())}


@pytest.mark.parametrize("name", SAMPLES)
def test_outputs_are_the_same_to_the_byte_with_and_without_a_cache(
    name: str, tmp_path: Path
) -> None:
    sample, out, cache = SAMPLES[name], tmp_path / "out", tmp_path / "cache"
    without = every_output(sample, out, cache, "--no-cache")
    assert not cache.exists()
    first = every_output(sample, out, cache)
    assert list(cache.rglob("*.pack"))
    again = every_output(sample, out, cache)
    parallel = every_output(sample, out, cache, "--jobs", "3")
    for key, expected in without.items():
        for one in (first, again, parallel):
            assert one[key] == expected, key


def test_years_side_by_side_are_the_same_with_a_cache(tmp_path: Path) -> None:
    years = ("samples/national-2021-last-year", "samples/national-2021")
    without = hcstats("compare", *years, "--no-cache")
    for _ in range(2):
        kept = hcstats("compare", *years, XDG_CACHE_HOME=str(tmp_path))
        assert (kept.stdout, kept.stderr) == (without.stdout, without.stderr)


def told(outcome: Outcome) -> tuple[object, ...]:
    """All that an outcome says, with every type in it, but for the lazy sequences themselves."""
    return (
        repr(outcome.totals),
        repr(tuple(outcome.figures)),
        repr(tuple(outcome.by_unit)),
        repr(outcome.problems),
        repr(outcome.by_rule),
        repr((outcome.numbers, outcome.run, outcome.coverage)),
        [render(one.message, "zh") for one in outcome.problems],
    )


def files_of(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


CONTROLS = {"units.csv", "aliases.csv", "explanations.csv", "received.csv", "README.md"}
STEPS = st.lists(
    st.tuples(
        st.sampled_from(("edit", "rename", "remove", "copy", "swap", "restore")),
        st.integers(0, 99),
        st.integers(0, 99),
    ),
    min_size=1,
    max_size=3,
)


@settings(max_examples=8)
@given(steps=STEPS)
def test_a_run_after_any_changes_is_the_same_as_one_that_reads_everything(
    steps: list[tuple[str, int, int]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    base = tmp_path_factory.mktemp("changes")
    folder, cache = base / "collection", base / "cache"
    shutil.copytree(SAMPLES["national-2021"], folder)
    cache.mkdir()
    for step in [("none", 0, 0), *steps]:
        change(folder, *step)
        request = Request((os.fspath(folder),))
        kept = Request((os.fspath(folder),), cache=cache)
        plain = told(run(request))
        assert told(run(kept)) == plain
        assert told(run(kept)) == plain


def change(folder: Path, act: str, first: int, second: int) -> None:
    """One thing that happens to a collection between two runs."""
    files = [path for path in files_of(folder) if path.name not in CONTROLS]
    if act == "restore" or len(files) < 3:
        shutil.copytree(SAMPLES["national-2021"], folder, dirs_exist_ok=True)
        return
    one, other = files[first % len(files)], files[second % len(files)]
    if act == "edit":
        data = bytearray(one.read_bytes())
        data[second * len(data) // 100] ^= 1
        one.write_bytes(data)
    elif act == "rename":
        one.rename(one.with_name(f"{second}{one.name}"))
    elif act == "remove":
        one.unlink()
    elif act == "copy":
        shutil.copy(one, one.with_name(f"copy{second}-{one.name}"))
    elif act == "swap" and one != other:
        data = bytearray(one.read_bytes())
        shutil.copyfile(other, one)
        other.write_bytes(data)
