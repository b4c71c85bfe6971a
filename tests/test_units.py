"""Units: who is expected, and whom a name means."""

from __future__ import annotations

from pathlib import Path

import pytest

from hcstats.model import HcstatsError
from hcstats.units import Register, Unit, find_in_text, resolve
from hcstats.units.listing import load_register

DATA = Path(__file__).parent / "data"
DEPARTMENTS = (
    Unit("451200-01", "河池市教育局", (), "department", "451200"),
    Unit("451200-02", "政管办", ("市政务服务管理办公室",), "department", "451200"),
    Unit("451221-01", "南丹县教育局", (), "department", "451221"),
    Unit("451221-02", "南丹县水利局", (), "department", "451221"),
)


@pytest.fixture(scope="module")
def register() -> Register:
    return Register([*load_register(DATA / "units-hechi.csv").units, *DEPARTMENTS])


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("河池市教育局", "451200-01"),
        ("市教育局", "451200-01"),
        (" 河池市 教育局 ", "451200-01"),
        ("河池市政管办", "451200-02"),
        ("南丹县教育局", "451221-01"),
        ("南丹教育局", "451221-01"),
        ("罗城县", "451225"),
        ("罗城仫佬族自治县", "451225"),
        ("金城江区人民政府", "451202"),
        ("河池市金城江区", "451202"),
        ("宜州", "451203"),
    ],
)
def test_a_unit_is_found_with_or_without_the_names_above_it(
    register: Register, name: str, code: str
) -> None:
    found = resolve(register, name, "2018")
    assert found.unit is not None
    assert (found.unit.code, found.problem) == (code, "")


@pytest.mark.parametrize(
    "name", ["天峨县教育局", "河池市水利局", "水利局", "县教育局", "天娥县", "火星局"]
)
def test_a_name_is_never_taken_for_another_countys_unit(register: Register, name: str) -> None:
    found = resolve(register, name, "2018")
    assert (found.unit, found.problem) == (None, "unit.unknown")


def test_a_slip_gets_the_nearest_names_as_suggestions(register: Register) -> None:
    message = resolve(register, "天娥县", "2018").message
    assert message is not None
    assert "天峨县" in dict(message.params)["units"]  # type: ignore[operator]


def test_a_bare_name_is_the_citys_and_that_is_said(register: Register) -> None:
    found = resolve(register, "教育局", "2018")
    assert found.unit is not None
    assert (found.unit.code, found.problem) == ("451200-01", "unit.guessed")


def test_within_a_countys_folder_its_own_units_come_first(register: Register) -> None:
    found = resolve(register, "教育局", "2018", context="南丹县")
    assert found.unit is not None
    assert (found.unit.code, found.problem) == ("451221-01", "")


def test_a_former_name_means_the_successor_and_that_is_said(register: Register) -> None:
    found = resolve(register, "宜州市", "2018")
    assert found.unit is not None
    assert (found.unit.code, found.problem) == ("451203", "unit.former")


def test_in_its_own_time_a_former_unit_is_itself(register: Register) -> None:
    found = resolve(register, "宜州市", "2015")
    assert found.unit is not None
    assert (found.unit.code, found.problem) == ("451281", "")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("河池市教育局2018年政府信息公开工作年度报告", ["河池市教育局"]),
        ("都安瑶族自治县2018年统计表", ["都安瑶族自治县"]),
        ("附件2 罗城", ["罗城仫佬族自治县"]),
        ("河池市2018年政府信息公开情况统计表", ["河池市"]),
        ("通知", []),
    ],
)
def test_units_are_found_in_titles_and_file_names(
    register: Register, text: str, names: list[str]
) -> None:
    assert [unit.name for unit in find_in_text(register, text, "2018")] == names


def test_a_department_that_is_not_listed_is_not_its_county(register: Register) -> None:
    assert find_in_text(register, "天峨县水利局2018年统计表", "2018") == []


def test_expected_are_those_that_exist_in_the_year(register: Register) -> None:
    names = {unit.name for unit in register.expected("2018")}
    assert "宜州区" in names
    assert "宜州市" not in names


def test_groups_are_the_citys_own_units_and_the_counties(register: Register) -> None:
    groups = {unit.name: register.group(unit) for unit in register.units}
    assert groups["河池市教育局"] == "city"
    assert groups["南丹县"] == groups["南丹县教育局"] == "county"


@pytest.mark.parametrize(
    ("lines", "line"),
    [
        ("1,甲局,,department,,,\n1,乙局,,department,,,", 3),
        ("1,甲局,,bureau,,,", 2),
        ("1,甲局,,department,9,,", 2),
        ("1,甲局,,department,2,,\n2,乙局,,department,1,,", 2),
        ("1,甲局,,department,,2016-13-01,", 2),
        ("1,甲局,教育局,department,,,\n2,乙局,教育局,department,,,", 3),
        (",甲局,,department,,,", 2),
    ],
)
def test_a_faulty_list_is_refused_with_its_line(tmp_path: Path, lines: str, line: int) -> None:
    path = tmp_path / "units.csv"
    path.write_text(f"code,name,aliases,level,parent,valid_from,valid_to\n{lines}\n", "utf-8")
    with pytest.raises(HcstatsError) as caught:
        load_register(path)
    assert dict(caught.value.message.params)["line"] == line


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_the_list_may_be_saved_as_excel_saves_it(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "units.csv"
    text = (DATA / "units-hechi.csv").read_text(encoding="utf-8-sig")
    path.write_text(text, encoding=encoding)
    assert len(load_register(path).units) == 13
