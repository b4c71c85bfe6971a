"""Our own exports as inputs: the same outcome as from the folder; altered numbers are named."""

from __future__ import annotations

import csv
import json
import shutil
from functools import lru_cache
from pathlib import Path

import openpyxl
import pytest

from hcstats import writers
from hcstats.model import Outcome, Problem, Status
from hcstats.pipeline import Request, run
from tests.conftest import ROOT, hcstats
from tests.sample_outcome import outcome_of
from tests.test_previous import put_year

SAMPLES = ("hechi-2018", "national-2021", "national-2021-last-year")
LAST, THIS = "national-2021-last-year", "national-2021"
ACROSS = ("C4", "C5", "D2", "D3", "F3", "F5", "F9", "A6", "A8")


def exported(folder: Path, name: str, kind: str, language: str = "zh") -> Path:
    """The export of a sample: xlsx, json (aggregate), csv or figures.json (extract)."""
    outcome, form = outcome_of(name)
    path = folder / f"{name}-{language}.{kind}"
    if kind in ("xlsx", "json"):
        writers.write_outcome(path, outcome, form, language)
    else:
        writers.write_figures(path, outcome, language)
    return path


def read(path: Path, units: str = "") -> Outcome:
    return run(Request((str(path),), jobs=1, units=units))


def altered(outcome: Outcome) -> list[Problem]:
    return [one for one in outcome.problems if one.rule == "export.altered"]


def amounts(outcome: Outcome) -> dict[tuple[str, str, str], object]:
    return {(one.unit_code, one.unit, one.key): one.amount for one in outcome.by_unit}


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("kind", ["xlsx", "json"])
@pytest.mark.parametrize("name", SAMPLES)
def test_an_export_gives_the_outcome_of_its_folder(
    tmp_path: Path, name: str, kind: str, language: str
) -> None:
    before, _ = outcome_of(name)
    after = read(exported(tmp_path, name, kind, language))
    assert (after.form, after.period, after.authority) == (
        before.form,
        before.period,
        before.authority,
    )
    assert amounts(after) == amounts(before)
    assert [t.amount for t in after.totals] == [t.amount for t in before.totals]
    assert after.groups == before.groups
    assert after.indicators == before.indicators
    assert after.county_units == before.county_units
    assert after.coverage.expected == before.coverage.expected
    assert after.coverage.missing == before.coverage.missing
    assert after.coverage.zero_reports == before.coverage.zero_reports
    assert not altered(after)


@pytest.mark.parametrize("kind", ["csv", "figures.json"])
@pytest.mark.parametrize("name", SAMPLES)
def test_figures_of_extract_give_the_outcome_of_their_folder(
    tmp_path: Path, name: str, kind: str
) -> None:
    before, _ = outcome_of(name)
    units = str(ROOT / "samples" / name / "units.csv")
    after = read(exported(tmp_path, name, kind), units=units)
    assert amounts(after) == amounts(before)
    assert [t.amount for t in after.totals] == [t.amount for t in before.totals]
    assert after.groups == before.groups
    assert [one.unit for one in after.coverage.duplicates] == [
        one.unit for one in before.coverage.duplicates
    ]
    assert not altered(after)


@lru_cache(maxsize=1)
def against_the_folder() -> Outcome:
    sample = ROOT / "samples"
    return run(Request((str(sample / THIS),), previous=str(sample / LAST), jobs=1))


@pytest.mark.parametrize("kind", ["xlsx", "json", "csv", "figures.json"])
def test_last_year_may_be_its_export(tmp_path: Path, kind: str) -> None:
    path = exported(tmp_path, LAST, kind)
    found = run(Request((str(ROOT / "samples" / THIS),), previous=str(path), jobs=1))
    wanted = against_the_folder()
    for rule in ACROSS:
        assert found.by_rule.get(rule) == wanted.by_rule.get(rule), rule
    assert found.by_rule["C4"].failed > 0

    def told(outcome: Outcome) -> list[tuple[str, str, str, str]]:
        return [(p.rule, p.unit, p.key, p.figures) for p in outcome.problems if p.rule in ACROSS]

    assert told(found) == told(wanted)


