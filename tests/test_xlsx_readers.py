"""The scan of plain workbooks and the full reader tell the same, and what openpyxl tells."""

from __future__ import annotations

import datetime
import io
from typing import Any

import defusedxml.ElementTree
import openpyxl
import pytest
import xlsxwriter
from hypothesis import example, given, settings
from hypothesis import strategies as st

from hcstats.model import Cell, CellKind, Grid
from hcstats.readers.faults import Unreadable
from hcstats.readers.ooxml import grids, number, read_fully, scan
from hcstats.readers.values import exact
from tests.conftest import ROOT
from tests.xlsx_truth import by_calamine, by_openpyxl, in_one_order, part, with_part

SHEET = "xl/worksheets/sheet1.xml"
TEXTS = st.one_of(
    st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=8),
    st.sampled_from(
        ["总　计", " 12 ", "约5000", "#N/A", "#REF!", "#", "a\nb", "a\tb",  "<v>1</v>",
         "&amp;", "]]>", "</t></si><si><t>", ' xml:space="preserve"', "=1+1", " ", "\u200b"]
    ),
)  # fmt: skip
NUMBERS = st.one_of(
    st.integers(-(10**15), 10**15),
    st.floats(-1e12, 1e12, allow_nan=False),
    st.floats(-1e9, 1e9, allow_nan=False).map(lambda value: round(value, 2)),
)
PLAIN_FORMATS = ["General", "0", "0.00", "#,##0", "0;-0;0;@", "0_ ;[Red]-0 ", '0"件"', "@"]
TELLING_FORMATS = [
    "0%", "0.0%", '0"元"', '"约"0', "yyyy-mm-dd", "h:mm", 'yyyy"年"m"月"', "[h]:mm", '¥#,##0"元"'
]  # fmt: skip
PLACES = st.tuples(st.integers(0, 8), st.integers(0, 5))


def sheet_xml(data: bytes, rows: str, around: str = "") -> bytes:
    """A workbook whose first sheet has these rows, and what follows them."""
    content = part(data, SHEET).decode()
    before, _, _ = content.partition("<sheetData")
    return with_part(
        data, SHEET, f"{before}<sheetData>{rows}</sheetData>{around}</worksheet>".encode()
    )


def book(fill: Any = None) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as made:
        sheet = made.add_worksheet("表")
        sheet.write_string(0, 0, "规章")
        sheet.write_string(0, 1, "件数")
        if fill is not None:
            fill(made, sheet)
    return out.getvalue()


def xlsxwriter_book(contents: dict[tuple[int, int], Any], formats: dict[Any, str]) -> bytes:
    def fill(made: Any, sheet: Any) -> None:
        for (row, column), value in contents.items():
            shown = made.add_format({"num_format": formats.get((row, column), "General")})
            if isinstance(value, str):
                sheet.write_string(row, column, value, shown)
            else:
                sheet.write_number(row, column, value, shown)
        sheet.merge_range(10, 0, 11, 2, "合并")

    return book(fill)


def openpyxl_book(contents: dict[tuple[int, int], Any], formats: dict[Any, str]) -> bytes:
    made = openpyxl.Workbook()
    sheet: Any = made.active
    for (row, column), value in contents.items():
        cell = sheet.cell(row + 1, column + 1)
        cell.value, cell.data_type = value, "s" if isinstance(value, str) else "n"
        cell.number_format = formats.get((row, column), "General")
    sheet.merge_cells("A11:C12")
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def agreed(data: bytes) -> tuple[Grid, ...]:
    """What the full reader tells, after the scan and openpyxl have told the same."""
    full = read_fully(data)
    scanned = scan(data)
    if scanned is not None:
        assert grids(scanned) == full
        assert [list(grid.cells) for grid in grids(scanned)] == [list(g.cells) for g in full]
    assert in_one_order(full) == in_one_order(by_openpyxl(data))
    return full


def legal(text: str) -> bool:
    """Whether a file can hold a text, and openpyxl shows it as it is."""
    if "_x" in text:
        return False  # openpyxl takes escapes for text, and drops half of an escaped one
    return all(ord(sign) >= 32 or sign in "\t\n" for sign in text) and not (
        set(text) & {"\ufffe", "\uffff"}
    )


