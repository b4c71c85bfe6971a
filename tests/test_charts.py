"""Charts: the numbers of the totals, drawn as they are, readable on any machine."""

from __future__ import annotations

import hashlib
import logging
import subprocess
import sys
import warnings
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import matplotlib as mpl
import pytest
from lxml import etree
from matplotlib import font_manager

from hcstats.aggregate import Counted, add_up
from hcstats.charts import charts_left_out, charts_of
from hcstats.forms.definition import Form
from hcstats.forms.load import all_forms, load_file, load_form
from hcstats.messages import render
from hcstats.model import Amount, Chart, HcstatsError, Label, Outcome, Series, Status
from hcstats.writers.pictures import check_charts, picture, picture_png, typeface, write_charts
from hcstats.writers.pictures.layout import lay_out
from hcstats.writers.pictures.lines import broken, named
from hcstats.writers.pictures.marks import Bar, Words
from hcstats.writers.pictures.proof import prove_png, prove_svg
from hcstats.writers.pictures.typeface import families, width
from hcstats.writers.shown import amount_text
from tests.build import Content, submission
from tests.conftest import ROOT, hcstats
from tests.sample_outcome import outcome_of

SAMPLES = ("hechi-2018", "national-2021")
LANGUAGES = ("zh", "en")
FORMS = tuple(form.id for form in all_forms())


def constructed(
    form_id: str, contents: dict[str, Content], default: Content = 0
) -> tuple[Outcome, Form]:
    """The outcome of one submission that is made up, with the rest of a sample's outcome."""
    form = load_form(form_id)
    totals = add_up(form, [Counted(submission(form_id, contents, default), "city")])
    outcome, _ = outcome_of("hechi-2018")
    return replace(outcome, form=form_id, totals=totals.totals, groups=totals.groups), form


def numbered(form_id: str) -> tuple[Outcome, Form]:
    """Every figure of a form another number, signed changes among them."""
    form = load_form(form_id)
    contents: dict[str, Content] = {
        key: (-1 if item.kind == "change" and place % 2 else 1) * (place * 37 % 200 + 1)
        for place, (key, item) in enumerate(form.items.items())
    }
    return constructed(form_id, contents)


def chart(*amounts: Amount, kind: Any = "bars", series: int = 1, name: str = "sample") -> Chart:
    lines = tuple(Series(Label(f"第{n + 1}项", f"item {n + 1}"), amounts) for n in range(series))
    categories = tuple(Label(f"类别{n + 1}", f"category {n + 1}") for n in range(len(amounts)))
    return Chart(name, Label("样图", "sample"), kind, categories, lines, "件", ("说明",))


BLANK = Amount(None, status=Status.BLANK)
MIXED = chart(Amount(0), BLANK, Amount(5000, True), Amount(Decimal("12.5")), Amount(7))


def words(made: Chart, language: str = "zh") -> list[str]:
    return [mark.text for mark in lay_out(made, language).marks if isinstance(mark, Words)]


@pytest.mark.parametrize("name", SAMPLES)
def test_every_amount_is_the_total_of_its_key(name: str) -> None:
    outcome, form = outcome_of(name)
    totals = {total.key: total.amount for total in outcome.totals}
    charts = charts_of(outcome, form)
    assert len(charts) + len(charts_left_out(outcome, form)) == len(form.charts)
    for one in charts:
        for series in one.series:
            assert len(series.amounts) == len(series.keys) == len(one.categories)
            assert series.amounts == tuple(totals[key] for key in series.keys)
        assert {form.items[key].unit for s in one.series for key in s.keys} <= set(
            one.unit.split("、")
        )


def test_the_samples_hold_the_published_numbers() -> None:
    charts = {one.name: one for one in charts_of(*outcome_of("hechi-2018"))}
    assert [(a.value, a.approximate) for a in charts["channels"].series[0].amounts] == [
        (512, False),
        (134426, False),
        (19001, True),
    ]
    assert charts["domains"].series[0].keys[1] == "key_areas.area_poverty"


