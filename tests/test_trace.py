"""Traces: every published figure leads back to its cells, and adds up again from there."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from rich.cells import cell_len

from hcstats.cli.commands_of_traces import _compared
from hcstats.model import Amount, Figure, HcstatsError, Outcome, Status
from hcstats.readers.formulas import formulas_at
from hcstats.trace import State, indicator_named, key_named, trace, trace_indicator
from hcstats.trace.readings import reading
from hcstats.trace.words import shown
from tests.conftest import Golden, hcstats
from tests.sample_outcome import outcome_of

SAMPLES = ("hechi-2018", "national-2021")
_LEFT_OUT = {
    # The correction of 公安局 came after its report; 白水乡 reported on the form of 2019.
    "national-2021": ("更正", "白水乡"),
    "hechi-2018": (),
}


def extracted(name: str) -> list[dict[str, str]]:
    """What `extract` prints of a sample, without what is not counted."""
    found = hcstats("extract", f"samples/{name}", "--jobs", "1")
    rows = list(csv.DictReader(io.StringIO(found.stdout)))
    return [row for row in rows if not any(word in row["file"] for word in _LEFT_OUT[name])]


@pytest.mark.parametrize("name", SAMPLES)
def test_every_figure_adds_up_again_from_what_extract_lists(name: str) -> None:
    outcome, form = outcome_of(name)
    rows = extracted(name)
    totals = {total.key: total for total in outcome.totals}
    assert list(totals) == list(form.items)
    for key, item in form.items.items():
        traced = trace(outcome, form, key)
        listed = [row for row in rows if row["key"] == key and row["value"]]
        values = [Decimal(row["value"]) for row in listed]
        assert traced.agrees
        assert len(traced.counted()) == len(values) == totals[key].units
        if item.additive:
            assert traced.sum == totals[key].amount.value == (sum(values) if values else None)
        assert {(row["file"].rpartition("/")[2], row["cell"]) for row in listed} == {
            (one.place.file.rpartition("/")[2], one.place.cell) for one in traced.counted()
        }
        expected = len(outcome.coverage.expected)
        assert len(traced.counted()) + len(traced.nothing()) <= expected
        assert all(one.reading for one in traced.counted())
        assert all(one.reason or one.state is State.REPORTED for one in traced.contributions)


@pytest.mark.parametrize("name", SAMPLES)
def test_every_indicator_is_made_of_the_traces_in_it(name: str) -> None:
    outcome, form = outcome_of(name)
    assert outcome.indicators
    for value in outcome.indicators:
        traced = trace_indicator(outcome, form, value.id)
        assert all(one.agrees for one in traced.traces)
        sums = {one.key: one.sum or 0 for one in traced.traces}
        for operand in (traced.numerator, traced.denominator):
            if operand.amount.value is not None:
                made = sum(part.sign * sums[part.key] for part in operand.parts)
                assert made == operand.amount.value
        if value.value is not None:
            above, below = traced.numerator.amount.value, traced.denominator.amount.value
            assert abs(Decimal(above or 0) / Decimal(below or 1) - value.value) < Decimal("1e-6")


def test_a_relation_over_the_totals_is_told_with_its_parts_and_whose_figures_break_it() -> None:
    outcome, form = outcome_of("national-2021")
    by_rule = {
        one.rule: one for one in trace(outcome, form, "requests.processed_total.total").formulas
    }
    assert set(by_rule) == {"C1", "C2", "C3"}
    assert by_rule["C1"].holds is True
    assert len(by_rule["C1"].right) == 6
    assert by_rule["C2"].holds is None
    assert by_rule["C3"].holds is False
    assert by_rule["C3"].units == ("云岭县教育局",)
    assert not trace(outcome, form, "requests.granted.natural_person").formulas


def test_missing_units_blanks_and_submissions_that_do_not_count_are_listed() -> None:
    outcome, form = outcome_of("national-2021")
    traced = trace(outcome, form, "requests.processed_total.total")
    assert [(one.unit, one.state) for one in traced.nothing()] == [("龙泉镇", State.MISSING)]
    assert [one.unit for one in traced.left_out()] == ["云岭县公安局", "白水乡"]
    assert all(one.reason for one in traced.left_out())


def test_unreadable_figures_are_told_with_the_problem_at_their_cell() -> None:
    outcome, form = outcome_of("national-2021")
    partial = next(one.key for one in outcome.totals if one.partial)
    traced = trace(outcome, form, partial)
    silent = [one for one in traced.nothing() if one.state is State.UNREADABLE]
    assert silent
    for one in silent:
        assert one.reason in [problem.message for problem in outcome.problems]


def figure(text: str, value: int | Decimal | None, approximate: bool = False) -> Figure:
    status = Status.BLANK if value is None else Status.REPORTED
    return Figure(
        "national", "2021", "", "", "", "k", value, status, approximate, "a", "b", "C1", text
    )


@pytest.mark.parametrize(
    ("text", "value", "approximate", "codes"),
    [
        ("5115", 5115, False, ["number"]),
        ("约9000", 9000, True, ["approximate"]),
        ("200多项", 200, True, ["counter", "approximate"]),
        ("1.37万", 13700, False, ["scaled"]),
        ("９３", 93, False, ["full_width"]),
        ("13,700", 13700, False, ["separators"]),
        ("十九", 19, False, ["numeral"]),
        ("无", 0, False, ["zero_word"]),
        ("零", 0, False, ["zero_word"]),
        ("53件", 53, False, ["counter"]),
        ("减4", -4, False, ["signed"]),
        ("12（其中网上5）", 12, False, ["note"]),
        ("251000元", Decimal("25.1"), False, ["counter", "converted"]),
        ("25.1", Decimal("25.1"), False, ["number"]),
        ("9000", 9000, True, ["approximate"]),
        ("", None, False, []),
    ],
)
def test_a_reading_tells_every_step_from_the_text_to_the_value(
    text: str, value: int | Decimal | None, approximate: bool, codes: list[str]
) -> None:
    assert [step.code for step in reading(figure(text, value, approximate))] == codes


def test_the_formula_in_a_cell_is_told_unless_the_file_has_changed_since() -> None:
    outcome, form = outcome_of("national-2021")
    traced = trace(outcome, form, "requests.processed_total.total")
    places = [one.place for one in traced.contributions]
    found = formulas_at(places, dict(outcome.run.inputs))
    assert "=SUM(D31:I31)" in found.values()
    again = trace(outcome, form, "requests.processed_total.total", found)
    assert [one.formula for one in again.counted() if one.formula] == list(found.values())
    assert not formulas_at(places, {})


def test_a_total_that_its_contributions_do_not_make_is_an_error() -> None:
    outcome, form = outcome_of("hechi-2018")
    key = "active.channel_website"

    def with_total(outcome: Outcome, group: str, by: int) -> Outcome:
        totals = [
            replace(one, amount=Amount((one.amount.value or 0) + by))
            if (one.key, one.group) == (key, group)
            else one
            for one in (*outcome.totals, *outcome.groups)
        ]
        return replace(
            outcome,
            totals=tuple(one for one in totals if one.group == "all"),
            groups=tuple(one for one in totals if one.group != "all"),
        )

    for group in ("all", "city", "county"):
        wrong = trace(with_total(outcome, group, 1), form, key)
        assert not wrong.agrees
        with pytest.raises(HcstatsError):
            _compared([wrong])
    _compared([trace(with_total(outcome, "all", 0), form, key)])


def test_a_figure_that_may_not_be_added_has_no_sum() -> None:
    outcome, form = outcome_of("hechi-2018")
    traced = trace(outcome, form, "platform.assessment_indicators")
    assert not traced.additive
    assert traced.sum is None
    assert traced.agrees
    assert shown(traced.total.amount) == "约200"


def test_labels_name_figures_where_only_one_has_them() -> None:
    _, form = outcome_of("hechi-2018")
    assert key_named(form, "新闻发布会") == "active.press_conferences"
    assert key_named(form, " 新闻 发布会 ") == "active.press_conferences"
    _, matrix = outcome_of("national-2021")
    assert key_named(matrix, "（七）总计/自然人") == "requests.processed_total.natural_person"
    with pytest.raises(HcstatsError, match="is the label of"):
        key_named(matrix, "（七）总计")
    assert indicator_named(matrix, "予以公开率") == "requests.grant_rate"


@pytest.mark.parametrize(
    ("arguments", "nearest"),
    [
        (["active.chanel_website"], "active.channel_website"),
        (["channel_website"], "active.channel_website"),
        (["新闻会"], "active.press_conferences"),
        (["requests.reply_rate"], "--indicator requests.reply_rate"),
        (["--indicator", "requests.replies_rate"], "requests.reply_rate"),
        (["xyz"], "hcstats forms show hechi/2018"),
    ],
)
def test_a_misspelt_name_is_answered_with_the_nearest(arguments: list[str], nearest: str) -> None:
    found = hcstats("trace", *arguments, "samples/hechi-2018", "--jobs", "1")
    assert found.returncode == 2
    assert nearest in found.stderr
    assert not found.stdout


def test_a_name_without_files_says_what_comes_first() -> None:
    found = hcstats("trace", "active.channel_website")
    assert found.returncode == 2
    assert "hcstats trace KEY PATH" in found.stderr


def test_the_terminal_shows_the_sum_within_80_columns(golden: Golden) -> None:
    found = hcstats("trace", "active.channel_website", "samples/hechi-2018", lang="zh")
    assert found.returncode == 0
    assert max(cell_len(line) for line in found.stdout.splitlines()) <= 80
    assert "40734 + 93692 = 134426" in found.stdout
    golden.check("trace.zh.txt", found.stdout)


def test_json_is_the_whole_trace() -> None:
    found = hcstats(
        "trace", "active.channel_website", "samples/hechi-2018", "--format", "json", lang="zh"
    )
    document = json.loads(found.stdout)
    assert list(document) == [
        "key", "label", "unit", "additive", "total", "groups", "formula", "contributions", "sum",
        "agrees", "problems", "run",
    ]  # fmt: skip
    assert document["sum"] == document["total"]["value"] == 134426
    assert list(document["contributions"][0]) == [
        "unit_code", "unit", "group", "value", "status", "approximate", "counted", "file",
        "sheet", "cell", "text", "reading", "formula", "reason",
    ]  # fmt: skip
    added = [one["value"] or 0 for one in document["contributions"] if one["counted"]]
    assert sum(added) == 134426
    assert len(document["run"]["inputs"]) > 30


def test_json_and_csv_of_an_indicator_hold_every_figure_in_it() -> None:
    arguments = ("trace", "--indicator", "requests.grant_rate", "samples/national-2021")
    document = json.loads(hcstats(*arguments, "--format", "json").stdout, parse_float=Decimal)
    keys = [one["key"] for one in document["traces"]]
    assert keys == [
        "requests.granted.total",
        "requests.partially_granted.total",
        "requests.processed_total.total",
    ]
    assert document["value"] == Decimal("0.051042")
    assert (document["numerator"]["value"], document["denominator"]["value"]) == (120, 2351)
    rows = list(csv.DictReader(io.StringIO(hcstats(*arguments, "--format", "csv").stdout)))
    added = [int(row["value"]) for row in rows if row["counted"] == "true" and row["value"]]
    assert sum(added) == 120 + 2351
    assert Path(rows[0]["file"]).is_relative_to("samples/national-2021")


def test_the_status_is_that_of_the_data() -> None:
    found = hcstats("trace", "requests.granted.total", "samples/national-2021", "--lang", "en")
    assert found.returncode == 1
    assert "Added up again: 11 figures make 55, the total is 55: the same." in found.stdout
    assert found.stderr.splitlines()[-1].startswith("11 of 13 units")
