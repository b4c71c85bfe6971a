"""Readers: every kind of file to the same grids, and nothing read as blank that is not."""

from __future__ import annotations

import datetime
import io
import os
import re
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
import xlwt
from hypothesis import given, settings
from hypothesis import strategies as st

from hcstats.model import Cell, CellKind, Grid, HcstatsError, Merge
from hcstats.readers import Reading, read_workbook
from hcstats.readers.inputs import find_inputs
from tests.conftest import ROOT, hcstats


def xlsx(tmp_path: Path, fill: Any) -> Path:
    path = tmp_path / "a.xlsx"
    book = openpyxl.Workbook()
    fill(book.active)
    book.save(path)
    return path


def one(path: Path) -> Grid:
    reading = read_workbook(path, path.name)
    assert reading.problems == ()
    assert len(reading.grids) == 1
    return reading.grids[0]


def rule(reading: Reading) -> str:
    assert len(reading.problems) == 1
    assert reading.problems[0].place.file
    return reading.problems[0].rule


def test_an_error_cell_is_an_error_and_no_blank(tmp_path: Path) -> None:
    def fill(sheet: Any) -> None:
        sheet["B2"] = "=A1"
        sheet["B2"].data_type = "e"
        sheet["B2"].value = "#REF!"

    assert one(xlsx(tmp_path, fill)).cells[2, 2] == Cell("#REF!", CellKind.ERROR)


def test_a_formula_without_a_result_is_no_blank(tmp_path: Path) -> None:
    def fill(sheet: Any) -> None:
        sheet["A1"], sheet["A2"] = 1, "=SUM(A1:A1)"

    cell = one(xlsx(tmp_path, fill)).cells[2, 1]
    assert (cell.kind, cell.text) == (CellKind.UNCALCULATED, "=SUM(A1:A1)")


@pytest.mark.parametrize("hidden", [False, True])
@pytest.mark.parametrize(
    ("cell", "kind"),
    [
        ('<c r="B1" t="str"><f>IF(1,"","")</f><v></v></c>', None),
        ('<c r="B1" s="0" t="str"><f>IF(1,"","")</f><v/></c>', None),
        ('<c r="B1" t="str"><f>IF(1,"","")</f></c>', CellKind.UNCALCULATED),
        ('<c r="B1"><f>IF(1,"","")</f><v></v></c>', CellKind.UNCALCULATED),
        ('<c r="B1"><f>IF(1,"","")</f><v/></c>', CellKind.UNCALCULATED),
        ('<c r="B1"><f>IF(1,"","")</f></c>', CellKind.UNCALCULATED),
    ],
)
def test_the_empty_text_of_a_formula_is_a_blank_and_no_result_is_none(
    tmp_path: Path, cell: str, kind: CellKind | None, hidden: bool
) -> None:
    def fill(sheet: Any) -> None:
        sheet.append(["规章", 1])
        sheet.row_dimensions[1].hidden = hidden

    plain = xlsx(tmp_path, fill)
    path = tmp_path / "formula.xlsx"
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            text = old.read(name).decode("utf-8")
            new.writestr(name, re.sub(r'<c r="B1".*?</c>', cell, text))
    found = one(path).cells.get((1, 2))
    assert (found.kind if found else None) is kind


