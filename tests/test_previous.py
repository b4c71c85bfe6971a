"""The year before and explanations, through the pipeline and the command line."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from hcstats.explanations import COLUMNS
from hcstats.forms.load import load_form
from hcstats.model import Problem
from hcstats.pipeline import Request, run
from samples.drawing.book import random_book
from samples.drawing.save import save
from samples.faults import put
from tests.conftest import ROOT, hcstats

UNITS = """code,name,aliases,level,parent,valid_from,valid_to
1,某县,,county,,,
1-1,甲局,,department,1,,
1-2,乙局,,department,1,,
"""


def put_year(folder: Path, year: str, **changes: int) -> Path:
    """Two units' submissions of a year, the same figures every year but for the changes (甲局)."""
    folder.mkdir()
    (folder / "units.csv").write_text(UNITS, encoding="utf-8")
    for number, unit in enumerate(("甲局", "乙局"), 1):
        book = random_book(load_form("national/2021"), number, unit, year)
        for key in [key for key in book.truth if ".carried_" in key or "art20_1" in key]:
            put(book, key, 0)
        for key in [key for key in book.truth if key.startswith(("requests.", "review_"))]:
            put(book, key, 0)
        for key, value in changes.items() if unit == "甲局" else ():
            put(book, key.replace("__", "."), value)
        save(book, folder / f"{unit}{year}.xlsx")
    return folder


def checked(folder: Path, previous: Path | str = "", period: str = "2024") -> list[Problem]:
    outcome = run(Request((str(folder),), period=period, previous=str(previous)))
    return [one for one in outcome.problems if one.rule not in ("number.blank", "file.skipped")]


def rules(problems: list[Problem]) -> list[tuple[str, str]]:
    return [(one.rule, one.unit) for one in problems]


def test_a_year_is_not_its_own_year_before() -> None:
    folder = ROOT / "samples" / "national-2021"
    said = hcstats("check", folder, "--previous", folder)
    assert said.returncode == 2
    assert "the same files" in said.stderr


def test_the_year_before_is_read_and_held_against(tmp_path: Path) -> None:
    before = put_year(tmp_path / "2023", "2023", requests__new_received__total=0)
    after = put_year(tmp_path / "2024", "2024")
    assert rules(checked(after, before)) == []
    outcome = run(Request((str(after),), previous=str(before)))
    assert outcome.by_rule["C4"].passed == 14
    assert outcome.by_rule["A6"].failed == 0
    assert run(Request((str(after),))).by_rule["C4"].run == 0


def test_a_jump_is_a_warning_at_its_cell(tmp_path: Path) -> None:
    before = put_year(tmp_path / "2023", "2023", art20_5__licensing=550)
    after = put_year(tmp_path / "2024", "2024", art20_5__licensing=9487)
    (found,) = checked(after, before)
    assert (found.rule, found.unit, found.key) == ("A6", "甲局", "art20_5.licensing")
    assert found.place.cell
    assert found.place.file.endswith("甲局2024.xlsx")


def test_the_year_before_may_lie_inside_the_folder(tmp_path: Path) -> None:
    after = put_year(tmp_path / "2024", "2024")
    before = put_year(after / "上年", "2023")
    assert rules(checked(after, before)) == []


def test_another_year_than_the_one_before_stops_the_run(tmp_path: Path) -> None:
    before = put_year(tmp_path / "2022", "2022")
    after = put_year(tmp_path / "2024", "2024")
    done = hcstats("check", after, "--previous", before)
    assert done.returncode == 2
    assert "2022" in done.stderr
    assert "2023" not in done.stdout


def test_a_unit_that_sent_nothing_last_year_is_named(tmp_path: Path) -> None:
    before = put_year(tmp_path / "2023", "2023")
    (before / "乙局2023.xlsx").unlink()
    after = put_year(tmp_path / "2024", "2024")
    (found,) = checked(after, before)
    assert found.rule == "previous.missing"
    assert "乙局" in str(found.message.params)


@pytest.fixture
def jumped(tmp_path: Path) -> tuple[Path, Path]:
    before = put_year(tmp_path / "2023", "2023", art20_5__licensing=550)
    return put_year(tmp_path / "2024", "2024", art20_5__licensing=9487), before


