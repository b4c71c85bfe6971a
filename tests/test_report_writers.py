"""Reports as files: every number arrives, the layout is the official one, damage is noticed."""

from __future__ import annotations

import base64
import re
import sys
import types
import zipfile
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import docx
import pytest
from lxml import etree, html

from hcstats.forms.definition import Form
from hcstats.forms.load import all_forms, load_form
from hcstats.messages import render
from hcstats.model import Amount, HcstatsError, Outcome, Status
from hcstats.model.chart import Chart, Series
from hcstats.model.document import Bound, Document, Gap, Heading, OfficialTable, Paragraph, Picture
from hcstats.readers.input_files import InputFile
from hcstats.submissions import Settings, Taken, take_file
from hcstats.units import Register, Unit
from hcstats.writers.report import (
    REPORT_SUFFIXES,
    md,
    pdf,
    proof,
    word,
    write_report,
)
from hcstats.writers.report import (
    html as html_writer,
)
from hcstats.writers.report.word.widths import fitted
from tests.office import needs_office
from tests.reports import constructed, report
from tests.sample_outcome import outcome_of

FORMS = [form.id for form in all_forms()]
SAMPLES = ("hechi-2018", "national-2021")
QUICK = [suffix for suffix in REPORT_SUFFIXES if suffix != ".pdf"]
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
CHART = Chart(
    "channels",
    "公开渠道",
    "bars",
    ("公报", "网站"),
    (Series("条数", (Amount(512), Amount(134426, approximate=True))),),
    "条",
)


def of(name: str) -> tuple[Outcome, Form, Document]:
    """A sample's or a form's constructed outcome with a report of it."""
    if name in SAMPLES:
        outcome, form = outcome_of(name)
    else:
        outcome, form = constructed(name), load_form(name)
        period = str(form.first_year)
        outcome = replace(outcome, period=period)
    return outcome, form, report(outcome, form)


def written(path: Path, document: Document, *, toc: bool = False, language: str = "zh") -> Path:
    outcome, _ = outcome_of("national-2021")
    write_report(path, document, outcome, language, toc=toc)
    return path


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def body(path: Path) -> etree._Element:
    return etree.fromstring(parts(path)["word/document.xml"])[0]


def taken(path: Path) -> Taken:
    register = Register([Unit("01", "清河县人民政府")])
    return take_file(InputFile(path, path.name), Settings(all_forms(), register, {}))


# What our own reader makes of a report


@pytest.mark.parametrize("suffix", [".docx", ".html"])
@pytest.mark.parametrize("name", [*FORMS, *SAMPLES])
def test_our_reader_takes_a_report_for_exactly_its_official_tables(
    name: str, suffix: str, tmp_path: Path
) -> None:
    outcome, form, document = of(name)
    found = taken(written(tmp_path / f"report{suffix}", document))
    (submission,) = found.submissions
    assert submission.form == form.id
    assert submission.period == outcome.period
    read = {one.key: (one.value, one.approximate, one.status) for one in submission.figures}
    wanted = {
        total.key: (total.amount.value, total.amount.approximate, total.amount.status)
        for total in outcome.totals
    }
    assert read == wanted


@pytest.mark.parametrize("suffix", [".docx", ".html"])
def test_what_is_no_number_is_read_back_as_what_it_is(suffix: str, tmp_path: Path) -> None:
    said = {
        "art20_1.regulations.in_force": Amount(None, status=Status.BLANK),
        "art20_5.licensing": Amount(None, status=Status.NOT_APPLICABLE),
        "art20_6.penalty": Amount(None, status=Status.UNREADABLE),
        "art20_6.coercion": Amount(5000, approximate=True),
        "art20_8.administrative_fees": Amount(Decimal("968.88")),
    }
    amounts = {key.replace(".", "_"): amount for key, amount in said.items()}
    outcome = replace(constructed("national/2021", **amounts), period="2023")
    document = report(outcome, load_form("national/2021"))
    (submission,) = taken(written(tmp_path / f"a{suffix}", document)).submissions
    read = {f.key: Amount(f.value, f.approximate, f.status) for f in submission.figures}
    assert {key: read[key] for key in said} == said


