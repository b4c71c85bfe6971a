"""The official tables of a report stand as the form prints them and hold the checked totals."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hcstats.forms.load import all_forms, load_form
from hcstats.model import Amount, Status
from hcstats.model.document import Bound, OfficialTable
from hcstats.model.grid import Position
from hcstats.report.official import UNSETTLED, official_tables
from tests.reports import constructed

FORMS = [form.id for form in all_forms()]
NAMES = {
    "national/2014": ["list"],
    "national/2019": ["art20", "requests", "review_litigation"],
    "national/2021": ["art20", "requests", "review_litigation"],
    "hechi/2018": ["list"],
}


def shown(table: OfficialTable, row: int) -> list[str]:
    """A row as a reader meets it: the cells that are not covered by a merge."""
    cells = ((place, cell) for place, cell in table.cells.items() if place[0] == row)
    return [cell.printed if isinstance(cell, Bound) else cell for _, cell in cells]


def places(table: OfficialTable) -> dict[str, Position]:
    return {cell.key: at for at, cell in table.cells.items() if isinstance(cell, Bound)}


@pytest.mark.parametrize("name", FORMS)
def test_every_item_stands_once_with_its_total(name: str) -> None:
    form = load_form(name)
    tables = official_tables(form, constructed(name))
    assert [table.name for table in tables] == NAMES[name]
    bound = [cell for t in tables for cell in t.cells.values() if isinstance(cell, Bound)]
    assert sorted(one.key for one in bound) == sorted(form.items)
    order = {key: place for place, key in enumerate(form.items, 1)}
    assert all(one.amount.value == order[one.key] for one in bound)
    assert all(one.printed == str(order[one.key]) and one.scope == "all" for one in bound)


@pytest.mark.parametrize("name", FORMS)
def test_cells_and_merges_cover_every_table_without_gap_or_overlap(name: str) -> None:
    for table in official_tables(load_form(name), constructed(name)):
        covered = [
            (row, column)
            for merge in table.merges
            for row in range(merge.first_row, merge.last_row + 1)
            for column in range(merge.first_column, merge.last_column + 1)
        ]
        corners = {(merge.first_row, merge.first_column) for merge in table.merges}
        single = [place for place in table.kinds if place not in corners]
        assert sorted([*covered, *single]) == [
            (row, column)
            for row in range(1, table.height + 1)
            for column in range(1, table.width + 1)
        ]


def test_the_matrix_of_requests_has_the_official_heads() -> None:
    _, requests, review = official_tables(load_form("national/2021"), constructed("national/2021"))
    assert shown(requests, 1)[1:] == ["申请人情况"]
    assert shown(requests, 2) == ["自然人", "法人或其他组织", "总计"]
    assert shown(requests, 3) == ["商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他"]
    assert requests.cells[6, 1] == "三、本年度办理结果"
    assert requests.cells[8, 2] == "（三）不予公开"
    assert shown(review, 1) == ["行政复议", "行政诉讼"]
    assert shown(review, 2)[5:] == ["未经复议直接起诉", "复议后起诉"]
    assert len(shown(review, 4)) == 15


def test_what_is_no_number_is_never_printed_as_one() -> None:
    outcome = constructed(
        "national/2021",
        art20_1_regulations_in_force=Amount(None, status=Status.BLANK),
        art20_5_licensing=Amount(None, status=Status.NOT_APPLICABLE),
        art20_6_penalty=Amount(None, status=Status.UNREADABLE),
        art20_6_coercion=Amount(5000, approximate=True),
    )
    table = official_tables(load_form("national/2021"), outcome)[0]
    printed = {c.key: c.printed for c in table.cells.values() if isinstance(c, Bound)}
    assert printed["art20_1.regulations.in_force"] == ""
    assert printed["art20_5.licensing"] == "—"
    assert printed["art20_6.penalty"] == UNSETTLED
    assert printed["art20_6.coercion"] == "约5000"


def test_a_total_that_lacks_a_unit_is_named_under_its_table() -> None:
    outcome = constructed("national/2021")
    partial = tuple(
        replace(total, partial=total.key.startswith("requests.granted."))
        for total in outcome.totals
    )
    art20, requests, _ = official_tables(
        load_form("national/2021"), replace(outcome, totals=partial)
    )
    assert requests.note == "注：“（一）予以公开”未含数据无法识别的单位。"
    assert art20.note == ""


def test_money_whose_unit_no_label_says_is_named_above_the_table() -> None:
    tables = official_tables(load_form("national/2019"), constructed("national/2019"))
    assert tables[0].caption == "金额单位：元"
    said = official_tables(load_form("national/2021"), constructed("national/2021"))
    assert said[0].caption == ""
