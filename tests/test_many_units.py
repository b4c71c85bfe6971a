"""Thousands of units: what is left out is said, what is written is proved, nothing is held."""

from __future__ import annotations

import hashlib
import io
import json
import re
import time
import tracemalloc
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.utils.escape import unescape

from hcstats import detail, writers
from hcstats.layout.export_marker import digest, token
from hcstats.model import Amount, HcstatsError, Outcome, Severity
from hcstats.pipeline import Request, run
from hcstats.writers import files, proving, structured, xlsx
from hcstats.writers.problem_lines import MOST_LINES, print_problems
from hcstats.writers.proving.cells import opened
from tests.conftest import ROOT, hcstats
from tests.many_units import constructed, problems_of
from tests.sample_outcome import outcome_of
from tests.test_proofs import edited, refused, swapped

SMALL = 12


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """The limit lowered, so that a sample has many units."""
    monkeypatch.setattr(detail, "MOST_UNITS", 3)


def book_of(outcome: Outcome, form: Any, path: Path, breakdown: bool | None = None) -> Any:
    writers.write_outcome(path, outcome, form, "zh", breakdown)
    return openpyxl.load_workbook(path)


@pytest.mark.usefixtures("few")
@pytest.mark.parametrize(
    ("breakdown", "sheets"),
    [
        (None, ["汇总", "指标", "覆盖", "问题", "说明", "_hcstats"]),
        (False, ["汇总", "指标", "覆盖", "问题", "说明", "_hcstats"]),
        (True, ["汇总", "分单位", "指标", "覆盖", "问题", "说明", "_hcstats"]),
    ],
)
def test_the_figures_of_many_units_are_only_written_when_wanted_and_the_first_sheet_says_so(
    breakdown: bool | None, sheets: list[str], tmp_path: Path
) -> None:
    outcome, form = outcome_of("hechi-2018")
    book = book_of(outcome, form, tmp_path / "a.xlsx", breakdown)
    assert book.sheetnames == sheets
    note = book["汇总"]["A3"].value
    assert f"共 {len(outcome.coverage.reported)} 个单位" in note
    assert "hcstats extract" in note
    assert ("--breakdown" in note) is not bool(breakdown)


def test_the_figures_of_few_units_are_left_out_when_not_wanted(tmp_path: Path) -> None:
    outcome, form = outcome_of("hechi-2018")
    assert "来源" in book_of(outcome, form, tmp_path / "a.xlsx").sheetnames
    assert "来源" not in book_of(outcome, form, tmp_path / "b.xlsx", False).sheetnames


