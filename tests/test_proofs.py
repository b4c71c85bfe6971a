"""Exports are proved: whatever happens between a number and its file, the run hears of it."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from hcstats import writers
from hcstats.board import Board
from hcstats.cli.main import run
from hcstats.controls import day
from hcstats.forms.definition import Form
from hcstats.forms.load import load_form
from hcstats.model import Amount, HcstatsError, Outcome, UnitValue
from hcstats.pipeline import Request
from hcstats.status import status
from hcstats.templates import folder
from hcstats.templates.book import write_template
from hcstats.templates.filling import Filling, with_totals
from hcstats.writers import delimited, files, markdown, proving, structured, xlsx
from hcstats.writers.returns import write
from hcstats.writers.returns.letter import Letter
from hcstats.writers.xlsx import marker
from tests.conftest import ROOT
from tests.sample_outcome import outcome_of

Damage = Callable[[str], str]
OLD = "an older file"


def swapped(first: str, second: str) -> Damage:
    """The two texts change places, wherever they stand."""
    return lambda text: re.sub(
        f"{re.escape(first)}|{re.escape(second)}",
        lambda found: second if found[0] == first else first,
        text,
    )


def without_line(word: str) -> Damage:
    def damage(text: str) -> str:
        lines = text.split("\n")
        lines.remove(next(line for line in lines if word in line))
        return "\n".join(lines)

    return damage


def cut(text: str) -> str:
    return text[: len(text) * 2 // 3]


def refused(path: Path, writing: Callable[[Path], None]) -> None:
    """Writing fails, the old file stays, and nothing else is left."""
    path.write_text(OLD, encoding="utf-8")
    with pytest.raises(HcstatsError, match="did not read back"):
        writing(path)
    assert path.read_text(encoding="utf-8") == OLD
    assert [one.name for one in path.parent.iterdir()] == [path.name]


def damaged(monkeypatch: pytest.MonkeyPatch, renderer: str, damage: Damage) -> None:
    """A renderer whose text comes out damaged; it must have been damaged indeed."""
    module, _, name = f"hcstats.writers.{renderer}".rpartition(".")
    real = getattr(__import__(module, fromlist=[name]), name)

    def render(*arguments: Any) -> str:
        text = "".join(real(*arguments))
        assert damage(text) != text
        return damage(text)

    monkeypatch.setattr(f"{module}.{name}", render)


TOTALS = {".csv": "delimited.render_totals", ".json": "structured.render_outcome",
          ".md": "markdown.render_outcome"}  # fmt: skip
FIGURES = {".csv": "delimited.render_figures", ".json": "structured.render_figures",
           ".md": "markdown.render_tables"}  # fmt: skip
BOARD = {".csv": "delimited.render_board", ".json": "structured.render_board",
         ".md": "markdown.render_tables"}  # fmt: skip


@pytest.mark.parametrize("suffix", TOTALS)
@pytest.mark.parametrize(
    "damage",
    [
        lambda text: text.replace("134426", "134462"),
        swapped("134426", "19001"),
        swapped("40734", "93692"),
        without_line("134426"),
        lambda text: text.replace("19001", "19001.5"),
        lambda text: text.replace("约19001", "19001").replace(",19001,true", ",19001,false")
        .replace('19001,\n   "status": "reported",\n   "approximate": true',
                 '19001,\n   "status": "reported",\n   "approximate": false'),
        cut,
    ],
    ids=["altered", "swapped between rows", "swapped between columns", "row lost", "fraction",
         "no longer approximate", "cut off"],
)  # fmt: skip
def test_totals_in_texts_are_proved_in_their_places(
    suffix: str, damage: Damage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    outcome, form = outcome_of("hechi-2018")
    damaged(monkeypatch, TOTALS[suffix], damage)
    refused(tmp_path / f"a{suffix}", lambda p: writers.write_outcome(p, outcome, form, "zh"))


@pytest.mark.parametrize("suffix", FIGURES)
@pytest.mark.parametrize(
    "damage",
    [
        lambda text: text.replace("5115", "5151", 1),
        swapped("8265", "5105"),
        swapped("金城江区", "南丹县"),
        without_line("8265"),
        cut,
    ],
    ids=["altered", "swapped between units", "units swapped", "row lost", "cut off"],
)
def test_figures_in_texts_are_proved_at_their_units_and_keys(
    suffix: str, damage: Damage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    outcome, _ = outcome_of("hechi-2018")
    damaged(monkeypatch, FIGURES[suffix], damage)
    refused(tmp_path / f"a{suffix}", lambda p: writers.write_figures(p, outcome, "zh"))


@pytest.fixture(scope="module")
def board() -> tuple[Outcome, Board]:
    request = Request((str(ROOT / "samples" / "national-2021"),), jobs=1)
    return status(request, day("2024-01-15"))


@pytest.mark.parametrize("suffix", BOARD)
@pytest.mark.parametrize(
    "damage", [swapped("云岭县教育局", "云岭县统计局"), without_line("云岭县统计局"), cut],
    ids=["units swapped", "row lost", "cut off"],
)  # fmt: skip
def test_the_board_in_texts_is_proved_row_by_row(
    suffix: str,
    damage: Damage,
    board: tuple[Outcome, Board],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    outcome, found = board
    damaged(monkeypatch, BOARD[suffix], damage)
    refused(tmp_path / f"a{suffix}", lambda p: writers.write_board(p, found, outcome, "zh"))


@pytest.mark.parametrize(
    "damage",
    [lambda text: re.sub(r"=(\d)", r"=1\1", text, count=1), without_line("F8"), cut],
    ids=["altered", "row lost", "cut off"],
)
def test_lines_to_explain_are_proved(
    damage: Damage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    outcome, _ = outcome_of("national-2021")
    damaged(monkeypatch, "files.render_explanations", damage)
    refused(tmp_path / "a.csv", lambda p: writers.write_explanations(p, outcome, (), "zh"))


def edited(path: Path, part: str, damage: Damage) -> None:
    """A part of a workbook damaged, the others as they are."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    text = parts[part].decode("utf-8")
    assert damage(text) != text
    parts[part] = damage(text).encode("utf-8")
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)