def explain(folder: Path, **changes: str) -> None:
    line = {
        "unit": "甲局",
        "period": "2024",
        "rule": "A6",
        "key": "art20_5.licensing",
        "figures": "art20_5.licensing=9487; last.art20_5.licensing=550",
        "explanation": "统计口径改为全部办件",
        "author": "张三",
        "date": "2025-01-08",
    } | changes
    with (folder / "explanations.csv").open("w", encoding="utf-8", newline="") as stream:
        out = csv.DictWriter(stream, COLUMNS)
        out.writeheader()
        out.writerow(line)


def test_an_explanation_settles_a_warning_and_is_carried_along(jumped: tuple[Path, Path]) -> None:
    folder, before = jumped
    explain(folder)
    (found,) = checked(folder, before)
    assert found.explanation == "统计口径改为全部办件（张三 2025-01-08）"
    plain = hcstats("check", folder, "--previous", before, "--strict", lang="zh")
    assert plain.returncode == 0, plain.stdout
    assert "核实（已说明） A6" in plain.stdout
    assert "已说明 1 项" in plain.stdout
    done = hcstats("check", folder, "--previous", before, "--format", "json")
    (problem,) = (one for one in json.loads(done.stdout)["problems"] if one["rule"] == "A6")
    assert problem["explanation"].startswith("统计口径")


def test_without_it_a_strict_run_fails(jumped: tuple[Path, Path]) -> None:
    folder, before = jumped
    assert hcstats("check", folder, "--previous", before, "--strict").returncode == 1


def test_an_explanation_of_other_figures_is_stale(jumped: tuple[Path, Path]) -> None:
    folder, before = jumped
    explain(folder, figures="art20_5.licensing=9000; last.art20_5.licensing=550")
    stale, jump = sorted(checked(folder, before), key=lambda one: one.rule, reverse=True)
    assert (stale.rule, jump.rule, jump.explanation) == ("explanation.stale", "A6", "")
    assert "9487" in str(stale.message.params)


def test_an_explanation_of_nothing_is_said(jumped: tuple[Path, Path]) -> None:
    folder, before = jumped
    explain(folder, unit="乙局")
    assert {one.rule for one in checked(folder, before)} == {"A6", "explanation.unused"}


def test_an_error_cannot_be_explained_away(tmp_path: Path) -> None:
    before = put_year(tmp_path / "2023", "2023")
    after = put_year(tmp_path / "2024", "2024", requests__carried_in__total=3)
    errors = [one for one in checked(after, before) if one.rule == "C4"]
    explain(after, rule="C4", key=errors[0].key, figures=errors[0].figures)
    found = checked(after, before)
    assert [one.explanation for one in found if one.rule == "C4"] == [""]
    assert "explanation.error" in [one.rule for one in found]


def test_open_warnings_are_written_to_be_explained(jumped: tuple[Path, Path]) -> None:
    folder, before = jumped
    file = folder / "explanations.csv"
    arguments = ("check", folder, "--previous", before, "--explanations", file)
    assert hcstats(*arguments).returncode == 0
    with file.open(encoding="utf-8-sig", newline="") as stream:
        (line,) = csv.DictReader(stream)
    assert (line["rule"], line["explanation"]) == ("A6", "")
    assert "9487" in line["message"]
    assert "explanation.unused" not in hcstats("check", folder, "--previous", before).stdout
    text = file.read_text(encoding="utf-8-sig")
    file.write_text(text.replace(",,,", ",口径变化,李四,2025-01-09,"), encoding="utf-8")
    assert hcstats(*arguments, "--strict").returncode == 0
    assert file.read_text(encoding="utf-8-sig").count("口径变化") == 1


def test_a_broken_explanations_file_stops_the_run_with_what_to_do(
    jumped: tuple[Path, Path],
) -> None:
    folder, _ = jumped
    (folder / "explanations.csv").write_text("unit,rule\n甲局,A6\n", encoding="utf-8")
    done = hcstats("check", folder)
    assert done.returncode == 2
    assert "explanation" in done.stderr


WIDE = "单位名称,行政许可,行政处罚,行政强制\n甲局,12,3,0\n乙局,5,1,1\n合计,{},4,1\n"


