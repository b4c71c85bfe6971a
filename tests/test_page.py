"""The page as a file: proved, the same every time, harmless, and readable without a script."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import lxml.html
import pytest

from hcstats import writers
from hcstats.forms.definition import Form
from hcstats.model import (
    Amount,
    Chart,
    HcstatsError,
    Message,
    Outcome,
    Series,
    UnitRef,
    UnitValue,
)
from hcstats.writers import page
from hcstats.writers.page.svg import draw, wrapped
from hcstats.writers.shown import amount_text
from tests.conftest import hcstats
from tests.sample_outcome import outcome_of

SAMPLES = ("hechi-2018", "national-2021")
EVIL = (
    "</script><script>alert(1)</script><img src=x onerror=alert(2)>\x00\u202e\u2066{{ 7*7 }}&amp;"
)


def parsed(path: Path) -> Any:
    return lxml.html.parse(str(path), lxml.html.HTMLParser(encoding="utf-8")).getroot()


def rendered(outcome: Outcome, form: Form | None, language: str = "zh") -> Any:
    return lxml.html.fromstring(page.render_page(outcome, form, language))


def poisoned(outcome: Outcome, text: str = EVIL) -> Outcome:
    """The outcome with every text that comes from the units' files replaced."""
    changed = {
        one: replace(one, unit=text, file=f"{text}{one.file}", sheet=text, text=text)
        for one in outcome.figures
    }
    by_unit = tuple(
        UnitValue(one.unit_code, text, one.key, one.amount, changed[one.figure])
        for one in outcome.by_unit
    )
    problems = tuple(
        replace(
            one,
            unit=text,
            found=text,
            explanation=text,
            message=Message("{text}", (("text", text),)),
            place=replace(one.place, file=text, sheet=text),
        )
        for one in outcome.problems
    )
    units = tuple(UnitRef(one.code, text) for one in outcome.coverage.expected)
    return replace(
        outcome,
        authority=text,
        by_unit=by_unit,
        figures=tuple(changed.values()),
        problems=problems,
        coverage=replace(outcome.coverage, expected=units, missing=units[:2]),
        county_units=frozenset((code, text) for code, _ in outcome.county_units),
        run=replace(outcome.run, command=text, inputs=((text.replace("\0", ""), "0" * 64),)),
    )


def broadened(outcome: Outcome, units: int) -> Outcome:
    """Every figure of one unit again for many units, with names as long as real ones."""
    owner = outcome.by_unit[0].unit_code
    own = [one for one in outcome.by_unit if one.unit_code == owner]
    by_unit: list[UnitValue] = []
    for number in range(units):
        name = f"云岭县第{number}个名称很长的单位"
        for one in own:
            figure = replace(
                one.figure,
                unit_code=str(number),
                unit=name,
                file=f"报送/2023年/{name}2023年度政府信息公开工作年度报告统计表.xlsx",
                text=f"约 {number}{one.figure.text} 件",
            )
            by_unit.append(UnitValue(str(number), name, one.key, one.amount, figure))
    return replace(outcome, by_unit=tuple(by_unit), figures=tuple(one.figure for one in by_unit))


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", SAMPLES)
def test_every_number_of_the_tables_is_in_the_page_without_any_script(
    name: str, language: str, tmp_path: Path
) -> None:
    outcome, form = outcome_of(name)
    target = tmp_path / "汇总.html"
    writers.write_outcome(target, outcome, form, language)
    root = parsed(target)
    keys = list(form.items)
    shown = {
        (keys[int(one.get("data-k"))], one.get("data-g", "all")): one.text_content()
        for one in root.xpath("//*[@id='totals']//span[@data-k]")
    }
    for total in outcome.totals:
        assert shown[total.key, "all"] == amount_text(total.amount)
    assert len(root.xpath("//*[@id='problems']//li")) == len(outcome.problems)
    text = root.text_content()
    assert all(unit.name in text for unit in outcome.coverage.expected)
    assert all(digest in text for _, digest in outcome.run.inputs)
    assert root.get("lang") == {"zh": "zh-CN", "en": "en"}[language]


