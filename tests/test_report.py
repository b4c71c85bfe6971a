"""The report's text: every figure bound, nothing invented, every fault named with its line."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from hcstats.forms.definition import Form
from hcstats.forms.load import all_forms
from hcstats.messages import render
from hcstats.model import (
    Amount,
    Bound,
    Document,
    Gap,
    HcstatsError,
    Heading,
    Outcome,
    Paragraph,
    Status,
    Total,
)
from hcstats.report.compose import Wanted, compose, source_of
from hcstats.report.template import unbound
from hcstats.stats import indicators
from tests.conftest import ROOT
from tests.sample_outcome import outcome_of

SEED = json.loads((ROOT / "tests" / "data" / "seed-figures.json").read_text("utf-8"))
RATES = {
    "requests_closed_rate": "requests.completion_rate",
    "replies_rate": "requests.reply_rate",
}
IN_WORDS = {
    # What the seed's report says without a digit: zeros, 均 (all of 729), one training by its date.
    "false_info_corrected": "没有",
    "fees_collected_wan": "没有",
    "litigation_total": "没有",
    "online_qa_answered": "729条",
    "trainings": "1次",
}
_NUMBER = re.compile(r"约?(\d[\d.]*)(万|多)?(%|人次|[名项个人份条场件篇次])")


def printed_in_seed(figure: dict[str, object]) -> str:
    """The number as the seed's report prints it."""
    code, raw = str(figure["code"]), str(figure["raw"])
    if code in IN_WORDS:
        return IN_WORDS[code]
    found = [
        match[0]
        for match in _NUMBER.finditer(raw)
        if Decimal(match[1]) * (10000 if match[2] == "万" else 1) == Decimal(str(figure["value"]))
    ]
    assert found, raw
    return found[0]


def _sections(document: Document) -> dict[str, list[Bound]]:
    """The bound numbers of each section, by its ordinal."""
    found: dict[str, list[Bound]] = {}
    section = ""
    for block in document.blocks:
        if isinstance(block, Heading) and block.level == 1:
            section = str(block.spans[0])[0]
        if isinstance(block, Paragraph):
            found.setdefault(section, []).extend(s for s in block.spans if isinstance(s, Bound))
    return found


def _text(document: Document) -> str:
    return "\n".join(
        "".join(span.printed if isinstance(span, Bound) else span for span in block.spans)
        for block in document.blocks
        if isinstance(block, Heading | Paragraph)
    )


def _composed(name: str, **wanted: object) -> Document:
    outcome, form = outcome_of(name)
    return compose(outcome, form, Wanted(**wanted)).document  # type: ignore[arg-type]


@pytest.mark.parametrize("figure", SEED, ids=[str(figure["code"]) for figure in SEED])
def test_each_statistic_of_the_first_report_stands_in_its_section_as_it_was_printed(
    figure: dict[str, object],
) -> None:
    key = RATES.get(str(figure["code"]), f"{figure['table']}.{figure['code']}")
    there = _sections(_composed("hechi-2018"))[str(figure["place"])[0]]
    assert printed_in_seed(figure) in [one.printed for one in there if one.key == key]


def test_the_report_of_2018_has_the_eight_sections_and_the_form_of_2021_the_six() -> None:
    for name, count in (("hechi-2018", 8), ("national-2021", 6)):
        document = _composed(name)
        heads = [
            str(block.spans[0])[:2]
            for block in document.blocks
            if isinstance(block, Heading) and block.level == 1
        ]
        assert [head for head in heads if head[1] == "、"] == [
            f"{ordinal}、" for ordinal in "一二三四五六七八"[:count]
        ]


@pytest.mark.parametrize("name", ["hechi-2018", "national-2021"])
def test_every_bound_number_is_the_total_that_aggregate_gives(name: str) -> None:
    outcome, form = outcome_of(name)
    totals = {(t.group, t.key): t.amount for t in (*outcome.totals, *outcome.groups)}
    rates = {one.id: one.value for one in outcome.indicators}
    bound = list(compose(outcome, form, Wanted()).document.bound())
    assert len(bound) > 50
    for one in bound:
        if (one.scope, one.key) in totals:
            assert one.amount == totals[one.scope, one.key]
        elif one.key in rates:
            assert one.amount.value == rates[one.key]
        else:
            assert one.key.startswith("coverage.") or " + " in one.key


@pytest.mark.parametrize("form", all_forms(), ids=lambda form: form.id)
def test_no_template_writes_out_a_number(form: object) -> None:
    source = source_of(form, None)  # type: ignore[arg-type]
    assert list(unbound(source)) == []


def test_no_sentence_is_that_of_the_first_report() -> None:
    """Fragments of eight characters or more that are neither labels nor headings."""
    raws = [str(figure["raw"]) for figure in SEED if len(str(figure["raw"])) > 12]
    text = _text(_composed("hechi-2018"))
    assert [raw for raw in raws if raw in text] == []