def test_every_figure_has_its_place_in_the_export_and_its_first_one(tmp_path: Path) -> None:
    path = exported(tmp_path, LAST, "xlsx")
    book = openpyxl.load_workbook(path)
    after = read(path)
    first = {(f.unit_code, f.key): f for f in outcome_of(LAST)[0].figures}
    for figure in after.figures:
        own = first[figure.unit_code, figure.key]
        assert figure.origin == f"{own.file}[{own.sheet}!{own.cell}]" or not own.sheet
        assert figure.file == path.as_posix()
        if figure.value is not None:
            assert book[figure.sheet][figure.cell].value == float(figure.value)


def test_of_a_unit_that_sent_two_that_differ_last_year_is_not_known(tmp_path: Path) -> None:
    after = read(exported(tmp_path, THIS, "xlsx"))
    before, _ = outcome_of(THIS)
    differ = [one.unit for one in before.coverage.duplicates if not one.same_figures]
    assert differ
    assert [one.unit for one in after.coverage.duplicates] == differ
    assert {p.unit for p in after.problems if p.rule == "A2.twice"} == {u.name for u in differ}


def test_the_errors_of_the_run_stay(tmp_path: Path) -> None:
    for kind in ("xlsx", "json"):
        after = read(exported(tmp_path, THIS, kind))
        (found,) = [one for one in after.problems if one.rule == "export.errors"]
        count = sum(one.severity == "error" for one in outcome_of(THIS)[0].problems)
        assert dict(found.message.params)["count"] == count


def change(path: Path, sheet: str, cell: str, value: int) -> None:
    book = openpyxl.load_workbook(path)
    book[sheet][cell] = value
    book.save(path)


def first_number(path: Path, sheet: str) -> str:
    cells = (
        cell for row in openpyxl.load_workbook(path)[sheet].iter_rows(min_row=3) for cell in row
    )
    return next(c.coordinate for c in cells if isinstance(c.value, int) and c.value > 0)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("place", [0, 1, 5])
def test_a_number_altered_by_hand_is_named_with_its_cell(
    tmp_path: Path, place: int, language: str
) -> None:
    path = exported(tmp_path, LAST, "xlsx", language)
    sheet = openpyxl.load_workbook(path).sheetnames[place]
    cell = first_number(path, sheet)
    change(path, sheet, cell, 987654)
    found = altered(read(path))
    assert (sheet, cell) in [(one.place.sheet, one.place.cell) for one in found]
    assert all(one.severity == "error" for one in found)
    assert any("987654" in str(one.message.params) for one in found)
    assert hcstats("check", path).returncode == 1


@pytest.mark.parametrize("language", ["zh", "en"])
def test_sums_without_a_saved_result_get_one_remark_and_hide_nothing(
    tmp_path: Path, language: str
) -> None:
    path = exported(tmp_path, "hechi-2018", "xlsx", language)
    book = openpyxl.load_workbook(path)
    book.save(path)
    after = read(path)
    assert not altered(after)
    assert [one.rule for one in after.problems].count("export.uncalculated") == 1
    sheet = book.worksheets[1]
    formulas = [
        cell for row in sheet.iter_rows() for cell in row if str(cell.value).startswith("=SUM(")
    ]
    place = next(cell for cell in formulas if "," in str(cell.value)).coordinate
    sheet[place] = "=SUM(A1:A2,3)"
    book.save(path)
    assert [one.place.cell for one in altered(read(path))] == [place]


