"""Years side by side: exact changes, like for like, shares, balances, what is not comparable."""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from hcstats.cli import commands_of_comparison as command
from hcstats.cli.options import By, Formats
from hcstats.compare import Comparison, charts, compare
from hcstats.compare.amounts import amount_of, like_of, line_of
from hcstats.compare.carried import carried_over
from hcstats.compare.over_years import with_years
from hcstats.compare.records import Concept, Line
from hcstats.compare.spark import BARS, PLAIN, bars_for, sparkline
from hcstats.forms.load import load_form
from hcstats.messages import render
from hcstats.model import Amount, HcstatsError, Kind, Label, Status
from hcstats.pipeline import Request, run_with_last
from samples.drawing.book import random_book
from samples.drawing.save import save
from tests.conftest import ROOT, Golden, hcstats
from tests.published import as_xlsx, report
from tests.test_exports import exported
from tests.test_previous import UNITS, put_year

SAMPLES = ROOT / "samples"
OLD, NEW = SAMPLES / "national-2021-last-year", SAMPLES / "national-2021"


def compared(*paths: Path, units: str = "") -> Comparison:
    return compare([Request((str(path),), jobs=1, units=units) for path in paths])


@lru_cache(maxsize=1)
def samples() -> Comparison:
    return compared(OLD, NEW)


def line(comparison: Comparison, key: str) -> Line:
    return next(one for one in comparison.lines if one.concept.key == key)


def values(one: Line) -> list[Any]:
    return [amount.value if amount is not None else None for amount in one.amounts]


amounts_ = st.one_of(
    st.none(),
    st.integers(0, 10**9),
    st.decimals(0, 10**6, places=2, allow_nan=False, allow_infinity=False),
)


def concept(years: int = 2) -> Concept:
    keys = tuple(("k",) for _ in range(years))
    return Concept(("k",), keys, Label("指标"), "t", "件", Kind.COUNT, True)


def amount(value: Any) -> Amount:
    return Amount(value, status=Status.BLANK if value is None else Status.REPORTED)


@given(amounts_, amounts_)
def test_a_change_is_new_less_old_exactly_and_a_blank_is_never_0(old: Any, new: Any) -> None:
    found = line_of(concept(), [amount(old), amount(new)], ["2022", "2023"])
    if old is None or new is None:
        assert (found.change, found.rate) == (None, None)
        assert found.remark is not None
        assert "blank" in found.remark.template
    else:
        assert found.change == new - old
        assert (found.rate is None) == (old == 0)
        if old:
            assert found.rate == Decimal(new - old) / Decimal(old)
        elif new:
            assert found.remark is not None
            assert found.remark.template == "From 0 to {number}."


@given(st.lists(st.tuples(amounts_, amounts_), max_size=8))
def test_like_for_like_adds_only_units_with_a_figure_in_both_years(rows: list[Any]) -> None:
    found = like_of(concept(), [[amount(old), amount(new)] for old, new in rows])
    both = [(old, new) for old, new in rows if old is not None and new is not None]
    assert found is not None
    assert found.units == len(both)
    if both:
        assert found.amounts[0].value == sum(old for old, _ in both)
        assert found.amounts[1].value == sum(new for _, new in both)
        assert found.change == sum(new for _, new in both) - sum(old for old, _ in both)


def test_a_sum_with_a_blank_is_unknown() -> None:
    assert amount_of(("a", "b"), {"a": amount(1), "b": amount(2)}) == Amount(3)
    assert amount_of(("a", "b"), {"a": amount(1), "b": amount(None)}) == amount(None)
    assert amount_of(("a", "b"), {"a": amount(1)}) == amount(None)
    assert amount_of(None, {"a": amount(1)}) is None


def test_totals_of_the_samples_are_those_of_their_runs() -> None:
    found = samples()
    for place, year in enumerate(found.years):
        totals = {total.key: total.amount for total in year.outcome.totals}
        assert {one.concept.key: one.amounts[place] for one in found.lines} == totals
    assert {one.concept.key for one in found.lines} == set(load_form("national/2021").items)


def test_like_for_like_totals_re_add_from_the_units() -> None:
    found = samples()
    for place, one in enumerate(found.lines):
        assert one.like is not None
        units = [values(own.lines[place]) for own in found.by_unit]
        both = [pair for pair in units if None not in pair]
        assert one.like.units == len(both)
        if both:
            assert [a.value for a in one.like.amounts] == [sum(c) for c in zip(*both, strict=True)]


def test_units_of_only_one_year_are_named() -> None:
    names = {one.unit.name: one.present for one in samples().partly}
    assert names == {"白水乡": (True, False), "龙泉镇": (True, False)}