def without_row(value: str) -> Damage:
    """A sheet without the row in which a value stands."""
    return lambda text: re.sub(rf"<row [^>]*>(?:(?!</row>).)*<v>{value}</v>.*?</row>", "", text)


SUMMARY, BREAKDOWN, RATES, SOURCES = (f"xl/worksheets/sheet{number}.xml" for number in (1, 2, 3, 6))


@pytest.mark.parametrize(
    ("part", "damage"),
    [
        (SUMMARY, lambda text: text.replace("<v>134426</v>", "<v>134462</v>")),
        (SUMMARY, swapped("<v>134426</v>", "<v>512</v>")),
        (SUMMARY, swapped("<v>40734</v>", "<v>93692</v>")),
        (SUMMARY, without_row("134426")),
        (BREAKDOWN, lambda text: text.replace("<v>8265</v>", "<v>8256</v>")),
        (BREAKDOWN, swapped("<v>8265</v>", "<v>5105</v>")),
        (BREAKDOWN, without_row("8265")),
        (BREAKDOWN, lambda text: re.sub(r"SUM\(([A-Z]+)4:", r"SUM(\g<1>5:", text)),
        (BREAKDOWN, lambda text: text.replace("<v>134426</v>", "<v>134462</v>")),
        (RATES, lambda text: re.sub(r"<v>0\.\d+</v>|<v>1</v>", "<v>0.123</v>", text)),
        (SOURCES, lambda text: text.replace("<v>8265</v>", "<v>8256</v>")),
        (SOURCES, swapped("<v>8265</v>", "<v>5105</v>")),
        (SOURCES, without_row("8265")),
        # What holds no number has to be a cell that a workbook can have all the same.
        (SOURCES, lambda text: re.sub('(<c r="K4"[^>]*><is><t>)', r"\1a<b", text)),
        (
            SOURCES,
            lambda text: re.sub(
                '(<c r="G4"[^>]*) t="inlineStr">.*?</c>', r'\1 t="s"><v>999999</v></c>', text
            ),
        ),
        (SUMMARY, cut),
        (SOURCES, cut),
    ],
)
def test_numbers_in_workbooks_are_proved_in_their_places(
    part: str, damage: Damage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = xlsx.write_book

    def write_damaged(path: Path, *arguments: Any) -> None:
        real(path, *arguments)
        edited(path, part, damage)

    outcome, form = outcome_of("hechi-2018")
    monkeypatch.setattr(xlsx, "write_book", write_damaged)
    refused(tmp_path / "a.xlsx", lambda p: writers.write_outcome(p, outcome, form, "zh"))


@pytest.mark.parametrize("name", ["_figures", "_numbers"])
@pytest.mark.parametrize("lost", [True, False])
def test_the_hidden_sheet_tells_what_the_others_show(
    name: str, lost: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = getattr(marker, name)

    def wrong(*arguments: Any) -> Iterator[tuple[str, ...]]:
        lines = list(real(*arguments))
        if lost:
            return iter(lines[:-1])
        *rest, last = lines
        return iter([*rest, tuple(re.sub(r"[0-9]$", "999", one) for one in last[:4]) + last[4:]])

    outcome, form = outcome_of("hechi-2018")
    monkeypatch.setattr(marker, name, wrong)
    refused(tmp_path / "a.xlsx", lambda p: writers.write_outcome(p, outcome, form, "zh"))


def test_numbers_of_a_matrix_are_proved_in_their_places(tmp_path: Path) -> None:
    outcome, form = outcome_of("national-2021")
    keys = ("requests.granted.natural_person", "requests.granted.commercial_enterprise")
    totals = {one.key: one for one in outcome.totals}
    assert totals[keys[0]].amount != totals[keys[1]].amount
    exchange = {keys[0]: totals[keys[1]].amount, keys[1]: totals[keys[0]].amount}
    wrong = tuple(replace(one, amount=exchange.get(one.key, one.amount)) for one in outcome.totals)
    for suffix in (".xlsx", ".md", ".csv", ".json"):
        path = tmp_path / f"a{suffix}"
        written(path, replace(outcome, totals=wrong), form)
        with pytest.raises(HcstatsError, match="did not read back"):
            proof(path, suffix, outcome, form)


def written(path: Path, outcome: Outcome, form: Any) -> None:
    """A file as it is written, not proved."""
    texts = {
        ".csv": lambda: delimited.render_totals(outcome, form, "zh"),
        ".json": lambda: "".join(structured.render_outcome(outcome, form, "zh")),
        ".md": lambda: markdown.render_outcome(outcome, form, "zh"),
    }
    if path.suffix == ".xlsx":
        xlsx.write_book(path, outcome, form, "zh")
    else:
        path.write_text(texts[path.suffix](), encoding="utf-8")


def proof(path: Path, suffix: str, outcome: Outcome, form: Any) -> None:
    if suffix == ".xlsx":
        proving.prove_book(path, outcome, form, "zh")
    elif suffix == ".csv":
        proving.prove_totals_csv(path, outcome, form, "zh")
    elif suffix == ".json":
        proving.prove_outcome_json(path, outcome)
    else:
        tables = list(markdown.outcome_tables(outcome, form))
        proving.prove_page(path, tables, "zh", outcome, form)


def test_a_unit_under_anothers_name_does_not_prove(tmp_path: Path) -> None:
    outcome, form = outcome_of("hechi-2018")
    names = {"金城江区": "南丹县", "南丹县": "金城江区"}
    codes = {one.unit: one.unit_code for one in outcome.by_unit}

    def renamed(one: UnitValue) -> UnitValue:
        name = names.get(one.unit, one.unit)
        return replace(one, unit=name, unit_code=codes[name])

    wrong = replace(outcome, by_unit=tuple(map(renamed, outcome.by_unit)))
    for suffix in (".xlsx", ".json"):
        written(tmp_path / f"a{suffix}", wrong, form)
        with pytest.raises(HcstatsError, match="did not read back"):
            proof(tmp_path / f"a{suffix}", suffix, outcome, form)


def test_a_blank_written_as_zero_does_not_prove(tmp_path: Path) -> None:
    outcome, form = outcome_of("hechi-2018")
    blank = next(one for one in outcome.totals if one.amount.value is not None)
    empty = tuple(
        replace(one, amount=Amount(None), units=0) if one is blank else one
        for one in outcome.totals
    )
    zero = tuple(
        replace(one, amount=Amount(0), units=0) if one is blank else one for one in outcome.totals
    )
    for suffix in (".xlsx", ".md", ".csv", ".json"):
        path = tmp_path / f"a{suffix}"
        written(path, replace(outcome, totals=zero), form)
        with pytest.raises(HcstatsError, match="did not read back"):
            proof(path, suffix, replace(outcome, totals=empty), form)


@pytest.mark.parametrize("suffix", [".csv", ".json", ".md", ".xlsx"])
def test_a_disk_that_keeps_only_half_is_noticed(
    suffix: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    outcome, form = outcome_of("hechi-2018")
    real_bytes, real_book = Path.write_bytes, xlsx.write_book

    def half(path: Path, data: bytes) -> int:
        return real_bytes(path, data[: len(data) // 2])

    def half_pieces(path: Path, pieces: Iterable[str]) -> None:
        text = "".join(pieces)
        path.write_text(text[: len(text) // 2], encoding="utf-8")

    def half_book(path: Path, *arguments: Any) -> None:
        real_book(path, *arguments)
        real_bytes(path, path.read_bytes()[: path.stat().st_size // 2])

    path = tmp_path / f"a{suffix}"
    path.write_text(OLD, encoding="utf-8")
    monkeypatch.setattr(Path, "write_bytes", half)
    monkeypatch.setattr(files, "write_pieces", half_pieces)
    monkeypatch.setattr(xlsx, "write_book", half_book)
    with pytest.raises(HcstatsError, match="did not read back"):
        files.write_outcome(path, outcome, form, "zh")
    assert path.read_text(encoding="utf-8") == OLD
    assert len(list(tmp_path.iterdir())) == 1


def test_the_run_fails_with_status_2(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    damaged(monkeypatch, TOTALS[".csv"], swapped("134426", "19001"))
    path = tmp_path / "a.csv"
    path.write_text(OLD, encoding="utf-8")
    sample = str(ROOT / "samples" / "hechi-2018")
    assert run(["aggregate", sample, "--jobs", "1", "-o", str(path), "--lang", "en"]) == 2
    assert "did not read back as it was written" in capsys.readouterr().err
    assert path.read_text(encoding="utf-8") == OLD


@pytest.mark.parametrize("name", ["hechi-2018", "national-2021"])
@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("suffix", [".xlsx", ".csv", ".json", ".md"])
def test_whatever_is_written_rightly_proves(
    name: str, language: str, suffix: str, tmp_path: Path
) -> None:
    outcome, form = outcome_of(name)
    writers.write_outcome(tmp_path / f"a{suffix}", outcome, form, language)
    if suffix != ".xlsx":
        writers.write_figures(tmp_path / f"b{suffix}", outcome, language)
    writers.write_explanations(tmp_path / "c.csv", outcome, (), language)


def test_a_template_whose_opening_balance_is_wrong_is_not_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = load_form("national/2021")
    keys = ("requests.carried_in.natural_person", "requests.carried_in.other_org")
    filling = Filling("云岭县教育局", "01", None, "2024", dict(zip(keys, (3, 5), strict=True)))
    filling = replace(filling, values=with_totals(form, filling.values))
    real = write_template

    def write_wrong(path: Path, form: Form, filling: Filling) -> None:
        wrong = dict(filling.values)
        wrong[keys[0]], wrong[keys[1]] = wrong[keys[1]], wrong[keys[0]]
        real(path, form, replace(filling, values=wrong))

    monkeypatch.setattr(folder, "write_template", write_wrong)
    path = tmp_path / folder.file_name(form, filling)

    def write_it(_: Path) -> None:
        folder.write_templates(tmp_path, form, [filling], force=True)

    refused(path, write_it)
    monkeypatch.setattr(folder, "write_template", real)
    write_it(path)
    assert path.stat().st_size > len(OLD)


def first_two_exchanged(note: Letter) -> Letter:
    """The numbers of the first two problems in each other's row."""
    first, second, *others = note.rows
    return replace(
        note,
        rows=(
            (*first[:3], *second[3:5], *first[5:]),
            (*second[:3], *first[3:5], *second[5:]),
            *others,
        ),
    )


@pytest.mark.parametrize("kind", ["document_note", "text_note"])
@pytest.mark.parametrize("harm", ["exchanged", "lost", "cut off"])
def test_a_return_note_with_numbers_in_the_wrong_row_is_not_written(
    kind: str, harm: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    outcome, _ = outcome_of("national-2021")
    real = getattr(write, kind)

    def make(note: Letter, *language: str) -> bytes:
        if harm == "cut off":
            data: bytes = real(note, *language)
            return data[: len(data) // 2]
        several = len(note.rows) > 1 and note.rows[0][3:5] != note.rows[1][3:5]
        wrong = first_two_exchanged(note) if harm == "exchanged" and several else note
        made: bytes = real(
            replace(note, rows=note.rows[1:]) if harm == "lost" else wrong, *language
        )
        return made

    monkeypatch.setattr(write, kind, make)
    with pytest.raises(HcstatsError, match="did not read back"):
        write.write_returns(tmp_path / "退回", outcome, None, "zh")
    assert not list(tmp_path.rglob(".*"))