@settings(max_examples=60)
@given(
    st.dictionaries(PLACES, st.one_of(NUMBERS, TEXTS.filter(legal)), max_size=20),
    st.dictionaries(PLACES, st.sampled_from(PLAIN_FORMATS), max_size=8),
    st.sampled_from([xlsxwriter_book, openpyxl_book]),
)
def test_plain_workbooks_are_scanned_and_every_reader_sees_the_same(
    contents: dict[tuple[int, int], Any], formats: dict[Any, str], write: Any
) -> None:
    data = write(contents, formats)
    errors = any(
        isinstance(value, str) and value in {"#N/A", "#REF!"} for value in contents.values()
    )
    assert (scan(data) is None) is errors
    full = agreed(data)
    assert in_one_order(full) == in_one_order(by_calamine(data))


@settings(max_examples=60)
@given(
    st.dictionaries(
        PLACES, st.one_of(st.integers(0, 60_000), st.floats(0, 1), TEXTS.filter(legal))
    ),
    st.dictionaries(PLACES, st.sampled_from(PLAIN_FORMATS + TELLING_FORMATS)),
    st.sampled_from([xlsxwriter_book, openpyxl_book]),
)
def test_percentages_dates_and_units_of_formats_are_as_openpyxl_shows_them(
    contents: dict[tuple[int, int], Any], formats: dict[Any, str], write: Any
) -> None:
    data = write(contents, formats)
    telling = {place for place, code in formats.items() if code in TELLING_FORMATS}
    if any(place in telling and not isinstance(value, str) for place, value in contents.items()):
        assert scan(data) is None
    agreed(data)


@pytest.mark.parametrize("write", [xlsxwriter_book, openpyxl_book])
def test_hidden_parts_errors_truth_values_and_formulas_are_left_to_the_full_reader(
    write: Any,
) -> None:
    made = openpyxl.load_workbook(io.BytesIO(write({(0, 0): "规章", (1, 1): 5}, {})))
    sheet: Any = made.active
    sheet["C1"], sheet["C2"] = True, "=B2+1"
    sheet["C3"] = "#DIV/0!"
    sheet["C4"] = datetime.date(2024, 1, 15)
    sheet.row_dimensions[2].hidden = True
    sheet.column_dimensions["D"].hidden = True
    other = made.create_sheet("藏")
    other["A1"], other.sheet_state = 3, "hidden"
    out = io.BytesIO()
    made.save(out)
    assert scan(out.getvalue()) is None
    first, second = agreed(out.getvalue())
    kinds = [first.cells[row, 3].kind for row in (1, 2, 3, 4)]
    assert kinds == [CellKind.BOOLEAN, CellKind.UNCALCULATED, CellKind.ERROR, CellKind.DATE]
    assert (set(first.hidden_rows), set(first.hidden_columns), second.hidden) == ({2}, {4}, True)


def test_all_samples_are_read_alike() -> None:
    files = list((ROOT / "samples").rglob("*.xls[xm]"))
    assert len(files) > 20
    for path in files:
        agreed(path.read_bytes())


def _scannable() -> bytes:
    def fill(made: Any, sheet: Any) -> None:
        shown = made.add_format({"num_format": "0%"})
        sheet.merge_range(2, 0, 2, 2, "合并")
        sheet.set_column(0, 0, 20)
        for row in range(3, 8):
            sheet.write_string(row, 0, f"第{row}项")
            sheet.write_number(row, 1, row * 10)
            sheet.write_formula(row, 2, f"=SUM(B{row}:B{row + 1})", None, row + 0.5)
            sheet.write_formula(row, 3, '=IF(1,"a","b")', None, "a&b")
            sheet.write_blank(row, 4, None, shown)

    return book(fill)