def test_shares_of_a_partition_sum_to_1() -> None:
    found = samples()
    for share in load_form("national/2021").shares:
        label = Label(share.label, share.gloss)
        for place in range(2):
            parts = [one.values[place] for one in found.shares if one.partition == label]
            assert len(parts) == len(share.parts)
            whole = sum((part for part in parts if part is not None), Decimal(0))
            assert abs(whole - 1) < Decimal("1e-20")


def test_shares_are_those_that_each_run_computes() -> None:
    found = samples()
    for place, year in enumerate(found.years):
        rates = {one.id: one.value for one in year.outcome.indicators}
        for one in found.shares:
            value, wanted = one.values[place], rates[one.id]
            if wanted is not None:
                assert value is not None
                assert abs(value - wanted) < Decimal("0.000001")


def test_breaks_of_the_balances_are_those_of_rule_c4_with_both_cells() -> None:
    found = samples()
    broken = {
        (one.unit.code, one.key): one for one in found.carried if one.unit and one.state == "breaks"
    }
    problems = {(p.unit_code, p.key) for p in found.years[-1].outcome.problems if p.rule == "C4"}
    assert {(p[0]) for p in problems} == {key[0] for key in broken}
    assert len(broken) == found.years[-1].outcome.by_rule["C4"].failed
    for one in broken.values():
        assert one.severity == "error"
        for figure in (one.old, one.new):
            assert figure is not None
            assert figure.file
            assert figure.cell


@pytest.mark.parametrize("kind", ["xlsx", "json", "csv", "figures.json"])
def test_an_export_stands_for_its_folder(tmp_path: Path, kind: str) -> None:
    paths = [exported(tmp_path, one.name, kind) for one in (OLD, NEW)]
    units = "" if kind in ("xlsx", "json") else str(NEW / "units.csv")
    found, wanted = compared(*paths, units=units), samples()
    assert found.lines == wanted.lines
    assert [one.lines for one in found.by_unit] == [one.lines for one in wanted.by_unit]
    assert found.shares == wanted.shares
    assert found.partly == wanted.partly
    states = [(o.unit, o.key, o.closing, o.opening, o.state, o.severity) for o in wanted.carried]
    assert [
        (o.unit, o.key, o.closing, o.opening, o.state, o.severity) for o in found.carried
    ] == states


def put_edition(folder: Path, form: str, year: str, seed: int = 1) -> Path:
    """Constructed submissions of two units on an edition."""
    folder.mkdir()
    (folder / "units.csv").write_text(UNITS, "utf-8")
    for number, unit in enumerate(("甲局", "乙局"), seed):
        save(random_book(load_form(form), number, unit, year), folder / f"{unit}{year}.xlsx")
    return folder


EDITIONS = {
    "national/2014": "2017",
    "hechi/2018": "2018",
    "national/2019": "2020",
    "national/2021": "2022",
}