@pytest.mark.parametrize("form_id", FORMS)
def test_every_form_has_charts_of_requests_and_of_reviews(form_id: str) -> None:
    outcome, form = numbered(form_id)
    charts = {one.name: one for one in charts_of(outcome, form)}
    assert {"requests", "reviews"} <= set(charts)
    assert len(charts) == len(form.charts)
    assert all(one.name.isascii() for one in charts.values())
    if form_id in ("national/2019", "national/2021"):
        stacked = charts["outcomes_by_applicant"]
        assert stacked.kind == "stacked"
        assert [render(one.name, "zh") for one in stacked.series][:2] == ["自然人", "商业企业"]


@pytest.mark.parametrize("form_id", FORMS)
def test_no_two_bars_of_a_chart_bear_the_same_name(form_id: str) -> None:
    for one in charts_of(*numbered(form_id)):
        for language in LANGUAGES:
            names = [render(category, language) for category in one.categories]
            assert len(set(names)) == len(names), one.name
            assert not any(name.startswith(("（一）", "1.", "其中")) for name in names)


def test_zeros_alone_and_blanks_alone_make_no_chart() -> None:
    for default in (0, None):
        outcome, form = constructed("national/2014", {}, default)
        assert charts_of(outcome, form) == ()
        assert charts_left_out(outcome, form) == form.charts
    outcome, form = constructed("national/2014", {"disclosure_stats.review_upheld": 1}, None)
    (only,) = charts_of(outcome, form)
    assert only.name == "reviews"
    assert [one.value for one in only.series[0].amounts] == [None, 1, None, None]
    notes = [render(note, "en") for note in only.notes]
    assert "—: no value, which is not 0." in notes


def test_a_chart_says_whose_numbers_are_not_in_it() -> None:
    charts = {one.name: one for one in charts_of(*outcome_of("national-2021"))}
    notes = [render(note, "zh") for note in charts["decisions"].notes]
    assert notes == [
        "数据来源：云岭县 2023 中华人民共和国政府信息公开工作年度报告格式（national/2021）。",
        "各项数据来自应报 13 家中的 10 家。",
        "下列各项有单位的数据无法读取，未计入：行政许可、行政处罚、行政强制。",
    ]


CHART = """
[[charts]]
id = "own"
label = "图"
gloss = "chart"
"""


@pytest.mark.parametrize(
    ("lines", "fault"),
    [
        ('parts = ["a.b"]', "charts own parts: there is no 'a.b'."),
        ('share = "none"', "charts own share: there is no 'none'."),
        ('table = "none"\ncolumns = ["total"]', "charts own table: there is no 'none'."),
        ('table = "requests"\ncolumns = ["x"]', "charts own columns: there is no 'x'."),
        (
            'table = "requests"\ncolumns = ["total"]\nrows = ["y"]',
            "charts own rows: there is no 'y'.",
        ),
        ('table = "requests"', "charts own: a table needs columns, and only a table has rows."),
        (
            'share = "applicants"\nrows = ["granted"]',
            "charts own: a table needs columns, and only a table has rows.",
        ),
        ("", "charts own: exactly one of share, parts and table must be given."),
        (
            'share = "applicants"\nparts = ["art20_5.licensing"]',
            "charts own: exactly one of share, parts and table must be given.",
        ),
        (
            'parts = ["art20_5.licensing", "art20_8.administrative_fees"]',
            "charts own: the figures are measured in 件, 万元; if that is the same, say it as unit.",
        ),
        (
            'parts = ["art20_5.licensing", "art20_5.licensing"]',
            "charts own: 'art20_5.licensing' stands twice.",
        ),
        (
            'kind = "stacked"\nshare = "applicants"',
            "charts own: only the columns of a table can be stacked.",
        ),
        ('share = "applicants"\ncolour = "red"', "colour: Extra inputs are not permitted."),
        ('kind = "pie"\nshare = "applicants"', "kind: Input should be 'bars' or 'stacked'."),
    ],
)
def test_a_faulty_chart_is_refused_with_file_and_key(
    tmp_path: Path, lines: str, fault: str
) -> None:
    source = ROOT / "hcstats" / "forms" / "national" / "2021.toml"
    path = tmp_path / "own.toml"
    path.write_text(f"{source.read_text(encoding='utf-8')}{CHART}{lines}\n", encoding="utf-8")
    with pytest.raises(HcstatsError) as caught:
        load_file(path)
    message = render(caught.value.message, "en")
    assert message.startswith(str(path))
    assert message.endswith(fault)


