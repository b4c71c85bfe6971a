"""`hcstats report` as a clerk runs it: files, gaps to fill in, drafts, faults."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.document import Document as WordDocument

from tests.conftest import ROOT, hcstats
from tests.test_report import SEED, printed_in_seed

HECHI = ROOT / "samples" / "hechi-2018"


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("report") / "年度报告.docx"
    said = hcstats("report", HECHI, "-o", path, lang="zh")
    assert said.returncode == 0, said.stderr
    return path


@pytest.fixture(scope="module")
def sections(report: Path) -> dict[str, str]:
    """The running text of each section of the docx, by its ordinal."""
    found: dict[str, str] = {}
    section = ""
    for paragraph in Document(str(report)).paragraphs:
        style = paragraph.style.name if paragraph.style is not None else ""
        if style == "Heading 1":
            section = paragraph.text[0]
        found[section] = f"{found.get(section, '')}{paragraph.text}\n"
    return found


@pytest.mark.parametrize("figure", SEED, ids=[str(figure["code"]) for figure in SEED])
def test_each_statistic_of_the_first_report_stands_in_the_docx_in_its_section(
    figure: dict[str, object], sections: dict[str, str]
) -> None:
    printed = printed_in_seed(figure)
    text = sections[str(figure["place"])[0]]
    # No digit may stand before it: 19件 is not 119件.
    assert re.search(rf"(?<![\d.约]){re.escape(printed)}", text), text


def test_the_docx_has_eight_sections_with_real_heading_styles(sections: dict[str, str]) -> None:
    assert [section for section in sections if section in "一二三四五六七八" and section] == list(
        "一二三四五六七八"
    )


def test_every_format_is_written_in_one_run(tmp_path: Path) -> None:
    outputs = [tmp_path / f"报告{suffix}" for suffix in (".docx", ".html", ".md")]
    arguments = [part for path in outputs for part in ("-o", path)]
    assert hcstats("report", HECHI, *arguments, "--toc").returncode == 0
    for path in outputs:
        assert path.stat().st_size > 5000
    assert sorted(tmp_path.iterdir()) == sorted(outputs)


def test_the_report_is_in_chinese_whatever_the_language_of_the_messages(
    report: Path, tmp_path: Path
) -> None:
    english = tmp_path / "report.docx"
    assert hcstats("report", HECHI, "-o", english, lang="en").returncode == 0
    texts = [
        [paragraph.text for paragraph in Document(str(path)).paragraphs]
        for path in (report, english)
    ]
    assert texts[0] == texts[1]


def test_a_report_of_faulty_data_is_written_and_says_that_it_is_a_draft(tmp_path: Path) -> None:
    path = tmp_path / "报告.md"
    said = hcstats("report", ROOT / "samples" / "national-2021", "-o", path)
    assert said.returncode == 1
    assert "草稿，不能发布" in path.read_text("utf-8")


def test_without_a_file_the_report_is_printed(report: Path) -> None:
    del report
    said = hcstats("report", HECHI)
    assert said.returncode == 0
    assert "134426条" in said.stdout
    numbers = list(csv.DictReader(io.StringIO(hcstats("report", HECHI, "--format", "csv").stdout)))
    assert {"134426", "512"} <= {row["value"] for row in numbers}
    record = json.loads(hcstats("report", HECHI, "--format", "json").stdout)
    assert {"title", "blocks", "numbers", "problems", "run"} <= set(record)
    assert [
        one["value"] for one in record["numbers"] if one["key"] == "active.channel_gazette"
    ] == [
        512,
        512,
    ]


def test_what_the_office_writes_into_the_file_of_gaps_stands_in_the_report(tmp_path: Path) -> None:
    gaps, path = tmp_path / "narrative.toml", tmp_path / "报告.md"
    assert hcstats("report", HECHI, "--gaps", gaps).returncode == 0
    text = gaps.read_text("utf-8")
    assert 'plans = """' in text
    written = '举办三期培训，覆盖 45 人。\n引号"""和反斜杠\\。'
    escaped = written.replace("\\", "\\\\").replace('"', '\\"')
    gaps.write_text(text.replace('plans = """\n', f'plans = """\n{escaped}\n'), encoding="utf-8")
    said = hcstats("report", HECHI, "--narrative", gaps, "-o", path, "--gaps", gaps)
    assert said.returncode == 0, said.stderr
    report = path.read_text("utf-8")
    assert "举办三期培训" in report
    assert "45人" in report.replace(" ", ""), "the appendix lists the office's own numbers"
    again = tmp_path / "again.md"
    assert hcstats("report", HECHI, "--narrative", gaps, "-o", again).returncode == 0
    assert again.read_text("utf-8") == report, "filled gaps are kept when the file is made again"


def test_gaps_filled_in_in_word_are_read_back(report: Path, tmp_path: Path) -> None:
    document = Document(str(report))
    filled = tmp_path / "已填.docx"
    for control in _controls(document, "plans"):
        for place, text in enumerate(control.iter(f"{_W}t")):
            text.text = "明年按季度通报。" if place == 0 else ""
        for placeholder in list(control.iter(f"{_W}showingPlcHdr")):
            placeholder.getparent().remove(placeholder)
    document.save(str(filled))
    said = hcstats("report", HECHI, "--narrative", filled)
    assert said.returncode == 0, said.stderr
    assert "明年按季度通报。" in said.stdout


_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def _controls(document: WordDocument, name: str) -> Iterator[Any]:
    for control in document.element.body.iter(f"{_W}sdt"):
        if any(tag.get(f"{_W}val") == name for tag in control.iter(f"{_W}tag")):
            yield control


def test_a_draft_that_says_what_the_data_say_passes(report: Path) -> None:
    said = hcstats("report", HECHI, "--check", report)
    assert said.returncode == 0, said.stdout
    assert " 0 differ" in said.stdout


def test_a_number_altered_in_the_draft_is_found(report: Path, tmp_path: Path) -> None:
    document = Document(str(report))
    for paragraph in document.paragraphs:
        for run in paragraph.runs:
            if "134426" in run.text:
                run.text = run.text.replace("134426", "134462")
    draft = tmp_path / "改过.docx"
    document.save(str(draft))
    said = hcstats("report", HECHI, "--check", draft, "--format", "json")
    assert said.returncode == 1
    wrong = [one for one in json.loads(said.stdout)["numbers"] if one["verdict"] == "differs"]
    assert [(one["key"], one["value"]) for one in wrong] == [("active.channel_website", 134426)]


def test_a_misspelt_key_ends_the_run_with_the_template_and_its_line(tmp_path: Path) -> None:
    template, path = tmp_path / "自定.jinja", tmp_path / "报告.docx"
    template.write_text('标题\n\n{{ n("active.channel_gazett") }}\n', encoding="utf-8")
    path.write_bytes(b"old")
    said = hcstats("report", HECHI, "--template", template, "-o", path)
    assert said.returncode == 2
    assert "line 3" in said.stderr
    assert "active.channel_gazette" in said.stderr
    assert path.read_bytes() == b"old"


@pytest.mark.parametrize(
    "arguments",
    [
        ("-o", "报告.doc"),
        ("-o", "没有这个文件夹/报告.docx"),
        ("--template", "没有.jinja"),
        ("--narrative", "没有.toml"),
        ("--check", "没有.docx"),
    ],
)
def test_what_cannot_work_is_one_line_and_status_2(arguments: tuple[str, ...]) -> None:
    said = hcstats("report", HECHI, *arguments)
    assert said.returncode == 2
    assert "Traceback" not in said.stderr
    assert arguments[1].split("/")[0].split(".")[0] in said.stderr