# Every number, in every format


@pytest.mark.parametrize("suffix", QUICK)
@pytest.mark.parametrize("name", [*FORMS, *SAMPLES])
def test_a_report_is_written_and_proved(name: str, suffix: str, tmp_path: Path) -> None:
    _, _, document = of(name)
    for toc in (False, True):
        path = written(tmp_path / f"{toc}{suffix}", document, toc=toc)
        text = (
            "".join(t.text or "" for t in body(path).iter(f"{W}t"))
            if suffix == ".docx"
            else path.read_text(encoding="utf-8")
        )
        for one in document.bound():
            assert one.printed.replace("_", "\\_") in text
    assert sorted(path.name for path in tmp_path.iterdir()) == [f"False{suffix}", f"True{suffix}"]


@pytest.mark.parametrize("suffix", QUICK)
def test_the_same_report_has_the_same_bytes(suffix: str, tmp_path: Path) -> None:
    _, _, document = of("national/2021")
    first = written(tmp_path / f"a{suffix}", document, toc=True).read_bytes()
    assert written(tmp_path / f"b{suffix}", document, toc=True).read_bytes() == first


def damaged_docx(path: Path, old: str, new: str) -> None:
    held = parts(path)
    text = held["word/document.xml"].decode("utf-8")
    assert old in text
    held["word/document.xml"] = text.replace(old, new, 1).encode("utf-8")
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in held.items():
            archive.writestr(name, content)


DAMAGES = {
    "a number of the text": (">1572件<", ">1527件<"),
    "a number of a table": (">968.88<", ">96.888<"),
    "a label": ("行政规范性文件", "规范性文件"),
    "the words of a gap": ("【待填：主动公开工作的做法和成效】", "已完成"),
    "a heading": ("一、总体情况", "一、情况"),
}


