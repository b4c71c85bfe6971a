"""Rules: each passes where it should, and fails at the right cell where it should."""

from __future__ import annotations

import random
from decimal import Decimal

import pytest

from hcstats.checks import Circumstances, check_submission
from hcstats.checks.instances import Instance, instances
from hcstats.forms.grammar import Call, names
from hcstats.forms.load import form_ids, load_form
from hcstats.messages import render
from hcstats.model import Severity, Status
from samples.drawing.figures import consistent
from tests.build import Content, checked, submission

D = Decimal


def faults(
    form_id: str, contents: dict[str, Content], level: str | None = "department"
) -> list[tuple[str, str]]:
    found = checked(form_id, contents, level)
    return [(one.rule, one.key) for one in found.problems if one.severity is not Severity.INFO]


def alone(form_id: str) -> list[Instance]:
    """The relations that speak of one submission only."""
    return [one for one in instances(load_form(form_id)) if not one.rule.needs]


R21, L21 = "requests", "review_litigation"

BROKEN: list[tuple[str, dict[str, Content], str, str]] = [
    ("national/2014", {"disclosure_stats.requests_received": 3}, "B1", "disclosure_stats.requests_received"),
    ("national/2014", {"disclosure_stats.requests_received": 2, "disclosure_stats.requests_in_person": 2, "disclosure_stats.requests_closed": 2, "disclosure_stats.requests_closed_on_time": 1}, "B2", "disclosure_stats.requests_closed"),
    ("national/2014", {"disclosure_stats.replies_total": 12}, "B3", "disclosure_stats.replies_total"),
    ("national/2014", {"disclosure_stats.denied_privacy": 1}, "B4", "disclosure_stats.reply_denied"),
    ("national/2014", {"disclosure_stats.review_total": 5, "disclosure_stats.review_upheld": 2}, "B5", "disclosure_stats.review_total"),
    ("national/2014", {"disclosure_stats.litigation_other": 1}, "B5", "disclosure_stats.litigation_total"),
    ("national/2014", {"disclosure_stats.staff_total": 4}, "B6", "disclosure_stats.staff_total"),
    ("national/2014", {"disclosure_stats.press_conferences_principal": 1}, "B7", "disclosure_stats.press_conferences_principal"),
    ("national/2014", {"disclosure_stats.channel_website": 3}, "B8", "disclosure_stats.channel_website"),
    ("national/2014", {"disclosure_stats.active_total": 3}, "B8", "disclosure_stats.active_total"),
    ("national/2014", {"disclosure_stats.replies_total": 1, "disclosure_stats.reply_granted": 1}, "B9", "disclosure_stats.requests_closed"),
    ("national/2014", {"disclosure_stats.requests_closed": 1, "disclosure_stats.requests_closed_on_time": 1}, "B10", "disclosure_stats.requests_closed"),
    ("national/2021", {f"{R21}.granted.total": 4}, "C1", f"{R21}.granted.total"),
    ("national/2021", {f"{R21}.processed_total.natural_person": 4}, "C2", f"{R21}.processed_total.natural_person"),
    ("national/2021", {f"{R21}.new_received.natural_person": 4}, "C3", f"{R21}.new_received.natural_person"),
    ("national/2021", {f"{R21}.carried_out.natural_person": 4}, "C6", f"{R21}.carried_out.natural_person"),
    ("national/2021", {f"{R21}.granted.natural_person": 4}, "C6", f"{R21}.granted.natural_person"),
    ("national/2019", {f"{R21}.other_handling.other_org": 4}, "C2", f"{R21}.processed_total.other_org"),
    ("national/2021", {f"{L21}.review.upheld": 3}, "D1", f"{L21}.review.total"),
    ("national/2019", {"art20_1.normative_docs.made_this_year": 9, "art20_1.normative_docs.disclosed_this_year": 5, "art20_1.normative_docs.disclosed_total": 4}, "F1", "art20_1.normative_docs.disclosed_this_year"),
    ("national/2019", {"art20_1.normative_docs.disclosed_this_year": 5, "art20_1.normative_docs.disclosed_total": 9}, "F2", "art20_1.normative_docs.disclosed_this_year"),
    ("national/2019", {"art20_6.penalty.items_last_year": 3, "art20_6.penalty.items_change": -4}, "F4", "art20_6.penalty.items_last_year"),
    ("national/2019", {"art20_5.other_services.items_last_year": 3, "art20_5.other_services.items_change": -4}, "F4", "art20_5.other_services.items_last_year"),
    ("national/2019", {"art20_6.coercion.items_last_year": 21, "art20_6.coercion.items_change": 19, "art20_6.coercion.decisions": 40}, "F6", "art20_6.coercion.decisions"),
    ("national/2019", {"art20_5.licensing.items_last_year": 21, "art20_5.licensing.items_change": 19, "art20_5.licensing.decisions": 40}, "F6", "art20_5.licensing.decisions"),
    ("national/2019", {"art20_9.central_procurement.projects": 2}, "F7", "art20_9.central_procurement.projects"),
    ("national/2021", {"art20_1.normative_docs.issued_this_year": 1}, "F8", "art20_1.normative_docs.in_force"),
    ("national/2021", {"art20_1.regulations.in_force": 6}, "F10", "art20_1.regulations.in_force"),
    ("national/2019", {"art20_1.regulations.disclosed_total": 2}, "F10", "art20_1.regulations.disclosed_total"),
    ("hechi/2018", {"review.review_total": 5, "review.review_upheld": 2}, "B5", "review.review_total"),
    ("hechi/2018", {"supervision.reinspected_key_units": 2}, "B7", "supervision.reinspected_key_units"),
    ("hechi/2018", {"requests.requests_closed": 1}, "B9", "requests.requests_closed"),
    ("hechi/2018", {"requests.requests_closed": 1}, "B10", "requests.requests_closed"),
]  # fmt: skip


