"""Marked copies: every mark is there, nothing else differs, and damage is noticed."""

from __future__ import annotations

import gc
import io
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.datavalidation import DataValidation

from hcstats.cell_addresses import address
from hcstats.forms.load import load_form
from hcstats.model import Severity
from hcstats.readers.xlsx import read_xlsx
from hcstats.writers.returns.annotate import Annotated, Mark, Marks, annotate
from hcstats.writers.returns.package import NotEditableError
from hcstats.writers.returns.proving import _loaded, proves
from samples.drawing.book import random_book
from samples.drawing.save import save
from tests.office import needs_office, saved_by_office

RED, YELLOW = "FFFF9C9C", "FFFFF19C"
ERROR = Mark(Severity.ERROR, "【强制 C1】合计不符；应为 446")
WARNING = Mark(Severity.WARNING, "【核实】请核实")


def rich_book() -> bytes:
    """A workbook with most of what a careless copy would lose."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("统计 表")
        bold = book.add_format({"bold": True, "num_format": "0.00", "border": 1})
        sheet.merge_range("A1:D1", "标题", bold)
        sheet.write("A3", 1, bold)
        sheet.write_formula("B3", "=SUM(A3:A9)", bold, 45)
        sheet.write_array_formula("C3:C4", "{=A3:A4*2}", None, 2)
        sheet.write_rich_string("D3", "红", bold, "黑", "字")
        sheet.write_url("E3", "https://example.org", string="链接")
        sheet.data_validation("A3:A9", {"validate": "integer", "criteria": ">=", "value": 0})
        sheet.conditional_format(
            "A3:A9", {"type": "cell", "criteria": ">", "value": 5, "format": bold}
        )
        sheet.set_row(4, None, bold, {"hidden": True})
        sheet.set_column("G:G", 30, bold)
        sheet.insert_textbox("H2", "文本框")
        sheet.write_comment("A3", "原有批注", {"author": "统计员"})
        sheet.write_comment("A9", "另一个批注", {"author": "统计员"})
        chart = book.add_chart({"type": "column"})
        chart.add_series({"values": "='统计 表'!$A$3:$A$9"})
        sheet.insert_chart("H9", chart)
        book.add_worksheet("隐藏").hide()
        book.define_name("总数", "='统计 表'!$B$3")
        sheet.protect("")
    return out.getvalue()


def by_openpyxl(data: bytes) -> bytes:
    """The same workbook as openpyxl saves it."""
    out = io.BytesIO()
    openpyxl.load_workbook(io.BytesIO(data)).save(out)
    return out.getvalue()


def opened(data: bytes, sheet: str) -> Any:
    return openpyxl.load_workbook(io.BytesIO(data))[sheet]


def drawn(seed: int, form: str, folder: Path) -> tuple[bytes, str]:
    book = random_book(load_form(form), seed, "测试局", "2023")
    path = folder / f"{seed}.xlsx"
    save(book, path)
    return path.read_bytes(), book.sheets[0].name


@settings(max_examples=25)
@given(
    st.integers(0, 10_000),
    st.sampled_from(["national/2014", "national/2019", "national/2021", "hechi/2018"]),
    st.lists(
        st.tuples(st.integers(1, 80), st.integers(1, 40), st.booleans()), min_size=1, max_size=9
    ),
    st.booleans(),
)
def test_any_cells_of_any_submission_can_be_marked_and_nothing_else_changes(
    tmp_path_factory: pytest.TempPathFactory,
    seed: int,
    form: str,
    places: list[tuple[int, int, bool]],
    resaved: bool,
) -> None:
    data, sheet = drawn(seed, form, tmp_path_factory.mktemp("drawn"))
    data = by_openpyxl(data) if resaved else data
    marks: Marks = {
        (sheet, address((row, column))): ERROR if grave else WARNING
        for row, column, grave in places
    }
    made = annotate(data, marks, "审核")
    assert proves(data, made)
    assert read_xlsx(made.data) == read_xlsx(data)
    after = opened(made.data, sheet)
    for (_, (row, column)), mark in made.placed.items():
        cell = after.cell(row, column)
        assert cell.fill.fgColor.rgb == (RED if mark.severity is Severity.ERROR else YELLOW)
        assert mark.text in cell.comment.text


@pytest.mark.parametrize("saved", [bytes, by_openpyxl], ids=["xlsxwriter", "openpyxl"])
def test_everything_else_of_a_rich_workbook_stays(saved: Callable[[bytes], bytes]) -> None:
    data = saved(rich_book())
    made = annotate(data, {("统计 表", "B3"): ERROR, ("统计 表", "A5"): WARNING}, "审核")
    assert proves(data, made)
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(io.BytesIO(made.data)) as new:
        untouched = [name for name in old.namelist() if name not in made.touched]
        assert any("chart" in name for name in untouched)
        assert all(old.read(name) == new.read(name) for name in untouched)
    sheet = opened(made.data, "统计 表")
    assert sheet["B3"].value == "=SUM(A3:A9)"
    assert sheet["B3"].font.bold
    assert sheet["B3"].number_format == "0.00"
    kept, results = (
        openpyxl.load_workbook(io.BytesIO(one), data_only=True)["统计 表"]["B3"].value
        for one in (made.data, data)
    )
    assert kept == results == (45 if saved is bytes else None)


def test_comments_that_are_there_are_kept_and_extended() -> None:
    data = rich_book()
    made = annotate(data, {("统计 表", "A3"): ERROR, ("统计 表", "C9"): WARNING}, "审核")
    assert proves(data, made)
    sheet = opened(made.data, "统计 表")
    assert sheet["A3"].comment.text.startswith("原有批注")
    assert sheet["A3"].comment.text.endswith(ERROR.text)
    assert sheet["A3"].comment.author == "统计员"
    assert sheet["A9"].comment.text == "另一个批注"
    assert sheet["C9"].comment.text == WARNING.text


def test_a_cell_under_a_merge_is_marked_where_it_is_seen() -> None:
    data = rich_book()
    made = annotate(data, {("统计 表", "C1"): ERROR, ("统计 表", "B1"): WARNING}, "审核")
    assert proves(data, made)
    cell = opened(made.data, "统计 表")["A1"]
    assert cell.fill.fgColor.rgb == RED
    assert ERROR.text in cell.comment.text
    assert WARNING.text in cell.comment.text


def test_a_cell_that_is_absent_takes_the_look_of_its_row_or_column() -> None:
    data = rich_book()
    made = annotate(data, {("统计 表", "F5"): ERROR, ("统计 表", "G20"): ERROR}, "审核")
    assert proves(data, made)
    sheet = opened(made.data, "统计 表")
    assert sheet["F5"].font.bold
    assert sheet["G20"].number_format == "0.00"
    assert sheet["F5"].value is None


def test_the_same_input_gives_the_same_bytes() -> None:
    data = rich_book()
    marks: Marks = {("统计 表", "B3"): ERROR}
    assert annotate(data, marks, "审核").data == annotate(data, marks, "审核").data


def test_macros_stay_byte_for_byte() -> None:
    data = with_part(rich_book(), "xl/vbaProject.bin", b"\x00macro\x01")
    made = annotate(data, {("统计 表", "B3"): ERROR}, "审核")
    assert proves(data, made)
    with zipfile.ZipFile(io.BytesIO(made.data)) as archive:
        assert archive.read("xl/vbaProject.bin") == b"\x00macro\x01"


def test_texts_of_strangers_do_nothing_in_a_comment() -> None:
    data = rich_book()
    evil = Mark(Severity.ERROR, "=HYPERLINK(1)</t><x>&amp;]]>")
    made = annotate(data, {("统计 表", "B3"): evil}, "审核")
    assert proves(data, made)
    assert opened(made.data, "统计 表")["B3"].comment.text == evil.text


def with_part(data: bytes, name: str, content: bytes) -> bytes:
    """The workbook with one part more, or with another content of one."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for one in old.namelist():
            if one != name:
                new.writestr(one, old.read(one))
        new.writestr(name, content)
    return out.getvalue()