@pytest.mark.parametrize("suffix", QUICK)
@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_file_is_not_kept_and_the_old_one_stays(
    damage: str, suffix: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    outcome, form = outcome_of("national-2021")
    key = "requests.new_received.total"
    number = Bound(key, "all", "总计", "件", Amount(1572), "1572件")
    document = report(outcome, form, Paragraph(("收到", number, "。")))
    old, new = DAMAGES[damage]
    if suffix == ".docx":
        write = word.write_docx

        def spoilt(path: Path, document: Document, language: str, **known: bool) -> None:
            write(path, document, language, **known)
            damaged_docx(path, old, new)

        monkeypatch.setattr(word, "write_docx", spoilt)
    else:
        module, name = (html_writer, "render_html") if suffix == ".html" else (md, "render_md")
        right = getattr(module, name)
        bare = suffix == ".md"

        def wrong(*rest: object, **known: object) -> str:
            text = str(right(*rest, **known))
            before, after = (old.strip("<>"), new.strip("<>")) if bare else (old, new)
            assert before in text
            return text.replace(before, after)

        monkeypatch.setattr(module, name, wrong)
    target = tmp_path / f"report{suffix}"
    target.write_text("old", encoding="utf-8")
    with pytest.raises(HcstatsError, match="did not read back"):
        write_report(target, document, outcome, "zh")
    assert target.read_text(encoding="utf-8") == "old"
    assert list(tmp_path.iterdir()) == [target]


def test_a_lost_row_or_merge_of_a_table_is_noticed(tmp_path: Path) -> None:
    _, _, document = of("national/2021")
    for tag, number in (("gridSpan", 0), ("vMerge", 3)):
        path = written(tmp_path / f"{tag}.docx", document)
        held = parts(path)
        root = etree.fromstring(held["word/document.xml"])
        victim = list(root.iter(f"{W}{tag}"))[number]
        parent = victim.getparent()
        assert parent is not None
        parent.remove(victim)
        held["word/document.xml"] = etree.tostring(root)
        with zipfile.ZipFile(path, "w") as archive:
            for name, content in held.items():
                archive.writestr(name, content)
        with pytest.raises(HcstatsError):
            proof.prove_docx(path, document, "zh")


def test_a_bookmark_that_stands_at_another_number_is_noticed(tmp_path: Path) -> None:
    _, _, document = of("national/2021")
    path = written(tmp_path / "a.docx", document)
    held = parts(path)
    text = held["word/document.xml"].decode("utf-8")
    swapped = text.replace('"_hc_1"', '"_hc_x"').replace('"_hc_2"', '"_hc_1"')
    held["word/document.xml"] = swapped.replace('"_hc_x"', '"_hc_2"').encode("utf-8")
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in held.items():
            archive.writestr(name, content)
    with pytest.raises(HcstatsError):
        proof.prove_docx(path, document, "zh")


def test_unknown_suffixes_and_folders_are_refused_before_anything_is_written(
    tmp_path: Path,
) -> None:
    _, _, document = of("national/2021")
    outcome, _ = outcome_of("national-2021")
    for name in ("report.doc", "none/report.docx"):
        with pytest.raises(HcstatsError):
            write_report(tmp_path / name, document, outcome, "zh")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("suffix", QUICK)
def test_nothing_in_a_text_acts_as_mark_up(suffix: str, tmp_path: Path) -> None:
    evil = (
        "<b>1</b>",
        "a|b\\|c",
        "*x* _y_ `z` [l](m)",
        "\x1b[31m\u202e\x00",
        "&lt;",
        "# x",
        "- x",
        "1. x",
        "{{ 7*7 }}",
        "> x",
        "]]>",
        "=x",
        "~~x~~",
        "甲\n乙\t丙",
    )
    blocks = [Heading(1, (text,)) for text in evil] + [Paragraph((text,)) for text in evil]
    table = OfficialTable(
        "t",
        {(1, c): text for c, text in enumerate(evil, 1)},
        (),
        {(1, c): "label" for c in range(1, len(evil) + 1)},
        len(evil),
        1,
        evil[1],
        evil[2],
    )
    document = Document("<i>t</i>|*x*", (*blocks, table))
    path = written(tmp_path / f"a{suffix}", document, toc=True)
    if suffix == ".html":
        page = html.fromstring(path.read_text(encoding="utf-8"))
        assert not page.findall(".//b")
        assert not page.findall(".//i")


# The document


def test_the_page_is_that_of_official_documents(tmp_path: Path) -> None:
    _, _, document = of("national/2021")
    word_ = docx.Document(str(written(tmp_path / "a.docx", document)))
    section = word_.sections[0]
    assert [round(x.mm) for x in (section.page_width, section.page_height) if x] == [210, 297]
    margins = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert [round(x.mm) for x in margins if x] == [37, 35, 28, 26]
    faces = {
        "Title": ("方正小标宋简体", 22),
        "Body Text": (None, None),
        "Heading 1": ("黑体", None),
        "Heading 2": ("楷体_GB2312", None),
        "Heading 3": (None, None),
    }
    for name, (face, size) in faces.items():
        style = word_.styles[name]
        fonts = style.element.find(f"{W}rPr/{W}rFonts")
        assert (fonts.get(f"{W}eastAsia") if fonts is not None else None) == face, name
        assert (style.font.size.pt if style.font.size else None) == size, name
    normal = word_.styles["Normal"].paragraph_format
    assert normal.line_spacing is not None
    assert round(float(normal.line_spacing) / 12700) == 28
    assert word_.core_properties.title == document.title
    assert word_.settings.odd_and_even_pages_header_footer
    footers = (section.footer.paragraphs[0], section.even_page_footer.paragraphs[0])
    assert [str(f.alignment) for f in footers] == ["RIGHT (2)", "LEFT (0)"]


def test_headings_are_headings_and_gaps_are_controls_with_their_names(tmp_path: Path) -> None:
    _, _, document = of("national/2021")
    path = written(tmp_path / "a.docx", document)
    word_ = docx.Document(str(path))
    headings = [p.text for p in word_.paragraphs if p.style and p.style.name == "Heading 1"]
    assert headings[0] == "一、总体情况"
    controls = body(path).findall(f"{W}sdt")
    tags = [one.find(f"{W}sdtPr/{W}tag") for one in controls]
    assert [tag.get(f"{W}val") for tag in tags if tag is not None] == ["overview", "problems"]
    assert "【待填：主动公开工作的做法和成效】" in "".join(
        t.text or "" for t in controls[0].iter(f"{W}t")
    )


def test_a_gap_whose_name_word_cannot_hold_is_refused(tmp_path: Path) -> None:
    document = Document("报告", (Gap("x" * 65, "主要做法"),))
    with pytest.raises(HcstatsError, match="too long"):
        written(tmp_path / "a.docx", document)
    assert list(tmp_path.iterdir()) == []


def test_every_bound_number_is_found_by_its_bookmark(tmp_path: Path) -> None:
    _, _, document = of("national/2021")
    path = written(tmp_path / "a.docx", document)
    names = [str(one.get(f"{W}name")) for one in body(path).iter(f"{W}bookmarkStart")]
    wanted = list(document.bound())
    assert names == [f"_hc_{number}" for number in range(1, len(wanted) + 1)]
    listed = etree.fromstring(parts(path)["customXml/item1.xml"])
    assert [one.get("key") for one in listed] == [one.key for one in wanted]
    ids = [one.get(f"{W}id") for one in body(path).iter(f"{W}bookmarkStart")]
    assert len(set(ids)) == len(ids)


def test_contents_show_their_entries_before_they_are_updated(tmp_path: Path) -> None:
    _, _, document = of("national/2021")
    path = written(tmp_path / "a.docx", document, toc=True)
    root = body(path)
    entries = [
        p
        for p in root.iter(f"{W}p")
        if (s := p.find(f"{W}pPr/{W}pStyle")) is not None
        and str(s.get(f"{W}val")).startswith("TOC")
        and s.get(f"{W}val") != "TOCHeading"
    ]
    texts = ["".join(t.text or "" for t in entry.iter(f"{W}t")) for entry in entries]
    assert texts == [
        "".join(map(str, b.spans))
        for b in (*document.blocks, *document.appendix)
        if isinstance(b, Heading)
    ]
    anchors = [str(link.get(f"{W}anchor")) for link in root.iter(f"{W}hyperlink")]
    names = {str(one.get(f"{W}name")) for one in root.iter(f"{W}bookmarkStart")}
    assert set(anchors) <= names
    assert b"updateFields" not in parts(path)["word/settings.xml"]


def test_tables_repeat_their_heads_and_break_no_row(tmp_path: Path) -> None:
    _, _, document = of("national/2021")
    art20, requests, review, numbers = body(written(tmp_path / "a.docx", document)).findall(
        f"{W}tbl"
    )
    heads = [len(table.findall(f".//{W}tblHeader")) for table in (art20, requests, review, numbers)]
    assert heads == [0, 3, 3, 1]
    for table in (art20, requests, review, numbers):
        assert len(table.findall(f".//{W}cantSplit")) == len(table.findall(f"{W}tr"))
    assert len(requests.findall(f".//{W}textDirection")) == 1


@pytest.mark.parametrize("name", FORMS)
def test_no_number_of_a_table_is_broken_and_no_table_is_wider_than_the_text(name: str) -> None:
    _, form, document = of(name)
    large = replace(
        constructed(name),
        totals=tuple(replace(t, amount=Amount(123456)) for t in constructed(name).totals),
    )
    for block in report(large, form).blocks:
        if isinstance(block, OfficialTable):
            fit = fitted(block, 156)
            assert sum(fit.columns) == pytest.approx(156)
            assert fit.size >= (5.5 if block.name == "review_litigation" else 6.5)
            digits = 6 * 0.5 * fit.size * 25.4 / 72
            assert all(
                fit.columns[place[1] - 1] > digits
                for place, kind in block.kinds.items()
                if kind == "value"
            )
    assert document.title


# Pictures, html


def drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """A stand-in for the pictures: one pixel."""
    module = types.ModuleType("hcstats.writers.pictures")
    monkeypatch.setattr(module, "picture_png", lambda *_: PIXEL, raising=False)
    monkeypatch.setattr(module, "picture_svg", lambda *_: b"<svg/>", raising=False)
    monkeypatch.setitem(sys.modules, "hcstats.writers.pictures", module)


@pytest.mark.parametrize("suffix", QUICK)
def test_pictures_stand_with_caption_and_numbers_in_words(
    suffix: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn(monkeypatch)
    outcome, form = outcome_of("national-2021")
    path = written(tmp_path / f"a{suffix}", report(outcome, form, Picture(CHART)))
    text = (
        parts(path)["word/document.xml"].decode("utf-8")
        if suffix == ".docx"
        else path.read_text(encoding="utf-8")
    )
    assert "公开渠道（单位：条）" in text
    assert "约134426" in text
    if suffix == ".docx":
        assert PIXEL in parts(path).values()


def test_a_page_fetches_nothing_and_every_number_carries_its_exact_value(tmp_path: Path) -> None:
    outcome, form = outcome_of("hechi-2018")
    document = report(outcome, form)
    page = html.fromstring(written(tmp_path / "a.html", document).read_text(encoding="utf-8"))
    article = page.find(".//article")
    assert article is not None
    values = [(one.get("value"), one.text or "") for one in article.iter("data")]
    assert values == [
        ("" if b.amount.value is None else f"{b.amount.value}", b.printed) for b in document.bound()
    ]
    assert not page.xpath(
        "//script|//link|//*[starts-with(@src, 'http') or starts-with(@href, 'http')]"
    )
    assert "url(" not in page.findtext(".//style", "")
    assert page.find(".//p[@data-gap='overview']") is not None


# PDF


def test_without_libreoffice_the_message_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(pdf, "_PLACES", ())
    _, _, document = of("national/2021")
    target = tmp_path / "a.pdf"
    target.write_bytes(b"old")
    with pytest.raises(HcstatsError) as caught:
        written(target, document)
    assert "LibreOffice" in render(caught.value.message, "zh")
    assert target.read_bytes() == b"old"


@pytest.mark.parametrize(
    "script", ["exit 0", 'for last; do :; done; echo broken > "${last%.docx}.pdf"', "sleep 30"]
)
def test_a_libreoffice_that_fails_leaves_the_old_file(
    script: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = tmp_path / "soffice"
    office.write_text(f"#!/bin/bash\n{script}\n", encoding="utf-8")
    office.chmod(0o755)
    monkeypatch.setattr(pdf, "find_office", lambda: str(office))
    monkeypatch.setattr(pdf, "_TIMEOUT", 2)
    _, _, document = of("national/2021")
    target = tmp_path / "a.pdf"
    target.write_bytes(b"old")
    with pytest.raises(HcstatsError):
        written(target, document)
    assert target.read_bytes() == b"old"


@needs_office
def test_libreoffice_lays_the_report_out_with_its_page_numbers(tmp_path: Path) -> None:
    _, _, document = of("national/2021")
    content = written(tmp_path / "a.pdf", document, toc=True).read_bytes()
    assert content.startswith(b"%PDF-")
    pages = len(re.findall(rb"/Type\s*/Page\b(?!s)", content))
    assert 4 <= pages <= 16
