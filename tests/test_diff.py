"""`hcstats diff`: what a corrected file would change, before it is taken in."""

from __future__ import annotations

import json
import shutil
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook

from hcstats.difference import Difference, differences
from hcstats.forms.load import load_form
from hcstats.model import Figure, HcstatsError
from hcstats.pipeline import Request, run
from hcstats.report.compose import Wanted
from tests.conftest import ROOT, hcstats

OLD = "东兰县2018年政府信息公开统计表.xlsx"
SAMPLE = ROOT / "samples" / "hechi-2018"
KEY = "active.channel_website"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return shutil.copytree(SAMPLE, tmp_path_factory.mktemp("collection") / "收件")


def corrected(folder: Path, **cells: int | str) -> Path:
    """The unit's workbook with some cells altered, outside the collection; constructed."""
    path = folder.parent / f"更正{'-'.join(cells)}.xlsx"
    book = load_workbook(folder / OLD)
    for cell, value in cells.items():
        book["统计表"][cell] = value
    book.save(path)
    return path


def difference(folder: Path, new: Path) -> Difference:
    paths, old = (str(folder),), folder / OLD
    before = run(Request(paths, jobs=1))
    after = run(Request(paths, jobs=1, swap=(str(old), str(new))))
    form = load_form(after.form)
    return differences(before, after, form, old.as_posix(), new.as_posix(), Wanted())


def test_one_altered_figure_changes_its_total_its_rates_its_chart_and_its_sentence(
    folder: Path,
) -> None:
    found = difference(folder, corrected(folder, C27=9115))
    assert [(one.key, _value(one.old), _value(one.new)) for one in found.figures] == [
        (KEY, 5115, 9115)
    ]
    assert [(one.key, one.group, one.old.value, one.new.value) for one in found.totals] == [
        (KEY, "all", 134426, 138426),
        (KEY, "county", 93692, 97692),
    ]
    assert {one.id for one in found.rates} == {
        "channels.channel_gazette_share",
        "channels.channel_website_share",
        "channels.channel_weibo_plus_wechat_share",
    }
    assert [count for _, count in found.charts] == [1]
    assert len(found.sentences) == 1
    assert "134426条" in found.sentences[0].old
    assert "138426条" in found.sentences[0].new
    assert not found.settled
    assert not found.raised


def _value(figure: Figure | None) -> object:
    return figure.value if figure else None


def test_every_change_of_a_total_is_the_sum_of_the_changes_of_the_figures(folder: Path) -> None:
    new = corrected(folder, C27=1, C28=2, C29=3, C30=4)
    found = difference(folder, new)
    by_key = {
        one.key: Decimal(one.new.value or 0) - Decimal(one.old.value or 0)
        for one in found.figures
        if one.new and one.old
    }
    moved = {
        one.key: Decimal(one.new.value or 0) - Decimal(one.old.value or 0)
        for one in found.totals
        if one.group == "all"
    }
    assert {key: change for key, change in by_key.items() if change} == moved


def test_the_same_file_again_changes_nothing(folder: Path) -> None:
    again = shutil.copy(folder / OLD, folder.parent / "再报.xlsx")
    found = difference(folder, Path(again))
    assert found.nothing
    said = hcstats("diff", folder / OLD, again, "--in", folder)
    assert said.returncode == 0
    assert "changes nothing" in said.stdout


def test_a_correction_that_brings_an_error_is_told_and_fails(folder: Path) -> None:
    said = hcstats("diff", folder / OLD, corrected(folder, C27="12或13"), "--in", folder)
    assert said.returncode == 1
    assert "number.unreadable" in said.stdout
    assert "Traceback" not in said.stderr


def test_a_correction_in_the_collection_itself_does_not_count_twice(folder: Path) -> None:
    inside = folder / "东兰县2018年更正.xlsx"
    shutil.copy(corrected(folder, C27=5155), inside)
    try:
        said = hcstats("diff", folder / OLD, inside, "--in", folder, "--format", "json")
        assert said.returncode == 0
        assert "134466" in said.stdout
        json.loads(said.stdout)
    finally:
        inside.unlink()


def test_a_file_that_is_not_in_the_collection_cannot_be_replaced(
    folder: Path, tmp_path: Path
) -> None:
    stray = shutil.copy(folder / OLD, tmp_path / "别处.xlsx")
    with pytest.raises(HcstatsError):
        run(Request((str(folder),), jobs=1, swap=(str(stray), str(folder / OLD))))
    missing = hcstats("diff", folder / OLD, tmp_path / "没有.xlsx", "--in", folder)
    assert missing.returncode == 2
    assert "没有.xlsx" in missing.stderr


def test_a_file_of_another_form_is_no_correction(folder: Path) -> None:
    other = next((ROOT / "samples" / "national-2021").glob("*公安局*年报.xlsx"))
    said = hcstats("diff", folder / OLD, other, "--in", folder)
    assert said.returncode == 2
    assert "no correction" in said.stderr


def test_another_units_file_is_no_correction(folder: Path, tmp_path: Path) -> None:
    other = shutil.copy(folder / "南丹县（2018年）.xlsx", tmp_path / "更正.xlsx")
    said = hcstats("diff", folder / OLD, other, "--in", folder)
    assert said.returncode == 2
    assert "南丹县" in said.stderr
    assert "东兰县" in said.stderr


def test_the_same_path_twice_is_told(folder: Path) -> None:
    said = hcstats("diff", folder / OLD, folder / OLD, "--in", folder)
    assert said.returncode == 2
    assert "given twice" in said.stderr
