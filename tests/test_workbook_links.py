"""The workbook's totals lead to the figures that they are the sum of."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from hcstats import writers
from hcstats.model import Origin
from hcstats.sources import sources
from tests.sample_outcome import outcome_of


def book_of(name: str, path: Path) -> Any:
    outcome, form = outcome_of(name)
    writers.write_outcome(path / "a.xlsx", outcome, form, "zh")
    return openpyxl.load_workbook(path / "a.xlsx", data_only=True)


def numbers_behind(book: Any, cell: Any) -> list[Decimal]:
    """The numbers in the range that a cell leads to."""
    sheet, _, place = cell.hyperlink.location.rpartition("!")
    found = book[sheet.strip("'")][place]
    rows = found if isinstance(found, tuple) else ((found,),)
    return [Decimal(str(one.value)) for (one,) in rows if one.value is not None]


@pytest.mark.parametrize("name", ["hechi-2018", "national-2021"])
def test_every_total_leads_to_figures_that_add_up_to_it(name: str, tmp_path: Path) -> None:
    book = book_of(name, tmp_path)
    numbers = [
        cell
        for row in book["汇总"].iter_rows()
        for cell in row
        if isinstance(cell.value, int | float)
    ]
    outcome, form = outcome_of(name)
    valued = [one for one in (*outcome.totals, *outcome.groups) if one.amount.value is not None]
    both = len({one.group for one in outcome.groups if one.units}) == 2
    assert len(numbers) == len([one for one in valued if both or one.group == "all"])
    for cell in numbers:
        assert sum(numbers_behind(book, cell)) == Decimal(str(cell.value)), cell.coordinate
        assert cell.data_type == "n"
    assert form.items


def test_every_figure_of_a_unit_leads_to_its_line(tmp_path: Path) -> None:
    book = book_of("hechi-2018", tmp_path)
    outcome, form = outcome_of("hechi-2018")
    sheet = book["分单位"]
    linked = 0
    for row in sheet.iter_rows(min_row=4):
        for item, cell in zip(form.printed, row[2:], strict=False):
            if cell.hyperlink:
                linked += 1
                line = book["来源"][cell.hyperlink.location.rpartition("E")[2]]
                assert [one.value for one in line[1:3]] == [row[1].value, item.key]
                assert line[4].value == cell.value
    assert linked == sum(one.amount.value is not None for one in outcome.by_unit)


def test_figures_of_one_total_stand_together_and_what_is_not_counted_after_them() -> None:
    outcome, form = outcome_of("national-2021")
    found = sources(outcome, form)
    assert len(found.table.rows) == len(outcome.figures)
    key = "requests.granted.total"
    block = found.blocks[Origin("all", key)]
    rows = found.table.rows
    assert {rows[place][2] for place in block} == {key}
    assert len(block) == sum(one.key == key for one in outcome.by_unit)
    assert rows[block.stop][2] == key
    assert rows[block.stop][1] == "云岭县公安局"
