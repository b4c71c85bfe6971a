"""Word documents: cells with their places, nothing twice, nothing uncertain taken as certain."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from docx import Document

from hcstats.model import Grid, Merge, Position
from hcstats.readers import read_workbook
from hcstats.readers.docx import read_docx
from samples.drawing.canvas import Sheet
from samples.drawing.pages import save_docx
from tests.build import take

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def document(body: str, name: str = "word/document.xml", space: str = _W) -> bytes:
    """A document of nothing but a body."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr(name, f"<w:document {space}><w:body>{body}</w:body></w:document>")
    return made.getvalue()


def paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def table(*rows: str) -> str:
    """A table; cells between bars, mark-up as it is."""
    made = ""
    for row in rows:
        cells = (part if part.startswith("<") else paragraph(part) for part in row.split("|"))
        made += "<w:tr>" + "".join(f"<w:tc>{part}</w:tc>" for part in cells) + "</w:tr>"
    return f"<w:tbl>{made}</w:tbl>"


def texts(grid: Grid) -> dict[Position, str]:
    return {place: cell.text for place, cell in grid.cells.items()}


def test_a_merged_cell_stands_once_with_its_extent(tmp_path: Path) -> None:
    sheet = Sheet("")
    sheet.put(1, 1, "甲", "head", (2, 1))
    sheet.put(1, 2, "乙", "head", (1, 3))
    sheet.put(2, 2, 7)
    sheet.put(2, 3, 8)
    save_docx(["标题", sheet], tmp_path / "a.docx")
    (grid,) = read_docx((tmp_path / "a.docx").read_bytes())
    assert texts(grid) == {(1, 1): "甲", (1, 2): "乙", (2, 2): "7", (2, 3): "8"}
    assert set(grid.merges) == {Merge(1, 1, 2, 1), Merge(1, 2, 1, 3)}
    assert grid.context == ("标题",)


@pytest.mark.parametrize(
    ("runs", "shown"),
    [
        ("<w:r><w:t>1</w:t></w:r><w:r><w:t>2</w:t></w:r>", "12"),
        ("<w:r><w:t>行政</w:t><w:br/><w:t>许可</w:t></w:r>", "行政\n许可"),
        ("<w:r><w:t>12</w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>3</w:t></w:r>", "12"),
        (
            "<w:r><w:t>12</w:t></w:r><w:r><w:rPr><w:vertAlign w:val='superscript'/></w:rPr>"
            "<w:t>3</w:t></w:r>",
            "12 3",
        ),
        ("<w:r><w:rPr><w:strike/></w:rPr><w:t>3</w:t></w:r><w:r><w:t>12</w:t></w:r>", "3 12"),
        ("<w:hyperlink><w:r><w:t>12</w:t></w:r></w:hyperlink>", "12"),
        ("<w:sdt><w:sdtContent><w:r><w:t>12</w:t></w:r></w:sdtContent></w:sdt>", "12"),
        ("<w:r><w:instrText>=SUM(ABOVE)</w:instrText></w:r><w:r><w:t>12</w:t></w:r>", "12"),
        ("<w:r><w:t>12</w:t><w:sym w:char='F081'/></w:r>", "12\ufffd"),
    ],
)
def test_a_cell_is_read_as_it_is_shown(runs: str, shown: str) -> None:
    (grid,) = read_docx(document(table(f"件数|<w:p>{runs}</w:p>")))
    assert texts(grid) == {(1, 1): "件数", (1, 2): shown}


def test_strict_documents_are_read_too() -> None:
    space = 'xmlns:w="http://purl.oclc.org/ooxml/wordprocessingml/main"'
    (grid,) = read_docx(document(table("件数|5"), "word/document2.xml", space))
    assert texts(grid) == {(1, 1): "件数", (1, 2): "5"}


def test_nested_tables_are_tables_and_no_number_stands_twice() -> None:
    outer = table(f"说明|{table('件数|5')}<w:p/>")
    (grid,) = read_docx(document(outer))
    assert texts(grid) == {(1, 1): "件数", (1, 2): "5"}
    assert grid.context == ("说明",)
    both = read_docx(document(table(f"9|{table('件数|5')}<w:p/>")))
    assert sorted(cell.text for one in both for cell in one.cells.values()) == ["5", "9", "件数"]


def test_links_before_a_table_say_nothing_of_it() -> None:
    link = "<w:p><w:hyperlink><w:r><w:t>2022年报告</w:t></w:r></w:hyperlink></w:p>"
    (grid,) = read_docx(document(link + paragraph("2023年报告") + table("件数|5")))
    assert grid.context == ("2023年报告",)


def test_a_text_box_is_read_once_though_a_fallback_repeats_it() -> None:
    box = f"<w:txbxContent>{table('件数|5')}</w:txbxContent>"
    both = f"<w:AlternateContent><w:Choice>{box}</w:Choice><w:Fallback>{box}</w:Fallback></w:AlternateContent>"
    (grid,) = read_docx(document(f"<w:p><w:r>{both}</w:r></w:p>"))
    assert texts(grid) == {(1, 1): "件数", (1, 2): "5"}


@pytest.mark.parametrize("change", ["ins", "del", "moveTo"])
def test_changes_that_nobody_accepted_are_not_taken_for_certain(
    change: str, tmp_path: Path
) -> None:
    path = tmp_path / "a.docx"
    run = f"<w:p><w:{change}><w:r><w:t>5</w:t></w:r></w:{change}></w:p>"
    path.write_bytes(document(table(f"件数|{run}")))
    (found,) = read_workbook(path, path.name).problems
    assert found.rule == "file.unreadable"
    assert "tracked changes" in found.message.template


def test_no_entity_is_resolved(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("4711")
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr(
            "word/document.xml",
            f'<!DOCTYPE d [<!ENTITY a SYSTEM "{secret.as_uri()}">]><w:document {_W}><w:body>'
            f"{table('件数|5', '甲|&a;')}</w:body></w:document>",
        )
    assert "4711" not in str(read_docx(made.getvalue()))


def test_hidden_rows_are_marked() -> None:
    row = "<w:tr><w:trPr><w:hidden/></w:trPr><w:tc><w:p/></w:tc></w:tr>"
    made = table("件数|5").replace("</w:tbl>", f"{row}</w:tbl>")
    (grid,) = read_docx(document(made))
    assert grid.hidden_rows == {2}


def test_a_letter_is_a_warning_and_no_error(tmp_path: Path) -> None:
    letter = Document()
    letter.add_paragraph("现将2023年度报告3份报上。")
    letter.save(str(tmp_path / "a.docx"))
    (found,) = take(tmp_path / "a.docx").problems
    assert (found.rule, found.severity) == ("file.foreign", "warning")
    other = document(table("姓名|电话", "某人|12"))
    (tmp_path / "b.docx").write_bytes(other)
    assert [one.rule for one in take(tmp_path / "b.docx").problems] == ["file.foreign"]
    (tmp_path / "b.xlsx").write_bytes(other)
    assert "file.disguised" in [one.rule for one in take(tmp_path / "b.xlsx").problems]