def _with(outcome: Outcome, **amounts: Amount) -> Outcome:
    """The outcome with other totals; keys with `__` for the point."""
    changed = {key.replace("__", "."): amount for key, amount in amounts.items()}
    return replace(
        outcome,
        totals=tuple(
            replace(total, amount=changed.get(total.key, total.amount)) for total in outcome.totals
        ),
    )


def test_a_number_that_nobody_reported_is_a_visible_gap_and_a_problem() -> None:
    outcome, form = outcome_of("hechi-2018")
    lacking = _with(outcome, active__channel_gazette=Amount(None, status=Status.BLANK))
    composed = compose(lacking, form, Wanted())
    assert "【缺：政府公报公开信息】" in _text(composed.document)
    assert [p.key for p in composed.problems if p.rule == "report.no_data"] == [
        "active.channel_gazette"
    ]


def test_zero_is_said_in_words_and_never_as_a_percentage() -> None:
    outcome, form = outcome_of("hechi-2018")
    none = _with(outcome, requests__requests_received=Amount(0), review__review_total=Amount(0))
    text = _text(compose(none, form, Wanted()).document)
    assert "没有收到政府信息公开申请" in text
    assert "没有因政府信息公开引起的行政复议" in text
    assert "0.00%" not in text
    assert not re.search(r"(?<![\d.])0(条|件|%)", text)


def test_what_the_office_has_to_write_stays_a_gap_until_it_is_written() -> None:
    bare, filled = _composed("hechi-2018"), _composed("hechi-2018", own_words={"plans": ["甲。"]})
    assert "plans" in [block.name for block in bare.blocks if isinstance(block, Gap)]
    assert "plans" not in [block.name for block in filled.blocks if isinstance(block, Gap)]
    assert Paragraph(("甲。",), own=True) in filled.blocks


def test_a_report_of_faulty_data_says_that_it_is_a_draft() -> None:
    assert "草稿" in _text(_composed("national-2021"))
    assert "草稿" not in _text(_composed("hechi-2018"))


def test_shares_in_the_text_add_up_to_a_hundred() -> None:
    document = _composed("hechi-2018")
    shares = [
        Decimal(one.printed.strip("约%"))
        for one in document.bound()
        if one.key.startswith("domains.")
    ]
    assert len(shares) == 8
    assert sum(shares) == 100


def _rendered(tmp_path: Path, text: str, name: str = "hechi-2018") -> str:
    template = tmp_path / "own.jinja"
    template.write_text(text, encoding="utf-8")
    return _text(_composed(name, template=template))


def _fault(tmp_path: Path, text: str) -> str:
    with pytest.raises(HcstatsError) as caught:
        _rendered(tmp_path, text)
    return render(caught.value.message, "en")


def test_a_template_of_ones_own_is_rendered(tmp_path: Path) -> None:
    text = '# 标题\n\n公报{{ n("active.channel_gazette") }}，本级{{ n("active.channel_gazette", scope="city") }}。\n'
    assert _rendered(tmp_path, text) == "标题\n公报512条，本级296条。"


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ('a\n\n{{ n("active.channel_gazete") }}', 3, "active.channel_gazette"),
        ('a\n{% if false %}\n{{ n("nothing.at_all") }}\n{% endif %}', 3, "nothing.at_all"),
        ('{% macro m(k) %}{{ n(k) }}{% endmacro %}\n{{ m("fees.fees") }}', 2, "fees.fees"),
        ('a\nb {{ rate("requests.completion") }}', 2, "requests.completion_rate"),
        ('{{ shares("domain") }}', 1, "domains"),
        ('\n{{ table("lists") }}', 2, "list"),
        ('\n\n{{ unit("expected") }}', 3, "units"),
        ("a\n{{ n( }}", 2, ""),
        ('a\n{{ value("active.channel_gazette") }}', 2, "512"),
        ('\n{{ said("active.channel_gazette", "没有") }}', 2, "512"),
        ('\n{{ n("active.channel_gazette")|nofilter }}', 2, "nofilter"),
        ("\n{{ 1 / 0 }}", 2, ""),
        ('\n{{ value("active.channel_gazette") ~ "条" }}', 2, "512"),
        ('\n{{ (value("active.channel_gazette") + 1)|string }}', 2, "513"),
        ('\n{{ "%s"|format(value("active.channel_gazette")) }}', 2, "512"),
        ('\n{{ [value("active.channel_gazette")] }}', 2, "512"),
        ('\n{{ own("x", n("active.channel_gazette")) }}', 2, "own"),
        ("\n{{ n(5) }}", 2, "5"),
        ("\n{% set x = none %}{{ n(x) }}", 2, "None"),
        ("\n{{ own(5, 6) }}", 2, "own"),
        ("{% macro a() %}{{ a() }}{% endmacro %}\n{{ a() }}", 1, ""),
        ('\n{{ "a" * 10000000000 }}', 2, "multiply"),
        ('\n{{ n("active.channel_gazette", unit="%") }}', 2, "rate"),
        ('\n{{ n("active.channel_gazette", style="y") }}', 2, "plain"),
        ('\n{{ n("active.channel_gazette", scope="x") }}', 2, "city"),
        ('\n{{ rate("requests.completion_rate", places=50) }}', 2, "50"),
        ("\n{{ ''.__class__.__mro__ }}", 2, ""),
    ],
)
def test_a_fault_in_a_template_is_named_with_its_line(
    tmp_path: Path, text: str, line: int, says: str
) -> None:
    message = _fault(tmp_path, text)
    assert f"line {line}:" in message
    assert says in message


