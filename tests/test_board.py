"""The board of a collection: every unit once, every file seen, twins found, the late named."""

from __future__ import annotations

import csv
import io
import itertools
import json
import os
import re
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from hcstats.board import Board, BoardRow, Receipts, Received, State
from hcstats.board_tables import board_table, reminder
from hcstats.catalogue import problem
from hcstats.checks.earlier import Earlier
from hcstats.checks.twins import fingerprint, twins
from hcstats.forms.load import load_form
from hcstats.messages import render
from hcstats.model import HcstatsError, Outcome, Place, Severity, Submission, UnitRef, say
from hcstats.pipeline import Request, run
from hcstats.standing import board_of
from hcstats.status import status
from hcstats.writers import print_tables
from hcstats.writers.proving import prove_tables
from hcstats.writers.xlsx import write_tables
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
    assert found(one, earlier=Earlier("2022", {"1": figures}, {}, {})) == [
        ("A2.stale", "第1局", "a.xlsx")
    ]
    assert found(one, earlier=Earlier("2022", {"2": figures}, {}, {})) == []


def test_any_change_of_a_figure_changes_the_fingerprint() -> None:
    one = fingerprint(of("1", BUSY).figures)
    for key in BUSY:
        assert fingerprint(of("1", {**BUSY, key: 77}).figures) != one


