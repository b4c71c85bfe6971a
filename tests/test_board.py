"""The board of a collection: every unit once, every file seen, twins found, the late named."""

from __future__ import annotations

import csv
import io
import itertools
import json
import os
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from hcstats.board import Received, State, board_of
from hcstats.board_tables import board_table, reminder
from hcstats.checks.across import Earlier
from hcstats.checks.twins import fingerprint, twins
from hcstats.forms.load import load_form
from hcstats.messages import render
from hcstats.model import Outcome, Submission
from hcstats.pipeline import Request, run
from samples.drawing.book import random_book
from samples.drawing.save import save
from tests.build import Content, submission
from tests.conftest import ROOT, Golden, hcstats
from tests.sample_outcome import outcome_of

SAMPLE = ROOT / "samples" / "national-2021"
KEYS = [key for key in load_form("national/2021").items if key.startswith("requests.granted.")]
BUSY: dict[str, Content] = {
    **{key: 10 + place for place, key in enumerate(KEYS)},
    "art20_5.licensing": 550,
    "art20_6.penalty": 9,
}


def of(owner: str, contents: dict[str, Content]) -> Submission:
    one = submission("national/2021", contents)
    return replace(one, unit_code=owner, unit=f"第{owner}局", file=f"{owner}.xlsx")


def found(*submissions: Submission, earlier: Earlier | None = None) -> list[tuple[str, str, str]]:
    return [(one.rule, one.unit, one.found) for one in twins(submissions, earlier)]


def test_two_units_with_the_same_figures_are_told_of_each_other() -> None:
    assert found(of("1", BUSY), of("2", BUSY), of("3", {**BUSY, "art20_6.penalty": 8})) == [
        ("A2.copy", "第1局", "2.xlsx"),
        ("A2.copy", "第2局", "1.xlsx"),
    ]


def test_a_zero_and_a_blank_say_the_same_to_the_fingerprint() -> None:
    blank = {**BUSY, "art20_8.administrative_fees": None}
    assert len(found(of("1", BUSY), of("2", blank))) == 2


@pytest.mark.parametrize("contents", [{}, {KEYS[0]: 3}, dict.fromkeys(KEYS, 1)])
def test_reports_of_little_are_no_twins(contents: dict[str, Content]) -> None:
    assert found(of("1", contents), of("2", contents)) == []


def test_last_years_figures_sent_again_are_noticed() -> None:
    one = of("1", BUSY)
    figures = {figure.key: figure for figure in one.figures}
    assert found(one, earlier=Earlier("2022", {"1": figures}, {})) == [("A2.stale", "第1局", "")]
    assert found(one, earlier=Earlier("2022", {"2": figures}, {})) == []


def test_any_change_of_a_figure_changes_the_fingerprint() -> None:
    one = fingerprint(of("1", BUSY).figures)
    for key in BUSY:
        assert fingerprint(of("1", {**BUSY, key: 77}).figures) != one


def states(outcome: Outcome, **received: Received) -> dict[str, tuple[str, ...]]:
    board = board_of(outcome, received)
    return {row.unit.name.removeprefix("云岭县"): row.states for row in board.rows}


def test_every_unit_of_the_sample_is_in_its_state() -> None:
    outcome, _ = outcome_of("national-2021")
    assert states(outcome) == {
        "教育局": ("faulty",),
        "民政局": ("faulty",),
        "自然资源局": ("faulty",),
        "市场监督管理局": ("faulty",),
        "公安局": ("twice", "faulty"),
        "住房和城乡建设局": ("faulty",),
        "财政局": ("reported",),
        "农业农村局": ("reported",),
        "统计局": ("zero_report",),
        "卫生健康局": ("faulty",),
        "青石镇": ("faulty",),
        "白水乡": ("wrong_edition", "faulty"),
        "龙泉镇": ("missing",),
    }


def test_a_unit_is_late_by_its_first_file() -> None:
    outcome, _ = outcome_of("national-2021")
    names = [name for name, _ in outcome.run.inputs if "公安局" in name]
    early, late = Received(date(2024, 1, 9), True), Received(date(2024, 2, 1), True)
    for first, second in itertools.product((early, late), repeat=2):
        board = board_of(outcome, dict(zip(names, (first, second), strict=True)), date(2024, 1, 15))
        (row,) = (one for one in board.rows if one.unit.name.endswith("公安局"))
        assert (State.LATE in row.states) is (first is late and second is late)


def put_folder(tmp_path: Path) -> Path:
    folder = tmp_path / "报表"
    shutil.copytree(SAMPLE, folder)
    (folder / "公函.pdf").write_bytes(b"%PDF-1.7 x")
    book = random_book(load_form("national/2021"), 5, "无名局", "2023")
    save(book, folder / "无名局2023.xlsx")
    return folder


