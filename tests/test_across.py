"""Rules over more than one submission: the year before, the units beside, printed sums."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest

from hcstats.checks.across import Across, check_across, check_totals
from hcstats.checks.earlier import Earlier
from hcstats.checks.instances import Instance, instances
from hcstats.checks.printed import Printed, check_printed
from hcstats.forms.grammar import Call
from hcstats.forms.load import form_ids, load_form
from hcstats.messages import render
from hcstats.model import Figure, RuleCounts, Severity, Submission
from hcstats.units import Register, Unit
from tests.build import Content, submission

REGISTER = Register(
    [
        Unit("9", "测试县", (), "city"),
        Unit("01", "测试局", parent="9"),
        Unit("02", "测试县司法局", parent="9"),
        Unit("03", "乙局", parent="9"),
    ]
)
NORMS = "art20_1.normative_docs"


def by_key(one: Submission) -> dict[str, Figure]:
    return {figure.key: figure for figure in one.figures}


def earlier(form_id: str, contents: Mapping[str, Content], default: Content = 0) -> Earlier:
    figures = by_key(submission(form_id, contents, default))
    return Earlier("2022", {"01": figures}, {}, figures)


def held(
    form_id: str,
    contents: Mapping[str, Content],
    before: Mapping[str, Content] | None,
    before_form: str = "",
    register: Register = REGISTER,
) -> Across:
    last = None if before is None else earlier(before_form or form_id, before)
    one = submission(form_id, contents)
    return check_across([one], load_form(form_id), register, last)


def broken(found: Across) -> list[tuple[str, str]]:
    return [(one.rule, one.key) for one in found.problems]


LAST: list[tuple[str, dict[str, Content], dict[str, Content], str, str]] = [
    ("national/2021", {"requests.carried_in.total": 3}, {"requests.carried_out.total": 2}, "C4", "requests.carried_in.total"),
    ("national/2019", {"requests.carried_in.other_org": 3}, {}, "C4", "requests.carried_in.other_org"),
    ("national/2021", {}, {"review_litigation.review.pending": 2}, "D2", "review_litigation.review.total"),
    ("national/2021", {"review_litigation.litigation_after_review.total": 3}, {"review_litigation.review.upheld": 2}, "D3", "review_litigation.litigation_after_review.total"),
    ("national/2019", {f"{NORMS}.disclosed_total": 9, f"{NORMS}.disclosed_this_year": 2}, {f"{NORMS}.disclosed_total": 6}, "F3", f"{NORMS}.disclosed_total"),
    ("national/2019", {"art20_5.licensing.items_last_year": 9}, {"art20_5.licensing.items_last_year": 12, "art20_5.licensing.items_change": -2}, "F5", "art20_5.licensing.items_last_year"),
    ("national/2021", {f"{NORMS}.in_force": 8, f"{NORMS}.issued_this_year": 3}, {f"{NORMS}.in_force": 6}, "F9", f"{NORMS}.in_force"),
    ("national/2021", {"art20_5.licensing": 9487}, {"art20_5.licensing": 550}, "A6", "art20_5.licensing"),
    ("national/2021", {"art20_5.licensing": 550}, {"art20_5.licensing": 9487}, "A6", "art20_5.licensing"),
    ("national/2014", {"disclosure_stats.channel_website": 900}, {"disclosure_stats.channel_website": 100}, "A6", "disclosure_stats.channel_website"),
    ("hechi/2018", {"active.channel_website": 900}, {"active.channel_website": 100}, "A6", "active.channel_website"),
    ("national/2021", {}, {"art20_6.penalty": 3}, "A8", "art20_6.penalty"),
]  # fmt: skip


@pytest.mark.parametrize(("form_id", "contents", "before", "rule", "key"), LAST)
def test_what_does_not_follow_from_the_year_before_is_found_at_its_cell(
    form_id: str, contents: dict[str, Content], before: dict[str, Content], rule: str, key: str
) -> None:
    assert (rule, key) in broken(held(form_id, contents, before))


KEPT: list[tuple[dict[str, Content], dict[str, Content]]] = [
    ({"requests.carried_in.total": 3}, {"requests.carried_out.total": 3}),
    ({"review_litigation.review.total": 2}, {"review_litigation.review.pending": 2}),
    ({"review_litigation.litigation_after_review.total": 3}, {"review_litigation.review.upheld": 3}),
    ({f"{NORMS}.in_force": 8, f"{NORMS}.issued_this_year": 3}, {f"{NORMS}.in_force": 5}),
    ({"art20_5.licensing": 500}, {"art20_5.licensing": 100}),
    ({"art20_5.licensing": 101}, {"art20_5.licensing": 1}),
    ({}, {}),
]  # fmt: skip


@pytest.mark.parametrize(("contents", "before"), KEPT)
def test_what_follows_from_the_year_before_is_not_accused(
    contents: dict[str, Content], before: dict[str, Content]
) -> None:
    found = held("national/2021", contents, before)
    assert broken(found) == []
    assert sum(found.counts.values(), start=RuleCounts()).failed == 0


@pytest.mark.parametrize("form_id", ["national/2019", "national/2021"])
def test_every_equation_with_the_year_before_depends_on_each_of_its_figures(form_id: str) -> None:
    equations = [
        one
        for one in instances(load_form(form_id))
        if one.rule.over == "unit" and "last" in one.rule.needs and _is_equation(one)
    ]
    assert {one.rule.id for one in equations} >= {"C4"}
    for one in equations:
        at = one.names[one.used[0]]
        for key in one.keys:
            own: dict[str, Content] = {} if key.startswith("last.") else {key: 7}
            last: dict[str, Content] = {key.removeprefix("last."): 7} if not own else {}
            assert (one.rule.id, at) in broken(held(form_id, own, last)), key


def _is_equation(one: Instance) -> bool:
    return isinstance(one.expression, Call) and one.expression.function == "="


def test_without_the_year_before_such_rules_do_not_run() -> None:
    found = held("national/2021", {"requests.carried_in.total": 3}, None)
    assert found.problems == ()
    assert set(found.counts) == {"F11"} or found.counts == {}


def test_a_unit_without_an_earlier_submission_is_not_assessable() -> None:
    one = submission("national/2021", {"requests.carried_in.total": 3})
    last = Earlier("2022", {}, {}, {})
    found = check_across([one], load_form("national/2021"), REGISTER, last)
    assert found.problems == ()
    assert found.counts["C4"] == RuleCounts(not_assessable=7)


def test_an_earlier_edition_answers_for_what_it_has_and_for_nothing_else() -> None:
    contents: dict[str, Content] = {"requests.carried_in.total": 3, f"{NORMS}.in_force": 8}
    found = held("national/2021", contents, {"requests.carried_out.total": 2}, "national/2019")
    assert ("C4", "requests.carried_in.total") in broken(found)
    assert found.counts["F9"] == RuleCounts(not_assessable=2)


def test_a_reorganised_unit_may_differ_and_is_only_asked() -> None:
    new = Register([Unit("01", "测试局", valid_from=date(2023, 3, 1))])
    for register, severity in ((REGISTER, Severity.ERROR), (new, Severity.WARNING)):
        found = held("national/2021", {"requests.carried_in.total": 3}, {}, register=register)
        assert [one.severity for one in found.problems if one.rule == "C4"] == [severity]


def test_the_message_names_both_years() -> None:
    found = held("national/2021", {"art20_5.licensing": 9487}, {"art20_5.licensing": 550})
    (jump,) = (one for one in found.problems if one.rule == "A6")
    assert "9487" in render(jump.message, "zh")
    assert "上年 550" in render(jump.message, "zh")
    assert jump.figures == "art20_5.licensing=9487; last.art20_5.licensing=550"


def test_a_judicial_bureau_that_seems_to_report_for_all_is_asked() -> None:
    def of(code: str, name: str, count: int) -> Submission:
        one = submission("national/2021", {f"{NORMS}.in_force": count})
        return replace(one, unit_code=code, unit=name)

    def asked(bureau: int) -> list[str]:
        units = [of("01", "测试局", 40), of("02", "测试县司法局", bureau), of("03", "乙局", 50)]
        found = check_across(units, load_form("national/2021"), REGISTER, None)
        return [one.unit for one in found.problems if one.rule == "F11"]

    assert asked(90) == ["测试县司法局"]
    assert asked(89) == []
    assert asked(0) == []


def totals_held(carried: int, *, complete: bool) -> Across:
    totals = by_key(submission("national/2021", {"requests.carried_in.total": carried}))
    whole = Submission("", "national/2021", "2023", "9", "测试县", ())
    last = earlier("national/2021", {"requests.carried_out.total": 5})
    return check_totals(load_form("national/2021"), totals, whole, last, complete=complete)


def test_the_units_opening_balances_add_up_to_the_closing_balance() -> None:
    (found,) = totals_held(4, complete=True).problems
    assert (found.rule, found.severity, found.unit) == ("C5", Severity.WARNING, "测试县")
    assert totals_held(5, complete=True).problems == ()


def test_while_units_are_missing_totals_are_not_assessable() -> None:
    found = totals_held(4, complete=False)
    assert found.problems == ()
    assert found.counts["C5"] == RuleCounts(not_assessable=7)


def parts(*values: int) -> list[Figure]:
    key = "art20_5.licensing"
    return [
        replace(by_key(submission("national/2021", {key: value}))[key], unit=f"第{n}局")
        for n, value in enumerate(values, 1)
    ]


@pytest.mark.parametrize(
    ("printed", "least", "rule"),
    [(60, False, ""), (61, False, "A5"), (59, False, "A5"), (61, True, ""), (59, True, "A3")],
)
def test_a_printed_sum_is_held_against_the_units(printed: int, least: bool, rule: str) -> None:
    whole = by_key(submission("national/2021", {"art20_5.licensing": printed}))
    found = check_printed(
        [Printed(whole["art20_5.licensing"], parts(10, 20, 30), least)], load_form("national/2021")
    )
    assert [one.rule for one in found.problems] == ([rule] if rule else [])
    for one in found.problems:
        shown = render(one.message, "zh")
        assert "第3局 30、第2局 20、第1局 10" in shown
        assert (one.expected, one.place.cell) == ("60", whole["art20_5.licensing"].cell)


@pytest.mark.parametrize("form_id", form_ids())
def test_every_form_asks_about_jumps_of_counts_and_of_money(form_id: str) -> None:
    form = load_form(form_id)
    kinds = {item.kind for item in form.items.values()} - {"change"}
    assert {rule.kind for rule in form.rules if rule.id == "A6"} == kinds


def test_a_table_that_asked_other_things_in_the_earlier_edition_is_not_compared_whole() -> None:
    items: dict[str, Content] = {"art20_6.penalty.items_last_year": 30}
    found = held("national/2021", {}, items, "national/2019")
    assert "A8" not in {one.rule for one in found.problems}


def test_while_a_unit_beside_it_is_missing_a_bureau_is_not_asked() -> None:
    bureau = replace(
        submission("national/2021", {f"{NORMS}.in_force": 90}), unit_code="02", unit="测试县司法局"
    )
    one = submission("national/2021", {f"{NORMS}.in_force": 40})
    found = check_across([one, bureau], load_form("national/2021"), REGISTER, None)
    assert found.problems == ()
    assert found.counts["F11"] == RuleCounts(not_assessable=1)


def test_in_the_year_of_a_merger_carry_over_is_only_asked() -> None:
    ended = Unit("04", "丁局", parent="9", valid_to=date(2023, 3, 1))
    register = Register([*REGISTER.units, ended])
    found = held("national/2021", {"requests.carried_in.total": 3}, {}, register=register)
    assert [one.severity for one in found.problems if one.rule == "C4"] == [Severity.WARNING]


def test_totals_are_not_held_against_an_incomplete_year_before() -> None:
    totals = by_key(submission("national/2021", {"requests.carried_in.total": 4}))
    whole = Submission("", "national/2021", "2023", "9", "测试县", ())
    last = replace(earlier("national/2021", {"requests.carried_out.total": 5}), complete=False)
    found = check_totals(load_form("national/2021"), totals, whole, last, complete=True)
    assert found.problems == ()
    assert found.counts["C5"] == RuleCounts(not_assessable=7)
