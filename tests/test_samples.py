"""Samples: the totals are the published ones, and every planted fault is found at its cell."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from hcstats.model import Severity
from hcstats.pipeline import Request, run
from hcstats.readers import read_workbook
from samples.make import main as make_samples
from tests.conftest import ROOT, hcstats
from tests.sample_outcome import outcome_of

SEED: list[dict[str, Any]] = json.loads(
    (Path(__file__).parent / "data" / "seed-figures.json").read_text(encoding="utf-8")
)


def two_digits(value: Decimal) -> Decimal:
    """A number as the report prints it behind 约: two significant digits."""
    return Decimal(f"{value:.1e}")


def test_the_json_holds_all_50_statistics_of_the_report() -> None:
    done = hcstats("aggregate", "samples/hechi-2018", "--format", "json", lang="zh")
    assert done.returncode == 0
    document = json.loads(done.stdout, parse_int=Decimal, parse_float=Decimal)
    totals = {one["key"]: one for one in document["totals"]}
    rates = {one["id"]: one["value"] for one in document["indicators"]}
    found = {"requests_closed_rate": rates["requests.completion_rate"] * 100,
             "replies_rate": rates["requests.reply_rate"] * 100}  # fmt: skip
    checked = 0
    for statistic in SEED:
        code, published = statistic["code"], Decimal(str(statistic["value"]))
        if code in found:
            assert found[code] == published
        else:
            total = totals[f"{statistic['table']}.{code}"]
            approximate = statistic["precision"].startswith(("approx", "at_least"))
            assert total["approximate"] is approximate, code
            assert total["unit"] == statistic["unit"]
            shown = two_digits(total["value"]) if approximate else total["value"]
            assert shown == published, code
        checked += 1
    assert checked == 50


def test_the_terminal_shows_the_totals_of_the_readme() -> None:
    done = hcstats("aggregate", "samples/hechi-2018")
    assert done.returncode == 0
    for number in ("134426", "1052", "729"):
        assert number in done.stdout


def test_no_unit_of_hechi_is_accused() -> None:
    outcome, _ = outcome_of("hechi-2018")
    assert [one for one in outcome.problems if one.severity is not Severity.INFO] == []
    levels = [unit.code for unit in outcome.coverage.reported]
    assert sum("-" not in code for code in levels) == 11
    assert sum("-" in code for code in levels) >= 15


PLANTED = {
    ("云岭县教育局", "C1"),
    ("云岭县民政局", "D1"),
    ("云岭县自然资源局", "number.unreadable"),
    ("云岭县市场监督管理局", "cell.error"),
    ("云岭县公安局", "A2.twice"),
    ("云岭县住房和城乡建设局", "label.near"),
    ("云岭县财政局", "F8"),
    ("云岭县农业农村局", "cell.hidden"),
    ("云岭县卫生健康局", "A1"),
    ("青石镇", "F10"),
    ("白水乡", "A2.edition"),
    ("龙泉镇", "A2.missing"),
}


def test_every_planted_fault_is_found_and_its_unit_alone_is_accused() -> None:
    outcome, _ = outcome_of("national-2021")
    found = {(p.unit, p.rule) for p in outcome.problems if p.severity is not Severity.INFO}
    assert found >= PLANTED
    # A swapped total breaks the two other relations that it stands in as well.
    assert found - PLANTED <= {
        ("云岭县教育局", "C3"),
        ("云岭县教育局", "C2"),
        ("云岭县教育局", "C6"),
    }
    assert [unit.name for unit in outcome.coverage.zero_reports] == ["云岭县统计局"]


def test_problems_stand_at_cells() -> None:
    outcome, _ = outcome_of("national-2021")
    for problem in outcome.problems:
        if problem.severity is Severity.ERROR:
            assert problem.place.file
            assert problem.place.cell


@pytest.mark.parametrize("name", ["hechi-2018", "national-2021"])
def test_the_samples_are_what_their_script_makes(name: str, tmp_path: Path) -> None:
    make_samples(tmp_path)
    made = {path.name: path for path in (tmp_path / name).iterdir()}
    kept = {path.name: path for path in (ROOT / "samples" / name).iterdir()}
    assert made.keys() == kept.keys()
    for file, path in made.items():
        if path.suffix in (".xlsx", ".xls", ".ods", ".csv"):
            assert read_workbook(path, file).grids == read_workbook(kept[file], file).grids


def test_the_year_before_shows_what_its_readme_lists_and_accuses_nobody_else() -> None:
    folder = ROOT / "samples" / "national-2021"
    outcome = run(Request((str(folder),), previous=f"{folder}-last-year"))
    found = {
        (one.rule, one.unit.removeprefix("云岭县"))
        for one in outcome.problems
        if one.rule in outcome.needs_last or one.rule.startswith("previous.")
    }
    assert found == {
        ("C4", "农业农村局"), ("A6", "公安局"), ("C4", "统计局"), ("A8", "统计局"), ("F9", "统计局"),
        ("F9", "财政局"), ("F9", "青石镇"), ("A6", "住房和城乡建设局"), ("A6", "教育局"),
    }  # fmt: skip
    (jump,) = (one for one in outcome.problems if one.rule == "A6" and one.unit.endswith("公安局"))
    assert (jump.place.sheet, jump.place.cell) == ("主动公开", "C10")


def test_the_year_before_is_clean_itself() -> None:
    done = hcstats("check", "samples/national-2021-last-year", "--strict")
    assert done.returncode == 0, done.stdout