@pytest.mark.parametrize(
    "text", ['{{ n("active.channel_gazette")[:2] }}', '{{ n("active.channel_gazette")|reverse }}']
)
def test_a_number_that_a_filter_tears_apart_ends_the_run(tmp_path: Path, text: str) -> None:
    assert "cut or altered" in render(_torn(tmp_path, text).message, "en")


def _torn(tmp_path: Path, text: str) -> HcstatsError:
    with pytest.raises(HcstatsError) as caught:
        _rendered(tmp_path, text)
    return caught.value


def test_no_filter_turns_one_number_into_another(tmp_path: Path) -> None:
    text = '{{ n("active.channel_website")|replace("1", "0") }}'
    assert _rendered(tmp_path, text) == "134426条"


def test_a_table_in_a_heading_stands_behind_it(tmp_path: Path) -> None:
    template = tmp_path / "own.jinja"
    template.write_text('# 表 {{ table("list") }}\n', encoding="utf-8")
    blocks = _composed("hechi-2018", template=template).blocks
    assert [type(block).__name__ for block in blocks] == ["Heading", "OfficialTable"]


def test_a_partial_total_says_so_wherever_it_stands() -> None:
    outcome, form = outcome_of("hechi-2018")
    key = "active.false_info_corrected"
    lacking = replace(
        outcome,
        totals=tuple(
            replace(total, partial=total.key in (key, "active.channel_gazette"))
            for total in outcome.totals
        ),
    )
    text = _text(compose(lacking, form, Wanted()).document)
    assert "512条【不全】" in text
    assert "没有发布过虚假" not in text
    appendix = compose(lacking, form, Wanted()).document.appendix
    assert "不全" in str(appendix)


def test_what_cannot_be_read_is_not_called_unreported() -> None:
    outcome, form = outcome_of("hechi-2018")
    lacking = _with(outcome, active__channel_gazette=Amount(None, status=Status.UNREADABLE))
    composed = compose(lacking, form, Wanted())
    assert "【待核：政府公报公开信息】" in _text(composed.document)
    told = [p for p in composed.problems if p.rule == "report.no_data"]
    assert "cannot be read" in render(told[0].message, "en")


def test_a_number_written_into_a_template_is_told_with_its_line(tmp_path: Path) -> None:
    template = tmp_path / "own.jinja"
    template.write_text("# 1. 甲\n\n2018年3月1日〔2018〕110号\n共 19 件。\n", encoding="utf-8")
    outcome, form = outcome_of("hechi-2018")
    problems = compose(outcome, form, Wanted(template=template)).problems
    assert [(p.rule, p.found) for p in problems] == [("report.unbound", "19")]
    assert "Line 4" in render(problems[0].message, "en")


@pytest.mark.parametrize("form", all_forms(), ids=lambda form: form.id)
@pytest.mark.parametrize("value", [0, 3, None])
def test_every_forms_report_says_zero_in_words_and_what_is_missing_as_a_gap(
    form: Form, value: int | None
) -> None:
    status = Status.BLANK if value is None else Status.REPORTED
    totals = tuple(Total(key, Amount(value, status=status), 2) for key in form.items)
    outcome, _ = outcome_of("hechi-2018")
    made = replace(
        outcome,
        form=form.id,
        totals=totals,
        groups=(),
        by_unit=(),
        indicators=indicators(form, totals),
    )
    text = _text(compose(made, form, Wanted()).document)
    assert ("【缺：" in text) is (value is None)
    if value == 0 and form.id != "hechi/2018":
        assert "没有" in text
        assert not re.search(r"(?<![\d.])0(件|条|次|人|万元|%)", text)


def test_texts_from_files_cannot_pass_for_marks() -> None:
    words = {"plans": ["\ue0000\ue001 # 标题 {{ n('x') }}"]}
    assert (
        Paragraph(("0 # 标题 {{ n('x') }}",), own=True)
        in _composed("hechi-2018", own_words=words).blocks
    )
