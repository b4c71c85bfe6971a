"""Web pages: what the browser shows in a table is read, and nothing else becomes a number."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hcstats.layout.numbers import read_number
from hcstats.layout.skeleton import is_value
from hcstats.model import Grid, Kind, Merge, Status
from hcstats.readers import read_workbook
from hcstats.readers.html import read_html


def texts(grid: Grid) -> dict[tuple[int, int], str]:
    return {place: cell.text for place, cell in grid.cells.items()}


def cell(inside: str) -> str:
    """The text of a cell that holds some mark-up, beside a label."""
    (grid,) = read_html(f"<table><tr><td>件数</td><td>{inside}</td></tr></table>".encode())
    found = grid.cells.get((1, 2))
    return found.text if found else ""


@pytest.mark.parametrize(
    ("inside", "shown"),
    [
        ("&nbsp;&#12288;12&nbsp;", "12"),
        ("\n   12\n  ", "12"),
        ("<p><span>1</span><b>2</b></p>", "12"),
        ("行政<br/>许可", "行政\n许可"),
        ("<p>行政</p><p>许可</p>", "行政\n许可"),
        ("行政\n   许可", "行政许可"),
        ("<script>7</script><style>8</style>12", "12"),
        ("12<!-- 13 -->", "12"),
        ("12<span style='Display : None'>13</span>", "12"),
        ("12<i hidden>13</i>", "12"),
        ("<a href='x'>12</a>", "12"),
        ("<input value=12><input type=hidden value=13>", "12"),
        ("<select><option>1<option selected>12</select>", "12"),
        ("<textarea>12</textarea>", "12"),
    ],
)
def test_a_cell_is_read_as_it_is_shown(inside: str, shown: str) -> None:
    assert cell(inside) == shown


@pytest.mark.parametrize(
    "inside", ["21<sup>1</sup>", "<s>20</s>21", "<del>2</del>1", "<p>2</p><p>1</p>", "2<br>1"]
)
def test_a_note_or_a_correction_never_makes_another_number(inside: str) -> None:
    (grid,) = read_html(f"<table><tr><td>件数</td><td>{inside}</td></tr></table>".encode())
    reading = read_number(grid.cells[1, 2], "件", Kind.COUNT, "")
    assert is_value(grid.cells[1, 2])
    assert (reading.status, reading.value) == (Status.UNREADABLE, None)


def test_spans_are_merges_and_end_with_their_group() -> None:
    page = (
        "<table><thead><tr><td rowspan=9>甲</td><td colspan=2>乙</td></tr></thead>"
        "<tr><td rowspan=2>丙</td><td>1</td><td>2</td></tr><tr><td>3</td><td>4</td></tr></table>"
    )
    (grid,) = read_html(page.encode())
    assert texts(grid) == {
        (1, 1): "甲",
        (1, 2): "乙",
        (2, 1): "丙",
        (2, 2): "1",
        (2, 3): "2",
        (3, 2): "3",
        (3, 3): "4",
    }
    assert grid.merges == (Merge(1, 2, 1, 3), Merge(2, 1, 3, 1))


@given(st.lists(st.tuples(st.integers(1, 3), st.integers(1, 3)), min_size=1, max_size=12))
def test_no_cell_is_lost_or_put_upon_another(spans: list[tuple[int, int]]) -> None:
    rows = [spans[start : start + 3] for start in range(0, len(spans), 3)]
    names = iter(range(100, 200))
    page = "".join(
        "<tr>"
        + "".join(f"<td rowspan={h} colspan={w}>{next(names)}</td>" for h, w in row)
        + "</tr>"
        for row in rows
    )
    (grid,) = read_html(f"<table>{page}</table>".encode())
    assert sorted(texts(grid).values()) == [str(100 + place) for place in range(len(spans))]
    covered = [
        (row, column)
        for merge in grid.merges
        for row in range(merge.first_row, merge.last_row + 1)
        for column in range(merge.first_column, merge.last_column + 1)
    ]
    beside = [place for place in grid.cells if place not in covered]
    assert len(beside) == len(spans) - len(grid.merges)


def test_a_layout_table_is_no_table_and_its_lines_stand_before_the_next() -> None:
    page = (
        "<table><tr><td><a href=1>2022年年度报告</a></td><td><h1>甲局<br>2023年年度报告</h1>"
        "<table><tr><td>件数</td><td>12</td></tr></table></td></tr></table>"
    )
    (grid,) = read_html(page.encode())
    assert texts(grid) == {(1, 1): "件数", (1, 2): "12"}
    assert grid.context == ("甲局", "2023年年度报告")


def test_a_number_of_the_outer_table_is_kept_and_none_is_read_twice() -> None:
    page = (
        "<table><tr><td><table><tr><td>甲</td><td>7</td></tr></table></td><td>8</td></tr></table>"
    )
    shown = [cell.text for grid in read_html(page.encode()) for cell in grid.cells.values()]
    assert sorted(shown) == ["7", "8", "甲"]


@pytest.mark.parametrize(
    "page",
    [
        "<table><td>甲<td>5<tr><td>乙<td>6</table>",
        "<table><form><tr><td>甲<td>5</tr></form><tr><td>乙<td>6</table>",
        "<table><tr><form><td>甲<td>5</form></tr><tr><td>乙<td>6</table>",
        "<table><tfoot><tr><td>乙<td>6</tfoot><tbody><tr><td>甲<td>5</tbody></table>",
    ],
)
def test_untidy_markup_is_read_as_browsers_do(page: str) -> None:
    (grid,) = read_html(page.encode())
    assert texts(grid) == {(1, 1): "甲", (1, 2): "5", (2, 1): "乙", (2, 2): "6"}


def test_hidden_rows_and_tables_are_marked_hidden() -> None:
    rows = "<tr style='display:none'><td>甲</td><td>5</td></tr><tr><td>乙</td><td>6</td></tr>"
    page = f"<table>{rows}</table><div hidden><table>{rows}</table></div>"
    shown, unseen = read_html(page.encode())
    assert (shown.hidden, shown.hidden_rows) == (False, frozenset({1}))
    assert unseen.hidden


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [
        ("gb2312", "gb18030"),
        ("gb2312", "utf-8"),
        ("utf-8", "utf-8"),
        ("utf-8", "gb18030"),
        ("utf-8", "utf-8-sig"),
        ("utf-16", "utf-16"),
        ("big5", "big5"),
    ],
)
def test_the_encoding_is_found_out_whatever_is_declared(declared: str, encoding: str) -> None:
    page = f"<html><meta charset={declared}><table><tr><td>件數一中</td><td>5</td></tr></table>"
    (grid,) = read_html(page.encode(encoding))
    assert texts(grid) == {(1, 1): "件數一中", (1, 2): "5"}


def test_no_entity_is_resolved(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("4711")
    page = (
        f'<!DOCTYPE html [<!ENTITY a SYSTEM "{secret.as_uri()}">]><table><tr><td>&a;<td>1</table>'
    )
    assert "4711" not in str(read_html(page.encode()))


@pytest.mark.parametrize(
    "page", ["<html>" + "<div>" * 400 + "<table><tr><td>甲<td>5</table>", "<html>\0\0<table"]
)
def test_what_the_parser_gives_up_on_is_a_problem(page: str, tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text(page)
    reading = read_workbook(path, path.name)
    assert [one.rule for one in reading.problems] in (["file.unreadable"], ["file.foreign"])
    assert reading.grids == ()


def test_a_page_under_a_workbooks_name_is_read_and_that_is_said(tmp_path: Path) -> None:
    path = tmp_path / "a.xls"
    path.write_text("<html><table><tr><td>件数</td><td>5</td></tr></table></html>")
    reading = read_workbook(path, path.name)
    assert [one.rule for one in reading.problems] == ["file.kind"]
    assert texts(reading.grids[0]) == {(1, 1): "件数", (1, 2): "5"}