def test_every_expected_unit_stands_once_and_every_file_somewhere(tmp_path: Path) -> None:
    outcome = run(Request((str(put_folder(tmp_path)),)))
    board = board_of(outcome, {})
    names = [row.unit.name for row in board.rows if row.unit.code]
    assert len(names) == len(set(names)) == 13
    seen = {file for row in board.rows for file in row.files}
    assert seen == {name for name, _ in outcome.run.inputs}
    extra = {row.files[0].rpartition("/")[2]: row.state for row in board.rows[13:]}
    assert extra == {"无名局2023.xlsx": State.UNKNOWN_UNIT, "公函.pdf": State.UNRECOGNISED}


def test_the_order_of_files_changes_nothing() -> None:
    files = [str(path) for path in sorted(SAMPLE.glob("*.*")) if path.name != "units.csv"]
    units = str(SAMPLE / "units.csv")
    one, other = (
        board_of(run(Request(tuple(paths), units=units)), {}) for paths in (files, files[::-1])
    )
    assert [(row.unit, row.states, sorted(row.files)) for row in one.rows] == [
        (row.unit, row.states, sorted(row.files)) for row in other.rows
    ]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_board_looks_as_accepted(language: str, golden: Golden, tmp_path: Path) -> None:
    folder = put_folder(tmp_path)
    lines = [
        f"{path.name},2024-01-{place:02}"
        for place, path in enumerate(sorted(folder.glob("云岭县*")), 10)
    ]
    (folder / "received.csv").write_text("file,date\n" + "\n".join(lines), encoding="utf-8")
    for path in folder.iterdir():
        os.utime(path, (1_705_000_000, 1_705_000_000))
    done = hcstats("status", folder, "--deadline", "2024-01-15", lang=language, TZ="UTC")
    assert done.returncode == 1
    golden.check(f"board.{language}.txt", done.stdout)


def test_the_ledger_wins_over_the_files_date_and_the_board_says_which(tmp_path: Path) -> None:
    folder = put_folder(tmp_path)
    (folder / "received.csv").write_text("file,date\n青石镇2023年度政府信息公开.xlsx,2024-01-16\n")
    done = hcstats("status", folder, "--deadline", "2024-01-15", "--format", "json")
    units = {one["unit"]: one for one in json.loads(done.stdout)["units"]}
    assert units["青石镇"]["received"] == "2024-01-16"
    assert units["青石镇"]["received_from"] == "received.csv"
    assert "late" in units["青石镇"]["states"]
    assert units["云岭县民政局"]["received_from"] == "file"


@pytest.mark.parametrize("line", ["x.xlsx,15.1.2024", "x.xlsx,"])
def test_a_date_that_is_none_stops_the_run_with_its_line(tmp_path: Path, line: str) -> None:
    folder = put_folder(tmp_path)
    (folder / "received.csv").write_text(f"file,date\n{line}\n")
    done = hcstats("status", folder)
    assert done.returncode == 2
    assert "line 2" in done.stderr
    assert hcstats("status", folder, "--deadline", "tomorrow").returncode == 2


def test_the_reminder_names_the_missing_and_those_who_must_correct() -> None:
    outcome, _ = outcome_of("national-2021")
    lines = [render(one, "zh") for one in reminder(board_of(outcome, {}, date(2024, 1, 15)))]
    assert lines[0].startswith("以下 1 家单位尚未报送 2023 年")
    assert "2024-01-15" in lines[0]
    assert lines[1] == "1. 龙泉镇"
    assert "9. 白水乡（版本不符、有错）" in lines


def test_the_board_goes_to_every_format(tmp_path: Path) -> None:
    files = [tmp_path / f"板.{suffix}" for suffix in ("xlsx", "csv", "json", "md")]
    outputs = [part for file in files for part in ("-o", file)]
    note = tmp_path / "催报.txt"
    done = hcstats("status", SAMPLE, *outputs, "--reminder", note, lang="zh")
    assert done.returncode == 1
    assert "龙泉镇" in note.read_text(encoding="utf-8")
    rows = list(csv.DictReader(io.StringIO(files[1].read_text(encoding="utf-8-sig"))))
    records = json.loads(files[2].read_text(encoding="utf-8"))["units"]
    assert [row["unit"] for row in rows] == [one["unit"] for one in records]
    assert len(records) == 13
    outcome, _ = outcome_of("national-2021")
    full = board_table(board_of(outcome, {}), full=True)
    sheet = load_workbook(files[0]).worksheets[0]
    written = [[cell.value for cell in row[:2]] for row in sheet.iter_rows(min_row=3, max_row=15)]
    assert written == [list(row[:2]) for row in full.rows]


def test_without_a_list_of_units_nobody_is_expected(tmp_path: Path) -> None:
    book = random_book(load_form("national/2021"), 5, "甲局", "2023")
    save(book, tmp_path / "甲局2023.xlsx")
    done = hcstats("status", tmp_path)
    assert "without a list of units" in done.stdout
    assert "expected" not in done.stdout
