"""Drafts altered by hand in ways that hide a number: each is told.

All drafts are constructed from the reports of the samples.
"""

from __future__ import annotations

import io
from pathlib import Path

import docx
import pytest
from docx.document import Document as Word
from docx.table import _Cell
from lxml.etree import _Element as Element

from hcstats import writers
from hcstats.draft import DraftCheck, Verdict, draft_tables
from hcstats.model import Gap
from hcstats.writers.report import write_report
from hcstats.writers.report.spans import gap_text
from tests.drafts import write
from tests.sample_outcome import outcome_of
from tests.test_draft import check, fresh, texts


def edited(folder: Path, name: str, *changes: tuple[str, str]) -> DraftCheck:
    """A fresh report's text with words replaced by hand, checked beside the report."""
    lines = "\n".join(text for text, _ in texts(fresh(name)))
    for old, new in changes:
        assert old in lines
        lines = lines.replace(old, new, 1)
    return check(write(folder / "稿.docx", *lines.split("\n")), name, fresh(name))


@pytest.mark.parametrize(
    ("name", "old", "new", "found"),
    [
        ("national-2021", "968.88万元", "968.88元", "968.88元"),
        ("national-2021", "129件", "129万件", "129万件"),
        ("national-2021", "129件", "约129件", "约129件"),
        ("national-2021", "87.5%", "约87.5%", "约87.5%"),
        ("hechi-2018", "占约42%", "占42%", "42%"),
        ("hechi-2018", "约5000条", "5000条", "5000条"),
    ],
)
def test_a_unit_or_a_word_of_rounding_that_was_changed_differs(
    name: str, old: str, new: str, found: str, tmp_path: Path
) -> None:
    wrong = [
        (one.text, one.suggestion)
        for one in edited(tmp_path, name, (old, new)).findings
        if one.verdict is Verdict.DIFFERS and one.text
    ]
    assert wrong == [(found, old.removeprefix("占"))]


def test_a_cell_that_says_about_of_an_exact_number_differs(tmp_path: Path) -> None:
    draft = opened(tmp_path)
    cell(draft, "129").paragraphs[0].runs[0].text = "约129"
    assert differing(draft, tmp_path) == ["约129"]


def opened(folder: Path, name: str = "national-2021") -> Word:
    """A fresh report as written, to edit by hand."""
    outcome, _ = outcome_of(name)
    write_report(folder / "稿.docx", fresh(name), outcome, "zh")
    return docx.Document(str(folder / "稿.docx"))


def cell(draft: Word, text: str) -> _Cell:
    """The first cell of the tables that says just that."""
    cells = [one for made in draft.tables for row in made.rows for one in row.cells]
    found: _Cell = next(one for one in cells if one.text.strip() == text)
    return found


def cut(node: Element | None) -> None:
    """Takes an element out of a document."""
    parent = node.getparent() if node is not None else None
    assert node is not None
    assert parent is not None
    parent.remove(node)


def saved(draft: Word, folder: Path, name: str = "national-2021") -> DraftCheck:
    """A draft edited by hand, checked."""
    draft.save(str(folder / "稿.docx"))
    return check(folder / "稿.docx", name, fresh(name))


def differing(draft: Word, folder: Path, name: str = "national-2021") -> list[str]:
    return [
        one.text for one in saved(draft, folder, name).findings if one.verdict is Verdict.DIFFERS
    ]


def test_a_heading_of_the_appendix_put_early_hides_no_table(tmp_path: Path) -> None:
    draft = opened(tmp_path)
    draft.paragraphs[2].insert_paragraph_before("附录：文中数字与准确值")
    draft.paragraphs[2].insert_paragraph_before("附录：文中数字与准确值\n续")
    cell(draft, "129").paragraphs[0].runs[0].text = "130"
    assert differing(draft, tmp_path) == ["130"]


def gone(found: DraftCheck) -> list[tuple[str, str, str]]:
    return [
        (one.verdict.value, one.key, one.label) for one in found.findings if one.by == "absence"
    ]


def test_a_table_that_was_deleted_is_told_once(tmp_path: Path) -> None:
    draft = opened(tmp_path)
    cut(draft.tables[1]._tbl)
    found = saved(draft, tmp_path)
    assert gone(found) == [("differs", "", "三、收到和处理政府信息公开申请情况")]
    for language in ("zh", "en"):
        stream = io.StringIO()
        writers.print_tables(stream, draft_tables(found), "table", language)
        assert "三、收到和处理" in stream.getvalue()


