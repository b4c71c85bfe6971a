"""Whose a submission is and for which year: the content first, then the names."""

from __future__ import annotations

from pathlib import Path

import pytest

from hcstats.forms.load import form_ids, load_form
from hcstats.layout.identity import years_in
from hcstats.readers.input_files import InputFile
from hcstats.submissions import Settings, take_file
from hcstats.templates.book import write_template
from hcstats.templates.filling import Filling
from hcstats.units import Register, Unit
from hcstats.units.listing import load_register
from tests.build import take

REGISTER = Register(
    [
        *load_register(Path(__file__).parent / "data" / "units-hechi.csv").units,
        Unit("D1", "河池市教育局", (), "department", "451200"),
        Unit("D2", "河池市民政局", (), "department", "451200"),
        Unit("C1", "南丹县教育局", (), "department", "451221"),
    ]
)
LIST = "统计指标,单位,统计数\n政府公报公开信息,条,5\n新闻发布会,场,3\n培训会,次,1\n"


def sent(
    tmp_path: Path, name: str, head: str = "", register: Register = REGISTER
) -> tuple[str, str, list[str]]:
    path = tmp_path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(head + LIST, encoding="utf-8")
    settings = Settings((load_form("hechi/2018"),), register, {})
    taken = take_file(InputFile(path, name), settings)
    one = taken.submissions[0]
    rules = [p.rule for p in taken.problems if p.rule.startswith(("unit", "period"))]
    return one.unit_code or one.unit, one.period, rules


@pytest.mark.parametrize(
    ("name", "head", "wanted"),
    [
        ("a.csv", "填报单位：河池市教育局\n", ("D1", "", [])),
        ("a.csv", "填报单位,市教育局\n", ("D1", "", [])),
        ("a.csv", "单位名称：南丹县教育局（盖章）\n", ("C1", "", [])),
        ("a.csv", "河池市教育局2018年政府信息公开工作情况统计表\n", ("D1", "2018", [])),
        ("a.csv", "河池市教育局政府信息公开情况统计表\n（2018年度）\n", ("D1", "2018", [])),
        ("2018/河池市教育局.csv", "", ("D1", "2018", [])),
        ("南丹县/教育局2018.csv", "", ("C1", "2018", [])),
        ("附件2 市教育局（2018年）.csv", "", ("D1", "2018", [])),
        ("a.csv", "填报单位：教育局\n", ("D1", "", ["unit.guessed"])),
        ("南丹县/a.csv", "填报单位：教育局\n", ("C1", "", [])),
        ("市民政局.csv", "填报单位：市教育局\n", ("D1", "", ["unit.conflict"])),
        ("河池市/教育局.csv", "填报单位：市教育局\n", ("D1", "", [])),
        ("a.csv", "填报单位：火星局\n", ("火星局", "", ["unit.unknown"])),
        ("a.csv", "", ("", "", ["unit.missing"])),
        ("市教育局2017.csv", "2018年政府信息公开情况统计表\n", ("D1", "2018", ["period.conflict"])),
        ("市教育局.csv", "2018年1月1日至2018年12月31日\n", ("D1", "2018", [])),
        ("市教育局.csv", "填报日期：2019年1月15日\n", ("D1", "", [])),
        ("市教育局20190115.csv", "", ("D1", "", [])),
        ("宜州市.csv", "填报单位：宜州市\n2018年度统计表\n", ("451203", "2018", ["unit.former"])),
        ("a.csv", "天峨县水利局2018年统计表\n", ("", "2018", ["unit.missing"])),
    ],
)
def test_unit_and_year(
    tmp_path: Path, name: str, head: str, wanted: tuple[str, str, list[str]]
) -> None:
    assert sent(tmp_path, name, head) == wanted


@pytest.mark.parametrize(
    ("name", "head", "unit"),
    [
        ("a.csv", "填报单位：甲局\n", "甲局"),
        ("甲局2018年政府信息公开统计表.csv", "", "甲局"),
        ("a.csv", "甲乙局2018年政府信息公开情况统计表\n", "甲乙局"),
    ],
)
def test_without_a_list_the_name_is_the_unit(
    tmp_path: Path, name: str, head: str, unit: str
) -> None:
    assert sent(tmp_path, name, head, Register.empty())[0] == unit


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("2018年政府信息公开工作年度报告", ["2018"]),
        ("二〇一八年度报告", ["2018"]),
        ("（2018年度）", ["2018"]),
        ("2018年1月1日至2018年12月31日", ["2018"]),
        ("2018年1月1日至12月30日", ["2018"]),
        ("填报日期：2019年1月15日", []),
        ("国办公开办函〔2021〕30号", []),
        ("电话20181234", []),
    ],
)
def test_years_are_told_from_dates_and_other_digits(text: str, years: list[str]) -> None:
    assert [year for _, year in years_in(text)] == years


def test_a_statement_of_scope_is_heard(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("填报单位：南丹县\n统计范围：全县\n" + LIST, encoding="utf-8")
    assert take(path, REGISTER).submissions[0].covers_subordinates
    path.write_text("填报单位：南丹县\n统计范围：本级\n" + LIST, encoding="utf-8")
    assert not take(path, REGISTER).submissions[0].covers_subordinates


@pytest.mark.parametrize("form_id", form_ids())
def test_neither_a_forms_own_title_nor_an_ordinal_is_a_units_name(
    form_id: str, tmp_path: Path
) -> None:
    path = tmp_path / "1.xlsx"
    write_template(path, load_form(form_id), Filling())
    taken = take(path)
    assert [one.unit for one in taken.submissions] == [""]
    assert "unit.missing" in {one.rule for one in taken.problems}