@pytest.mark.parametrize("groups", [False, True])
def test_the_breakdown_of_many_units_holds_every_figure_under_live_sums(
    groups: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(detail, "MOST_UNITS", 3)
    outcome, form = constructed(SMALL, groups=groups)
    sheet = book_of(outcome, form, tmp_path / "a.xlsx", True)["分单位"]
    rows = {row[1].value: row for row in sheet.iter_rows(min_row=4)}
    items = list(form.printed)
    for value in outcome.by_unit:
        place = next((n for n, item in enumerate(items, 2) if item.key == value.key), None)
        if place is not None:
            shown = rows[value.unit][place]
            meant = value.amount.value
            assert (None if shown.value is None else Decimal(str(shown.value))) == meant
            assert ("约" in shown.number_format) == (value.amount.approximate and meant is not None)
    last = rows["全部" if "全部" in rows else list(rows)[-1]]
    assert str(last[2].value).startswith("=SUM(")
    assert len(rows) == SMALL + (3 if groups else 1)


BREAKDOWN = "xl/worksheets/sheet2.xml"


def without_third_row(text: str) -> str:
    return re.sub(r'<row r="6".*?</row>', "", text)


def numbers_exchanged(text: str) -> str:
    """The first two different numbers of the first unit in each other's place."""
    found = list(re.finditer(r"<v>(\d+)</v>", text[text.index('<row r="4"') :]))
    first = found[0]
    other = next(one for one in found if one[1] != first[1])
    start = text.index('<row r="4"')
    parts = [text[: start + first.start()], other[0], text[start + first.end() : start + other.start()],
             first[0], text[start + other.end() :]]  # fmt: skip
    return "".join(parts)


@pytest.mark.parametrize(
    "damage",
    [
        numbers_exchanged,
        without_third_row,
        swapped("构造单位1<", "构造单位2<"),
        lambda text: re.sub(r"SUM\(([A-Z]+)4:", r"SUM(\g<1>5:", text, count=1),
        lambda text: text.replace("<f>", "<f>1+", 1),
        lambda text: re.sub(r"<f>[^<]*</f>", "", text, count=1),
        lambda text: text.replace("</row><row", "</row>\x01<row", 1),
        lambda text: text.replace("</row><row", "</row>&bad;<row", 1),
        lambda text: text.replace('r="C4"', 'r="D4"', 1),
        lambda text: text.replace("<pageMargins", "<pageMargin", 1).replace("</worksheet>", ""),
        lambda text: text[: len(text) * 2 // 3],
    ],
    ids=["exchanged", "row lost", "units exchanged", "range short", "formula altered",
         "formula lost", "control character", "entity", "address", "frame", "cut off"],
)  # fmt: skip
def test_the_breakdown_of_many_units_is_proved_row_by_row(
    damage: Callable[[str], str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(detail, "MOST_UNITS", 3)
    outcome, form = constructed(SMALL)
    real = xlsx.write_book

    def write_damaged(path: Path, *arguments: Any) -> None:
        real(path, *arguments)
        edited(path, BREAKDOWN, damage)

    monkeypatch.setattr(xlsx, "write_book", write_damaged)
    refused(tmp_path / "a.xlsx", lambda p: files.write_outcome(p, outcome, form, "zh", True))


def test_the_memory_of_a_breakdown_does_not_grow_with_the_units(tmp_path: Path) -> None:
    peaks: list[int] = []
    for units in (50, 50, 200):
        outcome, form = constructed(units)
        tracemalloc.start()
        xlsx.write_book(
            tmp_path / "a.xlsx", replace(outcome, run=outcome_run(outcome)), form, "zh", True
        )
        proving.prove_book(
            tmp_path / "a.xlsx", replace(outcome, run=outcome_run(outcome)), form, "zh", True
        )
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    # Every unit's figures would be 150 KB each; its name and its line of coverage are below 10.
    assert peaks[2] - peaks[1] < 150 * 15_000


def outcome_run(outcome: Outcome) -> Any:
    return replace(outcome.run, inputs=outcome.run.inputs[:5])


@pytest.fixture(autouse=True)
def _streamed(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if "memory" in request.node.name:
        monkeypatch.setattr(detail, "MOST_UNITS", 3)


def test_problems_beyond_the_rows_of_a_sheet_are_announced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(detail, "SHEET_ROWS", 60)
    outcome, form = constructed(4)
    many = replace(outcome, problems=problems_of(200), figures=())
    sheet = book_of(many, form, tmp_path / "a.xlsx")["问题"]
    assert sheet.max_row == 2 + 50 + 1
    assert "共 200 行" in sheet.cell(53, 1).value
    assert "前 50 行" in sheet.cell(53, 1).value


def test_sources_beyond_the_rows_of_a_sheet_are_left_out_and_announced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(detail, "SHEET_ROWS", 60)
    outcome, form = constructed(4)
    book = book_of(replace(outcome, problems=()), form, tmp_path / "a.xlsx")
    assert "分单位" in book.sheetnames
    assert "来源" not in book.sheetnames
    assert "来源单元格未列出" in book["汇总"]["A3"].value


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("unmarked", [False, True])
def test_a_workbook_of_totals_alone_is_recognised_and_refused(
    language: str, unmarked: bool, tmp_path: Path
) -> None:
    outcome, form = outcome_of("national-2021")
    path = tmp_path / "a.xlsx"
    writers.write_outcome(path, outcome, form, language, False)
    if unmarked:
        book = openpyxl.load_workbook(path)
        del book["_hcstats"]
        book.save(path)
    after = run(Request((str(path),), jobs=1))
    assert [one.rule for one in after.problems] == ["export.totals"]
    assert not after.form
    assert after.figures == ()


def test_the_terminal_says_what_a_workbook_leaves_out(tmp_path: Path) -> None:
    sample = str(ROOT / "samples" / "hechi-2018")
    path = str(tmp_path / "a.xlsx")
    told = hcstats("aggregate", sample, "-o", path, "--no-breakdown", "--lang", "en")
    assert "--breakdown adds the sheet of units" in told.stderr
    whole = hcstats("aggregate", sample, "-o", path, "--lang", "en")
    assert "left out" not in whole.stderr


def listed(outcome: Outcome, *, everything: bool) -> list[str]:
    stream = io.StringIO()
    print_problems(stream, outcome, "en", everything=everything)
    return stream.getvalue().splitlines()


def test_many_problems_are_shown_by_rule_with_their_count_errors_first() -> None:
    outcome, _ = constructed(4)
    warnings, errors = problems_of(2000), problems_of(7, "C1", Severity.ERROR)
    single = problems_of(1, "A5", Severity.WARNING)
    lines = listed(replace(outcome, problems=(*warnings, *single, *errors)), everything=False)
    heads = [line for line in lines if re.fullmatch(r"\w+ \S+: \d+", line)]
    assert heads == ["error C1: 7", "warning F8: 2000", "warning A5: 1"]
    assert "  … 4 more" in lines
    assert "  … 1997 more" in lines
    assert sum("constructed" in line for line in lines) == 3 + 3 + 1
    assert "2008 problems in all; hcstats check lists every one" in " ".join(lines)
    assert "7 errors, 2001 warnings" in lines[-1]


def test_few_problems_are_shown_as_they_are() -> None:
    outcome, _ = constructed(4)
    lines = listed(replace(outcome, problems=problems_of(MOST_LINES)), everything=False)
    assert sum("constructed" in line for line in lines) == MOST_LINES
    assert not any("more" in line for line in lines)


def test_check_lists_every_problem_and_is_quick_about_it() -> None:
    outcome, _ = constructed(4)
    many = replace(outcome, problems=problems_of(30_000))
    start = time.process_time()
    lines = listed(many, everything=True)
    assert time.process_time() - start < 5
    assert sum("constructed" in line for line in lines) == 30_000


def test_a_long_list_of_missing_units_does_not_flood_the_terminal() -> None:
    outcome, form = constructed(4, missing=3000)
    stream = io.StringIO()
    writers.print_outcome(stream, outcome, form, "table", "en")
    shown = stream.getvalue()
    assert "and 2970 more" in " ".join(shown.split())
    assert len(shown.splitlines()) < 400


@pytest.mark.usefixtures("few")
def test_the_page_of_many_units_has_no_cells_and_says_so(tmp_path: Path) -> None:
    outcome, form = constructed(SMALL)
    path = tmp_path / "a.html"
    writers.write_outcome(path, outcome, form, "zh")
    page = path.read_text(encoding="utf-8")
    assert f"共 {SMALL} 个单位，各数字的来源单元格未列出" in page
    assert "构造/00001.xlsx" not in page.split('id="data"')[1]
    (note,) = writers.left_out([path], outcome)
    assert "cells behind the numbers" in note.template


def test_text_that_a_workbook_would_take_for_markup_of_its_own_is_only_text(tmp_path: Path) -> None:
    outcome, form = constructed(4)
    evil = "<r><t>1</t></r>"
    coded = "a_x0041_b & <b>"
    coverage = replace(
        outcome.coverage, missing=(replace(outcome.coverage.reported[0], name=evil),)
    )
    many = replace(outcome, problems=(replace(problems_of(1)[0], unit=coded),), coverage=coverage)
    book = book_of(many, form, tmp_path / "a.xlsx")
    assert evil in book["汇总"]["A2"].value
    assert unescape(book["问题"]["F3"].value) == coded
    assert proving.prove_book(tmp_path / "a.xlsx", many, form, "zh") is None


def test_a_proof_reads_what_openpyxl_reads(tmp_path: Path) -> None:
    outcome, form = outcome_of("national-2021")
    path = tmp_path / "a.xlsx"
    writers.write_outcome(path, outcome, form, "en")
    other = openpyxl.load_workbook(path, data_only=True)
    with opened(path) as book:
        assert book.names == other.sheetnames
        for name in book.names:
            for number, row in enumerate(book.rows(name), 1):
                for column, shown in enumerate(row, 1):
                    cell = other[name].cell(number, column)
                    if isinstance(cell.value, int | float):
                        assert shown.number is not None
                        assert float(shown.number) == float(cell.value)
                        assert shown.approximate == ("约" in cell.number_format)
                    else:
                        assert shown.text == " ".join(str(cell.value or "").split())


rows = st.tuples(
    st.sampled_from(["", "01", "01\t", "1"]),
    st.text("甲乙\t ", max_size=3),
    st.text("ab.\t", max_size=3),
    st.builds(Amount, st.one_of(st.none(), st.integers(0, 99))),
)


@given(st.lists(rows, max_size=12))
def test_the_hash_of_an_export_is_that_of_all_its_lines_sorted(
    rows: list[tuple[str, str, str, Amount]],
) -> None:
    lines = sorted("\t".join((code, unit, key, token(value))) for code, unit, key, value in rows)
    whole = "\n".join(["run", "", *lines])
    assert digest(["run"], rows) == hashlib.sha256(whole.encode()).hexdigest()


@pytest.mark.parametrize("units", [0, 1, 20])
def test_long_json_comes_in_pieces_and_is_what_json_itself_would_write(units: int) -> None:
    outcome, form = constructed(units)
    figures = "".join(structured.render_figures(outcome.figures))
    assert json.dumps(json.loads(figures), ensure_ascii=False, indent=1) + "\n" == figures or units
    assert len(json.loads(figures)) == len(outcome.figures)
    text = "".join(structured.render_outcome(outcome, form, "zh"))
    found = json.loads(text)
    assert list(found)[6] == "by_unit"
    assert len(found["by_unit"]) == len(outcome.by_unit)
    without_decimals = re.sub(r"-?[0-9]+\.[0-9]+", "0", text)
    again = json.dumps(json.loads(without_decimals), ensure_ascii=False, indent=1) + "\n"
    assert again == without_decimals


@pytest.mark.parametrize("suffix", [".csv", ".json"])
def test_figures_are_written_and_proved_without_being_held(suffix: str, tmp_path: Path) -> None:
    peaks: list[int] = []
    for units in (60, 60, 240):
        outcome, _ = constructed(units)
        tracemalloc.start()
        writers.write_figures(tmp_path / f"a{suffix}", outcome, "zh")
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[2] < peaks[1] * 1.3


def test_a_run_that_cannot_prove_its_breakdown_keeps_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(detail, "MOST_UNITS", 3)
    outcome, form = constructed(SMALL)
    wrong = replace(outcome, by_unit=constructed(SMALL + 1)[0].by_unit)
    path = tmp_path / "a.xlsx"
    xlsx.write_book(path, wrong, form, "zh", True)
    with pytest.raises(HcstatsError, match="did not read back"):
        proving.prove_book(path, outcome, form, "zh", True)
