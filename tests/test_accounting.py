"""Every number is accounted for: read, declared to be none, or named with its cell."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from hcstats.cell_addresses import address
from hcstats.forms.load import all_forms, form_ids, load_form
from hcstats.layout.accounting import is_number
from hcstats.layout.places import ranges
from hcstats.layout.recognise import Recognition, recognise
from hcstats.layout.skeleton import skeleton_of
from hcstats.model import Cell, CellKind, Grid, Position
from samples.drawing import distort
from samples.drawing.book import random_book
from tests.build import grid, recognition
from tests.drawn import grids_of

HABITS = (
    distort.serial_column,
    distort.local_rows,
    distort.signatures,
    distort.notes_below,
    distort.remark_column,
    distort.blank_rows,
)


def numbers_in(grids: list[Grid]) -> int:
    """Cells with numbers, counted without the plan."""
    return sum(is_number(one.cells[place]) for one in grids for place in skeleton_of(one).occupied)


def unclaimed(found: Recognition) -> Iterator[str]:
    """What the remarks about unclaimed numbers say of their cells."""
    every = [*found.remarks, *(r for one in found.submissions for r in one.remarks)]
    for remark in every:
        if remark.rule in ("number.unclaimed", "sheet.extra"):
            yield str(dict(remark.message.params)["cells"])


def holds(shown: str, place: Position) -> bool:
    """Whether an address is in a list of cells and ranges."""
    for part in shown.split("、"):
        first, _, last = part.partition(":")
        top, left = position_of(first)
        bottom, right = position_of(last or first)
        if top <= place[0] <= bottom and left <= place[1] <= right:
            return True
    return False


def position_of(cell: str) -> Position:
    letters, digits = re.fullmatch(r"([A-Z]+)(\d+)", cell).groups()  # type: ignore[union-attr]
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return int(digits), column


@given(st.sampled_from(form_ids()), st.integers(0, 10**6), st.sets(st.sampled_from(HABITS)))
def test_claimed_declared_and_unclaimed_are_all_numbers(
    form_id: str, seed: int, habits: set[distort.Habit]
) -> None:
    book = random_book(load_form(form_id), seed, "甲局", "2023")
    chance = random.Random(seed)
    for habit in sorted(habits, key=lambda one: one.__name__):
        habit(book, chance)
    grids = grids_of(book)
    found = recognise(grids, (load_form(form_id),))
    assert found.numbers.all == numbers_in(grids)
    assert bool(found.numbers.unclaimed) == bool(list(unclaimed(found)))


@given(
    st.sampled_from(form_ids()),
    st.integers(0, 10**6),
    st.integers(1, 70),
    st.integers(1, 16),
)
def test_a_stray_number_is_claimed_or_declared_or_named_with_its_cell(
    form_id: str, seed: int, row: int, column: int
) -> None:
    grids = grids_of(random_book(load_form(form_id), seed, "甲局", "2023"))
    first, place = grids[0], (row, column)
    covered = skeleton_of(first).anchors
    if place in first.cells or place in covered:
        return
    before = recognise(grids, (load_form(form_id),))
    stray = Cell("4711", CellKind.NUMBER, 4711)
    changed = [replace(first, cells={**first.cells, place: stray}), *grids[1:]]
    after = recognise(changed, (load_form(form_id),))
    assert after.numbers.all == before.numbers.all + 1
    if after.numbers.unclaimed > before.numbers.unclaimed:
        assert any(holds(shown, place) for shown in unclaimed(after))


def test_a_number_beside_the_table_is_named() -> None:
    book = random_book(load_form("national/2021"), 3, "甲局", "2023")
    (first, *rest) = grids_of(book)
    place = (max(row for row, _ in first.cells) + 3, 2)
    cells = {**first.cells, place: Cell("88", CellKind.NUMBER, 88)}
    found = recognise([replace(first, cells=cells), *rest], all_forms())
    assert found.numbers.unclaimed == 1
    assert list(unclaimed(found)) == [f"B{place[0]}"]


def test_a_sheet_without_a_table_of_the_form_is_named_with_its_cells() -> None:
    book = grids_of(random_book(load_form("national/2021"), 3, "甲局", "2023"))
    other = grid("本地补充 | 数 \n 走访 | 7 \n 约谈 | 8", name="补充")
    found = recognise([*book, other], all_forms())
    assert found.numbers.unclaimed == 2
    assert [one.rule for one in found.remarks] == ["sheet.extra"]
    assert list(unclaimed(found)) == ["B2、B3"]


WIDE = """
序号 | 单位名称 | 年度 | 行政许可 | 行政处罚 | 行政强制 | 自设指标
1 | 甲局 | 2023 | 12 | 3 | 0 | 5
2 | 乙局 | 2023 | 5 | / | 1 | 6
  | 合计 | | 17 | 3 | 1 | 11
  |      | | 99 | | |
"""


def test_in_a_plain_table_what_is_under_no_item_or_beside_no_unit_is_seen() -> None:
    found = recognition(grid(WIDE))
    numbers = found.numbers
    # 6 figures (a dash is none); 2 serials, 2 years, 3 of an unknown column, 3 sums; the 99.
    assert (numbers.claimed, numbers.declared, numbers.unclaimed) == (5, 10, 1)
    assert list(unclaimed(found)) == ["D5"]
    assert [one.rule for one in found.remarks] == ["label.extra", "number.unclaimed"]


def test_cells_are_named_as_ranges_and_many_as_the_area_that_they_span() -> None:
    assert ranges(Grid("", {}), [(2, 2), (2, 3), (2, 4), (3, 2)]) == "B2:D2、B3"
    assert ranges(Grid("", {}), [(row, 2) for row in range(1, 9)]) == "B1:B8"


def test_a_year_like_number_without_a_unit_is_no_year() -> None:
    found = recognition(grid(WIDE + "  |      | | 2012 | 1999 | 2050 |\n"))
    assert found.numbers.unclaimed == 4
    assert "D6:F6" in list(unclaimed(found))


def test_a_number_beside_a_label_that_only_contains_such_a_word_is_seen() -> None:
    book = random_book(load_form("national/2021"), 3, "甲局", "2023")
    (first, *rest) = grids_of(book)
    row = max(row for row, _ in first.cells) + 2
    column = max(column for _, column in first.cells) + 1
    cells = {
        **first.cells,
        (row, 1): Cell("本年度其他许可"),
        (row, column): Cell("88", CellKind.NUMBER, 88),
    }
    found = recognise([replace(first, cells=cells), *rest], all_forms())
    assert list(unclaimed(found)) == [address((row, column))]
    phone = {**cells, (row, 1): Cell("联系电话：")}
    found = recognise([replace(first, cells=phone), *rest], all_forms())
    assert list(unclaimed(found)) == []
