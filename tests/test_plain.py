"""Plain tables: one row a unit, or one row a unit and item, by labels or keys."""

from __future__ import annotations

import pytest

from hcstats.forms.load import load_form
from hcstats.layout.plain_heads import item_named
from hcstats.layout.vocabulary import vocabulary
from tests.build import grid, recognition, values

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
    assert [one.rule for one in found.remarks] == ["label.extra"]
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