@pytest.mark.parametrize("name", SAMPLES)
def test_a_blank_total_is_a_dash_and_never_nought(name: str) -> None:
    outcome, form = outcome_of(name)
    key = next(one.key for one in outcome.totals if one.amount.value)
    totals = tuple(
        replace(one, amount=Amount(None), units=0) if one.key == key else one
        for one in outcome.totals
    )
    root = rendered(replace(outcome, totals=totals), form)
    place = list(form.items).index(key)
    shown = root.xpath(f"//span[@class='n'][@data-k='{place}'][not(@data-g)]")
    assert {one.text_content() for one in shown} == {"—"}


def test_the_same_outcome_makes_the_same_bytes() -> None:
    outcome, form = outcome_of("national-2021")
    assert page.render_page(outcome, form, "zh") == page.render_page(outcome, form, "zh")


def test_the_page_may_load_nothing_and_names_nothing_to_load() -> None:
    outcome, form = outcome_of("national-2021")
    root = rendered(outcome, form)
    (policy,) = root.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy
    assert not root.xpath("//@src | //@style | //link | //iframe | //@onclick | //base")
    assert all(one.startswith("#") for one in root.xpath("//@href"))
    assert "innerHTML" not in root.text_content()
    assert "eval(" not in root.text_content()


def test_what_units_write_does_nothing_in_the_file() -> None:
    outcome, form = outcome_of("national-2021")
    text = page.render_page(poisoned(outcome), form, "zh")
    root: Any = lxml.html.fromstring(text)
    assert not root.xpath("//img")
    assert len(root.xpath("//script")) == 2
    assert not re.search("[\x00\u202a-\u202e\u2066-\u2069]", text)
    (data,) = root.xpath("//script[@id='data']")
    assert "<" not in data.text
    assert any("<img src=x onerror=alert(2)>" in one for one in json.loads(data.text)["names"])