def test_a_formulas_cached_result_is_its_value(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        book.add_worksheet("表").write_formula(0, 0, "=1+1", None, 2)
    assert one(path).cells[1, 1] == Cell("2", CellKind.NUMBER, 2)


def test_percentages_dates_and_truth_values_are_what_they_are(tmp_path: Path) -> None:
    def fill(sheet: Any) -> None:
        sheet["A1"], sheet["A2"], sheet["A3"] = 0.952, datetime.date(2019, 1, 15), True
        sheet["A1"].number_format = "0.0%"

    cells = one(xlsx(tmp_path, fill)).cells
    assert cells[1, 1] == Cell("95.2%", CellKind.PERCENT, Decimal("0.952"))
    assert cells[2, 1].kind is CellKind.DATE
    assert cells[3, 1].kind is CellKind.BOOLEAN


def test_hidden_rows_columns_and_sheets_are_known(tmp_path: Path) -> None:
    def fill(sheet: Any) -> None:
        sheet["A1"] = sheet["C3"] = 1
        sheet.row_dimensions[3].hidden = True
        sheet.column_dimensions["C"].hidden = True
        other = sheet.parent.create_sheet("藏")
        other["A1"] = 2
        other.sheet_state = "veryHidden"

    reading = read_workbook(xlsx(tmp_path, fill), "a.xlsx")
    first, second = reading.grids
    assert (set(first.hidden_rows), set(first.hidden_columns), first.hidden) == ({3}, {3}, False)
    assert second.hidden


def test_floats_are_what_excel_shows(tmp_path: Path) -> None:
    def fill(sheet: Any) -> None:
        sheet["A1"], sheet["A2"], sheet["A3"] = 0.1 + 0.2, 5.0, 1e15

    cells = one(xlsx(tmp_path, fill)).cells
    assert [cells[row, 1].value for row in (1, 2, 3)] == [Decimal("0.3"), 5, 10**15]


def test_a_stray_cell_at_the_end_of_the_world_costs_nothing(tmp_path: Path) -> None:
    def fill(sheet: Any) -> None:
        sheet["A1"], sheet["XFD1048576"] = "规章", 1

    assert len(one(xlsx(tmp_path, fill)).cells) == 2


def test_xls_keeps_merges_hidden_rows_percentages_and_uncalculated_formulas(
    tmp_path: Path,
) -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("表")
    sheet.write_merge(0, 0, 0, 2, "标题")
    sheet.write(1, 0, 0.5, xlwt.easyxf(num_format_str="0%"))
    sheet.write(2, 0, xlwt.Formula("1+1"))
    sheet.write(3, 0, 0)
    sheet.row(3).hidden = True
    path = tmp_path / "a.et"
    book.save(str(path))
    grid = one(path)
    assert grid.merges == (Merge(1, 1, 1, 3),)
    assert grid.cells[2, 1].kind is CellKind.PERCENT
    assert grid.cells[3, 1].kind is CellKind.UNCALCULATED
    assert grid.cells[4, 1] == Cell("0", CellKind.NUMBER, 0)
    assert grid.hidden_rows == {4}


ODS = """<?xml version="1.0"?><office:document-content
 xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0">
<office:body><office:spreadsheet><table:table table:name="表">
<table:table-row><table:table-cell office:value-type="string" table:number-columns-spanned="2">
<text:p>规</text:p><text:p>章</text:p></table:table-cell><table:covered-table-cell/>
<table:table-cell office:value-type="float" office:value="0.5"/></table:table-row>
<table:table-row table:number-rows-repeated="3" table:visibility="collapse">
<table:table-cell table:number-columns-repeated="2" office:value-type="float" office:value="7"/>
</table:table-row>
<table:table-row><table:table-cell table:formula="of:=[.A1]" calcext:value-type="error">
<text:p>#REF!</text:p></table:table-cell><table:table-cell table:formula="of:=1+1"/>
<table:table-cell table:formula="of:=IF(1;&quot;&quot;;1)"><text:p/></table:table-cell>
</table:table-row>
<table:table-row table:number-rows-repeated="1048000"><table:table-cell/></table:table-row>
</table:table></office:spreadsheet></office:body></office:document-content>"""


def test_ods_spans_repeats_errors_and_collapsed_rows(tmp_path: Path) -> None:
    path = tmp_path / "a.ods"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", ODS)
    grid = one(path)
    assert grid.merges == (Merge(1, 1, 1, 2),)
    assert grid.cells[1, 1].text == "规\n章"
    assert grid.cells[1, 3].value == Decimal("0.5")
    assert [grid.cells[row, 2].value for row in (2, 3, 4)] == [7, 7, 7]
    assert grid.hidden_rows == {2, 3, 4}
    assert grid.cells[5, 1].kind is CellKind.ERROR
    assert grid.cells[5, 2].kind is CellKind.UNCALCULATED
    assert (5, 3) not in grid.cells


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|", "，"])
def test_csv_of_any_encoding_and_delimiter(tmp_path: Path, encoding: str, delimiter: str) -> None:
    path = tmp_path / "a.csv"
    lines = [["统计指标", "单位", "统计数"], ["约", "条", "12"], ["规章", "件", "3"]]
    path.write_bytes("\r\n".join(delimiter.join(line) for line in lines).encode(encoding))
    cells = one(path).cells
    assert cells[1, 1].text == "统计指标"
    assert cells[3, 3] == Cell("3")


def test_csv_quotes_may_hold_breaks_and_delimiters(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('指标,统计数\n"规章,\n或文件","1,234"\n', encoding="utf-8")
    cells = one(path).cells
    assert cells[2, 1].text == "规章,\n或文件"
    assert cells[2, 2].text == "1,234"


@pytest.mark.parametrize(
    ("name", "data", "wanted"),
    [
        ("a.xlsx", b"", "file.empty"),
        ("a.xls", b"\0" * 600, "file.empty"),
        ("a.xlsx", b"PK\x03\x04" + b"x" * 400, "file.truncated"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 400, "file.truncated"),
        ("a.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2000
         + "EncryptedPackage".encode("utf-16-le"), "file.encrypted"),
        ("a.xls", b"<html><body><p>nothing here</p></body></html>", "file.disguised"),
        ("a.xlsx", b"%PDF-1.7 ....", "file.disguised"),
        ("a.pdf", b"%PDF-1.7 ....", "file.foreign"),
        ("a.mht", b"From: <Saved by a browser>\nMIME-Version: 1.0\n"
         + b"Content-Type: multipart/related;\n\n<html><table><tr><td>1<td>2", "file.foreign"),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2000
         + "WordDocument".encode("utf-16-le"), "file.foreign"),
        ("a.jpg", b"\xff\xd8\xff\xe0....", "file.foreign"),
        ("a.csv", ("规章,1\n" * 50 + "\x00\x01").encode(), "file.disguised"),
        ("a.csv", b"abc,\xff\xff\x80\xff,1\n", "file.unreadable"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_is_one_problem_with_its_name(
    tmp_path: Path, name: str, data: bytes, wanted: str
) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    reading = read_workbook(path, name)
    assert rule(reading) == wanted
    assert reading.grids == ()
    assert path.read_bytes() == data


def whole() -> bytes:
    """A small workbook whose bytes do not depend on the clock."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        book.set_properties({"created": datetime.datetime(2020, 1, 1)})
        book.add_worksheet("表").write_string(0, 0, "规章")
    return stream.getvalue()


WHOLE = whole()


@settings(max_examples=60)
@given(st.data())
def test_a_damaged_workbook_is_a_problem_and_never_a_crash(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    content = bytearray(WHOLE)
    for _ in range(data.draw(st.integers(1, 8))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    path = tmp_path_factory.mktemp("damaged") / "a.xlsx"
    path.write_bytes(bytes(content[: data.draw(st.integers(1, len(content)))]))
    reading = read_workbook(path, "a.xlsx")
    assert reading.grids or reading.problems


def test_the_content_decides_not_the_name(tmp_path: Path) -> None:
    path = xlsx(tmp_path, lambda sheet: sheet.append(["规章", 1]))
    renamed = path.rename(tmp_path / "a.xls")
    reading = read_workbook(renamed, "a.xls")
    assert reading.kind == "xlsx"
    assert rule(reading) == "file.kind"


def test_inputs_are_found_in_folders_in_a_fixed_order_and_once(tmp_path: Path) -> None:
    for name in ("b/10.xlsx", "b/2.xlsx", "a.csv", "~$a.xlsx", ".hidden", "units.csv", "README.md"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x", encoding="utf-8")
    files, skipped = find_inputs([str(tmp_path), str(tmp_path / "a.csv")])
    assert [file.path.name for file in files] == ["a.csv", "2.xlsx", "10.xlsx"]
    assert [problem.rule for problem in skipped] == ["file.skipped", "file.skipped"]


def test_a_path_that_does_not_exist_or_holds_nothing_stops_the_run(tmp_path: Path) -> None:
    for path in (tmp_path / "nowhere", tmp_path):
        with pytest.raises(HcstatsError):
            find_inputs([str(path)])


@pytest.mark.parametrize(
    ("number_format", "text"),
    [('0"元"', "350元"), ('#,##0"万元"', "350万元"), ('"约"#,##0', "约350")],
)
def test_a_unit_or_a_mark_that_only_the_format_shows_is_part_of_the_text(
    tmp_path: Path, number_format: str, text: str
) -> None:
    def fill(sheet: Any) -> None:
        sheet["A1"] = 350
        sheet["A1"].number_format = number_format

    assert one(xlsx(tmp_path, fill)).cells[1, 1] == Cell(text)
    book = xlwt.Workbook()
    book.add_sheet("表").write(0, 0, 350, xlwt.easyxf(num_format_str=number_format))
    book.save(str(tmp_path / "a.xls"))
    assert one(tmp_path / "a.xls").cells[1, 1] == Cell(text)


def test_sheets_in_unusual_places_are_scanned_before_they_are_trusted(tmp_path: Path) -> None:
    path = xlsx(tmp_path, lambda sheet: sheet.append(["规章", "=1+1"]))
    moved = tmp_path / "moved.xlsx"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(moved, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            for there in ("[Content_Types].xml", "xl/_rels/workbook.xml.rels"):
                if name == there:
                    data = data.replace(b"worksheets/sheet1.xml", b"odd/one.xml")
            new.writestr(name.replace("worksheets/sheet1.xml", "odd/one.xml"), data)
    assert one(moved).cells[1, 2].kind is CellKind.UNCALCULATED


def test_links_in_a_circle_and_pipes_are_problems_and_end(tmp_path: Path) -> None:
    loop = tmp_path / "loop.xlsx"
    loop.symlink_to(loop)
    pipe = tmp_path / "pipe.xlsx"
    os.mkfifo(pipe)
    files, _ = find_inputs([str(tmp_path)])
    assert [rule(read_workbook(file.path, file.name)) for file in files] == ["file.unreadable"] * 2


def test_what_a_browser_saves_with_a_page_is_no_submission_but_a_workbook_there_is(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "年报_files"
    folder.mkdir()
    for name in ("style.css", "jquery.js", "logo.png", "frame.html", "教育局.xlsx"):
        (folder / name).write_bytes(b"x")
    (tmp_path / "年报.html").write_bytes(b"x")
    files, _ = find_inputs([str(tmp_path)])
    assert [Path(file.name).name for file in files] == ["年报.html", "教育局.xlsx"]


def test_a_damaged_file_alone_is_one_clear_line(tmp_path: Path) -> None:
    """The bytes of an entry are broken while the archive's directory is sound."""
    source = ROOT / "samples" / "hechi-2018" / "金城江区.xlsx"
    with zipfile.ZipFile(source) as archive:
        entry = archive.getinfo("xl/workbook.xml")
    start = entry.header_offset + 30 + len(entry.filename)
    data = bytearray(source.read_bytes())
    data[start + 5 : start + 40] = bytes(one ^ 0xFF for one in data[start + 5 : start + 40])
    damaged = tmp_path / "坏.xlsx"
    damaged.write_bytes(data)
    for path in (damaged, tmp_path):
        said = hcstats("check", path)
        assert said.returncode == 1, said.stderr
        assert "file." in said.stdout
        assert "Internal error" not in said.stderr


def test_a_damaged_entry_that_tells_the_kind_is_one_clear_line(tmp_path: Path) -> None:
    damaged = tmp_path / "坏.ods"
    with zipfile.ZipFile(damaged, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet" * 9)
        archive.writestr("content.xml", "<x/>")
    data = bytearray(damaged.read_bytes())
    start = 30 + len("mimetype")
    data[start : start + 12] = bytes(one ^ 0xFF for one in data[start : start + 12])
    damaged.write_bytes(data)
    said = hcstats("check", damaged)
    assert said.returncode == 1, said.stderr
    assert "file." in said.stdout