@pytest.mark.parametrize(("form_id", "contents", "rule", "key"), BROKEN)
def test_a_broken_relation_is_found_at_its_cell(
    form_id: str, contents: dict[str, Content], rule: str, key: str
) -> None:
    assert (rule, key) in faults(form_id, contents)


def test_the_table_above_breaks_every_relation_but_those_on_single_figures() -> None:
    for form_id in form_ids():
        broken = {rule for form, _, rule, _ in BROKEN if form == form_id}
        same = {"national/2019": {"C1", "C3", "D1"}, "national/2021": set[str]()}
        wanted = {rule.id for rule in load_form(form_id).rules if not rule.needs} - {"A1"}
        assert wanted - broken - same.get(form_id, set()) <= {"C6"}


@pytest.mark.parametrize("form_id", form_ids())
def test_every_total_depends_on_each_of_its_parts(form_id: str) -> None:
    """A number in any one cell of an equation, with zeros all around, breaks that equation."""
    broken = 0
    for instance in alone(form_id):
        root = instance.expression
        if instance.rule.each == "figure" or not isinstance(root, Call) or root.function != "=":
            continue
        at = instance.names[instance.used[0]]
        for name in instance.used:
            key = instance.names[name]
            assert (instance.rule.id, at) in faults(form_id, {key: 7}), key
            broken += 1
    assert broken > 0


@pytest.mark.parametrize("form_id", form_ids())
def test_every_bound_is_broken_at_its_cell_and_kept_at_the_bound(form_id: str) -> None:
    """8 over a bound of 7 breaks `part <= whole`; 7 under 7 keeps it."""
    for instance in alone(form_id):
        root = instance.expression
        if not isinstance(root, Call) or root.function != "<=":
            continue
        left, right = (names(operand) for operand in root.operands)
        for name in left:
            part, whole = instance.names[name], instance.names[right[0]]
            assert (instance.rule.id, part) in faults(form_id, {part: 8, whole: 7})
            assert (instance.rule.id, part) not in faults(form_id, {part: 7, whole: 7})


@pytest.mark.parametrize("form_id", form_ids())
@pytest.mark.parametrize("seed", range(12))
def test_consistent_figures_are_never_accused(form_id: str, seed: int) -> None:
    form = load_form(form_id)
    truth = consistent(form, random.Random(seed))
    contents: dict[str, Content] = {key: entry.value for key, entry in truth.items()}
    assert faults(form_id, contents) == []


@pytest.mark.parametrize(
    ("form_id", "key", "value"),
    [
        ("national/2021", "requests.granted.natural_person", -4),
        ("national/2021", "art20_5.licensing", D("3.5")),
        ("national/2021", "art20_8.administrative_fees", D("-1")),
        ("national/2021", "art20_8.administrative_fees", D("1.234")),
        ("national/2019", "art20_5.licensing.items_change", D("0.5")),
    ],
)
def test_a_value_that_cannot_be_is_an_error_and_is_taken_out(
    form_id: str, key: str, value: int | Decimal
) -> None:
    found = checked(form_id, {key: value})
    assert [(one.rule, one.key) for one in found.problems if one.severity is Severity.ERROR] == [
        ("A1", key)
    ]
    figure = next(figure for figure in found.submission.figures if figure.key == key)
    assert (figure.value, figure.status) == (None, Status.UNREADABLE)


def test_a_change_may_be_negative() -> None:
    contents: dict[str, Content] = {
        "art20_5.licensing.items_last_year": 9,
        "art20_5.licensing.items_change": -4,
    }
    assert faults("national/2019", contents) == []