SCANNABLE = _scannable()
INSERTED = st.sampled_from(
    ["<", ">", "/", "&", '"', " ", "0", "9", ".", "-", "\0", "<v>", "</v>", "<v/>", "</c>", "</row>",
     '<c r="B4"><v>7</v></c>', '<c r="ZZ4"/>', "<!--", "-->", "<![CDATA[", "]]>", "<?x?>", "&lt;",
     "&#49;", ' t="s"', ' t="str"', ' t="b"', ' t="e"', ' s="1"', ' s="99"', ' hidden="1"',
     "<is><t>x</t></is>", "<row/>", '<row r="5"/>', "<sheetData>", "</sheetData>", "<f>", "</f>",
     '<col min="1" max="2" hidden="1"/>', 'xmlns="x"', 'xmlns:a="b"', "a:", "\u00b2", "１"]
)  # fmt: skip


@settings(max_examples=400)
@given(st.data())
def test_a_damaged_sheet_is_never_read_as_another(data: st.DataObject) -> None:
    content = bytearray(part(SCANNABLE, SHEET))
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(content) - 1))
        length = data.draw(st.integers(0, 40))
        change = data.draw(st.sampled_from(["cut", "insert", "replace", "double", "move"]))
        taken = content[at : at + length]
        if change not in {"insert", "double"}:
            del content[at : at + length]
        if change in {"insert", "replace"}:
            content[at:at] = data.draw(INSERTED).encode()
        if change in {"double", "move"}:
            to = data.draw(st.integers(0, len(content)))
            content[to:to] = taken
    _proved(with_part(SCANNABLE, SHEET, bytes(content)), bytes(content))


def _proved(changed: bytes, content: bytes) -> None:
    scanned = scan(changed)
    if scanned is None:
        return
    defusedxml.ElementTree.fromstring(content)
    found = grids(scanned)
    assert found == read_fully(changed)
    try:
        truth = by_openpyxl(changed)
    except (ValueError, TypeError, KeyError):
        return  # openpyxl minds attributes around the cells, too
    assert in_one_order(found) == in_one_order(truth)


TOKENS = st.sampled_from(
    ["</row>", "</row>", '<row r="1">', '<row r="2">', '<row r="3" ht="15">', '<row r="2"/>',
     '<row r="4"/>', '<c r="A1"/>', '<c r="B1"></c>', '<c r="C1" t="s"/>', '<c r="A2"/>',
     '<c r="A1"><v>1</v></c>', '<c r="B1" t="s"><v>0</v></c>', '<c r="C1"><f>A1</f><v>2</v></c>',
     '<c r="A2"><v>3</v></c>', '<c r="B2" t="str"><v>甲</v></c>', '<c r="B2" t="s"><v>1</v></c>',
     '<c r="A3" t="inlineStr"><is><t>乙</t></is></c>', '<c r="B3"><v>4</v></c>']
)  # fmt: skip


@settings(max_examples=500)
@given(st.lists(TOKENS, max_size=10))
@example(['<row r="1">', '<c r="A2"><v>3</v></c>', "</row>"])
@example(['<row r="2">', '<c r="A2"><v>3</v></c>', "</row>", '<row r="1">', "</row>"])
@example(['<row r="1">', "</row>", '<c r="A2"><v>3</v></c>', '<row r="3" ht="15">', "</row>"])
@example(['<row r="1">', '<c r="B1"></c>', '<c r="A1"><v>1</v></c>', "</row>"])
def test_rows_and_cells_in_any_order_are_read_as_by_others_or_not_at_all(parts: list[str]) -> None:
    changed = sheet_xml(SCANNABLE, "".join(parts))
    _proved(changed, part(changed, SHEET))


