"""Writers: every number arrives, nothing acts as a formula, and labels are never cut."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from rich.cells import cell_len

from hcstats import writers
from hcstats.coverage_tables import coverage_table
from hcstats.model import Amount, HcstatsError, Outcome, Table
from hcstats.total_tables import indicator_table, summary_tables
from hcstats.writers import delimited, markdown, structured, terminal
from hcstats.writers.problem_lines import print_problems
from hcstats.writers.proving import prove_book
from hcstats.writers.shown import amount_text, clean, inert, percent_text
from hcstats.writers.xlsx import write_book
from tests.conftest import Golden
from tests.sample_outcome import outcome_of

SAMPLES = ("hechi-2018", "national-2021")
EVIL = ("=HYPERLINK(1)", "+1", "-1", "@SUM(A1)", "\t=1", "[red]x[/red]", "a|b", "<b>", "\x1b[31m")


def poisoned(outcome: Outcome, text: str) -> Outcome:
    """The outcome with a unit's texts replaced by something nasty."""
    figures = tuple(replace(figure, unit=text, text=text) for figure in outcome.figures[:60])
    by_unit = tuple(replace(value, unit=text) for value in outcome.by_unit[:60])
    problems = tuple(replace(one, found=text, unit=text) for one in outcome.problems)
    return replace(
        outcome, figures=figures, by_unit=by_unit, problems=problems, totals=(), groups=()
    )


def printed(outcome: Outcome, form: Any, language: str) -> str:
    stream = io.StringIO()
    terminal.print_summary(stream, outcome, form, language)
    return stream.getvalue()


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", SAMPLES)
def test_the_terminal_fits_80_columns_and_cuts_nothing(name: str, language: str) -> None:
    outcome, form = outcome_of(name)
    text = printed(outcome, form, language)
    assert max(cell_len(line) for line in text.splitlines()) <= 80
    joined = "".join(text.split())
    for item in form.items.values():
        assert "".join(item.row.label.split()) in joined or item.row.label[:8] in joined
    for total in outcome.totals:
        assert amount_text(total.amount) in text
    assert "\x1b" not in text
    assert "…" not in text


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", SAMPLES)
def test_the_terminal_looks_as_accepted(name: str, language: str, golden: Golden) -> None:
    outcome, form = outcome_of(name)
    golden.check(f"{name}.{language}.txt", printed(outcome, form, language))


def test_markdown_looks_as_accepted(golden: Golden) -> None:
    outcome, form = outcome_of("hechi-2018")
    tables: list[Table] = [
        coverage_table(outcome),
        *summary_tables(outcome, form),
        indicator_table(outcome, form),
    ]
    golden.check("hechi-2018.md", markdown.render_tables(tables, "zh"))


def problem_lines(outcome: Outcome, *, everything: bool, language: str = "en") -> list[str]:
    stream = io.StringIO()
    print_problems(stream, outcome, language, everything=everything)
    return stream.getvalue().splitlines()


def test_problems_are_one_a_line_like_a_compilers() -> None:
    outcome, _ = outcome_of("national-2021")
    lines = problem_lines(outcome, everything=True)
    hints = [line for line in lines if line.startswith("    → ")]
    assert len(hints) == sum(len(one.hints) for one in outcome.problems) > 0
    # Problems with their hints, an empty line, the table of rules, numbers, verdict.
    said = len(outcome.problems) + len(hints)
    assert all(lines[:said])
    assert not lines[said]
    assert sum(line.split(" ")[0] in outcome.by_rule for line in lines[said:]) == len(
        outcome.by_rule
    )
    assert any("[主动公开!B14]: error cell.error " in line for line in lines)
    assert lines[-1].startswith("11 of 13 units") or "of 13 units" in lines[-1]


def test_infos_are_counted_where_only_errors_and_warnings_are_wanted() -> None:
    outcome, _ = outcome_of("hechi-2018")
    lines = problem_lines(outcome, everything=False)
    assert "hcstats check lists them" in lines[0]


