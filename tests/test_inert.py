"""What strangers wrote acts nowhere: no formula, mark-up, link or control sign in any output."""

from __future__ import annotations

import csv
import io
import os
import re
import shutil
import zipfile
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import lxml.html
import openpyxl
import pytest

from hcstats.cli.main import run
from tests.conftest import ROOT

SIGNS = "\x1b[31m\u202e\u2066\x07"
WORDS = f"=cmd|'/c calc'!A0<script>alert(7)</script><img src=x onerror=alert(8)>[red]x[/red]{SIGNS}"
LINK = "[here](http://evil.example) http://evil.example"
UNIT = f'=HYPERLINK("http://evil.example","x"){WORDS}'.replace(",", "，")
FILE = "=1+1<img src=x onerror=alert(9)>[b]\x1b[31m\u202e`|`.xlsx"
SHEET = "=1+1<b>&`|`\u202e"
FORMULA_STARTS = ("=", "+", "@", "\t", "\r")


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every output of every command over one poisoned submission, and what was printed."""
    root = tmp_path_factory.mktemp("inert")
    folder, out = root / "in", root / "out"
    folder.mkdir()
    out.mkdir()
    (root / "earlier").mkdir()
    _plant(folder, "2018")
    _plant(root / "earlier", "2018")
    where = Path.cwd()
    os.chdir(out)
    try:
        for number, arguments in enumerate(_runs(folder, root / "earlier")):
            _printed(out / f"printed-{number}.txt", arguments)
    finally:
        os.chdir(where)
    return out


def _plant(folder: Path, year: str) -> None:
    source = ROOT / "samples" / "hechi-2018"
    listed = (source / "units.csv").read_text(encoding="utf-8-sig").splitlines()
    rows = list(csv.reader(listed))
    for row in rows:
        if row[1] == "凤山县":
            row[1], row[2] = UNIT, "凤山县"
    with (folder / "units.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    book = openpyxl.load_workbook(source / "凤山县.xlsx")
    sheet = book.active
    assert sheet is not None
    bottom = sheet.max_row + 2
    for offset, text in enumerate((WORDS.replace("\x1b", "").replace("\x07", ""), LINK, "+1+1")):
        sheet.cell(bottom + offset, 1).value = text
        sheet.cell(bottom + offset, 1).data_type = "s"
        sheet.cell(bottom + offset, 2).value = 4711 + offset
    sheet.title = SHEET
    book.save(folder / FILE)
    shutil.copy(source / "南丹县（2018年）.xlsx", folder / f"南丹县（{year}年）.xlsx")


def _runs(folder: Path, earlier: Path) -> list[list[str]]:
    inside = str(folder)
    shown = ("table", "json", "csv", "markdown")
    books = ["-o", "a.xlsx", "-o", "a.html", "-o", "a.csv", "-o", "a.json", "-o", "a.md"]
    tables = ["-o", "e.csv", "-o", "e.json", "-o", "e.md"]
    boards = ["-o", "s.xlsx", "-o", "s.csv", "-o", "s.json", "-o", "s.md"]
    compared = ["-o", "c.xlsx", "-o", "c.csv", "-o", "c.json", "-o", "c.md"]
    report = ["-o", "r.docx", "-o", "r.html", "-o", "r.md"]
    key = "key_areas.area_poverty"
    return [
        ["aggregate", inside, *books, "--charts", "charts"],
        ["check", inside, "--returns", "returns", "--explanations", "x.csv"],
        ["extract", inside, *tables],
        ["status", inside, *boards, "--reminder", "reminder.txt"],
        ["compare", str(earlier), inside, *compared],
        ["report", inside, *report],
        [
            "template",
            "--form",
            "national/2021",
            "--units",
            str(folder / "units.csv"),
            "-o",
            "templates",
        ],
        *(["check", inside, "--format", one] for one in shown[1:]),
        *(["trace", key, inside, "--format", one] for one in ("table", "csv")),
    ]


def _printed(target: Path, arguments: list[str]) -> None:

    told, errors = io.StringIO(), io.StringIO()
    with redirect_stdout(told), redirect_stderr(errors):
        status = run([*arguments, "--lang", "en"])
    assert status in (0, 1), (arguments, errors.getvalue()[-500:])
    kind = arguments[arguments.index("--format") + 1] if "--format" in arguments else "table"
    suffix = {"json": ".json", "csv": ".csv", "markdown": ".md", "table": ".txt"}[kind]
    if kind == "table" and "extract" in arguments:
        suffix = ".csv"
    target.with_suffix(suffix).write_text(told.getvalue(), encoding="utf-8")
    target.with_suffix(".log").write_text(errors.getvalue(), encoding="utf-8")


def _texts(folder: Path) -> dict[str, str]:
    """Every output as text; of an archive each of its parts."""
    found: dict[str, str] = {}
    for path in sorted(one for one in folder.rglob("*") if one.is_file()):
        name = path.relative_to(folder).as_posix()
        data = path.read_bytes()
        if data[:2] == b"PK":
            with zipfile.ZipFile(path) as archive:
                for part in archive.namelist():
                    if part.endswith((".xml", ".rels")):
                        found[f"{name}!{part}"] = archive.read(part).decode("utf-8")
        elif path.suffix != ".png":
            found[name] = data.decode("utf-8-sig")
    return found


def test_everything_was_written(outputs: Path) -> None:
    kinds = {path.suffix for path in outputs.rglob("*") if path.is_file()}
    assert {".xlsx", ".html", ".csv", ".json", ".md", ".docx", ".txt", ".svg"} <= kinds
    assert any("alert" in text for name, text in _texts(outputs).items() if ".json" in name)


def test_no_output_holds_a_control_sign_or_turns_the_direction_of_writing(outputs: Path) -> None:
    signs = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
    # A marked copy in the returns is the unit's own workbook, and goes back to it alone.
    own = re.compile(r"returns/.*\.xlsx!xl/(?:sharedStrings|workbook|worksheets/sheet1)\.xml")
    guilty = {
        name: found.group()
        for name, text in _texts(outputs).items()
        if not own.match(name) and (found := signs.search(text))
    }
    assert not guilty


def test_no_workbook_holds_a_formula_or_a_link_that_a_stranger_wrote(outputs: Path) -> None:
    for name, text in _texts(outputs).items():
        formulas = re.findall(r"<f(?:\s[^>]*)?>([^<]*)</f>", text)
        assert not [one for one in formulas if re.search("cmd|evil|1\\+1|alert", one)], name
        assert "evil.example" not in "".join(re.findall(r'Target="([^"]*)"', text)), name
        assert not re.search(r"<(?:ddeLink|externalLink|oleLink)", text), name
        assert "ddeService" not in text, name
        assert not re.search(r"<w:instrText[^>]*>[^<]*(?:evil|DDE|cmd)", text), name


def test_no_field_of_a_csv_starts_a_formula(outputs: Path) -> None:
    for name, text in _texts(outputs).items():
        if not name.endswith(".csv"):
            continue
        for row in csv.reader(io.StringIO(text)):
            for one in row:
                assert not one.startswith(FORMULA_STARTS), (name, one)
                assert not one.startswith("-") or re.fullmatch(r"-[\d.]*", one), (name, one)


def test_no_page_runs_or_shows_what_a_stranger_wrote_as_markup(outputs: Path) -> None:
    pages = list(outputs.rglob("*.html"))
    assert len(pages) == 2
    for path in pages:
        root = lxml.html.fromstring(path.read_bytes())
        assert not root.xpath("//img[@src='x']|//*[@onerror]|//a[contains(@href,'evil')]"), path
        assert not [one for one in root.iter("script") if (one.text or "").startswith("alert")], (
            path
        )


def test_no_markdown_or_picture_carries_markup(outputs: Path) -> None:
    for name, text in _texts(outputs).items():
        if name.endswith(".md"):
            assert not re.search(r"(?<!\\)<(?:img|script|b)\b", text), name
            assert not re.search(r"(?<!\\)\[here\\?\]\(", text), name
        if name.endswith(".svg"):
            assert "<script" not in text, name
            assert "onerror=" not in text, name


def test_nothing_was_written_outside_the_folder_that_was_named(outputs: Path) -> None:
    root = outputs.parent
    assert {one.name for one in root.iterdir()} == {"in", "earlier", "out"}
    assert {one.name for one in (root / "in").iterdir()} == {
        "units.csv", FILE, "南丹县（2018年）.xlsx",
    }  # fmt: skip
