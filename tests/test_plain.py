"""Plain tables: one row a unit, or one row a unit and item, by labels or keys."""

from __future__ import annotations

import csv
import random
from dataclasses import replace
from pathlib import Path

import pytest

from hcstats.forms.definition import Form
from hcstats.forms.load import form_ids, load_form
from hcstats.item_labels import item_label
from hcstats.layout.numerals import write_numeral
from hcstats.layout.plain_heads import item_named
from hcstats.layout.vocabulary import vocabulary
from hcstats.model import Merge, Severity
from samples.drawing.canvas import Entry
from samples.drawing.figures import consistent
from tests.build import grid, recognition, take, values

WIDE = """
单位名称 | 年度 | 行政许可 | 行政处罚 | 行政强制 | 行政事业性收费（元）
甲局 | 2023 | 12 | 3 | 无 | 15000
乙局 | 2023 | 约5 | / |  | 0
合计 | | 17 | 3 | 0 | 15000
"""


def test_one_row_a_unit() -> None:
    found = recognition(grid(WIDE))
    assert [one.units[0].value for one in found.submissions] == ["甲局", "乙局"]
    first, second = map(values, found.submissions)
    assert first["art20_5.licensing"] == 12
    assert str(first["art20_8.administrative_fees"]) == "1.5"
    assert second["art20_6.penalty"] == "not_applicable"
    assert second["art20_6.coercion"] == "blank"
    assert [one.rule for one in found.remarks] == []
    assert {said.value for one in found.submissions for said in one.years} == {"2023"}


LONG = """
单位 | 指标 | 数值
甲局 | 行政许可 | 12
甲局 | art20_6.penalty | 3
乙局 | 规章 / 现行有效件数 | 0
乙局 | 予以公开/自然人 | 7
乙局 | 没有的指标 | 1
"""


def test_one_row_a_unit_and_item_by_labels_or_keys() -> None:
    found = recognition(grid(LONG))
    assert [one.units[0].value for one in found.submissions] == ["甲局", "乙局"]
    assert values(found.submissions[0]) == {"art20_5.licensing": 12, "art20_6.penalty": 3}
    assert values(found.submissions[1]) == {
        "art20_1.regulations.in_force": 0,
        "requests.granted.natural_person": 7,
    }
    assert "label.extra" in [one.rule for one in found.remarks]


def test_a_heading_that_only_resembles_a_label_is_asked_about() -> None:
    found = recognition(grid(WIDE.replace("行政强制", "行政强制数")))
    assert "label.near" in [one.rule for one in found.remarks]
    assert "art20_6.coercion" not in values(found.submissions[0])


def test_money_under_a_label_needs_its_unit_and_under_a_key_has_the_forms() -> None:
    key = "art20_9.central_procurement.amount"
    for heading, wanted in (
        ("政府集中采购 / 采购总金额", "unreadable"),
        ("政府集中采购 / 采购总金额（万元）", 35_000),
        (key, "3.5"),
    ):
        table = f"单位名称 | 行政许可 / 上一年项目数量 | 行政处罚 / 上一年项目数量 | {heading}\n甲局 | 1 | 2 | 3.5"
        found = values(recognition(grid(table)).submissions[0])
        assert str(found[key]) == str(wanted)


def test_a_form_with_units_of_measurement_is_no_plain_table() -> None:
    table = (
        "统计指标 | 单位 | 统计数\n政府公报公开信息 | 条 | 5\n新闻发布会 | 场 | 3\n培训会 | 次 | 1"
    )
    found = recognition(grid(table), form="hechi/2018")
    assert len(found.submissions) == 1
    assert values(found.submissions[0])["active.channel_gazette"] == 5


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("requests.granted.total", "requests.granted.total"),
        ("（一）予以公开／总计", "requests.granted.total"),
        ("总计/予以公开", "requests.granted.total"),
        ("行政许可", "art20_5.licensing"),
        ("予以公开", ""),
        ("总计", ""),
        ("requests.granted", ""),
    ],
)
def test_a_heading_names_an_item_only_if_it_can_mean_no_other(text: str, key: str) -> None:
    assert item_named(vocabulary(load_form("national/2021")), text) == key


UNITS = 40


