"""The office's own words: every text by its name, nothing unfilled taken for text."""

from __future__ import annotations

from pathlib import Path

import pytest

from hcstats.messages import render
from hcstats.model import Gap, HcstatsError
from hcstats.report.compose import Wanted, compose
from hcstats.report.narrative import read_narrative
from hcstats.report.own_numbers import own_numbers
from hcstats.writers.report import write_report
from tests.drafts import control, deleted, inserted, para, run, table, write
from tests.sample_outcome import outcome_of

ASKED = ("staff", "measures", "plans")


def toml(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "narrative.toml"
    path.write_bytes(text.encode(encoding))
    return path


def said(error: pytest.ExceptionInfo[HcstatsError], language: str = "en") -> str:
    return render(error.value.message, language)


def test_blank_lines_part_paragraphs_and_wrapped_lines_are_joined(tmp_path: Path) -> None:
    path = toml(
        tmp_path,
        'staff = """\n第一段的\n后半句。\n\n第二段 APP\nversion 2。\n"""\n[more]\nplans = "一句。"\n',
    )
    words = read_narrative(path)
    assert dict(words) == {
        "staff": ("第一段的后半句。", "第二段 APP version 2。"),
        "plans": ("一句。",),
    }


def test_what_is_empty_or_still_the_prompt_is_a_gap(tmp_path: Path) -> None:
    path = toml(tmp_path, 'staff = "  "\nmeasures = "【待填：主要做法】"\nplans = "写好了。"\n')
    words = read_narrative(path)
    assert list(words) == ["plans"]
    assert words.empty == ("staff", "measures")
    assert "staff" not in words
    assert words.get("staff", ()) == ()


def test_a_name_that_nobody_asks_for_is_told_with_the_nearest(tmp_path: Path) -> None:
    path = toml(tmp_path, 'plans = "好。"\n# 注\nmeasure = """\nplans = 3\n"""\n')
    (problem,) = read_narrative(path).problems(ASKED)
    assert problem.rule == "narrative.unknown"
    assert problem.place.file == path.as_posix()
    text = render(problem.message, "en")
    assert "line 3" in text
    assert "'measures'" in text


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ('plans = "一"\nplans = "二"\n', "TOML"),
        ('plans = "一"\n[more]\n\nplans = "二"\n', "at line 1 and at line 4"),
        ('staff = "一"\nplans = 5\n', "line 2: 'plans'"),
        ("staff = 没有引号\n", "TOML"),
        ('[a.b]\nstaff = "太深"\n', "'b'"),
    ],
)
def test_what_is_wrong_with_the_file_is_said_with_its_line(
    text: str, wanted: str, tmp_path: Path
) -> None:
    path = toml(tmp_path, text)
    with pytest.raises(HcstatsError) as error:
        read_narrative(path)
    assert wanted in said(error)
    assert path.as_posix() in said(error)


def test_a_file_of_another_encoding_is_not_guessed_at(tmp_path: Path) -> None:
    with pytest.raises(HcstatsError) as error:
        read_narrative(toml(tmp_path, 'staff = "人员"\n', "gb18030"))
    assert "UTF-8" in said(error)
    assert dict(read_narrative(toml(tmp_path, 'staff = "人员"\n', "utf-8-sig"))) == {
        "staff": ("人员",)
    }


def test_controls_in_blocks_lines_and_tables_are_read(tmp_path: Path) -> None:
    path = write(
        tmp_path / "稿.docx",
        control("staff", para("甲段。", run("续。")) + para("乙段。")),
        para("前文", control("measures", run("行内文字。"), by="alias"), "后文"),
        table(["标签", para(control("plans", run("表内文字。")))]),
    )
    assert dict(read_narrative(path)) == {
        "staff": ("甲段。续。", "乙段。"),
        "measures": ("行内文字。",),
        "plans": ("表内文字。",),
    }


def test_a_placeholder_is_no_text_and_a_prompt_left_beside_text_is_told(tmp_path: Path) -> None:
    path = write(
        tmp_path / "稿.docx",
        control("staff", para("单击此处输入文字。"), shown=True),
        control("measures", para("【待填：主要做法】")),
        control("plans", para("【待填：打算】明年继续。")),
    )
    words = read_narrative(path)
    assert list(words) == ["plans"]
    assert [one.rule for one in words.problems(ASKED)] == ["narrative.prompt"]


def test_deleted_words_are_none_and_inserted_ones_are(tmp_path: Path) -> None:
    path = write(
        tmp_path / "稿.docx", control("staff", para("共", deleted("3"), inserted("5"), "人。"))
    )
    assert read_narrative(path)["staff"] == ("共5人。",)


def test_a_control_within_another_is_its_own_text(tmp_path: Path) -> None:
    path = write(
        tmp_path / "稿.docx",
        control("staff", para("外。") + control("plans", para("内。"))),
        control("group", control("measures", para("只有内层。"))),
    )
    assert dict(read_narrative(path)) == {
        "staff": ("外。",),
        "plans": ("内。",),
        "measures": ("只有内层。",),
    }


def test_the_gaps_of_a_report_come_back_as_gaps_and_what_fills_them_as_text(
    tmp_path: Path,
) -> None:
    outcome, form = outcome_of("hechi-2018")
    for filled in ({}, {"plans": ["第一段。", "第二段。"]}):
        composed = compose(outcome, form, Wanted(own_words=filled))
        path = tmp_path / "报告.docx"
        write_report(path, composed.document, outcome, "zh")
        gaps = {one.name for one in composed.document.blocks if isinstance(one, Gap)}
        words = read_narrative(path)
        assert gaps
        assert set(words.empty) == gaps


def test_a_name_given_twice_in_a_document_is_an_error(tmp_path: Path) -> None:
    path = write(tmp_path / "稿.docx", control("staff", para("甲")), control("staff", para("乙")))
    with pytest.raises(HcstatsError) as error:
        read_narrative(path)
    assert "content control 1 (staff)" in said(error)
    assert "content control 2 (staff)" in said(error)


def test_a_document_without_controls_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(HcstatsError) as error:
        read_narrative(write(tmp_path / "稿.docx", "普通文字"))
    assert "narrative.toml" in said(error)


def test_the_offices_own_numbers_are_told_apart_from_dates_and_documents() -> None:
    found = own_numbers(
        [
            "配备工作人员5名。2023年5月1日印发某办发〔2023〕8号文件，依据第二十条，满意率98.5%。",
            "办理时间20个工作日，电话0778-2288888；约1.37万份，第六届，数百件。",
        ]
    )
    counts = [(one.text, one.unit, one.paragraph) for one in found if one.counts]
    assert counts == [
        ("5名", "名", 1),
        ("98.5%", "%", 1),
        ("约1.37万份", "份", 2),
        ("数百件", "", 2),
    ]
    assert found[0].sentence == "配备工作人员5名。"
    assert {one.sort for one in found if not one.counts} == {
        "date", "document", "article", "duration", "contact", "ordinal",
    }  # fmt: skip
