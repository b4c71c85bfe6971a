"""The command line: exit status, streams, languages, and the same result as the library."""

from __future__ import annotations

import csv
import io
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from hcstats.forms.load import load_form
from hcstats.pipeline import Request, run
from hcstats.writers import delimited, structured
from tests.conftest import ROOT, hcstats

HECHI, NATIONAL = "samples/hechi-2018", "samples/national-2021"


def test_help_does_not_wait_for_pandas() -> None:
    done = hcstats("--help", PYTHONPROFILEIMPORTTIME="1")
    loaded = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    assert done.returncode == 0
    assert "typer" in loaded
    assert not loaded & {"pandas", "numpy", "openpyxl", "rich", "xlsxwriter"}


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (("aggregate", HECHI), 0),
        (("aggregate", NATIONAL), 1),
        (("check", HECHI), 0),
        (("check", NATIONAL), 1),
        (("extract", HECHI), 0),
        (("forms", "list"), 0),
        (("forms", "show", "national/2021"), 0),
        (("forms", "check", "hcstats/forms/hechi/2018.toml"), 0),
        (("forms", "explain", f"{HECHI}/金城江区.xlsx"), 0),
        (("--version",), 0),
        (("aggregate", "nowhere"), 2),
        (("aggregate",), 2),
        (("aggregate", HECHI, "--format", "xml"), 2),
        (("aggregate", HECHI, "--form", "national/1999"), 2),
        (("aggregate", HECHI, "--units", "nowhere.csv"), 2),
        (("aggregate", HECHI, "-o", "x.pdf"), 2),
        (("aggregate", HECHI, "-o", "nowhere/x.csv"), 2),
        (("forms", "show", "x/y"), 2),
        (("forms", "explain", "README.md"), 2),
    ],
)
def test_exit_status_and_no_traceback(arguments: tuple[str, ...], status: int) -> None:
    done = hcstats(*arguments)
    assert done.returncode == status, done.stderr
    assert "Traceback" not in done.stderr + done.stdout
    assert status != 2 or len(done.stderr.splitlines()) <= 5


def test_strict_makes_errors_of_warnings(tmp_path: Path) -> None:
    for name in ("units.csv", "云岭县财政局2023年度政府信息公开.xlsx"):
        shutil.copy(ROOT / NATIONAL / name, tmp_path)
    assert hcstats("aggregate", tmp_path).returncode == 0
    assert hcstats("aggregate", tmp_path, "--strict").returncode == 1


def test_results_go_to_standard_output_and_problems_to_standard_error() -> None:
    done = hcstats("aggregate", NATIONAL, "--format", "json")
    json.loads(done.stdout)
    assert "error cell.error" in done.stderr


@pytest.mark.parametrize("command", ["aggregate", "check", "extract"])
@pytest.mark.parametrize("format_", ["table", "json", "csv", "markdown"])
def test_every_command_speaks_every_format(command: str, format_: str) -> None:
    done = hcstats(command, f"{HECHI}/金城江区.xlsx", "--format", format_)
    assert done.returncode == 0, done.stderr
    if format_ == "json":
        json.loads(done.stdout)
    elif format_ == "csv":
        widths = {len(row) for row in csv.reader(io.StringIO(done.stdout))}
        assert len(widths) == 1
    elif format_ == "markdown":
        assert done.stdout.startswith("## ")


def test_check_counts_how_the_rules_came_out() -> None:
    document = json.loads(hcstats("check", NATIONAL, "--format", "json").stdout)
    rules = document["rules"]
    assert rules["run"] == rules["passed"] + rules["failed"] + rules["not_assessable"]
    assert rules["failed"] >= 4
    assert set(document) >= {"problems", "coverage", "run", "rules"}


def test_the_language_is_the_options_then_the_environments() -> None:
    zh = hcstats("check", NATIONAL, lang="zh").stdout
    en = hcstats("check", NATIONAL, lang="en").stdout
    asked = hcstats("check", NATIONAL, "--lang", "zh", lang="en").stdout
    located = hcstats("check", NATIONAL, lang="", LC_ALL="zh_CN.UTF-8").stdout
    assert zh == asked == located != en
    assert "强制" in zh
    assert "error" in en
    assert (
        "查" in hcstats("--help", lang="zh").stdout or "汇总" in hcstats("--help", lang="zh").stdout
    )


def test_outputs_are_written_side_by_side(tmp_path: Path) -> None:
    files = [tmp_path / f"x.{suffix}" for suffix in ("xlsx", "csv", "json", "md")]
    outputs = [part for file in files for part in ("-o", str(file))]
    assert hcstats("aggregate", HECHI, *outputs).returncode == 0
    assert sorted(tmp_path.iterdir()) == sorted(files)


@pytest.mark.parametrize("sample", [HECHI, NATIONAL])
def test_the_command_line_says_what_the_library_says(sample: str) -> None:
    done = hcstats("aggregate", sample, "--format", "json")
    extracted = hcstats("extract", sample)
    outcome = run(Request((sample,)))
    library = json.loads("".join(structured.render_outcome(outcome, load_form(outcome.form), "en")))
    written = json.loads(done.stdout)
    for document in (library, written):
        document["run"].pop("command")
    assert written == library
    assert extracted.stdout == "".join(delimited.render_figures(outcome.figures))


def test_our_own_extract_reads_back_to_the_same_figures(tmp_path: Path) -> None:
    path = tmp_path / "figures.csv"
    shutil.copy(ROOT / HECHI / "units.csv", tmp_path)
    assert hcstats("extract", HECHI, "-o", path).returncode == 0
    again = hcstats("aggregate", path, "--format", "json")
    first = hcstats("aggregate", HECHI, "--format", "json")
    totals = [
        {one["key"]: (one["value"], one["approximate"], one["units"]) for one in document["totals"]}
        for document in (json.loads(again.stdout), json.loads(first.stdout))
    ]
    assert totals[0] == totals[1]


def test_a_closed_pipe_is_no_error() -> None:
    program = f"{sys.executable} -m hcstats extract {HECHI} | head -1"
    done = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {program}"],
        cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.stdout.startswith("form,edition")
    assert "Traceback" not in done.stderr


def test_a_label_pinned_in_aliases_csv_is_read(tmp_path: Path) -> None:
    for name in ("units.csv", "云岭县住房和城乡建设局2023年度政府信息公开.csv"):
        shutil.copy(ROOT / NATIONAL / name, tmp_path)
    assert "label.near" in hcstats("check", tmp_path).stdout
    pinned = "label,official\n其他法律行政止公开,其他法律行政法规禁止公开\n"
    (tmp_path / "aliases.csv").write_text(pinned, encoding="utf-8")
    done = hcstats("check", tmp_path)
    assert "label.near" not in done.stdout
    assert done.returncode == 0, done.stdout