@pytest.fixture(scope="module")
def editions(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    top = tmp_path_factory.mktemp("editions")
    return {
        form: put_edition(top / year, form, year, seed)
        for seed, (form, year) in enumerate(EDITIONS.items(), 11)
    }


@pytest.mark.parametrize(
    ("old", "new"),
    [("national/2014", "hechi/2018"), ("national/2014", "national/2019"),
     ("hechi/2018", "national/2019"), ("national/2019", "national/2021"),
     ("national/2014", "national/2021")],
)  # fmt: skip
def test_across_editions_only_concepts_are_compared(
    editions: dict[str, Path], old: str, new: str
) -> None:
    found = compared(editions[old], editions[new])
    totals = [{t.key: t.amount.value for t in y.outcome.totals} for y in found.years]
    assert found.lines
    for one in found.lines:
        for place, keys in enumerate(one.concept.of_years):
            assert keys is not None
            parts = [totals[place][key] for key in keys]
            got = one.amounts[place]
            assert got is not None
            assert got.value == (None if None in parts else sum(p or 0 for p in parts))
    compared_keys = {key for one in found.lines for key in one.concept.keys}
    apart = {key for one in found.uncompared for key in one.keys}
    assert not compared_keys & apart
    assert compared_keys | apart == set(load_form(new).items)


def test_several_years_have_a_trend_and_their_growth(editions: dict[str, Path]) -> None:
    later = put_year(editions["national/2021"].parent / "2023", "2023", art20_5__licensing=12)
    found = compared(*(editions[form] for form in EDITIONS), later)
    received = line(found, "requests.new_received.total")
    assert None not in received.amounts
    assert received.change == values(received)[-1] - values(received)[0]
    licensing = line(found, "art20_5.licensing")
    assert licensing.amounts[:2] == (None, None)
    assert licensing.change == values(licensing)[-1] - values(licensing)[2]
    assert licensing.remark is not None
    assert "does not ask" in licensing.remark.template
    drawn = charts(found)
    assert {one.kind for one in drawn} == {"lines"}
    assert all(one.name.isascii() for one in drawn)


def test_published_years_of_hongze(tmp_path: Path) -> None:
    paths = []
    for year in ("2023", "2024"):
        (tmp_path / year).mkdir()
        paths.append(as_xlsx(report(f"g2021_hongze_{year}"), tmp_path / year))
    found = compared(*paths)
    assert values(line(found, "art20_5.licensing")) == [550, 9487]
    assert line(found, "art20_5.licensing").change == 8937
    assert found.periods == ("2023", "2024")


def test_two_collections_of_one_year_are_told_apart(tmp_path: Path) -> None:
    one = put_year(tmp_path / "a", "2024", art20_5__licensing=5)
    other = put_year(tmp_path / "b", "2024", art20_5__licensing=9)
    found = compared(one, other)
    assert found.periods == ("2024 a", "2024 b")
    assert line(found, "art20_5.licensing").change is not None
    assert not found.carried


def test_charts_hold_the_values_of_the_lines() -> None:
    found = samples()
    for chart in charts(found):
        assert chart.kind == "bars"
        for place, series in enumerate(chart.series):
            assert len(series.amounts) == len(chart.categories) == len(series.keys)
            for key, value in zip(series.keys, series.amounts, strict=True):
                assert line(found, key).amounts[place] == value


@pytest.mark.parametrize(
    ("numbers", "shown"),
    [
        ([1, 2, 8], "▁▂█"),
        ([5, 5], "▁▁"),
        ([None, 0, 7], " ▁█"),
        ([], ""),
        ([None], ""),
        ([7, None, 0], "█ ▁"),
    ],
)
def test_a_sparkline_has_gaps_where_nothing_is_known(numbers: Sequence[Any], shown: str) -> None:
    assert sparkline(numbers) == shown


def test_a_terminal_without_bars_gets_plain_ones() -> None:
    assert bars_for("utf-8") == bars_for("gbk") == BARS
    assert bars_for("ascii") == bars_for("latin-1") == bars_for(None) == bars_for("?") == PLAIN


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_terminal_looks_as_accepted(lang: str, golden: Golden) -> None:
    done = hcstats("compare", "samples/national-2021-last-year", "samples/national-2021", lang=lang)
    assert done.returncode == 1
    assert max(map(cell_len, done.stdout.splitlines())) <= 80
    golden.check(f"compare.{lang}.txt", done.stdout)


def test_one_unit_is_shown_in_full_and_an_unknown_one_is_an_error() -> None:
    done = hcstats("compare", OLD, NEW, "--unit", "云岭县统计局", lang="zh")
    assert "云岭县统计局" in done.stdout
    assert "云岭县教育局" not in done.stdout
    every = hcstats("compare", OLD, NEW, "--by", "unit", lang="zh")
    assert "云岭县教育局" in every.stdout
    assert "只在 2022 年报送" in every.stdout
    unknown = hcstats("compare", OLD, NEW, "--unit", "火星局")
    assert unknown.returncode == 2
    assert unknown.stdout == ""


def test_json_and_csv_say_the_same() -> None:
    document = json.loads(hcstats("compare", OLD, NEW, "--format", "json").stdout)
    table = list(
        csv.DictReader(io.StringIO(hcstats("compare", OLD, NEW, "--format", "csv").stdout))
    )
    totals = {row["key"]: row for row in table if row["scope"] == "all"}
    assert len(totals) == len(document["totals"])
    for one in document["totals"]:
        row = totals[one["key"]]
        assert row["change"] == ("" if one["change"] is None else str(one["change"]))
        assert [row["2022"], row["2023"]] == [
            "" if v["value"] is None else str(v["value"]) for v in one["values"]
        ]
    assert document["not_in_every_year"]
    assert any(one["state"] == "breaks" for one in document["carried_over"])


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_workbook_has_its_sheets_and_native_charts(tmp_path: Path, lang: str) -> None:
    path = tmp_path / "c.xlsx"
    done = hcstats("compare", OLD, NEW, "-o", path, "-o", tmp_path / "c.md", lang=lang)
    assert done.returncode == 1
    book = openpyxl.load_workbook(path)
    names = ["对比", "分单位", "占比", "结转衔接", "不可比", "覆盖", "问题", "说明", "图表"]
    if lang == "zh":
        assert book.sheetnames == names
        assert (tmp_path / "c.md").read_text("utf-8").startswith("## 覆盖")
    assert len(book.worksheets) == len(names)
    drawn: list[Any] = getattr(book.worksheets[-1], "_charts")  # noqa: B009  (no public name)
    assert len(drawn) == len(charts(samples()))
    rows = list(book.worksheets[0].iter_rows(min_row=3, values_only=True))
    received = next(row for row in rows if row[1] == "requests.new_received.total")
    assert received[4:6] == (2902, 1572)
    assert received[6] == -1330


def test_usage_faults_are_said_before_anything_is_written(tmp_path: Path) -> None:
    for arguments in ([OLD], [NEW, OLD], [OLD, NEW, "-o", tmp_path / "x.docx"], [OLD, tmp_path]):
        done = hcstats("compare", *arguments)
        assert (done.returncode, done.stdout) == (2, "")
        assert "Traceback" not in done.stderr
    assert not list(tmp_path.iterdir())


def test_clean_years_end_with_0_and_a_break_with_1(tmp_path: Path) -> None:
    before = put_year(tmp_path / "2023", "2023")
    after = put_year(tmp_path / "2024", "2024")
    assert hcstats("compare", before, after).returncode == 0
    changes = {
        f"requests__{row}__{column}": 3
        for row in ("carried_in", "granted", "processed_total")
        for column in ("natural_person", "total")
    }
    broken = put_year(tmp_path / "2024b", "2024", **changes)
    done = hcstats("compare", before, broken)
    assert done.returncode == 1
    assert "C4" in done.stderr


@pytest.mark.parametrize("suffix", [".csv", ".json", ".md"])
@pytest.mark.parametrize(("old", "new"), [("1572", "1573"), ("2351", "2315")])
def test_a_comparison_whose_text_was_damaged_is_not_kept(
    suffix: str, old: str, new: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    comparison = samples()
    path = tmp_path / f"对比{suffix}"
    path.write_bytes(b"old")
    wanted = command.Wanted((), By.TOTAL, "", (path,), "", Formats.TABLE, 1, False, "zh")
    text = command._text(suffix, comparison, wanted)
    assert old in text
    monkeypatch.setattr(command, "_text", lambda *_: text.replace(old, new, 1))
    with pytest.raises(HcstatsError):
        command._written(path, comparison, wanted)
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]
    monkeypatch.setattr(command, "_text", lambda *_: text)
    command._written(path, comparison, wanted)
    assert path.stat().st_size > 1000


def test_the_change_of_an_approximate_figure_is_approximate() -> None:
    one = line_of(concept(), [Amount(490, True), Amount(600)], ["2017", "2018"])
    assert one.change == 110
    assert one.approximate
    assert one.remark is not None
    exact = line_of(concept(), [Amount(490), Amount(600)], ["2017", "2018"])
    assert not exact.approximate
    assert exact.remark is None


def test_a_balance_whose_total_lacks_a_figure_is_open_not_broken() -> None:
    old, new = samples().years
    key = "requests.carried_in.total"
    there = {one.unit for one in new.outcome.by_unit}
    kept = tuple(one for one in old.outcome.by_unit if one.unit in there)
    same = replace(old, outcome=replace(old.outcome, by_unit=kept))

    def state(partial: bool) -> list[str]:
        totals = tuple(
            replace(total, partial=partial and total.key == key) for total in new.outcome.totals
        )
        torn = replace(new, outcome=replace(new.outcome, totals=totals))
        found = carried_over([same, torn])
        return [one.state for one in found if one.unit is None and one.key == key]

    assert state(partial=True) == ["open"]
    assert state(partial=False) == ["breaks"]


def test_charts_of_the_years_say_that_the_units_are_not_the_same() -> None:
    drawn = charts(samples())
    assert drawn
    for chart in drawn:
        text = "".join(render(note, "en") for note in chart.notes)
        assert "like for like" in text
        assert "2022" in text
        assert "2023" in text


def test_charts_beside_the_year_before_leave_its_files_out_of_this_year(tmp_path: Path) -> None:
    """The year before may lie in a folder of this year's; constructed from the samples."""
    folder = shutil.copytree(NEW, tmp_path / "2023")
    shutil.copytree(OLD, folder / "上年")
    request = Request((str(folder),), previous=str(folder / "上年"), jobs=1)
    outcome, before = run_with_last(request)
    assert before is not None
    assert (before.period, outcome.period) == ("2022", "2023")
    totals = {total.key: total.amount for total in outcome.totals}
    years = with_years(outcome, before, str(folder / "上年")).years
    newest = [
        (key, amount)
        for chart in years
        for key, amount in zip(chart.series[-1].keys, chart.series[-1].amounts, strict=True)
    ]
    assert newest
    assert all(totals[key] == amount for key, amount in newest)
    assert not any(key for chart in years for key in chart.series[0].keys)