@settings(max_examples=300)
@given(st.lists(st.integers(0, 11), min_size=1, max_size=12, unique=True), st.data())
def test_sheets_that_differ_in_what_is_blank_have_one_layout(
    filled: list[int], data: st.DataObject
) -> None:
    cells = [f'<c r="{letter}{row}" s="0"' for row in (1, 2, 3) for letter in "ABCD"]
    blank = data.draw(st.sampled_from(["/>", "></c>"]))
    spelt = [
        f"{cell}><v>{place + 1}</v></c>" if place in filled else f"{cell}{blank}"
        for place, cell in enumerate(cells)
    ]
    rows = [f'<row r="{at // 4 + 1}">{"".join(spelt[at : at + 4])}</row>' for at in (0, 4, 8)]
    whole = [f'<row r="{n + 1}">{"".join(f"{c}/>" for c in cells[n * 4 : n * 4 + 4])}</row>'
             for n in range(3)]  # fmt: skip
    found, empty = (scan(sheet_xml(SCANNABLE, "".join(one))) for one in (rows, whole))
    assert found is not None
    assert empty is not None
    assert found.sheets[0].layout is empty.sheets[0].layout
    assert list(found.sheets[0].numbers.values()) == [str(one + 1) for one in sorted(filled)]


SHARED = "xl/sharedStrings.xml"


@settings(max_examples=150)
@given(st.data())
def test_damaged_texts_are_never_read_as_others(data: st.DataObject) -> None:
    content = bytearray(part(SCANNABLE, SHARED))
    pieces = ["<", "&", "&#65;", "<r>", "<rPr/>", "<t>", "</t>", "</si>", "<si>", "<si/>", "\r", "\n",
              "<phoneticPr/>", "<rPh><t>x</t></rPh>", "<t/>", "]]>", "<!--x-->", "x"]  # fmt: skip
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(content) - 1))
        del content[at : at + data.draw(st.sampled_from([0, 0, 1, 3, 9]))]
        content[at:at] = data.draw(st.sampled_from(pieces)).encode()
    changed = with_part(SCANNABLE, SHARED, bytes(content))
    scanned = scan(changed)
    if scanned is not None:
        defusedxml.ElementTree.fromstring(bytes(content))
        assert grids(scanned) == read_fully(changed)


@settings(max_examples=150)
@given(st.integers(0), st.integers(0, 255))
def test_a_damaged_archive_is_refused_or_read_as_it_was(at: int, value: int) -> None:
    changed = bytearray(SCANNABLE)
    changed[at % len(changed)] = value
    scanned = scan(bytes(changed))
    assert scanned is None or scanned == scan(SCANNABLE)


@given(st.binary(max_size=300))
def test_no_bytes_raise(data: bytes) -> None:
    assert scan(data) is None
    assert scan(SCANNABLE[:100] + data) is None


@given(
    st.one_of(
        st.integers(0, 10**20).map(str),
        st.floats(-1e15, 1e15, allow_nan=False).map(repr),
        st.sampled_from(["-0", "007", "1E2", "0.30000000000000004", "1.5e-7", "9" * 17]),
    )
)
def test_a_number_is_what_excel_shows(raw: str) -> None:
    assert number(raw) == exact(float(raw))


ROWS = '<row r="1"><c r="A1" t="s"><v>0</v></c>{}</row>'
UNUSUAL = [
    '<c r="B1"><v>5</v></c><c r="B1"><v>6</v></c>',
    '<c r="C1"><v>5</v></c><c r="B1"><v>6</v></c>',
    "<c><v>5</v></c>",
    '<c r="B2"><v>5</v></c>',
    '<c r="b1"><v>5</v></c>',
    '<c r="B1" s="77"><v>5</v></c>',
    '<c r="B1" t="s"><v>99</v></c>',
    '<c r="B1" t="s"><v>-1</v></c>',
    '<c r="B1"><v>NaN</v></c>',
    '<c r="B1"><v>1e999</v></c>',
    '<c r="B1"><v>5 </v></c>',
    '<c r="B1"><v>１２</v></c>',
    '<c r="B1"><v>1_0</v></c>',
    '<c r="B1"><v></v></c>',
    '<c r="B1"><v>5<!-- --></v></c>',
    '<c r="B1"><v>5</v><v>6</v></c>',
    '<c r="B1"><f>A1</f></c>',
    '<c r="B1" t="e"><v>#REF!</v></c>',
    '<c r="B1" t="str"><v>#REF!</v></c>',
    '<c r="B1" t="b"><v>1</v></c>',
    '<c r="B1" t="d"><v>2024-01-15</v></c>',
    '<c r="B1" t="inlineStr"><is><r><t>a</t></r><r><t>b</t></r></is></c>',
    '<c r="B1" r="B1"><v>5</v></c>',
    '<c r="B1" cm="1"><v>5</v></c>',
    "<c r='B1'><v>5</v></c>",
    '<c r="XFE1"><v>5</v></c>',
    '<x:c xmlns:x="y" r="B1"><v>5</v></x:c>',
    '<c r="B1"><v>5</v></c></row><row r="1"><c r="C1"><v>5</v></c>',
    '<c r="B1"><v>5</v></c></row><row r="2" hidden="1"><c r="C2"><v>5</v></c>',
    '<c r="B1"><v>5</v></c></row><row r="2" ht="0"><c r="C2"><v>5</v></c>',
    '<c r="B1"><v>5</v></c></row><row r="2"/></row><row r="3">',
    '<c r="B1"><v>5</v></c></row>\n<row r="2">',
]