def test_a_figure_that_lost_its_mark_and_a_rate_altered_are_named(tmp_path: Path) -> None:
    path = exported(tmp_path, "hechi-2018", "xlsx")
    book = openpyxl.load_workbook(path)
    about = next(
        cell for row in book["汇总"].iter_rows() for cell in row if "约" in cell.number_format
    )
    about.number_format = "#,##0"
    rate = next(
        cell for row in book["指标"].iter_rows() for cell in row if "%" in cell.number_format
    )
    rate.value = 0.123
    book.save(path)
    found = {(one.place.sheet, one.place.cell) for one in altered(read(path))}
    assert found == {("汇总", about.coordinate), ("指标", rate.coordinate)}


def test_an_export_without_its_sheet_of_sources_is_not_read(tmp_path: Path) -> None:
    path = exported(tmp_path, LAST, "xlsx")
    book = openpyxl.load_workbook(path)
    del book["来源"]
    book.save(path)
    after = read(path)
    assert len(altered(after)) == 1
    assert not after.figures


def test_an_altered_source_is_in_no_total(tmp_path: Path) -> None:
    path = exported(tmp_path, LAST, "xlsx")
    cell = first_number(path, "来源")
    change(path, "来源", cell, 987654)
    figure = next(f for f in read(path).figures if f.cell == cell)
    assert (figure.value, figure.status) == (None, Status.UNREADABLE)


def test_an_altered_workbook_shows_also_as_last_year(tmp_path: Path) -> None:
    path = exported(tmp_path, LAST, "xlsx")
    change(path, "汇总", first_number(path, "汇总"), 5)
    done = hcstats("check", ROOT / "samples" / THIS, "--previous", path)
    assert "previous.errors" in done.stdout


def test_rows_added_and_taken_away_are_noticed(tmp_path: Path) -> None:
    path = exported(tmp_path, LAST, "xlsx")
    book = openpyxl.load_workbook(path)
    sheet = book["来源"]
    sheet.append([cell.value for cell in sheet[3]])
    sheet.delete_rows(4)
    book.save(path)
    found = altered(read(path))
    assert sorted(bool(one.place.cell) for one in found) == [False, True]


def test_a_sorted_sheet_of_sources_is_still_itself(tmp_path: Path) -> None:
    path = exported(tmp_path, LAST, "xlsx")
    book = openpyxl.load_workbook(path)
    sheet = book["来源"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=3)]
    formats = [[cell.number_format for cell in row] for row in sheet.iter_rows(min_row=3)]
    together = sorted(zip(rows, formats, strict=True), key=lambda one: str(one[0][2]))
    for number, (row, looks) in enumerate(together, 3):
        for column, (value, look) in enumerate(zip(row, looks, strict=True), 1):
            sheet.cell(number, column, value).number_format = look
            sheet.cell(number, column).value = value
    book.save(path)
    after = read(path)
    assert not altered(after)
    assert amounts(after) == amounts(outcome_of(LAST)[0])


def test_without_its_marker_an_export_is_not_read(tmp_path: Path) -> None:
    path = exported(tmp_path, LAST, "xlsx")
    book = openpyxl.load_workbook(path)
    del book["_hcstats"]
    book.save(path)
    after = read(path)
    assert "export.unmarked" in [one.rule for one in after.problems if one.severity == "error"]
    assert not after.figures


@pytest.mark.parametrize("part", ["totals", "by_unit"])
def test_an_altered_json_is_noticed(tmp_path: Path, part: str) -> None:
    path = exported(tmp_path, LAST, "json")
    document = json.loads(path.read_text("utf-8"))
    entry = next(one for one in document[part] if one["value"])
    entry["value"] += 1
    path.write_text(json.dumps(document, ensure_ascii=False), "utf-8")
    (found,) = altered(read(path))
    assert found.key == entry["key"]
    assert found.place.sheet == "totals"


def test_figures_exchanged_between_units_are_noticed_though_the_totals_hold(tmp_path: Path) -> None:
    path = exported(tmp_path, LAST, "json")
    document = json.loads(path.read_text("utf-8"))
    key = "art20_5.licensing"
    one, other = [r for r in document["by_unit"] if r["key"] == key and r["value"]][:2]
    one["value"], other["value"] = other["value"], one["value"]
    path.write_text(json.dumps(document, ensure_ascii=False), "utf-8")
    (found,) = altered(read(path))
    assert found.place.sheet == "by_unit"


