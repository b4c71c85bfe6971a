"""Return notes: the right units, the right words, safe names, and no harm to anybody's files."""

from __future__ import annotations

import datetime
import hashlib
import io
import json
import shutil
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
from babel.messages.pofile import read_po

from hcstats import execute
from hcstats.controls import day
from hcstats.forms.load import load_form
from hcstats.model import HcstatsError, Hint, Message, Outcome, Place, Severity, say
from hcstats.pipeline import Request, run
from hcstats.writers.returns import check_folder, summary, write_returns
from hcstats.writers.returns import copies as copies_module
from hcstats.writers.returns import write as write_module
from hcstats.writers.returns.annotate import Annotated, annotate
from hcstats.writers.returns.cases import cases
from hcstats.writers.returns.entries import Narrator
from hcstats.writers.returns.for_units import FOR_UNITS
from hcstats.writers.returns.names import Distinct, safe
from samples.drawing.book import random_book
from samples.drawing.save import save
from samples.faults import put
from tests.conftest import ROOT, hcstats
from tests.sample_outcome import outcome_of

NATIONAL = ROOT / "samples" / "national-2021"
DAY = datetime.date(2024, 1, 20)


@pytest.fixture(scope="module")
def returned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The notes of the sample county, as the command writes them."""
    folder = tmp_path_factory.mktemp("returns") / "退回"
    done = hcstats("check", NATIONAL, "--returns", folder, "--deadline", "2024-01-20", lang="zh")
    assert done.returncode == 1
    assert "退回单 11 份" in done.stderr
    return folder


def words(path: Path) -> str:
    """Every text of a document, cells included."""
    document = docx.Document(str(path))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(one.text for one in document.paragraphs), *cells])


def test_who_has_something_to_correct_gets_a_note_and_nobody_else(returned: Path) -> None:
    with_notes = {path.name.rpartition("-")[2] for path in returned.iterdir()}
    assert with_notes == {
        "01 云岭县教育局",
        "02 云岭县民政局",
        "03 云岭县自然资源局",
        "04 云岭县市场监督管理局",
        "05 云岭县公安局",
        "06 云岭县住房和城乡建设局",
        "07 云岭县财政局",
        "08 云岭县农业农村局",
        "10 云岭县卫生健康局",
        "11 青石镇",
        "12 白水乡",
    }  # fmt: skip  (统计局 is clean, 龙泉镇 has sent nothing to return)
    for folder in returned.iterdir():
        assert {"退回单.docx", "退回单.txt"} <= {path.name for path in folder.iterdir()}


def test_every_problem_with_a_cell_is_marked_and_commented_in_the_copy(returned: Path) -> None:
    outcome, _ = outcome_of("national-2021")
    seen = 0
    for case in cases(outcome):
        folder = returned / f"{case.unit_code} {case.unit}"
        for one in case.problems:
            copy = folder / f"{Path(one.place.file).stem}（标注）.xlsx"
            assert copy.exists() == one.place.file.endswith(".xlsx")
            if copy.exists():
                cell = openpyxl.load_workbook(copy)[one.place.sheet][one.place.cell]
                assert cell.comment is not None
                assert "【" in cell.comment.text
                wanted = "FFFF9C9C" if one.severity is Severity.ERROR else "FFFFF19C"
                assert cell.fill.fgColor.rgb == wanted
                seen += 1
    assert seen == 9


def test_a_marked_copy_is_read_as_the_original_is(returned: Path) -> None:
    copy = next(returned.glob("*教育局/*.xlsx"))
    original = NATIONAL / "云岭县教育局2023年度政府信息公开.xlsx"
    figures = [
        [
            (one.key, one.value, one.sheet, one.cell, one.text)
            for one in run(Request((str(path),), jobs=1)).figures
        ]
        for path in (copy, original)
    ]
    assert figures[0] == figures[1] != []


def test_the_note_says_place_found_expected_cause_and_deadline(returned: Path) -> None:
    folder = next(returned.glob("*教育局"))
    document, text = words(folder / "退回单.docx"), (folder / "退回单.txt").read_text("utf-8-sig")
    for note in (document, text):
        for part in (
            "云岭县教育局：",
            "J7",
            "464",
            "446",
            "相差 18",
            "2024年1月20日前",
            "（标注）.xlsx",
        ):
            assert part in note
    assert "\n政府信息公开统计报表退回单\n" in f"\n{document}\n"
    assert "samples/" not in document + text
    assert max(map(len, text.splitlines())) < 200


def test_a_unit_whose_file_is_no_xlsx_gets_the_note_alone(returned: Path) -> None:
    for name in ("云岭县自然资源局", "云岭县住房和城乡建设局", "白水乡"):
        folder = next(returned.glob(f"*{name}"))
        assert {path.suffix for path in folder.iterdir()} == {".docx", ".txt"}
        assert "在原报送文件中改正" in words(folder / "退回单.docx")


def test_the_document_is_laid_out_as_offices_do(returned: Path) -> None:
    document = docx.Document(str(next(returned.glob("*教育局/退回单.docx"))))
    section = document.sections[0]
    assert section.page_width is not None
    assert section.page_width.mm == pytest.approx(210, abs=0.1)
    xml = document.element.xml
    assert 'w:eastAsia="仿宋"' in xml
    assert 'w:eastAsia="黑体"' in xml
    assert "w:tblHeader" in xml


def test_files_sent_are_never_changed_and_the_same_run_writes_the_same_bytes(
    tmp_path: Path,
) -> None:
    source = tmp_path / "收件"
    shutil.copytree(NATIONAL, source)
    before = digests(source)
    outcome = run(Request((str(source),), jobs=1))
    first, second = tmp_path / "a", tmp_path / "b"
    write_returns(first, outcome, DAY, "zh")
    write_returns(second, outcome, DAY, "zh")
    assert digests(first) == digests(second) != {}
    assert digests(source) == before


def digests(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_older_notes_are_replaced_and_nothing_else_is_touched(tmp_path: Path) -> None:
    outcome, _ = outcome_of("national-2021")
    folder = tmp_path / "r"
    write_returns(folder, outcome, None, "zh")
    unit = next(folder.glob("*教育局"))
    (unit / "退回单.txt").write_text("旧的")
    (unit / "我的笔记.txt").write_text("勿动")
    write_returns(folder, outcome, DAY, "zh")
    assert "2024年1月20日" in (unit / "退回单.txt").read_text("utf-8-sig")
    assert (unit / "我的笔记.txt").read_text() == "勿动"
    assert not [path for path in folder.rglob(".*") if path.is_file()]


def test_without_a_deadline_a_line_is_left_to_fill_in(tmp_path: Path) -> None:
    outcome, _ = outcome_of("national-2021")
    write_returns(tmp_path / "r", outcome, None, "zh")
    assert "请于　　　　年　　月　　日前" in words(next(tmp_path.glob("r/*教育局/*.docx")))


def test_a_note_in_english(tmp_path: Path) -> None:
    outcome, _ = outcome_of("national-2021")
    write_returns(tmp_path / "r", outcome, DAY, "en")
    folder = next(tmp_path.glob("r/*教育局"))
    assert {path.name for path in folder.iterdir()} == {
        "return note.docx", "return note.txt", "云岭县教育局2023年度政府信息公开 (marked).xlsx",
    }  # fmt: skip
    assert "by 20 January 2024." in words(folder / "return note.docx")


def made_up(outcome: Outcome, **changes: Any) -> Outcome:
    """The sample outcome with one problem alone, altered."""
    first = next(one for one in outcome.problems if one.rule == "C1")
    return replace(outcome, problems=(replace(first, **changes),))


def test_explained_warnings_infos_and_missing_units_are_not_returned() -> None:
    outcome, _ = outcome_of("national-2021")
    assert len(cases(made_up(outcome))) == 1
    assert len(cases(made_up(outcome, severity=Severity.WARNING))) == 1
    assert cases(made_up(outcome, severity=Severity.WARNING, explanation="已核实")) == ()
    assert cases(made_up(outcome, severity=Severity.INFO)) == ()
    assert cases(made_up(outcome, rule="A2.missing", place=Place())) == ()
    assert cases(made_up(outcome, place=Place("explanations.csv"))) == ()


def test_a_problem_that_names_no_unit_goes_to_the_unit_of_its_file_else_to_the_file() -> None:
    outcome, _ = outcome_of("national-2021")
    (case,) = cases(made_up(outcome, unit="", unit_code=""))
    assert case.unit == "云岭县教育局"
    (case,) = cases(replace(made_up(outcome, unit="", unit_code=""), figures=()))
    assert (case.unit, case.unit_code) == ("", "")
    assert case.files[0].endswith("云岭县教育局2023年度政府信息公开.xlsx")


def test_a_file_that_cannot_be_read_gets_a_note_under_its_name(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "某某局.xlsx").write_bytes(b"PK\x03\x04 cut off")
    outcome = run(Request((str(tmp_path / "in"),), jobs=1))
    (written,) = write_returns(tmp_path / "r", outcome, None, "zh")
    assert written.folder.name == "某某局"
    assert "“某某局.xlsx”的报送单位：" in words(written.folder / "退回单.docx")
    assert written.copies == 0


def test_likely_causes_are_told_and_what_a_sum_is_is_not_taken_for_the_cell() -> None:
    outcome, _ = outcome_of("national-2021")
    hints = tuple(Hint("digits", Message(f"疑为数字颠倒{n}"), ()) for n in range(3))
    (case,) = cases(made_up(outcome, hints=hints))
    (entry,) = Narrator(outcome, "zh").entries(case)
    assert entry.causes == ("疑为数字颠倒0", "疑为数字颠倒1")
    assert (entry.found, entry.wanted) == ("464", "446")
    by_rule = {
        entry.rule: entry
        for case in cases(outcome)
        for entry in Narrator(outcome, "zh").entries(case)
    }
    assert (by_rule["C3"].found, by_rule["C3"].wanted) == ("464", "")
    assert (by_rule["F8"].found, by_rule["F8"].wanted) == ("1", "≥ 3")


EVIL = ("../../etc/passwd", "CON", "a:b|c?", "x" * 400, "局" * 200, "..", "", "\u202e局\x00\x1b[31m", "nul.txt", " 局. ")  # fmt: skip


@pytest.mark.parametrize("name", EVIL)
def test_names_of_strangers_stay_in_their_folder(tmp_path: Path, name: str) -> None:
    made = safe(name)
    assert made == Path(made).name
    assert made not in {"", ".", ".."}
    assert len(made.encode()) <= 121
    assert made.partition(".")[0].lower() not in {"con", "nul"}
    assert made.isprintable()
    outcome, _ = outcome_of("national-2021")
    write_returns(tmp_path / "r", made_up(outcome, unit=name or "局", unit_code=""), None, "zh")
    inside = [path for path in (tmp_path / "r").rglob("*") if path.is_file()]
    assert len(inside) == 3
    assert [path.name for path in tmp_path.iterdir()] == ["r"]


def test_equal_names_never_share_a_folder(tmp_path: Path) -> None:
    distinct = Distinct()
    assert [distinct.of(name) for name in ("A局", "a局", "Ａ局")] == [
        "A局",
        "a局（2）",
        "Ａ局（3）",
    ]
    outcome, _ = outcome_of("national-2021")
    one = next(p for p in outcome.problems if p.rule == "C1")
    twins = (replace(one, unit="甲/乙", unit_code=""), replace(one, unit="甲:乙", unit_code=""))
    written = write_returns(tmp_path / "r", replace(outcome, problems=twins), None, "zh")
    assert [each.folder.name for each in written] == ["甲_乙", "甲_乙（2）"]


def test_texts_of_strangers_are_inert(tmp_path: Path) -> None:
    outcome, _ = outcome_of("national-2021")
    evil = "=1+1\x1b[31m\u202e<w:t>&{ PAGE }\ud800"
    bad = made_up(
        outcome, rule="number.unreadable", unit=evil, found=evil, message=say("{x}", x=evil)
    )
    (written,) = write_returns(tmp_path / "r", bad, None, "zh")
    text = words(written.folder / "退回单.docx") + (written.folder / "退回单.txt").read_text(
        "utf-8-sig"
    )
    assert "<w:t>&{ PAGE }" in text
    assert not set(text) & set("\x1b\u202e\ud800")


def faulty(folder: Path, name: str) -> Path:
    """A submission with a wrong total."""
    book = random_book(load_form("national/2021"), 3, name, "2023")
    put(book, "requests.new_received.total", 98_765)
    path = folder / f"{name}2023.xlsx"
    save(book, path)
    return path


def test_a_copy_that_does_not_prove_is_not_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = faulty(tmp_path, "测试局")
    outcome = run(Request((str(path),), jobs=1))

    def damaging(*arguments: Any) -> Annotated:
        made = annotate(*arguments)
        book = openpyxl.load_workbook(io.BytesIO(made.data))
        book.worksheets[0]["A1"] = "改动"
        out = io.BytesIO()
        book.save(out)
        return replace(made, data=out.getvalue())

    # Here, and not in a worker that might not know of the damage.
    monkeypatch.setattr(copies_module, "annotate", damaging)
    monkeypatch.setattr(
        write_module, "make_copies", lambda wanted, _: (copies_module._copy(one) for one in wanted)
    )
    (written,) = write_returns(tmp_path / "r", outcome, None, "zh")
    assert {one.suffix for one in written.folder.iterdir()} == {".docx", ".txt"}
    assert "在原报送文件中改正" in words(written.folder / "退回单.docx")
    assert "核对不一致" in said(summary((written,), tmp_path / "r"))


def said(messages: list[Message]) -> str:
    from hcstats.messages import render  # noqa: PLC0415

    return "\n".join(render(one, "zh") for one in messages)


def test_a_file_that_changed_since_it_was_checked_is_not_copied(tmp_path: Path) -> None:
    path = faulty(tmp_path, "测试局")
    outcome = run(Request((str(path),), jobs=1))
    faulty(tmp_path, "另一局").replace(path)
    (written,) = write_returns(tmp_path / "r", outcome, None, "zh")
    assert written.copies == 0
    assert "又有改动" in said(summary((written,), tmp_path / "r"))


def test_a_workbook_of_several_units_is_sent_to_none_of_them(tmp_path: Path) -> None:
    path = faulty(tmp_path, "测试局")
    outcome = run(Request((str(path),), jobs=1))
    shared = replace(
        outcome, figures=(*outcome.figures, replace(outcome.figures[0], unit="别的局"))
    )
    written = write_returns(tmp_path / "r", shared, None, "zh")
    assert all(one.copies == 0 for one in written)
    assert "其他单位的数字" in said(summary(written, tmp_path / "r"))


def test_a_macro_workbook_keeps_its_suffix(tmp_path: Path) -> None:
    path = faulty(tmp_path, "测试局").rename(tmp_path / "测试局2023.xlsm")
    outcome = run(Request((str(path),), jobs=1))
    (written,) = write_returns(tmp_path / "r", outcome, None, "zh")
    assert (written.folder / "测试局2023（标注）.xlsm").exists()


@pytest.mark.parametrize("inside", ["", "退回", "a/../退回"])
@pytest.mark.parametrize("given", ["in", "in/*.xlsx", "in/**/*.xlsx"])
def test_notes_are_never_written_where_submissions_are_searched(
    tmp_path: Path, given: str, inside: str
) -> None:
    (tmp_path / "in" / "a").mkdir(parents=True)
    with pytest.raises(HcstatsError):
        check_folder(tmp_path / "in" / inside, [str(tmp_path / given)])
    check_folder(tmp_path / "out", [str(tmp_path / given)])


def test_a_folder_that_cannot_be_is_refused_before_any_work(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for folder in (tmp_path / "file", tmp_path / "nowhere" / "out"):
        with pytest.raises(HcstatsError):
            check_folder(folder, [])


def test_a_deadline_is_a_date() -> None:
    assert day("2024-01-20") == DAY
    for text in ("2024-02-30", "明天", "20/1/2024"):
        with pytest.raises(HcstatsError):
            day(text)


@pytest.mark.parametrize(
    "arguments",
    [
        ("--deadline", "2024-01-20"),
        ("--returns", "samples/national-2021/退回"),
        ("--returns", "somewhere", "--deadline", "soon"),
    ],
)
def test_wrong_usage_ends_in_one_line(arguments: tuple[str, ...]) -> None:
    done = hcstats("check", "samples/national-2021", *arguments)
    assert done.returncode == 2
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1
    assert not (NATIONAL / "退回").exists()


@pytest.mark.parametrize("format_", ["table", "json", "csv", "markdown"])
def test_what_goes_to_standard_output_stays_the_same(tmp_path: Path, format_: str) -> None:
    options = ("check", "samples/national-2021", "--format", format_)
    plain = hcstats(*options)
    noted = hcstats(*options, "--returns", tmp_path / "r")
    assert noted.returncode == plain.returncode
    if format_ == "json":
        both = [json.loads(done.stdout) for done in (plain, noted)]
        assert both[0]["problems"] == both[1]["problems"]
    else:
        assert plain.stdout == noted.stdout
    assert "11 return notes written to" in noted.stderr


def test_clean_submissions_need_no_notes(tmp_path: Path) -> None:
    done = hcstats("check", "samples/hechi-2018", "--returns", tmp_path / "r")
    assert done.returncode == 0
    assert "No unit has anything to correct" in done.stderr
    assert not (tmp_path / "r").exists()


def test_what_is_meant_for_the_office_is_said_otherwise_to_the_unit() -> None:
    with (ROOT / "hcstats/locale/zh/LC_MESSAGES/hcstats.po").open("rb") as stream:
        known = {str(message.id) for message in read_po(stream)}
    assert set(FOR_UNITS) <= known  # a sentence that was reworded has to be so here too
    outcome, _ = outcome_of("national-2021")
    told = [e for case in cases(outcome) for e in Narrator(outcome, "zh").entries(case)]
    text = "\n".join(f"{e.message} {e.found} {e.wanted}" for e in told)
    assert "请照此改写" in text
    assert "国办公开办函〔2021〕30号" in text
    assert "重复申请 / 自然人" in text
    for jargon in ("aliases.csv", "national/20", "requests.", "samples/", "--form"):
        assert jargon not in text


def _hang(_: copies_module.Wanted) -> None:
    time.sleep(60)


def test_a_workbook_that_nobody_can_edit_in_time_has_a_note_without_a_copy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("测试局", "另一局"):
        faulty(tmp_path, name)
    outcome = run(Request((str(tmp_path),), jobs=1))
    monkeypatch.setattr(execute, "SECONDS", 1.0)
    monkeypatch.setattr(copies_module, "_copy", _hang)
    written = write_returns(tmp_path / "r", outcome, None, "zh")
    assert [one.copies for one in written] == [0, 0]
    assert said(list(summary(written, tmp_path / "r"))).count("时间或内存") == 2