@pytest.mark.parametrize("cells", UNUSUAL)
def test_whatever_is_unusual_is_not_scanned(cells: str) -> None:
    assert scan(sheet_xml(book(), ROWS.format('<c r="B1"><v>5</v></c>'))) is not None
    assert scan(sheet_xml(book(), ROWS.format(cells))) is None


@pytest.mark.parametrize(
    "around",
    [
        '<mergeCells><mergeCell ref="B2:A1"/></mergeCells>',
        '<mergeCells><mergeCell ref="#REF!"/></mergeCells>',
        "<sheetData/>",
        "<!-- -->",
        '<cols><col min="1" max="1" hidden="1"/></cols>',
        '<cols><col min="1" max="1" width="0"/></cols>',
        '<sheetFormatPr zeroHeight="1"/>',
        '<extLst><mergeCell ref="A1:B1"/></extLst>',
        "</worksheet><worksheet>",
        "<a:b/>",
    ],
)
def test_unusual_surroundings_are_not_scanned(around: str) -> None:
    assert scan(sheet_xml(book(), ROWS.format(""), "<pageMargins/>")) is not None
    assert scan(sheet_xml(book(), ROWS.format(""), around)) is None


def test_a_text_is_unescaped_once_and_keeps_its_blanks_and_runs() -> None:
    data = book()
    items = (
        "<si><t>_x005F_x000D_</t></si><si><t>a_x000D_b</t></si><si><t> a </t></si>"
        "<si><r><t>红</t></r><r><rPr><b/></rPr><t> 黑</t></r><rPh sb='0' eb='1'><t>x</t></rPh></si>"
        "<si><t>甲</t><phoneticPr fontId='1'/></si><si><t>_xD83D__xDE00_</t></si><si/>"
    )
    head = part(data, SHARED).decode().partition("<si>")[0]
    data = with_part(data, SHARED, f"{head}{items}</sst>".encode())
    cells = "".join(f'<c r="{"ABCDEFG"[at]}1" t="s"><v>{at}</v></c>' for at in range(7))
    data = sheet_xml(data, f'<row r="1">{cells}</row>')
    scanned = scan(data)
    assert scanned is not None
    assert list(scanned.sheets[0].texts.values()) == [
         "_x000D_", "a\rb", " a ", "红 黑", "甲", "😀"
    ]  # fmt: skip
    assert grids(scanned) == read_fully(data)


