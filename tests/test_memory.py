"""A remembered layout says exactly what recognition in full would say, or nothing at all."""

from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hcstats.forms.load import all_forms
from hcstats.layout.marker import without_aids
from hcstats.layout.memory import Memory, told
from hcstats.layout.recognise import Recognised, Recognition, recognise
from hcstats.model import Figure, FigureRow, Grid, Whose
from hcstats.readers.ooxml.cells import NUMBER, SHARED, cell_mark
from hcstats.readers.ooxml.layout import layout_of
from hcstats.readers.ooxml.scanner import Sheet, scan
from hcstats.readers.scanned import number_cell, sheet_grid

FORMS = all_forms()
WHOSE = Whose("", "", "", "a.xlsx")
BOOKS = ["samples/national-2021", "samples/hechi-2018", "samples/national-2021-last-year"]
NUMBERS = ["0", "7", "123456", "12.5", "0.1", "1E3", "5.0", "-3", "2023", "99999999999999", "1E+20"]
VALUES = [
    "12件",
    "约30",
    "无",
    "/",
    "—",
    "3、4",
    "12 ",
    "不适用",
    "一百二十",
    "1,234",
    "0012",
    "5万元",
]
NAMES = [
    "填报单位：天峨县教育局",
    "河池市民政局2023年政府信息公开统计表",
    "统计年度：2022年",
    "填报人：王五 电话：0778-2280001",
]
LABELS = [
    "总计",
    "其他",
    "予以公开",
    "单位",
    "备注",
    "说明：全市",
    "规章",
    "自然人",
    "不予公开类",
    "校验（自动）",
    "合计",
    "序号",
]


def books() -> list[tuple[Sheet, ...]]:
    """The plain workbooks of the samples, scanned."""
    files = [path for folder in BOOKS for path in sorted(Path(folder).rglob("*.xlsx"))]
    found = [scan(path.read_bytes()) for path in files]
    return [one.sheets for one in found if one is not None]


BOOK = st.sampled_from(books())


def memory() -> Memory[Sheet]:
    return Memory(FORMS, {}, sheet_grid, number_cell)


def in_full(sheets: Sequence[Sheet]) -> tuple[Recognition, bool]:
    """What recognition finds, and whether nothing had to be taken out before."""
    grids: tuple[Grid, ...] = tuple(map(sheet_grid, sheets))
    kept, marker = without_aids(grids)
    filled = tuple(one for one in grids if one.cells)
    return recognise(kept, FORMS, {}, ""), marker is None and kept == filled


def taught(sheets: Sequence[Sheet]) -> Memory[Sheet]:
    known = memory()
    recognition, same = in_full(sheets)
    known.learn(sheets, recognition if same else None)
    return known


def figures_of(recognised: Recognised) -> tuple[Figure, ...]:
    form = recognised.form
    return tuple(
        Figure(
            form.form,
            form.edition,
            "",
            "",
            "",
            f.key,
            f.value,
            f.status,
            f.approximate,
            "a.xlsx",
            f.sheet,
            f.cell,
            f.text,
        )
        for f in recognised.figures
    )


def assert_same(known: Memory[Sheet], sheets: Sequence[Sheet]) -> bool:
    """Whether the layout was known; if so, that it gave what recognition gives."""
    found = known.read(sheets)
    if found is None:
        return False
    recognition, same = in_full(sheets)
    assert same
    assert len(recognition.submissions) == 1
    assert not recognition.remarks
    (wanted,) = recognition.submissions
    row = FigureRow(found.layout, WHOSE, found.numbers, found.odd)
    assert tuple(row) == figures_of(wanted)
    own = told(found)
    assert own.remarks == wanted.remarks
    assert (own.form.id, own.units, own.titles, own.years) == (
        wanted.form.id,
        wanted.units,
        wanted.titles,
        wanted.years,
    )
    assert (own.covers, own.sheets, own.local_rows) == (
        wanted.covers,
        wanted.sheets,
        wanted.local_rows,
    )
    assert found.counts == recognition.numbers
    assert not recognition.undecided
    return True