@pytest.mark.parametrize("name", SAMPLES)
def test_json_keeps_the_promised_shape_and_every_number(name: str) -> None:
    outcome, form = outcome_of(name)
    document = json.loads(
        "".join(structured.render_outcome(outcome, form, "zh")), parse_float=Decimal
    )
    assert {"form", "period", "authority", "coverage", "totals", "by_unit", "indicators",
            "problems", "run"} <= document.keys()  # fmt: skip
    assert set(document["coverage"]) >= {"expected", "reported", "missing", "zero_reports",
                                         "duplicates"}  # fmt: skip
    written = {one["key"]: one["value"] for one in document["totals"]}
    assert written == {total.key: total.amount.value for total in outcome.totals}
    assert len(document["by_unit"]) == len(outcome.by_unit)
    assert set(document["problems"][0]) == {
        "rule", "severity", "message", "unit_code", "unit", "period", "file", "sheet", "cell",
        "key", "expected", "found", "figures", "explanation", "hints",
    }  # fmt: skip
    assert document["run"]["inputs"] == dict(outcome.run.inputs)


def test_json_writes_decimals_digit_by_digit() -> None:
    outcome, form = outcome_of("national-2021")
    first = replace(outcome.totals[0], amount=Amount(Decimal("0.10")))
    text = "".join(structured.render_outcome(replace(outcome, totals=(first,)), form, "zh"))
    assert '"value": 0.10,' in text


def test_the_figures_have_the_columns_of_the_interface() -> None:
    outcome, _ = outcome_of("hechi-2018")
    rows = list(csv.DictReader(io.StringIO("".join(delimited.render_figures(outcome.figures)))))
    assert list(rows[0]) == [
        "form",
        "edition",
        "unit_code",
        "unit",
        "period",
        "key",
        "value",
        "status",
        "approximate",
        "file",
        "sheet",
        "cell",
        "text",
    ]
    assert len(rows) == len(outcome.figures)
    for row, figure in zip(rows, outcome.figures, strict=True):
        assert row["value"] == ("" if figure.value is None else str(figure.value))
        assert row["approximate"] == str(figure.approximate).lower()


@pytest.mark.parametrize("text", EVIL)
def test_no_text_of_a_unit_can_act(text: str, tmp_path: Path) -> None:
    outcome, form = outcome_of("national-2021")
    bad = poisoned(outcome, text)
    for row in csv.reader(io.StringIO("".join(delimited.render_figures(bad.figures)))):
        assert not any(field.startswith(("=", "@", "\t", "+")) for field in row)
    page = markdown.render_tables([coverage_table(bad)], "zh")
    assert "\x1b" not in page
    write_book(tmp_path / "a.xlsx", replace(bad, form=""), None, "zh")
    book = opened(tmp_path / "a.xlsx")
    assert all(
        cell.data_type != "f"
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
    )
    assert form.id


def opened(path: Path, **options: bool) -> Any:
    """A workbook as openpyxl reads it (its stubs mix kinds of sheets)."""
    return openpyxl.load_workbook(path, **options)


def test_the_workbook_is_one_that_can_be_handed_in(tmp_path: Path) -> None:
    outcome, form = outcome_of("hechi-2018")
    path = tmp_path / "汇总.xlsx"
    writers.write_outcome(path, outcome, form, "zh")
    book = opened(path)
    names = ["汇总", "分单位", "指标", "覆盖", "问题", "来源", "说明"]
    assert [sheet.title for sheet in book.worksheets if sheet.sheet_state == "visible"] == names
    assert book["_hcstats"].sheet_state == "veryHidden"
    for sheet in [book[name] for name in names]:
        assert sheet.page_setup.orientation == "landscape"
        assert str(sheet.page_setup.paperSize) == "9"
        assert sheet.freeze_panes
        assert sheet.print_title_rows
    rows = {row[0].value: row for row in book["汇总"].iter_rows()}
    website = next(rows[label] for label in rows if label and "各级政府网站" in str(label))
    assert [cell.value for cell in website[1:6]] == ["条", 40734, 93692, 134426, "30/32"]
    poverty = next(rows[label] for label in rows if label and "脱贫攻坚" in str(label))
    assert poverty[4].number_format == '"约"#,##0'