def test_values_under_a_merged_range_are_kept() -> None:
    rows = ROWS.format('<c r="B1"><v>5</v></c>')
    data = sheet_xml(book(), rows, '<mergeCells><mergeCell ref="A1:C1"/></mergeCells>')
    (grid,) = agreed(data)
    assert grid.cells[1, 2] == Cell("5", CellKind.NUMBER, 5)


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ('<c><v>7</v></c><c t="b"><v>1</v></c>', {(1, 2): "7", (1, 3): "TRUE"}),
        ('<c r="B1"><v>1e999</v></c>', {(1, 2): "#NUM!"}),
        ('<c r="B1"><v>1,234</v></c>', {(1, 2): "1,234"}),
        ('<c r="B1" t="e"><f>A1</f><v>#REF!</v></c>', {(1, 2): "#REF!"}),
        ('<c r="B1" t="d"><v>2024-01-15</v></c>', {(1, 2): "2024-01-15"}),
        ('<c r="XFD1"><v>3</v></c>', {(1, 16384): "3"}),
        ('<c r="B1"><f t="shared" ref="B1:B2" si="0">A1+1</f></c></row><row r="2"><c r="B2">'
         '<f t="shared" si="0"/></c>', {(1, 2): "=A1+1", (2, 2): "=A2+1"}),
        ('<c r="B1" t="inlineStr"><is><r><t>甲 </t></r><rPh><t>x</t></rPh><r><t>乙</t></r></is></c>',
         {(1, 2): "甲 乙"}),
    ],
)  # fmt: skip
def test_the_full_reader_reads_every_kind_of_cell(cells: str, expected: dict[Any, str]) -> None:
    (grid,) = read_fully(sheet_xml(book(), ROWS.format(cells)))
    found = {place: cell.text for place, cell in grid.cells.items() if place != (1, 1)}
    assert found == expected


def test_dates_that_chinese_excel_names_by_number_alone_are_dates() -> None:
    data = book()
    styles = part(data, "xl/styles.xml").replace(b'<xf numFmtId="0"', b'<xf numFmtId="31"')
    data = sheet_xml(
        with_part(data, "xl/styles.xml", styles), ROWS.format('<c r="B1"><v>45306</v></c>')
    )
    assert scan(data) is None
    assert read_fully(data)[0].cells[1, 2] == Cell("2024-01-15", CellKind.DATE)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_strict_and_prefixed_files_in_any_encoding_are_read(encoding: str) -> None:
    content = (
        f'<?xml version="1.0" encoding="{encoding}"?>'
        '<x:worksheet xmlns:x="http://purl.oclc.org/ooxml/spreadsheetml/main"><x:sheetData>'
        '<x:row r="1"><x:c r="A1" t="inlineStr"><x:is><x:t>规章</x:t></x:is></x:c>'
        '<x:c r="B1"><x:v>12</x:v></x:c></x:row></x:sheetData></x:worksheet>'
    )
    data = with_part(book(), SHEET, content.encode(encoding))
    assert scan(data) is None
    (grid,) = read_fully(data)
    assert {place: cell.text for place, cell in grid.cells.items()} == {
        (1, 1): "规章",
        (1, 2): "12",
    }


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="1"><c r="A1"><v>5</v></c><c r="A1"><v>6</v></c></row>',
        '<row r="1"><c r="A1" t="s"><v>99</v></c></row>',
        '<!DOCTYPE x><row r="1"/>',
    ],
)
def test_cells_that_contradict_and_document_types_are_refused(rows: str) -> None:
    with pytest.raises(Unreadable):
        read_fully(sheet_xml(book(), rows))


def test_too_many_cells_end_the_reading_early() -> None:
    row = "".join(f'<c r="{letter}1" s="0"/>' for letter in "ABCDEFGH")
    data = sheet_xml(book(), f'<row r="1">{row}</row>' * 10_000)
    with pytest.raises(Unreadable, match="too many cells"):
        read_fully(data, cells=1000)


def test_more_rows_than_a_sheet_can_have_end_the_reading_early() -> None:
    with pytest.raises(Unreadable, match="too many cells"):
        read_fully(sheet_xml(book(), '<row r="1"/>' * 1_100_000))


@example("A1")
@given(st.from_regex(r"[A-Z]{1,2}[1-9][0-9]{0,4}", fullmatch=True))
def test_only_cells_that_exist_are_told(address: str) -> None:
    row = address.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    data = sheet_xml(book(), f'<row r="{row}"><c r="{address}"><v>5</v></c></row>')
    scanned = scan(data)
    assert scanned is not None
    assert scanned.sheets[0].numbers == {address: "5"}
    assert grids(scanned) == read_fully(data)


def test_blank_texts_are_left_out() -> None:
    data = book(lambda _made, sheet: sheet.write_string(3, 0, "  "))
    scanned = scan(data)
    assert scanned is not None
    assert list(scanned.sheets[0].texts) == ["A1", "B1"]