@pytest.mark.parametrize("form_id", form_ids())
@pytest.mark.parametrize("headings", ["keys", "labels"])
@pytest.mark.parametrize("shape", ["wide", "long"])
def test_a_whole_collection_in_one_plain_table(
    form_id: str, headings: str, shape: str, tmp_path: Path
) -> None:
    form = load_form(form_id)
    names = {
        key: key if headings == "keys" else item_label(form, item).text
        for key, item in form.items.items()
        if headings == "keys" or item_named(vocabulary(form), item_label(form, item).text) == key
    }
    year = str(form.first_year)
    truth = {
        f"单位{write_numeral(number)}局": consistent(form, random.Random(number))
        for number in range(1, UNITS + 1)
    }
    rows: list[list[object]]
    if shape == "wide":
        rows = [["单位名称", "年度", *(_with_unit(form, names, key) for key in names)]]
        rows += [[u, year, *(_spelt(one[key]) for key in names)] for u, one in truth.items()]
    else:
        rows = [["单位名称", "年度", "指标", "数值"]]
        rows += [
            [unit, year, names[key], _spelt(one[key]) + _suffix(form, key, one[key])]
            for unit, one in truth.items()
            for key in names
        ]
    path = tmp_path / "a.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(rows)
    taken = take(path)
    found = {
        s.unit: {f.key: (f.value, f.approximate) for f in s.figures} for s in taken.submissions
    }
    wanted = {
        unit: {key: (one[key].value, one[key].approximate) for key in names}
        for unit, one in truth.items()
    }
    assert found == wanted
    assert len(names) >= 0.9 * len(form.items) or headings == "labels"
    severe = [p.rule for p in taken.problems if p.severity is not Severity.INFO]
    assert set(severe) <= {"table.missing"}


def _spelt(entry: Entry) -> str:
    return f"{'约' if entry.approximate else ''}{entry.value}"


def _with_unit(form: Form, names: dict[str, str], key: str) -> str:
    """A heading with the unit of money where the form needs it said."""
    return names[key] + ("（元）" if form.items[key].unit == "元" and "." not in names[key] else "")


def _suffix(form: Form, key: str, entry: Entry) -> str:
    return "元" if form.items[key].unit == "元" and entry.value else ""


HEAD = "单位名称 | 行政许可 | 行政处罚 | 行政强制\n"


@pytest.mark.parametrize(
    "word",
    ["合计", "全县合计", "合计数", "本级合计", "全市总计", "合计（全县）", "市直小计", "Total"],
)
def test_a_row_of_sums_is_no_unit_whatever_its_word(word: str) -> None:
    found = recognition(grid(f"{HEAD}甲局 | 12 | 3 | 1\n乙局 | 5 | 2 | 1\n{word} | 17 | 5 | 2\n"))
    assert [one.units[0].value for one in found.submissions] == ["甲局", "乙局"]
    assert [(row.units, len(row.figures)) for row in found.sums] == [(range(2), 3)]


@pytest.mark.parametrize("front", ["合计 |", "| 合计", "3 | 合计"])
def test_the_word_of_a_sum_may_stand_anywhere_in_front(front: str) -> None:
    table = (
        f"单位代码 | {HEAD}01 | 甲局 | 12 | 3 | 1\n02 | 乙局 | 5 | 2 | 1\n{front} | 17 | 5 | 2\n"
    )
    found = recognition(grid(table))
    assert len(found.submissions) == 2
    assert len(found.sums) == 1


def test_several_sums_are_each_over_their_own_section() -> None:
    rows = "甲局 | 1 | 0 | 0\n乙局 | 2 | 0 | 0\n本级合计 | 3 | 0 | 0\n丙县 | 4 | 0 | 0\n"
    rows += "县区合计 | 4 | 0 | 0\n总计 | 7 | 0 | 0\n"
    found = recognition(grid(HEAD + rows))
    assert [row.units for row in found.sums] == [range(2), range(2, 3), range(3)]


@pytest.mark.parametrize(
    "note", ["填表人：张三", "注：以上不含涉密", "审核：李四", "说明 数据截至年底"]
)
def test_a_signature_below_is_no_unit(note: str) -> None:
    found = recognition(grid(f"{HEAD}甲局 | 12 | 3 | 1\n{note} | | |\n"))
    assert [one.units[0].value for one in found.submissions] == ["甲局"]


def test_a_name_merged_over_rows_is_each_rows() -> None:
    table = "单位 | 指标 | 数值\n甲局 | 行政许可 | 12\n | 行政处罚 | 2015\n"
    found = recognition(grid(table, merges=[Merge(2, 1, 3, 1)]))
    assert values(found.submissions[0]) == {"art20_5.licensing": 12, "art20_6.penalty": 2015}


def test_hidden_rows_are_said_to_be_hidden() -> None:
    drawn = grid(f"{HEAD}甲局 | 12 | 3 | 1\n乙局 | 5 | 2 | 1\n")
    found = recognition(replace(drawn, hidden_rows=frozenset({3})))
    assert [one.rule for one in found.remarks if one.rule == "cell.hidden"] == ["cell.hidden"]


def test_what_is_wrong_with_a_units_cell_is_the_units() -> None:
    found = recognition(grid(f"{HEAD}甲局 | 5或6 | 3 | 1\n乙局 | 5 | 2 | 1\n"))
    assert [[r.rule for r in one.remarks if r.cell] for one in found.submissions] == [
        ["number.unreadable"],
        [],
    ]