def test_a_blank_counts_as_nothing_in_a_relation_and_is_said() -> None:
    found = checked("national/2021", {f"{L21}.review.pending": None})
    assert [one.rule for one in found.problems] == ["number.blank"]


def test_a_blank_total_beside_filled_parts_fails_and_says_that_it_is_blank() -> None:
    found = checked("national/2021", {f"{L21}.review.upheld": 3, f"{L21}.review.total": None})
    problem = next(one for one in found.problems if one.rule == "D1")
    assert problem.key == f"{L21}.review.total"
    assert "0（空白）" in render(problem.message, "zh")
    assert "0 (blank)" in render(problem.message, "en")


def test_blanks_are_named_with_their_tables_at_the_first_of_their_own_cells() -> None:
    contents: dict[str, Content] = {
        key: None for key in load_form("national/2021").items if key.startswith(f"{L21}.")
    }
    found = checked("national/2021", {**contents, f"{R21}.granted.total": None})
    blank, some = found.problems
    assert (blank.rule, blank.key) == ("table.blank", f"{L21}.review.upheld")
    assert (some.rule, some.key) == ("number.blank", f"{R21}.granted.total")
    cells = {figure.key: figure.cell for figure in found.submission.figures}
    assert (blank.place.cell, some.place.cell) == (cells[blank.key], cells[some.key])
    assert "行政复议、行政诉讼" in render(blank.message, "zh")
    assert "收到和处理政府信息公开申请情况" in render(some.message, "zh")


@pytest.mark.parametrize(
    ("form_id", "contents", "rule", "expected"),
    [
        ("national/2021", {f"{R21}.granted.total": 4}, "C1", "0"),
        ("national/2021", {"art20_1.normative_docs.issued_this_year": 3}, "F8", "3"),
        ("national/2021", {"art20_8.administrative_fees": D("1.234")}, "A1", ""),
        ("national/2019", {"art20_9.central_procurement.amount": 2}, "F7", ""),
        ("national/2019", {"art20_5.licensing.items_last_year": 4, "art20_5.licensing.decisions": 4}, "F6", ""),
    ],
)  # fmt: skip
def test_what_is_expected_is_said_only_where_one_number_would_do(
    form_id: str, contents: dict[str, Content], rule: str, expected: str
) -> None:
    found = [one for one in checked(form_id, contents).problems if one.rule == rule]
    assert found
    assert {one.expected for one in found} == {expected}


CITY = Circumstances("city")


def test_a_relation_of_blanks_alone_is_not_assessable() -> None:
    full = check_submission(submission("national/2021", {}), load_form("national/2021"), CITY)
    blank = check_submission(
        submission("national/2021", {}, default=None), load_form("national/2021"), CITY
    )
    assert full.rules.not_assessable == 0
    assert (blank.rules.passed, blank.rules.failed) == (0, 0)
    assert [one.rule for one in blank.problems] == ["table.blank"]


def test_an_approximate_operand_makes_a_relation_not_assessable() -> None:
    contents: dict[str, Content] = {"active.city_portal_posts": "约9000"}
    found = checked("hechi/2018", contents)
    assert found.rules.not_assessable == 1
    assert not [one for one in found.problems if one.severity is Severity.ERROR]


@pytest.mark.parametrize(
    ("level", "failed", "open_"), [("city", 0, 0), ("township", 1, 0), (None, 0, 3)]
)
def test_who_may_make_rules_depends_on_the_units_level(
    level: str | None, failed: int, open_: int
) -> None:
    contents: dict[str, Content] = {"art20_1.regulations.in_force": 2}
    found = checked("national/2021", contents, level)
    assert len([one for one in found.problems if one.rule == "F10"]) == failed
    assert found.rules.not_assessable == open_


def test_the_message_tells_both_sides_the_difference_and_the_relation() -> None:
    found = checked("national/2021", {f"{R21}.granted.total": 4})
    problem = next(one for one in found.problems if one.rule == "C1")
    message = render(problem.message, "zh")
    assert "4" in message
    assert "总计 = 自然人 + 商业企业 + … + 其他" in message
    assert (problem.found, problem.expected) == ("4", "0")
    assert (problem.place.sheet, problem.place.cell) != ("", "")


def test_an_explanation_of_blank_tables_holds_for_these_tables() -> None:
    blank: dict[str, Content] = {
        key: None for key in load_form("national/2021").items if key.startswith("art20_6.")
    }
    more: dict[str, Content] = {**blank, "art20_5.licensing": None}
    first, second = (
        next(
            one for one in checked("national/2021", contents).problems if one.rule == "table.blank"
        )
        for contents in (blank, more)
    )
    assert first.figures == "第二十条第（六）项"
    assert first.figures != second.figures