@pytest.mark.parametrize(("total", "found"), [(17, []), (18, ["A5"])])
def test_a_printed_row_of_sums_is_held_against_its_units(
    tmp_path: Path, total: int, found: list[str]
) -> None:
    (tmp_path / "2024年汇总.csv").write_text(WIDE.format(total), encoding="utf-8")
    problems = [one for one in checked(tmp_path) if one.rule == "A5"]
    assert [one.rule for one in problems] == found
    for one in problems:
        assert (one.place.cell, one.expected) == ("B4", "17")
        assert "甲局 12" in str(one.message.params)


def test_the_authoritys_own_tally_is_compared_and_not_counted(tmp_path: Path) -> None:
    folder = put_year(tmp_path / "2024", "2024", art20_5__licensing=40)
    book = random_book(load_form("national/2021"), 2, "某县", "2024")
    for key in book.truth:
        put(book, key, 0)
    put(book, "art20_5.licensing", 41)
    sheet = book.sheets[0]
    sheet.cells[max(row for row, _ in sheet.cells) + 2, 1] = "统计范围：全县汇总"
    save(book, folder / "某县2024.xlsx")
    outcome = run(Request((str(folder),)))
    assert "A2.covered" not in {one.rule for one in outcome.problems}
    tally = [one for one in outcome.problems if one.rule == "A5" and one.key == "art20_5.licensing"]
    assert len(tally) == 1
    total = next(one for one in outcome.totals if one.key == "art20_5.licensing")
    assert (total.units, tally[0].expected) == (2, str(total.amount.value))


@pytest.mark.parametrize(("own", "rules_"), [(41, []), (39, ["A3"])])
def test_a_superior_that_covers_its_subordinates_has_at_least_what_they_have(
    tmp_path: Path, own: int, rules_: list[str]
) -> None:
    (tmp_path / "units.csv").write_text(
        "code,name,aliases,level,parent,valid_from,valid_to\n1,某市,,city,,,\n"
        "1-1,甲县,,county,1,,\n1-1-1,甲县乙局,,department,1-1,,\n",
        encoding="utf-8",
    )
    for unit, value in (("甲县", own), ("甲县乙局", 40)):
        book = random_book(load_form("national/2021"), 2, unit, "2024")
        for key in book.truth:
            put(book, key, 0)
        put(book, "art20_5.licensing", value)
        sheet = book.sheets[0]
        if unit == "甲县":
            sheet.cells[max(row for row, _ in sheet.cells) + 2, 1] = "统计范围：全县汇总"
        save(book, tmp_path / f"{unit}2024.xlsx")
    found = [one for one in checked(tmp_path) if one.rule == "A3"]
    assert [one.rule for one in found] == rules_
    for one in found:
        assert (one.unit, one.key, one.expected) == ("甲县", "art20_5.licensing", "40")


def test_a_sum_over_several_years_is_not_assessable_and_one_of_a_year_is_held(
    tmp_path: Path,
) -> None:
    head = "单位名称,年度,行政许可,行政处罚,行政强制\n甲局,2024,12,3,1\n甲局,2023,1,1,1\n"
    for row, run_, failed in (("合计,,999,4,2", 3, 0), ("合计,2024,999,3,1", 3, 1)):
        (tmp_path / "汇总.csv").write_text(f"{head}{row}\n", encoding="utf-8")
        counts = run(Request((str(tmp_path),), period="2024")).by_rule["A5"]
        assert (counts.run, counts.failed) == (run_, failed)


def test_another_countys_unit_of_the_same_name_is_not_held_against(tmp_path: Path) -> None:
    units = (
        "code,name,aliases,level,parent,valid_from,valid_to\n9,某市,,city,,,\n91,甲县,,county,9,,\n"
        "92,乙县,,county,9,,\n9101,教育局,,department,91,,\n9201,教育局,,department,92,,\n"
    )
    for year, county, key in (("2023", "甲县", "carried_out"), ("2024", "乙县", "carried_in")):
        folder = tmp_path / year / county
        folder.mkdir(parents=True)
        (tmp_path / year / "units.csv").write_text(units, encoding="utf-8")
        book = random_book(load_form("national/2021"), 2, f"{county}教育局", year)
        for other in book.truth:
            put(book, other, 0)
        put(book, f"requests.{key}.total", 3 if year == "2023" else 0)
        save(book, folder / f"{county}教育局{year}.xlsx")
    found = checked(tmp_path / "2024", tmp_path / "2023")
    assert "C4" not in {one.rule for one in found}
    assert "previous.missing" in {one.rule for one in found}


