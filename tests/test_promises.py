"""What the project promises, each as one test."""

from __future__ import annotations

import hashlib
import re
import shutil
from pathlib import Path

import pytest

from hcstats.catalogue import KINDS
from hcstats.cell_addresses import address
from hcstats.forms.load import load_form
from hcstats.model import Outcome, Status
from hcstats.pipeline import Request, run
from hcstats.readers import read_workbook
from tests.conftest import ROOT
from tests.sample_outcome import outcome_of

HECHI, NATIONAL = ROOT / "samples" / "hechi-2018", ROOT / "samples" / "national-2021"


def figures(outcome: Outcome) -> set[tuple[object, ...]]:
    return {
        (f.unit_code, f.key, f.value, f.status, f.approximate, Path(f.file).name, f.sheet, f.cell)
        for f in outcome.figures
    }


@pytest.mark.parametrize("folder", [HECHI, NATIONAL])
def test_every_figure_traces_to_the_cell_that_it_came_from(folder: Path) -> None:
    outcome, _ = outcome_of(folder.name)
    grids = {
        (file, grid.name): {address(place): cell.text for place, cell in grid.cells.items()}
        for file, _ in outcome.run.inputs
        for grid in read_workbook(Path(file), file).grids
    }
    for figure in outcome.figures:
        assert grids[figure.file, figure.sheet].get(figure.cell, "") == figure.text


@pytest.mark.parametrize("name", ["hechi-2018", "national-2021"])
def test_every_total_is_the_sum_of_its_units(name: str) -> None:
    outcome, form = outcome_of(name)
    for total in outcome.totals:
        parts = [v.amount for v in outcome.by_unit if v.key == total.key]
        reported = [part for part in parts if part.status is Status.REPORTED]
        assert total.units == len(reported)
        if form.items[total.key].additive and reported:
            assert total.amount.value == sum(part.value or 0 for part in reported)
            assert total.amount.approximate == any(part.approximate for part in reported)


def test_the_order_of_the_files_does_not_matter() -> None:
    paths = sorted(str(path) for path in HECHI.iterdir() if path.name != "README.md")
    units = str(HECHI / "units.csv")
    paths.remove(units)
    forward = run(Request(tuple(paths), units=units))
    backward = run(Request(tuple(reversed(paths)), units=units))
    assert forward.totals == backward.totals
    assert forward.indicators == backward.indicators
    assert figures(forward) == figures(backward)
    assert {p.rule for p in forward.problems} == {p.rule for p in backward.problems}


def test_many_processes_say_what_one_says() -> None:
    one = run(Request((str(NATIONAL),), jobs=1))
    many = run(Request((str(NATIONAL),), jobs=2))
    assert many.totals == one.totals
    assert many.figures == one.figures
    assert many.problems == one.problems


def test_inputs_are_never_changed(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    shutil.copytree(NATIONAL, folder)
    before = {path: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}
    outcome = run(Request((str(folder),)))
    after = {path: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}
    assert before == after
    assert all(before[Path(name)] == digest for name, digest in outcome.run.inputs)


def test_an_unreadable_file_does_not_stop_the_others(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    shutil.copytree(HECHI, folder)
    (folder / "坏.xlsx").write_bytes(b"PK\x03\x04 damaged")
    outcome = run(Request((str(folder),)))
    good, _ = outcome_of("hechi-2018")
    assert outcome.totals == good.totals
    assert [p.rule for p in outcome.problems if p.place.file.endswith("坏.xlsx")] == [
        "file.truncated"
    ]


def test_an_edition_is_one_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A new edition, made by copying a file and changing a year and a label, is recognised."""
    source = (ROOT / "hcstats/forms/hechi/2018.toml").read_text(encoding="utf-8")
    text = source.replace('id = "hechi/2018"', 'id = "own/2024"').replace("2018", "2024")
    text = text.replace('label = "培训会"', 'label = "举办专题培训班"')
    folder = tmp_path / "own"
    folder.mkdir()
    (folder / "2024.toml").write_text(text, encoding="utf-8")
    monkeypatch.setenv("HCSTATS_FORMS", str(tmp_path))
    data = tmp_path / "甲局2024.csv"
    rows = [f"{i.row.label},{i.unit},{n}" for n, i in enumerate(load_form("own/2024").printed)]
    data.write_text("统计指标,单位,统计数\n" + "\n".join(rows), encoding="utf-8")
    outcome = run(Request((str(data),)))
    assert (outcome.form, outcome.period) == ("own/2024", "2024")
    assert [t.amount.value for t in outcome.totals if t.key == "supervision.trainings"] == [42]


def test_every_problem_that_the_code_reports_is_in_the_catalogue() -> None:
    pattern = re.compile(
        r"""(?:problem|Remark|Finding|_own|_at)\(\s*(?:[a-z_]+,\s*){0,2}["']([a-z]+\.[a-z]+|A2\.[a-z]+)["']"""
    )
    used = {
        rule
        for path in (ROOT / "hcstats").rglob("*.py")
        for rule in pattern.findall(path.read_text(encoding="utf-8"))
    }
    assert len(used) > 20
    assert used <= KINDS.keys()


def test_every_kind_in_the_catalogue_is_reported_somewhere() -> None:
    code = "\n".join(
        path.read_text(encoding="utf-8")
        for path in (ROOT / "hcstats").rglob("*.py")
        if path.name != "catalogue.py"
    )
    assert [rule for rule in KINDS if f'"{rule}"' not in code] == []


def test_a_link_in_a_circle_is_one_problem_among_good_files(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    shutil.copytree(HECHI, folder)
    (folder / "圈.xlsx").symlink_to(folder / "圈.xlsx")
    outcome = run(Request((str(folder),)))
    assert [p.rule for p in outcome.problems if p.place.file.endswith("圈.xlsx")] == [
        "file.unreadable"
    ]
    assert outcome.totals == outcome_of("hechi-2018")[0].totals