def part(data: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name)


DOCTYPE = b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("xl/workbook.xml", lambda text: text.replace(b"schemas.openxmlformats.org/spreadsheetml/2006/main", b"purl.oclc.org/ooxml/spreadsheetml/main")),
        ("xl/styles.xml", lambda text: text.replace(b"<styleSheet", DOCTYPE + b"<styleSheet")),
        ("xl/styles.xml", lambda _: b"<broken"),
        ("xl/worksheets/sheet1.xml", lambda text: text.replace(b'r="3"', b'r="9"', 1)),
        ("xl/drawings/vmlDrawing1.vml", lambda text: text + b"<br>"),
        ("_xmlsignatures/sig1.xml", lambda _: b"<Signature/>"),
    ],
    ids=["strict", "entities", "broken", "disordered rows", "vml", "signed"],
)  # fmt: skip
def test_what_cannot_be_edited_safely_is_refused(
    name: str, change: Callable[[bytes], bytes]
) -> None:
    data = rich_book()
    old = part(data, name) if name in zipfile.ZipFile(io.BytesIO(data)).namelist() else b""
    with pytest.raises(NotEditableError):
        annotate(with_part(data, name, change(old)), {("统计 表", "B3"): ERROR}, "审核")


def test_an_unknown_sheet_and_what_is_no_workbook_are_refused() -> None:
    for data, sheet in (
        (rich_book(), "没有"),
        (b"PK\x03\x04 damaged", "统计 表"),
        (b"", "统计 表"),
    ):
        with pytest.raises(NotEditableError):
            annotate(data, {(sheet, "B3"): ERROR}, "审核")