def test_each_figure_of_a_row_that_was_deleted_is_told(tmp_path: Path) -> None:
    draft = opened(tmp_path)
    cut(cell(draft, "129")._tc.getparent())
    told = gone(saved(draft, tmp_path))
    assert {verdict for verdict, _, _ in told} == {"differs"}
    assert len(told) == 3
    assert all("行政规范性文件" in label for _, _, label in told)


def test_a_number_that_the_text_says_no_more_is_told(tmp_path: Path) -> None:
    found = edited(tmp_path, "national-2021", ("；结转下年度继续办理318件", ""))
    told = [one for one in found.findings if one.by == "absence" and one.key]
    assert [(one.verdict, one.suggestion) for one in told] == [(Verdict.NOT_CHECKED, "318件")]


@pytest.mark.parametrize(
    ("name", "old", "new", "told"),
    [
        ("national-2021", "自2023年1月1日起", "自2022年1月1日起", ("2022年1月1日", "2023年1月1日")),
        ("national-2021", "12月31日", "10月31日", ("2023年10月31日", "2023年12月31日")),
        ("hechi-2018", "2018年全市没有", "2017年全市没有", ("2017年", "2018年")),
    ],
)
def test_a_date_that_is_not_the_reports_differs(
    name: str, old: str, new: str, told: tuple[str, str], tmp_path: Path
) -> None:
    found = edited(tmp_path, name, (old, new))
    assert told in [
        (one.text, one.suggestion) for one in found.findings if one.verdict is Verdict.DIFFERS
    ]


def test_a_date_written_otherwise_is_the_same_date(tmp_path: Path) -> None:
    found = edited(tmp_path, "national-2021", ("2023年1月1日", "2023年01月01日"))
    assert not [one for one in found.findings if one.text and one.verdict is Verdict.DIFFERS]


def told(found: DraftCheck, text: str) -> bool:
    """Whether a number is among those that the reader is shown."""
    shown = (Verdict.DIFFERS, Verdict.NOT_CHECKED)
    return any(one.verdict in shown for one in found.findings if one.text == text)


def test_numbers_in_headers_and_footers_are_read(tmp_path: Path) -> None:
    draft = opened(tmp_path)
    section = draft.sections[0]
    section.header.is_linked_to_previous = False
    section.header.paragraphs[0].text = "全年办理完毕2350件"
    section.footer.paragraphs[0].add_run("更换电脑37个")
    found = saved(draft, tmp_path)
    assert told(found, "2350件")
    assert told(found, "37个")


def test_hidden_numbers_are_read(tmp_path: Path) -> None:
    draft = opened(tmp_path)
    one = next(one for one in draft.paragraphs if "全年办理完毕" in one.text)
    one.add_run("全年办理完毕2350件。").font.hidden = True
    assert told(saved(draft, tmp_path), "2350件")


def test_words_added_to_a_notice_are_read(tmp_path: Path) -> None:
    draft = opened(tmp_path)
    one = next(one for one in draft.paragraphs if one.text.startswith("【草稿"))
    one.runs[-1].text = one.runs[-1].text.replace("】", "，全年办理完毕2350件】")
    assert told(saved(draft, tmp_path), "2350件")


def test_words_added_to_a_prompt_are_read(tmp_path: Path) -> None:
    gap = next(one for one in fresh("national-2021").blocks if isinstance(one, Gap))
    prompt = gap_text(gap, "zh")
    path = write(tmp_path / "稿.docx", prompt, prompt.replace("】", "，全年办理完毕2350件】"))
    found = check(path, "national-2021", fresh("national-2021"))
    assert told(found, "2350件")
    assert [one.place.paragraph for one in found.findings if one.text] == [2]


def test_a_number_that_became_none_in_words_differs(tmp_path: Path) -> None:
    found = edited(tmp_path, "national-2021", ("全年办理完毕2351件", "全年办理完毕无"))
    assert [
        (one.text, one.suggestion)
        for one in found.findings
        if one.verdict is Verdict.DIFFERS and one.text
    ] == [("全年办理完毕无", "2351件")]