def test_totals_in_the_breakdown_are_live_sums_with_their_values(tmp_path: Path) -> None:
    outcome, form = outcome_of("hechi-2018")
    path = tmp_path / "a.xlsx"
    writers.write_outcome(path, outcome, form, "zh")
    formulas = opened(path)["分单位"]
    values = opened(path, data_only=True)["分单位"]
    totals = {total.key: total.amount.value for total in outcome.totals}
    last = formulas.max_row
    assert values.cell(last, 2).value == "汇总"
    for column, item in enumerate(form.printed, 3):
        written = formulas.cell(last, column).value
        if item.additive:
            assert str(written).startswith("=SUM(")
        assert values.cell(last, column).value == totals[item.key]


def test_a_blank_is_an_empty_cell_and_never_zero(tmp_path: Path) -> None:
    outcome, form = outcome_of("hechi-2018")
    path = tmp_path / "a.xlsx"
    writers.write_outcome(path, outcome, form, "zh")
    sheet = opened(path, data_only=True)["分单位"]
    blanks = sum(value.amount.value is None for value in outcome.by_unit)
    shown = sum(
        sheet.cell(row, column).value is None
        for row in range(4, sheet.max_row)
        if sheet.cell(row, 1).value
        for column in range(3, 3 + len(form.items))
    )
    assert blanks == shown > 0


def test_the_same_outcome_gives_the_same_bytes(tmp_path: Path) -> None:
    outcome, form = outcome_of("national-2021")
    for name in ("a.xlsx", "b.xlsx"):
        writers.write_outcome(tmp_path / name, outcome, form, "zh")
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_a_workbook_that_lost_a_number_does_not_prove(tmp_path: Path) -> None:
    outcome, form = outcome_of("hechi-2018")
    path = tmp_path / "a.xlsx"
    write_book(path, outcome, form, "zh")
    prove_book(path, outcome, form, "zh")
    book = opened(path)
    cell = next(c for row in book["汇总"].iter_rows() for c in row if c.value == 134426)
    cell.value = 134462
    book.save(path)
    with pytest.raises(HcstatsError):
        prove_book(path, outcome, form, "zh")


def test_a_failed_export_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise HcstatsError(writers.files.say("no"))  # type: ignore[attr-defined]

    outcome, form = outcome_of("hechi-2018")
    path = tmp_path / "a.csv"
    path.write_text("old", encoding="utf-8")
    monkeypatch.setattr("hcstats.writers.proving.prove_bytes", fail)
    with pytest.raises(HcstatsError):
        writers.write_outcome(path, outcome, form, "zh")
    assert [one.name for one in tmp_path.iterdir()] == ["a.csv"]
    assert path.read_text(encoding="utf-8") == "old"


def test_an_input_is_never_overwritten(tmp_path: Path) -> None:
    outcome, form = outcome_of("hechi-2018")
    path = tmp_path / "a.csv"
    mine = replace(outcome, run=replace(outcome.run, inputs=((str(path), ""),)))
    with pytest.raises(HcstatsError):
        writers.write_outcome(path, mine, form, "zh")
    assert not path.exists()


def test_words_of_values() -> None:
    assert amount_text(Amount(5000, approximate=True)) == "约5000"
    assert amount_text(Amount(None)) == "—"
    assert percent_text(Decimal("0.66666")) == "66.67%"
    assert inert("=1") == "'=1"
    assert clean("a\x1b[31m\u202eb") == "a\ufffd[31m\ufffdb"
