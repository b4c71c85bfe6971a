"""Totals: added exactly, once a unit, marked where approximate, stamped with coverage."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from hcstats.aggregate import Counted, add_up
from hcstats.collect import select
from hcstats.forms.load import load_form
from hcstats.model import Amount, Status, Submission, Total
from hcstats.stats import indicators
from hcstats.units import Register, Unit
from hcstats.units.listing import load_register
from tests.build import Content, submission

DATA = Path(__file__).parent / "data"
FORM = load_form("hechi/2018")
WEBSITE, SHARED = "active.channel_website", "platform.assessment_indicators"
REGISTER = Register(
    [
        *load_register(DATA / "units-hechi.csv").units,
        Unit("D1", "河池市教育局", (), "department", "451200"),
        Unit("C1", "南丹县教育局", (), "department", "451221"),
    ]
)


def sent(code: str, contents: dict[str, Content], file: str = "", **changes: object) -> Submission:
    unit = REGISTER.by_code(code)
    name = unit.name if unit else code
    one = submission("hechi/2018", contents)
    figures = tuple(replace(f, unit_code=code, unit=name, period="2018") for f in one.figures)
    made = Submission(file or f"{code}.xlsx", "hechi/2018", "2018", code, name, figures)
    return replace(made, **changes)  # type: ignore[arg-type]


def total(totals: tuple[Total, ...], key: str) -> Total:
    return next(one for one in totals if one.key == key)


def added(*contents: Content) -> Total:
    counted = [Counted(sent("D1", {WEBSITE: one}), "city") for one in contents]
    return total(add_up(FORM, counted).totals, WEBSITE)


@given(st.lists(st.integers(0, 10**14), min_size=1, max_size=30))
def test_sums_are_exact_however_large(numbers: list[int]) -> None:
    assert added(*numbers).amount == Amount(sum(numbers))


@given(st.lists(st.decimals(0, 10**9, places=2), min_size=1, max_size=20))
def test_amounts_add_without_rounding(numbers: list[Decimal]) -> None:
    assert added(*numbers).amount.value == sum(numbers)


def test_a_sum_with_an_approximate_figure_is_approximate() -> None:
    assert added(3, "约5000").amount == Amount(5003, approximate=True)


def test_blanks_add_nothing_and_are_not_counted() -> None:
    assert added(3, None, 4) == Total(WEBSITE, Amount(7), 2)


def test_a_total_of_blanks_alone_has_no_value() -> None:
    assert added(None, None).amount == Amount(None, status=Status.BLANK)


def test_what_may_not_be_added_has_a_total_only_if_all_agree() -> None:
    def shared(*values: Content) -> tuple[Amount, list[str]]:
        counted = [Counted(sent("D1", {SHARED: one}), "city") for one in values]
        sums = add_up(FORM, counted)
        return total(sums.totals, SHARED).amount, [one.rule for one in sums.problems]

    assert shared("约200", None) == (Amount(200, approximate=True), [])
    assert shared(200, 200) == (Amount(200), [])
    amount, problems = shared(200, 150)
    assert amount.value is None
    assert problems == ["number.mixed"]


def chosen(*submissions: Submission, register: Register = REGISTER) -> tuple[list[str], list[str]]:
    selection = select(submissions, load_form, register)
    return (
        [one.submission.file for one in selection.counted],
        [one.rule for one in selection.problems if one.rule != "A2.missing"],
    )


def test_totals_of_the_city_the_counties_and_both() -> None:
    selection = select(
        [sent("D1", {WEBSITE: 1}), sent("451221", {WEBSITE: 20}), sent("C1", {WEBSITE: 300})],
        load_form,
        REGISTER,
    )
    sums = add_up(FORM, selection.counted)
    found = {one.group: one.amount.value for one in sums.groups if one.key == WEBSITE}
    assert found == {"city": 1, "county": 320}
    assert total(sums.totals, WEBSITE).amount.value == 321


def test_a_second_submission_that_differs_is_an_error_and_only_the_first_counts() -> None:
    files, problems = chosen(sent("D1", {WEBSITE: 1}, "a"), sent("D1", {WEBSITE: 2}, "b"))
    assert (files, problems) == (["a"], ["A2.twice"])


def test_the_same_figures_twice_count_once_and_are_said() -> None:
    files, problems = chosen(sent("D1", {WEBSITE: 1}, "a"), sent("D1", {WEBSITE: 1}, "b"))
    assert (files, problems) == (["a"], ["A2.again"])


def test_a_unit_that_its_superior_covers_is_not_added_again() -> None:
    county = sent("451221", {WEBSITE: 9}, "county", covers_subordinates=True)
    files, problems = chosen(county, sent("C1", {WEBSITE: 4}, "department"))
    assert (files, problems) == (["county"], ["A2.covered"])


def test_without_such_a_statement_both_count() -> None:
    files, problems = chosen(sent("451221", {}, "county"), sent("C1", {}, "department"))
    assert (files, problems) == (["county", "department"], [])


def test_another_year_or_form_does_not_count() -> None:
    files, problems = chosen(
        sent("D1", {}, "a"), sent("451221", {}, "b"), sent("451222", {}, "c", period="2017"),
        sent("451223", {}, "d", form="national/2014"),
    )  # fmt: skip
    assert (files, problems) == (["b", "a"], ["A2.edition", "A2.period"])


def test_an_edition_that_does_not_serve_the_year_is_refused() -> None:
    late = [sent("D1", {}, "a", period="2020")]
    files, problems = chosen(*late)
    assert (files, problems) == ([], ["A2.edition"])


def test_coverage_names_the_missing_the_zero_reports_and_those_that_came_twice() -> None:
    coverage = select(
        [sent("D1", {WEBSITE: 1}, "a"), sent("D1", {WEBSITE: 2}, "b"), sent("451221", {})],
        load_form,
        REGISTER,
    ).coverage
    assert len(coverage.expected) == 13
    assert {unit.code for unit in coverage.reported} == {"D1", "451221"}
    assert "451222" in {unit.code for unit in coverage.missing}
    assert "451200" not in {unit.code for unit in coverage.expected}
    assert [unit.code for unit in coverage.zero_reports] == ["451221"]
    assert [one.files for one in coverage.duplicates] == [("a", "b")]


def test_without_a_list_the_units_found_are_the_units() -> None:
    coverage = select([sent("甲局", {}), sent("乙局", {})], load_form, Register.empty()).coverage
    assert not coverage.registered
    assert len(coverage.expected) == 2
    assert coverage.missing == ()


def test_rates_carry_both_numbers_and_are_null_where_they_cannot_be_known() -> None:
    contents: dict[str, Content] = {
        "requests.requests_received": 3,
        "requests.requests_closed": 2,
        "requests.replies_total": None,
        "key_areas.area_poverty": "约1",
    }
    sums = add_up(FORM, [Counted(sent("D1", contents), "city")])
    rates = {one.id: one for one in indicators(FORM, sums.totals)}
    completion = rates["requests.completion_rate"]
    assert completion.value == Decimal("0.666667")
    assert (completion.numerator.value, completion.denominator.value) == (2, 3)
    assert rates["requests.reply_rate"].value is None
    assert rates["review.corrected_rate"].value is None
    assert rates["domains.area_poverty_share"].numerator.approximate