SHEET = "xl/worksheets/sheet1.xml"


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        (SHEET, b"<v>45</v>", b"<v>46</v>"),
        (SHEET, b"SUM(A3:A9)", b"SUM(A3:A8)"),
        (SHEET, b'<mergeCell ref="A1:D1"/>', b""),
        (SHEET, b'hidden="1"', b'hidden="0"'),
        (SHEET, b"<dataValidation ", b'<dataValidation errorTitle="x" '),
        (SHEET, b"<pageMargins", b"<rowBreaks/><pageMargins"),
        (SHEET, b'width="30', b'width="31'),
        (SHEET, b'operator="greaterThan"', b'operator="lessThan"'),
        ("xl/workbook.xml", b'state="hidden"', b'state="visible"'),
        ("xl/styles.xml", b"<b/>", b"<i/>"),
        ("xl/styles.xml", RED.encode(), b"FF000000"),
        ("xl/comments1.xml", "另一个批注".encode(), "改过的".encode()),
        ("xl/comments1.xml", "应为 446".encode(), "应为 447".encode()),
        ("xl/charts/chart1.xml", b"$A$3", b"$A$4"),
        ("xl/sharedStrings.xml", "标题".encode(), "题标".encode()),
    ],
)
def test_any_damage_to_a_copy_fails_its_proof(name: str, old: bytes, new: bytes) -> None:
    data = rich_book()
    made = annotate(data, {("统计 表", "B3"): ERROR}, "审核")
    assert proves(data, made)
    content = part(made.data, name)
    assert old in content
    damaged = with_part(made.data, name, content.replace(old, new, 1))
    assert not proves(data, Annotated(damaged, made.placed, made.touched))


def test_a_part_that_is_lost_or_smuggled_in_fails_the_proof() -> None:
    data = rich_book()
    made = annotate(data, {("统计 表", "B3"): ERROR}, "审核")
    extra = with_part(made.data, "xl/extra.xml", b"<a/>")
    assert not proves(data, Annotated(extra, made.placed, made.touched))
    assert not proves(with_part(data, "xl/extra.xml", b"<a/>"), made)


def test_a_sheet_of_openpyxl_with_comments_and_validation() -> None:
    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.title = "表"
    sheet["B2"], sheet["B2"].font, sheet["B2"].fill = (
        7,
        Font(name="仿宋"),
        PatternFill("solid", "FF00FF00"),
    )
    sheet["B2"].comment = Comment("老批注", "他人")
    check = DataValidation(type="whole", operator="greaterThan", formula1="0")
    check.add("B2:B9")
    sheet.add_data_validation(check)
    out = io.BytesIO()
    book.save(out)
    made = annotate(out.getvalue(), {("表", "B2"): WARNING, ("表", "A1"): ERROR}, "审核")
    assert proves(out.getvalue(), made)
    after = opened(made.data, "表")
    assert after["B2"].fill.fgColor.rgb == YELLOW
    assert after["B2"].comment.text == f"老批注\n{WARNING.text}"


@needs_office
def test_a_workbook_that_libreoffice_saved(tmp_path: Path) -> None:
    source, out = tmp_path / "a.xlsx", tmp_path / "out"
    source.write_bytes(rich_book())
    out.mkdir()
    (saved,) = saved_by_office([source], "xlsx", out)
    data = saved.read_bytes()
    made = annotate(data, {("统计 表", "B3"): ERROR, ("统计 表", "F30"): WARNING}, "审核")
    assert proves(data, made)


def test_what_the_proof_opens_is_cleared_away_without_a_fault(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # A workbook with its parts holds itself, so that nobody says in which order it is cleared away.
    out = io.BytesIO()
    openpyxl.Workbook().save(out)
    faults: list[object] = []
    monkeypatch.setattr(sys, "unraisablehook", faults.append)
    for _ in range(20):
        _loaded(out.getvalue(), data_only=False)
    gc.collect()
    assert not faults