def test_a_value_of_a_csv_that_is_not_what_the_text_says_is_named(tmp_path: Path) -> None:
    path = exported(tmp_path, LAST, "csv")
    lines = path.read_text("utf-8").splitlines()
    place = next(i for i, line in enumerate(lines) if ",art20_5.licensing," in line)
    fields = lines[place].split(",")
    fields[6] = str(int(fields[6]) + 1)
    lines[place] = ",".join(fields)
    path.write_text("\n".join(lines), "utf-8")
    (found,) = altered(read(path))
    assert found.place.cell == f"G{place + 1}"


def test_an_export_among_submissions_does_not_count_twice(tmp_path: Path) -> None:
    folder = put_year(tmp_path / "2024", "2024", art20_5__licensing=7)
    alone = read(folder)
    assert hcstats("aggregate", folder, "-o", folder / "汇总.xlsx").returncode == 0
    again = read(folder)
    assert again.totals == alone.totals
    assert "export.skipped" in [one.rule for one in again.problems]
    assert not [one for one in again.problems if one.rule.startswith("A2")]
    only = tmp_path / "exports"
    only.mkdir()
    shutil.copy(folder / "汇总.xlsx", only)
    assert [t.amount for t in read(only).totals] == [t.amount for t in alone.totals]


def test_an_export_of_an_export_says_the_same(tmp_path: Path) -> None:
    before, form = outcome_of(LAST)
    once = read(exported(tmp_path, LAST, "xlsx"))
    path = tmp_path / "again.xlsx"
    writers.write_outcome(path, once, form, "zh")
    twice = read(path)
    assert amounts(twice) == amounts(before)
    assert {f.origin for f in twice.figures} == {f.origin for f in once.figures}


def test_a_code_that_means_another_unit_is_not_counted(tmp_path: Path) -> None:
    path = exported(tmp_path, LAST, "xlsx")
    units = tmp_path / "other.csv"
    text = (ROOT / "samples" / LAST / "units.csv").read_text("utf-8")
    units.write_text(
        text.replace("云岭县财政局", "云岭县审计局").replace("财政局", "审计局"), "utf-8"
    )
    after = read(path, units=str(units))
    assert "unit.conflict" in [one.rule for one in after.problems]
    assert "云岭县财政局" not in {one.unit for one in after.by_unit}


def test_a_foreign_json_is_no_submission(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text('{"a": [1, 2], "b": {"c": "d"}}', "utf-8")
    done = hcstats("check", path)
    assert done.returncode == 1
    assert "form.unknown" in done.stdout


@pytest.mark.parametrize("part", ["period", "digest", "indicators"])
def test_the_hash_of_a_json_covers_its_period_and_its_rates(tmp_path: Path, part: str) -> None:
    path = exported(tmp_path, LAST, "json")
    document = json.loads(path.read_text("utf-8"))
    if part == "period":
        document["period"] = "2019"
    elif part == "digest":
        del document["run"]["figures_sha256"]
    else:
        next(one for one in document["indicators"] if one["value"])["value"] = 0.123
    path.write_text(json.dumps(document, ensure_ascii=False), "utf-8")
    assert len(altered(read(path))) == 1


def test_an_emptied_text_in_a_csv_is_named_and_the_file_says_that_it_is_unproved(
    tmp_path: Path,
) -> None:
    path = exported(tmp_path, LAST, "csv")
    with path.open(encoding="utf-8-sig", newline="") as stream:
        head, *rows = csv.reader(stream)
    place = next(at for at, row in enumerate(rows) if row[6] not in ("", "0"))
    rows[place][6], rows[place][12] = "77", ""
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([head, *rows])
    after = read(path)
    assert [one.place.cell for one in altered(after)] == [f"G{place + 2}"]
    assert [one.rule for one in after.problems].count("export.unproved") == 1
