"""Numbers as clerks write them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hcstats.layout.numbers import LIMIT, read_number
from hcstats.layout.numerals import read_numeral, write_numeral
from hcstats.layout.value_like import looks_like_serial, looks_like_value
from hcstats.model import Cell, CellKind, Kind, Status

COUNT, CHANGE, AMOUNT = Kind.COUNT, Kind.CHANGE, Kind.AMOUNT


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12", 12),
        (" 0", 0),
        ("\u3000１２ ", 12),
        ("1,234", 1234),
        ("１，２３４，５６７", 1234567),
        ("12件", 12),
        ("12 件", 12),
        ("12.0", 12),
        ("1.37万", 13700),
        ("1.37万件", 13700),
        ("3千", 3000),
        ("2亿", 200_000_000),
        ("3百亿", 30_000_000_000),
        ("0.5千亿", 50_000_000_000),
        ("十九", 19),
        ("一百二十", 120),
        ("一万三千七百", 13700),
        ("两千零三", 2003),
        ("壹佰贰拾", 120),
        ("无", 0),
        ("没有", 0),
        ("零", 0),
        ("+5", 5),
    ],
)
def test_a_count_is_read_in_every_unambiguous_spelling(text: str, value: int) -> None:
    reading = read_number(Cell(text), "件", COUNT)
    assert (reading.value, reading.status, reading.approximate) == (value, Status.REPORTED, False)


@pytest.mark.parametrize(
    "text",
    [
        "约5000",
        "约 5000 件",
        "大约5000",
        "近5000",
        "5000余件",
        "5000多",
        "5000左右",
        "5000以上",
        "≈5000",
    ],
)
def test_an_approximate_number_stays_approximate(text: str) -> None:
    reading = read_number(Cell(text), "件", COUNT)
    assert (reading.value, reading.approximate) == (5000, True)


@pytest.mark.parametrize(
    "text",
    [
        "12或13", "1 2", "1 .5", "1. 5", "1 ,234", "1\n\ufeff２", "3-4", "1/2", "12、13", "待定", "见附件", "5+3", "1E3", "1.2.3", "1,23",
        "1.234,5", "22(16)", "12 *", "007", "05", "一百二", "二〇一八", "十几", "约约5", "(4)", "减4",
        "95%", "2019年1月15日", "１２月", "nan", "１_000", "²", "٣", "--4", "—3",
    ],
)  # fmt: skip
def test_what_has_two_readings_or_none_is_refused_and_said(text: str) -> None:
    reading = read_number(Cell(text), "件", COUNT)
    assert reading.value is None
    assert reading.status is Status.UNREADABLE
    assert reading.rule == "number.unreadable"
    assert reading.message is not None


@pytest.mark.parametrize("text", ["/", "／", "—", "——", "-", "－", "–", "不适用", " / "])
def test_a_dash_says_not_applicable_and_is_no_zero(text: str) -> None:
    reading = read_number(Cell(text), "件", COUNT)
    assert (reading.value, reading.status) == (None, Status.NOT_APPLICABLE)


def test_no_cell_is_blank_and_has_no_value() -> None:
    assert read_number(None, "件", COUNT).status is Status.BLANK


@pytest.mark.parametrize(
    ("text", "value"), [("减4", -4), ("-4", -4), ("\u22124", -4), ("+19", 19), ("增19", 19)]
)
def test_a_change_takes_a_sign_in_words(text: str, value: int) -> None:
    assert read_number(Cell(text), "项", CHANGE).value == value


@pytest.mark.parametrize(
    ("text", "form_unit", "shown", "value"),
    [
        ("251000元", "元", "", 251_000),
        ("3.5万元", "元", "", 35_000),
        ("3.5", "元", "万元", 35_000),
        ("477.35", "万元", "", Decimal("477.35")),
        ("251000元", "万元", "", Decimal("25.1")),
        ("251000", "万元", "元", Decimal("25.1")),
        ("0", "元", "", 0),
    ],
)
def test_money_is_converted_exactly(
    text: str, form_unit: str, shown: str, value: int | Decimal
) -> None:
    assert read_number(Cell(text), form_unit, AMOUNT, shown).value == value


@pytest.mark.parametrize(
    ("text", "form_unit", "kind", "shown"),
    [
        ("5", "元", AMOUNT, ""),
        ("5元", "万元", AMOUNT, "万元"),
        ("12元", "件", COUNT, ""),
        ("12", "件", COUNT, "万元"),
        ("12件", "万元", AMOUNT, ""),
    ],
)
def test_units_that_contradict_or_are_unknown_are_an_error(
    text: str, form_unit: str, kind: Kind, shown: str
) -> None:
    reading = read_number(Cell(text), form_unit, kind, shown)
    assert (reading.value, reading.rule) == (None, "number.unit")


def test_another_counter_word_is_accepted_and_said() -> None:
    reading = read_number(Cell("12条"), "件", COUNT)
    assert (reading.value, reading.rule) == (12, "number.counter")


def test_a_note_behind_a_number_is_left_out_and_said() -> None:
    reading = read_number(Cell("22 （其中修订 16 件）"), "件", COUNT)
    assert (reading.value, reading.rule) == (22, "number.note")


@pytest.mark.parametrize(
    ("cell", "rule"),
    [
        (Cell("#REF!", CellKind.ERROR), "cell.error"),
        (Cell("=A1", CellKind.UNCALCULATED), "cell.uncalculated"),
        (Cell("2019-01-15", CellKind.DATE), "number.unreadable"),
        (Cell("95%", CellKind.PERCENT, Decimal("0.95")), "number.unreadable"),
        (Cell("TRUE", CellKind.BOOLEAN), "number.unreadable"),
        (Cell(str(LIMIT + 1), CellKind.NUMBER, LIMIT + 1), "number.unreadable"),
    ],
)
def test_cells_that_are_no_plain_number_are_never_blank_or_zero(cell: Cell, rule: str) -> None:
    reading = read_number(cell, "件", COUNT)
    assert (reading.value, reading.status, reading.rule) == (None, Status.UNREADABLE, rule)


@given(st.integers(0, 10**12))
def test_a_numeral_written_in_full_reads_back(value: int) -> None:
    assert read_numeral(write_numeral(value)) == value


@given(
    st.integers(0, 10**9),
    st.sampled_from(["{}", " {} ", "{:,}", "{}件", "{} 件", "+{}"]),
    st.booleans(),
    st.booleans(),
)
def test_a_count_reads_back_from_any_spelling(
    value: int, spelling: str, wide: bool, about: bool
) -> None:
    text = spelling.format(value)
    if wide:
        text = text.translate(str.maketrans("0123456789,", "０１２３４５６７８９，"))
    if about:
        text = f"约{text.strip().lstrip('+')}"
    reading = read_number(Cell(text), "件", COUNT)
    assert (reading.value, reading.approximate) == (value, about)


@given(
    st.text("0123456789.,+-－０５約约无万亿千百十一二三两元件条余/—()（） 或和至%eE#", max_size=12)
)
def test_any_text_is_read_or_refused_with_words(text: str) -> None:
    reading = read_number(Cell(text), "件", COUNT)
    assert (reading.value is None) == (reading.status is not Status.REPORTED)
    assert (reading.status is Status.UNREADABLE) == bool(
        reading.rule and reading.rule not in ("number.note", "number.counter")
    )
    digits = [c for c in text if c in "0123456789０５"]
    if (
        isinstance(reading.value, int)
        and digits
        and "万亿千百十" not in text
        and not any(c in "万亿千百十（(" for c in text)
    ):
        plain = "".join(digits).translate(str.maketrans("０５", "05")).lstrip("0") or "0"
        assert str(abs(reading.value)) == plain or "." in text


@pytest.mark.parametrize(
    ("text", "value", "serial"),
    [
        ("12", True, True),
        ("12或13", True, False),
        ("#REF!", True, False),
        ("约5000条", True, False),
        ("无", True, False),
        ("——", True, False),
        ("0778-0000000", True, False),
        ("1.", True, True),
        ("（一）", False, True),
        ("总计", False, False),
        ("2018年", False, False),
        ("万元", False, False),
        ("1.政府公报公开政府信息数", False, False),
        ("一、主动公开情况", False, False),
    ],
)
def test_values_are_told_from_labels(text: str, value: bool, serial: bool) -> None:
    assert (looks_like_value(text), looks_like_serial(text)) == (value, serial)


@pytest.mark.parametrize(
    ("text", "unit", "kind", "shown"),
    [("99999999999999", "件", COUNT, "万件"), ("99999999999999万元", "元", AMOUNT, ""),
     ("99999999999999", "元", AMOUNT, "亿元")],
)  # fmt: skip
def test_what_its_unit_makes_too_large_is_refused(
    text: str, unit: str, kind: Kind, shown: str
) -> None:
    reading = read_number(Cell(text), unit, kind, shown)
    assert (reading.value, reading.rule) == (None, "number.unreadable")
