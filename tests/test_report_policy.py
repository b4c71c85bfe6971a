"""How a report prints numbers: the declared policy, and nothing that rounds in silence."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hcstats.report import policy


@pytest.mark.parametrize(
    ("value", "approximate", "printed"),
    [
        (134426, False, "134426"),
        (0, False, "0"),
        (Decimal("968.88"), False, "968.88"),
        (5001, True, "约5000"),
        (9298, True, "约9300"),
        (352, True, "约350"),
        (355, True, "约360"),
        (7, True, "约7"),
        (9949, True, "约9900"),
        (9950, True, "约1万"),
        (10000, True, "约1万"),
        (19001, True, "约1.9万"),
        (1234567, True, "约120万"),
        (Decimal("3.54"), True, "约3.5"),
    ],
)
def test_exact_numbers_stand_in_full_and_approximate_ones_have_two_digits(
    value: int | Decimal, approximate: bool, printed: str
) -> None:
    assert policy.number(value, approximate) == printed


def test_the_style_decides_about_ten_thousands() -> None:
    assert policy.number(19001, approximate=True, style="plain") == "约19000"
    assert policy.number(13700, style="wan") == "1.37万"
    assert policy.number(13712, style="wan") == "1.3712万"
    assert policy.number(9000, style="wan") == "9000"


@pytest.mark.parametrize(
    ("value", "printed"),
    [
        ("1", "100%"),
        ("0.952", "95.2%"),
        ("0.33333", "33.33%"),
        ("0.999999", "99.99%"),
        ("0.000001", "不足0.01%"),
        ("0", "零"),
        ("1.05", "105%"),
        ("0.125055", "12.51%"),
    ],
)
def test_a_rate_is_whole_or_nothing_only_if_it_is(value: str, printed: str) -> None:
    assert policy.percent(Decimal(value)) == printed


def test_a_rate_of_approximate_numbers_is_approximate_itself() -> None:
    assert policy.percent(Decimal("0.8732"), approximate=True) == "约87%"


@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=30), st.integers(0, 3))
def test_shares_add_up_to_a_hundred_and_none_is_off_by_a_last_digit(
    parts: list[int], places: int
) -> None:
    found = policy.shares(parts, places)
    if not sum(parts):
        assert found == ()
        return
    unit = Decimal(1).scaleb(-places)
    assert sum(found) == 100
    for part, share in zip(parts, found, strict=True):
        assert abs(share - Decimal(part) * 100 / sum(parts)) < unit


@given(st.lists(st.integers(0, 10**7), min_size=2, max_size=12), st.integers(0, 2))
def test_a_part_is_printed_as_the_whole_only_if_it_is(parts: list[int], places: int) -> None:
    for part, share in zip(parts, policy.shares(parts, places), strict=False):
        assert (share == 100) is (part == sum(parts))


def test_nearly_all_is_not_all_also_where_it_is_approximate() -> None:
    assert policy.percent(Decimal("0.998"), approximate=True) == "约99%"


@given(st.integers(1, 10**12))
def test_an_approximate_number_is_printed_within_half_of_its_last_digit(value: int) -> None:
    text = policy.number(value, approximate=True).removeprefix("约")
    shown = Decimal(text.removesuffix("万")) * (10000 if text.endswith("万") else 1)
    assert abs(shown - value) * 20 <= value