@pytest.mark.parametrize("folder", BOOKS)
def test_most_workbooks_of_a_sample_are_known_after_the_first(folder: str) -> None:
    files = sorted(Path(folder).rglob("*.xlsx"))
    plain = [one.sheets for path in files if (one := scan(path.read_bytes())) is not None]
    known = memory()
    hits = 0
    for sheets in plain:
        if assert_same(known, sheets):
            hits += 1
            continue
        recognition, same = in_full(sheets)
        known.learn(sheets, recognition if same else None)
        assert_same(known, sheets)
    assert hits or len(plain) < 2


def cells_of(sheet: Sheet) -> list[str]:
    return [*sheet.texts, *sheet.numbers]


@st.composite
def altered(draw: st.DrawFn, sheets: Sequence[Sheet]) -> tuple[Sheet, ...]:
    """The workbook as another unit might have filled it in, or spoilt it."""
    made = []
    for sheet in sheets:
        texts, numbers = dict(sheet.texts), dict(sheet.numbers)
        for cell in draw(st.lists(st.sampled_from(sorted(numbers) or ["A1"]), max_size=12)):
            numbers.pop(cell, None)
        for row in draw(st.lists(st.integers(4, 30), max_size=2)):
            numbers = {
                cell: raw
                for cell, raw in numbers.items()
                if cell.lstrip("ABCDEFGHIJKLMNOP") != str(row)
            }
        for cell in draw(st.lists(st.sampled_from(sorted(numbers) or ["A1"]), max_size=4)):
            numbers[cell] = draw(st.sampled_from(NUMBERS))
        for cell in draw(st.lists(st.sampled_from(sorted(sheet.numbers) or ["A1"]), max_size=2)):
            numbers.pop(cell, None)
            texts[cell] = draw(st.sampled_from(VALUES))
        for cell in draw(st.lists(st.sampled_from(sorted(sheet.texts) or ["A1"]), max_size=2)):
            texts[cell] = draw(st.sampled_from(NAMES + LABELS))
        for _ in range(draw(st.integers(0, 1))):
            cell = f"{draw(st.sampled_from('ABCDEFGHKZ'))}{draw(st.integers(1, 45))}"
            if cell not in texts and cell not in numbers:
                numbers[cell] = draw(st.sampled_from(NUMBERS))
        order = sorted(
            texts, key=lambda cell: (int(cell.lstrip("ABCDEFGHIJKLMNOPZ")), len(cell), cell)
        )
        made.append(
            sheet_of(sheet.name, {c: texts[c] for c in order}, numbers, sheet.numbers, sheet.merges)
        )
    return tuple(made)


def sheet_of(
    name: str,
    texts: dict[str, str],
    numbers: dict[str, str],
    places: Iterable[str],
    merges: tuple[str, ...],
) -> Sheet:
    """A sheet with these cells, and blank ones in the other places that are no text's."""
    blank = dict.fromkeys((place for place in places if place not in texts), "")
    held = {**blank, **numbers}
    cells = [cell_mark(0, 0, cell, SHARED) for cell in texts]
    cells += [cell_mark(0, 0, cell, NUMBER) for cell in held]
    layout = layout_of(tuple(cells))
    return Sheet(name, layout, list(texts.values()), list(held.values()), merges)


@settings(
    max_examples=80,
    deadline=None,
    suppress_health_check=[HealthCheck.data_too_large, HealthCheck.too_slow],
)
@given(st.data())
def test_whatever_is_filled_in_reads_the_same_as_in_full(data: st.DataObject) -> None:
    sheets = data.draw(BOOK)
    known = taught(sheets)
    for _ in range(2):
        other = data.draw(altered(sheets))
        assert_same(known, other)
        recognition, same = in_full(other)
        known.learn(other, recognition if same else None)
        assert_same(known, data.draw(altered(other)))