def test_signed_changes_cannot_be_stacked_and_ids_are_given_once(tmp_path: Path) -> None:
    source = ROOT / "hcstats" / "forms" / "national" / "2019.toml"
    stacked = 'kind = "stacked"\ntable = "art20_5"\ncolumns = ["items_change"]'
    for lines, fault in (
        (stacked, "charts own: 'art20_5.licensing.items_change' may be negative and cannot"),
        ('share = "applicants"\n[[charts]]\nid = "own"', "charts.10.label"),
        (f'share = "applicants"{CHART}share = "applicants"', "charts: 'own' stands twice."),
    ):
        path = tmp_path / "own.toml"
        path.write_text(f"{source.read_text(encoding='utf-8')}{CHART}{lines}\n", encoding="utf-8")
        with pytest.raises(HcstatsError) as caught:
            load_file(path)
        assert fault in render(caught.value.message, "en")


@pytest.fixture
def only_the_bundled_font(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(font_manager.fontManager, "ttflist", [])
    font_manager._get_font.cache_clear()  # type: ignore[attr-defined]


@pytest.mark.usefixtures("only_the_bundled_font")
@pytest.mark.parametrize("form_id", FORMS)
def test_a_machine_without_any_font_draws_every_chart_whole(
    form_id: str, caplog: pytest.LogCaptureFixture
) -> None:
    with warnings.catch_warnings(), caplog.at_level(logging.WARNING):
        warnings.simplefilter("error")
        for one in charts_of(*numbered(form_id)):
            for language in LANGUAGES:
                made = picture(one, language)
                assert made.missing == ""
                assert made.png.startswith(b"\x89PNG")
    assert caplog.text == ""


@pytest.mark.usefixtures("only_the_bundled_font")
def test_a_character_that_no_font_has_is_marked_and_named() -> None:
    rare = replace(MIXED, title="堃县")
    made = picture(rare, "zh")
    assert made.missing == "堃"
    shown = [mark.text for mark in lay_out(rare, "zh", "堃").marks if isinstance(mark, Words)]
    assert "□县" in shown
    assert "“□”：本机没有含此字的字体（U+5803）。" in shown
    assert b"<!-- \xe2\x96\xa1\xe5\x8e\xbf -->" in made.svg


def test_a_rare_character_is_taken_from_a_font_of_the_machine(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(typeface, "_candidates", lambda: [("Other", "other.ttf")])
    monkeypatch.setattr(typeface, "_charmap", lambda _: frozenset({ord("堃")}))
    assert families("河池堃") == (("Hcstats Sans", "Other"), "")
    assert families("河池") == (("Hcstats Sans",), "")


def test_a_font_of_placeholders_draws_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    folder = mpl.get_data_path()
    shipped = [one for one in font_manager.fontManager.ttflist if one.fname.startswith(folder)]
    assert any("Last Resort" in one.name for one in shipped)
    monkeypatch.setattr(font_manager.fontManager, "ttflist", shipped)
    assert families("河池堃")[1] == "堃"


def test_the_bundled_font_has_the_characters_of_the_forms_and_names() -> None:
    texts = "".join(path.read_text("utf-8") for path in (ROOT / "hcstats/forms").rglob("*.toml"))
    assert families("".join(texts.split()) + "罗城仫佬族环江毛南族〇□—约")[1] == ""


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_same_chart_makes_the_same_bytes(language: str) -> None:
    one = charts_of(*outcome_of("national-2021"))[-1]
    script = (
        "import sys, hashlib\n"
        "from tests.sample_outcome import outcome_of\n"
        "from hcstats.charts import charts_of\n"
        "from hcstats.writers.pictures import picture\n"
        "made = picture(charts_of(*outcome_of('national-2021'))[-1], sys.argv[1])\n"
        "print(hashlib.sha256(made.svg + made.png).hexdigest())"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, language],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    made = picture(one, language)
    assert done.stdout.strip() == hashlib.sha256(made.svg + made.png).hexdigest()
    assert b"matplotlib" not in made.svg.lower()
    assert b"<dc:date" not in made.svg


def test_a_users_own_settings_of_matplotlib_change_nothing() -> None:
    before = picture_png(MIXED, "zh")
    with mpl.rc_context({"figure.dpi": 31, "savefig.bbox": "tight", "font.size": 30}):
        assert picture_png(MIXED, "zh") == before


def test_a_blank_is_a_dash_without_a_bar_and_zero_is_0() -> None:
    shown = words(MIXED)
    assert [text for text in shown if text in ("0", "—", "约5000", "12.5", "7")] == [
        "0",
        "—",
        "约5000",
        "12.5",
        "7",
    ]
    bars = [mark for mark in lay_out(MIXED, "zh").marks if isinstance(mark, Bar)]
    assert [bar.name for bar in bars] == ["sample-bar-0-2", "sample-bar-0-3", "sample-bar-0-4"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("form_id", FORMS)
def test_nothing_is_cut_and_no_two_texts_overlap(form_id: str, language: str) -> None:
    for one in charts_of(*numbered(form_id)):
        sheet = lay_out(one, language)
        boxes = []
        for mark in sheet.marks:
            if isinstance(mark, Words):
                wide = width(mark.text, mark.size)
                left = mark.x - {"left": 0, "center": wide / 2, "right": wide}[mark.anchor]
                boxes.append((left, left + wide, mark.y - mark.size / 2, mark.y + mark.size / 2))
            elif isinstance(mark, Bar):
                boxes.append((mark.x, mark.x + mark.width, mark.y, mark.y + mark.height))
        for left, right, top, bottom in boxes:
            assert left >= 0
            assert right <= sheet.width
            assert 0 <= top < bottom <= sheet.height
        for place, a in enumerate(boxes):
            for b in boxes[place + 1 :]:
                assert not (
                    a[0] < b[1] - 0.01 and b[0] < a[1] - 0.01 and a[2] < b[3] and b[2] < a[3]
                )
        printed = "".join(words(one, language)).replace(" ", "")
        for category in one.categories:
            assert render(category, language).replace(" ", "") in printed


def test_lines_fit_and_never_begin_with_a_closing_sign() -> None:
    text = "申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请（其他）。"
    for room in range(36, 200, 7):
        lines = broken(text, 9, room)
        assert "".join(lines) == text
        assert not any(line.startswith(("、", "）", "。")) for line in lines)
        assert all(width(line, 9) <= room for line in lines)
    assert named(Label("公共文化体育领域", "public culture"), "en", 9, 100) == (
        "公共文化体育领域",
        "(public culture)",
    )
    assert broken("supercalifragilistic", 9, 30) != ("supercalifragilistic",)


def test_the_picture_can_be_heard() -> None:
    one = next(c for c in charts_of(*outcome_of("national-2021")) if c.name == "reviews")
    root = etree.fromstring(picture(one, "zh").svg)
    space = "{http://www.w3.org/2000/svg}"
    assert root.findtext(f"{space}title") == "行政复议、行政诉讼情况"
    assert "行政复议，结果维持：50件" in (root.findtext(f"{space}desc") or "")
    hints = {group.get("id"): group.findtext(f"{space}title") for group in root.iter(f"{space}g")}
    assert hints["reviews-bar-3-2"] == "复议后起诉，尚未审结：28件"


KINDS = [
    chart(Amount(3), Amount(0), Amount(8)),
    chart(Amount(-3), BLANK, Amount(8)),
    chart(Amount(-3), Amount(-8)),
    chart(Amount(3), BLANK, Amount(8), kind="stacked", series=3),
    chart(Amount(3), Amount(-2), kind="stacked", series=2),
    chart(Amount(3), BLANK, Amount(8), Amount(4, True), kind="lines", series=2),
    chart(Amount(0), Amount(0)),
    chart(BLANK, BLANK, kind="lines"),
    chart(Amount(134426), Amount(1), series=9),
]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("one", KINDS)
def test_every_kind_of_chart_is_drawn_and_proved(one: Chart, language: str) -> None:
    made = picture(one, language)
    assert made.svg.startswith(b"<?xml")


def damaged(one: Chart, series: int, category: int, amount: Amount) -> Chart:
    lines = list(one.series)
    amounts = list(lines[series].amounts)
    amounts[category] = amount
    lines[series] = replace(lines[series], amounts=tuple(amounts))
    return replace(one, series=tuple(lines))


@pytest.mark.parametrize("one", KINDS)
def test_a_picture_of_another_number_does_not_prove(one: Chart) -> None:
    other = damaged(one, 0, 0, Amount(99))
    with pytest.raises(HcstatsError):
        prove_svg(picture(other, "zh").svg, one, "zh")


@pytest.mark.parametrize("one", [KINDS[0], KINDS[3], KINDS[5]])
def test_a_bar_or_point_that_does_not_fit_its_label_does_not_prove(one: Chart) -> None:
    made = picture(one, "zh")
    root = etree.fromstring(made.svg)
    space = "{http://www.w3.org/2000/svg}"
    group = next(
        g for g in root.iter(f"{space}g") if g.get("id") in ("sample-bar-0-2", "sample-line-0")
    )
    moved = next(group.iter(f"{space}use"), None)
    if moved is not None:
        moved.set("y", str(float(moved.get("y") or 0) + 3))
    else:
        path = next(group.iter(f"{space}path"))
        first = (path.get("d") or "").split()[4]
        path.set("d", (path.get("d") or "").replace(first, str(float(first) - 3)))
    with pytest.raises(HcstatsError):
        prove_svg(etree.tostring(root), one, "zh")


def test_a_png_with_a_shorter_bar_does_not_prove() -> None:
    one, other = chart(Amount(3), Amount(8)), chart(Amount(2), Amount(8))
    right, wrong = picture(one, "zh"), picture(other, "zh")
    prove_png(right.png, right.svg, one, "zh")
    for png, svg in ((wrong.png, right.svg), (right.png, wrong.svg)):
        with pytest.raises(HcstatsError):
            prove_png(png, svg, one, "zh")


def test_a_number_damaged_in_between_leaves_the_old_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    outcome, form = outcome_of("hechi-2018")
    charts = charts_of(outcome, form)[:1]
    write_charts(tmp_path, charts, outcome, "zh")
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert set(before) == {"domains.svg", "domains.png"}

    def wrong(made: Chart, language: str, missing: str = "") -> Any:
        return lay_out(damaged(made, 0, 1, Amount(9299, True)), language, missing)

    monkeypatch.setattr("hcstats.writers.pictures.write.lay_out", wrong)
    with pytest.raises(HcstatsError) as caught:
        write_charts(tmp_path, charts, outcome, "en")
    assert "does not show the numbers" in render(caught.value.message, "en")
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_a_file_damaged_on_the_disk_leaves_the_old_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    outcome, form = outcome_of("hechi-2018")
    charts = charts_of(outcome, form)[:1]
    (tmp_path / "domains.svg").write_text("old")
    (tmp_path / "other.svg").write_text("other")
    real = Path.write_bytes

    def damaging(path: Path, data: bytes) -> int:
        return real(path, data.replace("<!-- 约9298 -->".encode(), "<!-- 约9299 -->".encode()))

    monkeypatch.setattr(Path, "write_bytes", damaging)
    with pytest.raises(HcstatsError):
        write_charts(tmp_path, charts, outcome, "zh")
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {
        "domains.svg": "old",
        "other.svg": "other",
    }


def test_an_input_is_never_overwritten(tmp_path: Path) -> None:
    outcome, form = outcome_of("hechi-2018")
    path = tmp_path / "domains.svg"
    path.write_text("input")
    run = replace(outcome.run, inputs=((str(path), ""),))
    with pytest.raises(HcstatsError):
        write_charts(tmp_path, charts_of(outcome, form)[:1], replace(outcome, run=run), "zh")
    assert path.read_text() == "input"


def test_without_matplotlib_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    for call in (lambda: picture_png(MIXED, "zh"), lambda: check_charts(Path("x"), ())):
        with pytest.raises(HcstatsError) as caught:
            call()
        assert "pip install hcstats[charts]" in render(caught.value.message, "en")


def test_aggregate_draws_the_charts_into_a_new_folder(tmp_path: Path) -> None:
    folder = tmp_path / "图表"
    done = hcstats("aggregate", "samples/hechi-2018", "--charts", folder, lang="zh")
    assert done.returncode == 0, done.stderr
    assert f"已在“{folder}”中写入 4 张图表（svg、png 各一份）。" in done.stderr
    names = {"domains", "channels", "requests", "reviews"}
    assert {path.name for path in folder.iterdir()} == {
        f"{name}{suffix}" for name in names for suffix in (".svg", ".png")
    }
    outcome, form = outcome_of("hechi-2018")
    one = charts_of(outcome, form)[0]
    prove_svg((folder / "domains.svg").read_bytes(), one, "zh")
    assert amount_text(one.series[0].amounts[0]) == "约5001"


def test_charts_are_never_written_where_submissions_are_searched() -> None:
    done = hcstats("aggregate", "samples/hechi-2018", "--charts", "samples/hechi-2018/x")
    assert done.returncode == 2
    assert "is searched for submissions" in done.stderr
    assert not (ROOT / "samples/hechi-2018/x").exists()


def test_a_file_in_the_folders_place_is_refused_before_any_work(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("")
    done = hcstats("aggregate", "samples/hechi-2018", "--charts", tmp_path / "x")
    assert done.returncode == 2
    assert "is not a folder" in done.stderr


def test_charts_that_are_left_out_are_named_and_so_is_an_older_picture(tmp_path: Path) -> None:
    folder, out = tmp_path / "in", tmp_path / "out"
    folder.mkdir()
    out.mkdir()
    form = load_form("hechi/2018")
    rows = [f"测试局,2018,{key},{5 if key.startswith('key_areas') else 0}" for key in form.items]
    text = "\n".join(["unit,period,key,value", *rows])
    (folder / "测试局2018.csv").write_text(text, encoding="utf-8")
    (out / "channels.svg").write_text("old")
    done = hcstats("aggregate", folder, "--charts", out)
    assert f"Charts written to '{out}', as svg and png: 1." in done.stderr, done.stderr
    assert (
        "Not drawn, since every figure is 0 or has no value: 各渠道公开政府信息情况" in done.stderr
    )
    assert f"'{out / 'channels.svg'}' is of an earlier run" in done.stderr
    assert (out / "channels.svg").read_text() == "old"


def test_help_does_not_load_matplotlib() -> None:
    script = (
        "import sys\nsys.argv = ['hcstats', 'aggregate', '--help']\n"
        "from hcstats.cli import main\n"
        "try: main()\nexcept SystemExit: pass\n"
        "assert 'matplotlib' not in sys.modules"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, check=False
    )
    assert done.returncode == 0
