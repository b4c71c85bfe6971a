"""Drafts held against the data: no number that is wrong is taken for right, none is passed over.

All drafts are constructed; the data are those of the samples.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hcstats import writers
from hcstats.draft import DraftCheck, Verdict, check_draft, draft_tables, records
from hcstats.draft.compare import agrees
from hcstats.layout.running import numbers_in
from hcstats.messages import render
from hcstats.model import Bound, Document, HcstatsError, Paragraph
from hcstats.report.compose import Wanted, compose
from hcstats.writers.report import write_report
from tests.conftest import hcstats
from tests.drafts import control, deleted, inserted, para, run, table, write
from tests.sample_outcome import outcome_of

SAMPLES = ("hechi-2018", "national-2021")


@lru_cache(maxsize=2)
def fresh(name: str) -> Document:
    outcome, form = outcome_of(name)
    return compose(outcome, form, Wanted()).document


def check(path: Path, name: str = "hechi-2018", report: Document | None = None) -> DraftCheck:
    outcome, form = outcome_of(name)
    return check_draft(path, outcome, form, report)


def rewritten(folder: Path, *blocks: str, name: str = "hechi-2018", notes: str = "") -> DraftCheck:
    """A text in words of its own, without a report to lay beside it."""
    return check(write(folder / "稿.docx", *blocks, notes=notes), name)


def verdicts(found: DraftCheck) -> list[tuple[str, str, str]]:
    """Every number that may be a figure: verdict, key, scope."""
    return [
        (one.verdict.value, one.key, one.scope)
        for one in found.findings
        if one.verdict is not Verdict.DECLARED
    ]


@pytest.mark.parametrize("name", SAMPLES)
def test_a_report_just_written_has_no_number_that_differs_or_is_not_checked(
    name: str, tmp_path: Path
) -> None:
    outcome, _ = outcome_of(name)
    path = tmp_path / "年度报告.docx"
    write_report(path, fresh(name), outcome, "zh")
    found = check(path, name, fresh(name))
    assert found.count(Verdict.DIFFERS) == found.count(Verdict.NOT_CHECKED) == 0
    bound = {one.key for one in fresh(name).bound() if one.amount.value is not None}
    assert bound <= {one.key for one in found.findings if one.verdict is Verdict.SAME}


def texts(document: Document) -> Iterator[tuple[str, list[tuple[int, Bound]]]]:
    """The paragraphs of a report, each with its bound numbers and where they begin."""
    for block in document.blocks:
        if isinstance(block, Paragraph):
            text, places = "", []
            for span in block.spans:
                if isinstance(span, Bound):
                    places.append((len(text), span))
                    text += span.printed
                else:
                    text += span
            yield text, places


def digits_of(document: Document) -> list[tuple[int, int, int, Bound]]:
    """Every digit of a bound number: paragraph, where the number begins, place in the number."""
    return [
        (number, start, at, bound)
        for number, (_, places) in enumerate(texts(document))
        for start, bound in places
        for at, character in enumerate(bound.printed)
        if character.isdigit()
    ]


@pytest.mark.parametrize("name", SAMPLES)
@given(choice=st.integers(0, 10**6), digit=st.integers(1, 9))
def test_any_digit_altered_in_a_report_is_found(
    name: str, choice: int, digit: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    paragraphs = list(texts(fresh(name)))
    places = digits_of(fresh(name))
    number, start, at, bound = places[choice % len(places)]
    text, place = paragraphs[number][0], start + at
    lines = [one for one, _ in paragraphs]
    changed = str((int(text[place]) + digit) % 10)
    lines[number] = text[:place] + changed + text[place + 1 :]
    path = write(tmp_path_factory.mktemp("a") / "稿.docx", *lines)
    found = check(path, name, fresh(name))
    if any(one.verdict is Verdict.DIFFERS and one.text for one in found.findings):
        return
    # 约5012 is as right as 约5000, if that is what the data say.
    assert bound.printed.startswith("约")
    (said,) = numbers_in(bound.printed[:at] + changed + bound.printed[at + 1 :])
    assert agrees(said, bound.amount.value or 0, bound.unit)


WORDS = [
    # Scope words: the nearest before a number says whose it is.
    ("全市通过政府公报公开信息512条。", [("same", "active.channel_gazette", "all")]),
    ("市本级在政府公报上公开信息512条。", [("differs", "active.channel_gazette", "city")]),
    ("各级政府网站主动公开政府信息134426条，其中市本级40734条，各县（区）93692条。",
     [("same", "active.channel_website", "all"), ("same", "active.channel_website", "city"),
      ("same", "active.channel_website", "county")]),
    ("市本级和各县（区）受理依申请公开政府信息19条。",
     [("same", "requests.requests_received", "all")]),
    # Roundings, by the words of the number.
    ("脱贫攻坚领域公开信息约9300条。", [("same", "key_areas.area_poverty", "all")]),
    ("脱贫攻坚领域公开信息约9500条。", [("differs", "key_areas.area_poverty", "all")]),
    ("脱贫攻坚领域公开信息9298条。", [("differs", "key_areas.area_poverty", "all")]),
    ("共发放宣传资料1.37万份。", [("same", "open_day.open_day_leaflets", "all")]),
    ("共发放宣传资料1.38万份。", [("differs", "open_day.open_day_leaflets", "all")]),
    ("网站绩效考评指标分解为200多项。", [("same", "platform.assessment_indicators", "all")]),
    # One number for two rates, and one for all of another.
    ("申请办结率和申请答复率均为100%。",
     [("same", "requests.completion_rate", "all"), ("same", "requests.reply_rate", "all")]),
    ("“网络问政”专栏提问729条，均按时回复办结。",
     [("same", "media.online_qa_asked", "all"), ("same", "media.online_qa_answered", "all")]),
    # Zeros in words.
    ("本年没有发布虚假和不完整的政府信息。", [("same", "active.false_info_corrected", "all")]),
    ("本年未发生因政府信息公开申请行政复议的情形。", [("differs", "review.review_total", "all")]),
    # Another basis is another figure.
    ("上年政府公报公开信息480条。", [("not_checked", "", "")]),
    ("2017年政府公报公开信息480条，2018年政府公报公开信息512条。",
     [("not_checked", "", ""), ("same", "active.channel_gazette", "all")]),
    ("政府公报公开信息比上年增加32条。", [("not_checked", "", "")]),
    ("政府公报公开信息500—520条。", [("not_checked", "", ""), ("not_checked", "", "")]),
    # What the form does not have.
    ("更换电脑37个。", [("not_checked", "", "")]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "wanted"), WORDS, ids=[text for text, _ in WORDS])
def test_rewritten_sentences_are_bound_by_their_words(
    text: str, wanted: list[tuple[str, str, str]], tmp_path: Path
) -> None:
    found = [
        (verdict, key if verdict != "not_checked" else "", scope if key else "")
        for verdict, key, scope in verdicts(rewritten(tmp_path, text))
    ]
    assert found == wanted


def test_the_rows_and_columns_of_a_matrix_are_named_together(tmp_path: Path) -> None:
    found = rewritten(
        tmp_path,
        "全县收到政府信息公开申请1572件，其中自然人申请587件，商业企业248件；上年结转1115件。",
        "予以公开55件，部分公开65件，不予公开916件；引发行政复议159件，其中结果维持50件。",
        name="national-2021",
    )
    assert [(verdict, key) for verdict, key, _ in verdicts(found) if "+" not in key] == [
        ("same", "requests.new_received.total"),
        ("same", "requests.new_received.natural_person"),
        ("differs", "requests.new_received.commercial_enterprise"),
        ("same", "requests.carried_in.total"),
        ("same", "requests.granted.total"),
        ("same", "requests.partially_granted.total"),
        ("same", "review_litigation.review.total"),
        ("same", "review_litigation.review.upheld"),
    ]
    (whole,) = [one for one in found.findings if "+" in one.key]
    assert (whole.verdict, whole.label) == (Verdict.SAME, "（三）不予公开")


def test_dates_documents_articles_and_plans_are_declared(tmp_path: Path) -> None:
    found = rewritten(
        tmp_path,
        "截至2018年12月31日，依据第二十条和某办发〔2018〕110号，在20个工作日内答复，"
        "举办第六届活动，电话0778-2288888。",
        "八、2019年工作思路",
        "政府公报公开信息争取超过600条。",
    )
    assert not verdicts(found)
    assert found.count(Verdict.DECLARED) >= 8


def test_a_number_in_pieces_with_tracked_changes_is_one_number(tmp_path: Path) -> None:
    found = rewritten(
        tmp_path,
        para("政府公报公开信息5", deleted("99"), inserted("1"), run("2"), "条。"),
    )
    assert verdicts(found) == [("same", "active.channel_gazette", "all")]
    assert any("tracked" in one.template for one in found.remarks)


def test_links_controls_boxes_and_notes_are_read(tmp_path: Path) -> None:
    box = (
        "<w:p><w:r><w:pict><w:textbox><w:txbxContent>"
        + para("新闻发布会召开14场。")
        + "</w:txbxContent></w:textbox></w:pict></w:r></w:p>"
    )
    found = rewritten(
        tmp_path,
        para("政府公报公开信息", f"<w:hyperlink>{run('513条')}</w:hyperlink>", "。"),
        control("own", para("配备市政管办政务公开科专职工作人员3名。")),
        box,
        notes=para("受理依申请公开政府信息20条。"),
    )
    assert [one.text for one in found.findings if one.verdict is Verdict.DIFFERS] == [
        "513条", "3名", "14场", "20条",
    ]  # fmt: skip
    assert [one.place.paragraph for one in found.findings] == [1, 2, 3, 0]


def test_tables_are_compared_cell_by_cell(tmp_path: Path) -> None:
    outcome, form = outcome_of("hechi-2018")
    totals = {total.key: total.amount.value for total in outcome.totals}
    rows = [["统计指标", "单位", "统计数"]]
    for item in form.printed:
        value = 513 if item.key == "active.channel_gazette" else totals[item.key]
        rows.append([item.row.label, item.unit, str(value)])
    path = write(tmp_path / "稿.docx", "河池市政府信息公开工作情况统计表", table(*rows))
    found = check(path)
    (wrong,) = [one for one in found.findings if one.verdict is Verdict.DIFFERS]
    assert (wrong.place.table, wrong.place.cell) == ("表1", "C23")
    assert (wrong.text, wrong.key, wrong.suggestion) == ("513", "active.channel_gazette", "512")
    assert found.count(Verdict.SAME) == len(form.items) - 1


def test_numbers_of_tables_that_are_not_the_forms_are_not_passed_over(tmp_path: Path) -> None:
    found = rewritten(tmp_path, "另表", table(["项目", "数"], ["桌椅", "37"], ["电脑", "12"]))
    assert [one.verdict for one in found.findings] == [Verdict.NOT_CHECKED]
    assert "37" in found.findings[0].text


def test_a_label_changed_by_hand_is_not_the_number_that_stood_there(tmp_path: Path) -> None:
    name = "national-2021"
    lines = [text for text, _ in texts(fresh(name))]
    path = write(
        tmp_path / "稿.docx", *(one.replace("予以公开55件", "部分公开55件") for one in lines)
    )
    found = check(path, name, fresh(name))
    judged = {one.verdict for one in found.findings if one.text == "55件"}
    assert judged
    assert Verdict.SAME not in judged


@pytest.mark.parametrize(
    ("text", "value", "right"),
    [
        ("约5000条", 5012, True), ("约5000条", 5051, False), ("约5010条", 5012, True),
        ("约1.9万条", 19001, True), ("约20000条", 19512, True), ("5000条", 5012, False),
        ("200多项", 200, True), ("200多项", 299, True), ("200多项", 300, False),
        ("近5000条", 4980, True), ("近5000条", 5001, False), ("超过500条", 512, True),
        ("500条以上", 499, False), ("1.37万份", 13749, True), ("1.37万份", 13750, False),
        ("十九件", 19, True), ("1,234件", 1234, True), ("１２件", 12, True),
    ],
)  # fmt: skip
def test_a_number_is_right_by_the_rounding_that_it_shows(
    text: str, value: int, right: bool
) -> None:
    (said,) = numbers_in(text)
    assert agrees(said, value, said.unit) is right


@pytest.mark.parametrize(
    ("text", "rate", "right"),
    [
        ("87.5%", "0.87495", True), ("87.50%", "0.87495", True), ("87.49%", "0.87495", False),
        ("100%", "0.99999", False), ("99.99%", "0.99999", True), ("100%", "1", True),
        ("0%", "0.0001", False), ("约23%", "0.2296", True),
    ],
)  # fmt: skip
def test_a_rate_is_right_by_its_digits_and_100_is_the_whole(
    text: str, rate: str, right: bool
) -> None:
    (said,) = numbers_in(f"办结率{text}")
    assert agrees(said, Decimal(rate), "%") is right


@given(st.text(alphabet="共收到申请1230约万多%件条，。、一二十两年月第〔〕()-—. 增近", max_size=40))
def test_every_digit_of_a_text_is_in_some_number(text: str) -> None:
    found = numbers_in(text)
    covered = {place for one in found for place in range(one.start, one.end)}
    assert {place for place, character in enumerate(text) if character.isdigit()} <= covered
    ends = [0]
    for one in found:
        assert one.start >= ends[-1]
        assert text[one.start : one.end] == one.text
        ends.append(one.end)


@pytest.mark.parametrize(
    "before",
    [
        "群众代表",
        "热线受理电话",
        "客户端APP",
        "表",
        "附件",
        "12345热线接听",
        "共：",
        "；",
        "第一，",
    ],
)
@pytest.mark.parametrize(
    "number", ["20名", "13426件", "1,234条", "1.37万份", "5多个", "200余项", "98.5%"]
)
def test_what_is_counted_is_a_number_whatever_stands_before_it(before: str, number: str) -> None:
    found = numbers_in(f"有关情况为{before}{number}。")
    assert [one.text for one in found if one.counts] == [number]


BOMB = '<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'


@pytest.mark.parametrize(
    ("name", "content", "wanted"),
    [
        ("稿.docx", b"not a zip at all", "no Word document"),
        ("稿.docx", b"", "cut off or damaged"),
        ("稿.docx", b"PK\x03\x04broken", "cut off or damaged"),
        ("稿.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "save it as docx"),
        ("稿.pdf", b"%PDF-1.7", "save it as docx"),
    ],
)
def test_what_is_no_docx_is_refused_with_what_to_do(
    name: str, content: bytes, wanted: str, tmp_path: Path
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(HcstatsError) as error:
        check(path)
    text = render(error.value.message, "en")
    assert wanted in text
    assert name in text


def test_entities_are_refused_and_damage_is_told(tmp_path: Path) -> None:
    with pytest.raises(HcstatsError) as error:
        check(write(tmp_path / "a.docx", "文", head=BOMB))
    assert "entities" in render(error.value.message, "en")
    with pytest.raises(HcstatsError) as error:
        check(write(tmp_path / "b.docx", "<w:p>", "文"))
    assert "damaged" in render(error.value.message, "en")


def test_a_missing_draft_is_named() -> None:
    with pytest.raises(HcstatsError) as error:
        check(Path("没有.docx"))
    assert "没有.docx" in render(error.value.message, "en")


def test_tables_show_what_differs_first_and_count_everything(tmp_path: Path) -> None:
    found = rewritten(
        tmp_path, "一、主动公开", "政府公报公开信息513条。", "更换电脑37个。", "2018年完成。"
    )
    first, second = draft_tables(found)
    assert [row[1] for row in first.rows] == ["513条"]
    assert [row[1] for row in second.rows] == ["37个"]
    for language in ("zh", "en"):
        stream = io.StringIO()
        writers.print_tables(stream, (first, second), "table", language)
        assert "513条" in stream.getvalue()
        said = "".join(stream.getvalue().split())
        assert ("4numbers" if language == "en" else "4个数") in said
    assert {one["verdict"] for one in records(found)} == {"differs", "not_checked", "declared"}


def test_the_command_exits_with_1_if_a_number_differs(tmp_path: Path) -> None:
    outcome, _ = outcome_of("hechi-2018")
    path = tmp_path / "年度报告.docx"
    write_report(path, fresh("hechi-2018"), outcome, "zh")
    assert hcstats("report", "samples/hechi-2018", "--check", path).returncode == 0
    draft = docx.Document(str(path))
    one = next(one for one in draft.paragraphs if "512条" in one.text)
    text = one.text
    for piece in one.runs[1:]:
        piece.text = ""
    one.runs[0].text = text.replace("512条", "521条")
    draft.save(str(path))
    done = hcstats("report", "samples/hechi-2018", "--check", path)
    assert done.returncode == 1
    assert "521条" in done.stdout
    assert "Traceback" not in done.stderr