def test_a_unit_that_sent_two_last_year_is_not_held_against_either(tmp_path: Path) -> None:
    before = put_year(tmp_path / "2023", "2023", requests__carried_out__total=3)
    book = random_book(load_form("national/2021"), 1, "甲局", "2023")
    save(book, before / "甲局2023（更正）.xlsx")
    after = put_year(tmp_path / "2024", "2024", requests__carried_in__total=5)
    rules_ = {one.rule for one in checked(after, before)}
    assert "C4" not in rules_
    assert {"previous.errors", "previous.missing"} <= rules_


def test_while_units_are_missing_the_authoritys_tally_is_not_judged(tmp_path: Path) -> None:
    folder = put_year(tmp_path / "2024", "2024")
    (folder / "乙局2024.xlsx").unlink()
    book = random_book(load_form("national/2021"), 2, "某县", "2024")
    sheet = book.sheets[0]
    sheet.cells[max(row for row, _ in sheet.cells) + 2, 1] = "统计范围：全县汇总"
    save(book, folder / "某县2024.xlsx")
    outcome = run(Request((str(folder),)))
    assert outcome.by_rule["A5"].failed == 0
    assert outcome.by_rule["A5"].not_assessable > 0


def test_an_explanation_without_a_unit_settles_nobodys_warning(jumped: tuple[Path, Path]) -> None:
    folder, before = jumped
    explain(folder, unit="")
    assert [one.explanation for one in checked(folder, before) if one.rule == "A6"] == [""]


def test_the_same_explanation_twice_is_not_stale(jumped: tuple[Path, Path]) -> None:
    folder, before = jumped
    explain(folder)
    path = folder / "explanations.csv"
    line = path.read_text(encoding="utf-8").splitlines()[1]
    path.write_text(path.read_text(encoding="utf-8") + line + "\n", encoding="utf-8")
    assert [one.rule for one in checked(folder, before)] == ["A6"]


def test_each_folders_explanations_are_read(jumped: tuple[Path, Path]) -> None:
    folder, before = jumped
    for number, unit in enumerate(("甲局", "乙局")):
        (folder / str(number)).mkdir()
        (folder / f"{unit}2024.xlsx").rename(folder / str(number) / f"{unit}2024.xlsx")
    explain(folder / "0")
    explain(folder / "1", unit="乙局")
    assert {one.rule for one in checked(folder, before)} == {"A6", "explanation.unused"}
    assert [one.explanation for one in checked(folder, before) if one.rule == "A6"] != [""]


def test_the_list_of_units_may_be_written_in_capitals(tmp_path: Path) -> None:
    folder = put_year(tmp_path / "2024", "2024")
    (folder / "units.csv").rename(folder / "Units.CSV")
    (folder / "乙局2024.xlsx").unlink()
    assert ("A2.missing", "乙局") in rules(checked(folder))


def test_an_open_quote_in_a_control_file_stops_the_run(jumped: tuple[Path, Path]) -> None:
    folder, _ = jumped
    explain(folder)
    path = folder / "explanations.csv"
    path.write_text(path.read_text(encoding="utf-8") + '甲局,2024,A8,"迟\n', encoding="utf-8")
    assert hcstats("check", folder).returncode == 2


def test_who_is_covered_by_a_superior_is_not_missing(tmp_path: Path) -> None:
    (tmp_path / "units.csv").write_text(
        "code,name,aliases,level,parent,valid_from,valid_to\n1,某市,,city,,,\n"
        "1-1,甲县,,county,1,,\n1-1-1,甲县乙局,,department,1-1,,\n1-2,丙局,,department,1,,\n",
        encoding="utf-8",
    )
    book = random_book(load_form("national/2021"), 2, "甲县", "2024")
    sheet = book.sheets[0]
    sheet.cells[max(row for row, _ in sheet.cells) + 2, 1] = "统计范围：全县汇总"
    save(book, tmp_path / "甲县2024.xlsx")
    outcome = run(Request((str(tmp_path),)))
    assert [one.name for one in outcome.coverage.missing] == ["丙局"]
    assert [one.name for one in outcome.coverage.expected] == ["甲县", "丙局"]