def test_headings_tables_and_ids_are_in_order() -> None:
    outcome, form = outcome_of("national-2021")
    root = rendered(outcome, form)
    levels = [int(one.tag[1]) for one in root.iter("h1", "h2", "h3", "h4")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    for table in root.iter("table"):
        assert table.xpath("./caption")
        assert table.xpath("./thead/tr/th[@scope='col']")
        assert all(row.xpath("./th[@scope='row']") for row in table.xpath("./tbody/tr"))
    ids = root.xpath("//@id")
    assert len(ids) == len(set(ids))
    named = [
        name
        for one in root.xpath("//@aria-labelledby | //@aria-describedby")
        for name in one.split()
    ]
    assert set(named) <= set(ids) | {"cells-title"}
    assert all(
        one.xpath("./title") and one.xpath("./desc") for one in root.xpath("//svg[@role='img']")
    )


def one_figure(text: str) -> str:
    return text.replace(">1572<", ">1573<", 1)


def one_cell(text: str) -> str:
    return re.sub(r'"cells":\[\[0,0,"(\d+)"', r'"cells":[[0,0,"\g<1>7"', text, count=1)


DAMAGE: dict[str, Callable[[str], str]] = {
    "a total": one_figure,
    "a cell behind a total": one_cell,
    "a rate": lambda text: text.replace("87.50%</span>", "78.50%</span>", 1),
    "a row lost": lambda text: text.replace('<span class="n" data-k="9"', "<span", 1),
    "a total behind": lambda text: text.replace('"all":["1572"', '"all":["1527"', 1),
    "a problem": lambda text: text.replace('<li class="finding', '<p class="finding', 1),
    "a place": lambda text: text.replace('"B8"', '"B9"', 1),
}


@pytest.mark.parametrize("what", DAMAGE)
def test_a_page_that_does_not_read_back_is_not_kept(
    what: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    outcome, form = outcome_of("national-2021")
    target = tmp_path / "汇总.html"
    target.write_text("old", encoding="utf-8")
    prove = page.prove_page

    def damaged(path: Path, *arguments: Any) -> None:
        text = path.read_text(encoding="utf-8")
        assert DAMAGE[what](text) != text
        path.write_text(DAMAGE[what](text), encoding="utf-8")
        prove(path, *arguments)

    monkeypatch.setattr(page, "prove_page", damaged)
    with pytest.raises(HcstatsError) as raised:
        writers.write_outcome(target, outcome, form, "zh")
    assert "read back" in raised.value.message.template
    assert target.read_text(encoding="utf-8") == "old"
    assert [one.name for one in tmp_path.iterdir()] == ["汇总.html"]


def test_seventy_four_units_stay_small_and_are_proved(tmp_path: Path) -> None:
    outcome, form = outcome_of("national-2021")
    many = broadened(outcome, 74)
    target = tmp_path / "many.html"
    writers.write_outcome(target, many, form, "zh")
    assert len(many.by_unit) == 74 * len(form.items)
    assert target.stat().st_size < 2_000_000


def test_nothing_recognised_still_makes_a_page_that_says_so(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "空.csv").write_text("没有,表\n", encoding="utf-8")
    target = tmp_path / "out.html"
    run = hcstats("aggregate", tmp_path / "in", "-o", target, lang="zh")
    assert "Traceback" not in run.stderr
    assert "没有识别到任何报表" in parsed(target).text_content()


def test_the_board_of_a_collection_is_no_page() -> None:
    run = hcstats("status", "samples/national-2021", "-o", "board.html")
    assert run.returncode == 2
    assert "the suffix names the format" in run.stderr


def test_labels_break_between_words_and_within_chinese() -> None:
    assert wrapped("自然人") == ["自然人"]
    assert wrapped("其他处理：申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请") == [
        "其他处理：申请人无正当理由逾期不补正、行政",
        "机关不再处理其政府信息公开申请",
    ]
    lines = wrapped("不予公开 (denied: forbidden by some other law or regulation of the state)")
    assert (
        " ".join(lines)
        == "不予公开 (denied: forbidden by some other law or regulation of the state)"
    )


def test_years_are_a_line_with_a_value_at_each_point() -> None:
    amounts = (Amount(3), Amount(None), Amount(5, approximate=True), Amount(4))
    years = ("2020", "2021", "2022", "2023")
    chart = Chart(
        "years", "新收申请", "lines", years, (Series("新收", amounts, ("a", "", "c", "d")),)
    )
    root: Any = lxml.html.fromstring(draw(chart, "zh", {"a": 0, "c": 1, "d": 2}))
    texts = root.xpath(".//text")
    assert [one.text for one in texts] == ["3", "约5", "4", *years]
    assert [one.get("data-k") for one in texts] == ["0", "1", "2", None, None, None, None]
    # No line leads over the year of which nothing is known.
    assert len(root.xpath(".//line")) == 1
    assert "2021: —" in root.xpath("./desc")[0].text


def test_both_groups_of_a_table_with_columns_stand_below_the_whole(tmp_path: Path) -> None:
    outcome, form = outcome_of("national-2021")
    halves = tuple(
        replace(one, group=group, amount=Amount(number))
        for number, group in enumerate(("city", "county"), 7)
        for one in outcome.totals
    )
    target = tmp_path / "page.html"
    writers.write_outcome(target, replace(outcome, groups=halves), form, "zh")
    root = parsed(target)
    tables = root.xpath("//*[@id='totals']//table[@data-table='requests']")
    assert [one.xpath(".//span[@class='group']")[0].text for one in tables] == [
        "汇总",
        "本级",
        "县区",
    ]
    assert {one.text for one in tables[1].xpath(".//span[@data-k]")} == {"7"}
    assert {one.get("data-g") for one in tables[2].xpath(".//span[@data-k]")} == {"county"}