def states(outcome: Outcome) -> dict[str, tuple[str, ...]]:
    board = board_of(outcome)
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
        receipts = Receipts(dict(zip(names, (first, second), strict=True)), {})
        board = board_of(outcome, receipts, date(2024, 1, 15))
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
    board = board_of(outcome)
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
        board_of(run(Request(tuple(paths), units=units))) for paths in (files, files[::-1])
    )
    assert [(row.unit, row.states, row.files) for row in one.rows] == [
        (row.unit, row.states, row.files) for row in other.rows
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


def test_a_crowd_of_twins_is_named_in_part_and_counted() -> None:
    crowd = [of(str(place), BUSY) for place in range(1, 41)]
    problems = list(twins(crowd, None))
    assert [one.unit for one in problems] == [one.unit for one in crowd]
    assert {one.found for one in problems[4:]} == {"1.xlsx|2.xlsx|3.xlsx"}
    assert problems[1].found == "1.xlsx|3.xlsx|4.xlsx"
    assert "39" in render(problems[0].message, "en")


def row_of(board: Board, name: str) -> BoardRow:
    (row,) = (one for one in board.rows if one.unit.name == name)
    return row


def test_a_file_that_cannot_be_read_is_its_units_by_its_name(tmp_path: Path) -> None:
    folder = put_folder(tmp_path)
    (folder / "龙泉镇2023年报.xlsx").write_bytes(b"PK\x03\x04 and no more")
    outcome, board = status(Request((str(folder),)))
    row = row_of(board, "龙泉镇")
    assert row.states == (State.UNRECOGNISED, State.FAULTY)
    assert [file.rpartition("/")[2] for file in row.files] == ["龙泉镇2023年报.xlsx"]
    assert row.errors == 1
    assert board.sent == 13
    assert any(one.rule == "A2.missing" and one.unit == "龙泉镇" for one in outcome.problems)
    lines = [render(one, "zh") for one in reminder(board)]
    assert any("龙泉镇（无法识别" in line for line in lines)
    assert not any("公函" in line for line in lines)


def test_a_file_of_last_year_shows_without_the_year_before() -> None:
    outcome, _ = outcome_of("national-2021")
    figures = tuple(
        replace(one, period="2022") if one.unit == "青石镇" else one for one in outcome.figures
    )
    file = next(one.file for one in figures if one.unit == "青石镇")
    for found, expected in (("2022", True), ("2021", False)):
        wrong = problem(
            "A2.period",
            say("x"),
            Place(file),
            unit_code="990100-11",
            unit="青石镇",
            found=found,
            expected="2023",
        )
        changed = replace(outcome, figures=figures, problems=(*outcome.problems, wrong))
        row = row_of(board_of(changed), "青石镇")
        assert State.WRONG_PERIOD in row.states
        assert (State.LAST_YEAR_AGAIN in row.states) is expected


def test_a_problem_of_a_whole_file_is_told_at_each_of_its_units() -> None:
    outcome, _ = outcome_of("national-2021")
    file = next(one.file for one in outcome.figures if one.unit == "云岭县财政局")
    general = problem("sheet.extra", say("x"), Place(file, "附页"))
    board = board_of(replace(outcome, problems=(*outcome.problems, general)))
    before = row_of(board_of(outcome), "云岭县财政局")
    assert row_of(board, "云岭县财政局").warnings == before.warnings + 1
    assert row_of(board, "云岭县民政局").warnings == 0


def test_a_submission_of_nobody_has_a_row_though_its_file_holds_others() -> None:
    outcome, _ = outcome_of("national-2021")
    file = next(one.file for one in outcome.figures if one.unit == "云岭县财政局")
    nobodys = replace(outcome.figures[0], file=file, unit="", unit_code="")
    lost = problem("unit.missing", say("x"), Place(file))
    board = board_of(
        replace(outcome, figures=(*outcome.figures, nobodys), problems=(*outcome.problems, lost))
    )
    assert board.rows[-1].unit == UnitRef("", "")
    assert board.rows[-1].files == (file,)
    assert board.rows[-1].states == (State.UNKNOWN_UNIT, State.FAULTY)
    assert State.FAULTY not in row_of(board, "云岭县财政局").states


def test_a_unit_of_the_list_that_need_not_report_is_shown_as_such() -> None:
    outcome, _ = outcome_of("national-2021")
    expected = tuple(one for one in outcome.coverage.expected if one.name != "青石镇")
    coverage = replace(outcome.coverage, expected=expected)
    board = board_of(replace(outcome, coverage=coverage))
    assert board.expected == 12
    assert board.rows[-1].unit.name == "青石镇"
    assert State.NOT_EXPECTED in board.rows[-1].states


def test_a_late_file_on_the_right_form_is_late_whatever_came_before_on_the_wrong_one() -> None:
    outcome, _ = outcome_of("national-2021")
    early, late = Received(date(2024, 1, 9), True), Received(date(2024, 2, 1), True)
    wrong = next(one.file for one in outcome.figures if one.unit == "白水乡")
    right = next(one for one in outcome.figures if one.unit == "青石镇")
    again = replace(right, unit="白水乡", unit_code="990100-12", file="right.xlsx")
    board = board_of(
        replace(outcome, figures=(*outcome.figures, again)),
        Receipts({wrong: early, "right.xlsx": late}, {}),
        date(2024, 1, 15),
    )
    assert row_of(board, "白水乡").received == late
    assert row_of(board, "白水乡").days_late == 17


LEDGER = """file,date,unit
青石镇2023年度政府信息公开.xlsx,2024-01-16,
,2024-01-17,白水乡
,2024-01-12,990100-05
云岭县公安局2023年报.xlsx,2024-01-20,
nowhere.xlsx,2024-01-01,
"""


def test_whoever_wants_attention_stands_out() -> None:
    row = BoardRow(UnitRef("1", "甲局"), (State.ZERO_REPORT,))
    assert row.severity is None
    assert replace(row, states=(State.ZERO_REPORT, State.LATE)).severity is Severity.WARNING
    assert replace(row, states=(State.MISSING,)).severity is Severity.WARNING
    assert replace(row, states=(State.FAULTY,), errors=1).severity is Severity.ERROR


def test_the_ledger_may_name_units_and_what_it_names_in_vain_is_said(tmp_path: Path) -> None:
    folder = put_folder(tmp_path)
    (folder / "received.csv").write_text(LEDGER, encoding="utf-8")
    _, board = status(Request((str(folder),)), date(2024, 1, 15))
    told = {row.unit.name: row.received for row in board.rows}
    assert told["青石镇"] == Received(date(2024, 1, 16), True)
    assert told["白水乡"] == Received(date(2024, 1, 17), True)
    # Of the two files the one is told by name, the other by the unit; the first counts.
    assert told["云岭县公安局"] == Received(date(2024, 1, 12), True)
    other = told["云岭县民政局"]
    assert other is not None
    assert not other.from_ledger
    assert board.not_found == ("nowhere.xlsx",)


def test_a_name_that_several_files_bear_needs_its_folder(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    for name in ("青石镇", "白水乡"):
        (folder / name).mkdir(parents=True)
        (source,) = SAMPLE.glob(f"{name}*")
        shutil.copy(source, folder / name / f"表{source.suffix}")
    shutil.copy(folder / "青石镇" / "表.xlsx", folder / "白水乡" / "表.xlsx")
    shutil.copy(SAMPLE / "units.csv", folder)
    (folder / "received.csv").write_text("file,date\n青石镇/表.xlsx,2024-01-03\n", encoding="utf-8")
    _, board = status(Request((str(folder),)))
    assert row_of(board, "青石镇").received == Received(date(2024, 1, 3), True)
    (folder / "received.csv").write_text("file,date\n\n表.xlsx,2024-01-03\n", encoding="utf-8")
    done = hcstats("status", folder)
    assert done.returncode == 2
    assert "several files are called '表.xlsx'" in done.stderr


@pytest.mark.parametrize(
    "line",
    [
        "x.xlsx,15.1.2024",
        "x.xlsx,",
        "x.xlsx,20240115",
        ",2024-01-15",
        "\nx.xlsx,2024-02-30",
    ],
)
def test_a_line_that_says_nothing_stops_the_run_with_its_number(tmp_path: Path, line: str) -> None:
    folder = put_folder(tmp_path)
    (folder / "received.csv").write_text(f"file,date\n{line}\n")
    done = hcstats("status", folder)
    assert done.returncode == 2
    assert f"line {2 + line.count(chr(10))}" in done.stderr
    assert hcstats("status", folder, "--deadline", "tomorrow").returncode == 2


def test_the_reminder_names_the_missing_and_those_who_must_correct() -> None:
    outcome, _ = outcome_of("national-2021")
    lines = [render(one, "zh") for one in reminder(board_of(outcome, deadline=date(2024, 1, 15)))]
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
    full = board_table(board_of(outcome), full=True)
    sheet = load_workbook(files[0]).worksheets[0]
    written = [[cell.value for cell in row[:2]] for row in sheet.iter_rows(min_row=3, max_row=15)]
    assert written == [list(row[:2]) for row in full.rows]
    about = load_workbook(files[0]).worksheets[-1]
    digests = [str(row[1].value) for row in about.iter_rows(min_row=3)]
    assert any("青石镇" in one for one in digests)
    assert len(json.loads(files[2].read_text(encoding="utf-8"))["run"]["inputs"]) == 13


def test_a_workbook_with_a_changed_cell_does_not_prove(tmp_path: Path) -> None:
    outcome, _ = outcome_of("national-2021")
    table = board_table(board_of(outcome), full=True)
    path = tmp_path / "x.xlsx"
    write_tables(path, [table], "zh")
    prove_tables(path, [table], "zh")
    for row, value in ((0, "另一个单位"), (12, None)):
        cells = list(table.rows[row])
        cells[1] = value
        rows = (*table.rows[:row], tuple(cells), *table.rows[row + 1 :])
        with pytest.raises(HcstatsError):
            prove_tables(path, [replace(table, rows=rows)], "zh")


def test_states_are_coloured_on_a_terminal_only() -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    outcome, _ = outcome_of("national-2021")
    table = board_table(board_of(outcome))
    stream, pipe = Terminal(), io.StringIO()
    print_tables(stream, [table], "table", "zh")
    print_tables(pipe, [table], "table", "zh")
    assert re.search("\x1b\\[1;31m有错", stream.getvalue())
    assert re.search("\x1b\\[33m未报", stream.getvalue())
    assert not re.search("\x1b\\[[0-9;]+m已报", stream.getvalue())
    assert "\x1b" not in pipe.getvalue()


def test_without_a_list_of_units_nobody_is_expected(tmp_path: Path) -> None:
    book = random_book(load_form("national/2021"), 5, "甲局", "2023")
    save(book, tmp_path / "甲局2023.xlsx")
    done = hcstats("status", tmp_path)
    assert "without a list of units" in done.stdout
    assert "expected" not in done.stdout
