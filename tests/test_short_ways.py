"""Short ways to an answer give the same answer as the long ones."""

from __future__ import annotations

import subprocess
import sys
import zlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from pkgutil import iter_modules
from types import ModuleType
from unittest import mock
from zipfile import ZipFile

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from xlsxwriter import workbook

import hcstats.model
import hcstats.writers
from hcstats.model import HcstatsError, Lazily, say
from hcstats.standing import senders
from hcstats.writers import shown, write_outcome
from hcstats.writers.proving.faults import squeezed
from hcstats.writers.proving.rows import Cells
from hcstats.writers.xlsx.stream import text_xml
from hcstats.writers.xlsx.streamed import QuickBook, StreamedSheet
from tests.sample_outcome import outcome_of

SOME = st.text(alphabet=st.sampled_from("ab约_x0041 \t\n\r\u3000\xa0\x01\u200e\ufffe&;<>ampl"))


@given(SOME | st.text())
def test_what_is_printable_needs_no_cleaning(text: str) -> None:
    cleaned = shown._CONTROLS.sub("\N{REPLACEMENT CHARACTER}", text)
    assert shown.clean(text) == cleaned
    assert squeezed(text) == " ".join(cleaned.split())


def content(text: str, style: str = "1") -> str:
    """A cell of words as a sheet has it after the address."""
    return f' s="{style}" t="inlineStr">{text_xml(text)}</c>'


@given(SOME, SOME)
@example("&", "&amp;")
@example("_x0041_", "A")
@example("a", " a")
def test_a_cell_that_surely_says_a_text_shows_it(written: str, asked: str) -> None:
    cells = Cells([], frozenset())
    assert cells[content("front")].text == "front"
    written, asked = shown.clean(written), shown.clean(asked)
    for text in (written, asked):
        if cells.says(content(written), text):
            assert squeezed(text) == cells[content(written)].text
    assert not cells.says(content("front", style="2"), "front")


def test_a_number_is_no_text_that_is_known_by_its_end() -> None:
    cells = Cells([], frozenset())
    assert cells[content("5")].text == "5"
    assert cells.says(content("5"), "5")
    assert not cells.says(' s="1"><v>5</v></c>', "5")
    assert not cells.says(content("15"), "5")


@pytest.mark.parametrize("package", [hcstats.model, hcstats.writers])
def test_every_name_of_a_package_is_found_and_no_other(package: object) -> None:
    for name in package.__all__:  # type: ignore[attr-defined]
        assert getattr(package, name) is not None
    with pytest.raises(AttributeError, match="nothing_of_the_kind"):
        _ = package.nothing_of_the_kind  # type: ignore[attr-defined]


def test_before_the_files_are_read_nothing_is_loaded_that_only_the_end_needs() -> None:
    code = (
        "import sys, hcstats.cli.app, hcstats.cli.commands; from hcstats import writers; "
        "writers.check_outputs((), writers.OUTCOME_SUFFIXES); print(*sys.modules)"
    )
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.split()
    late = ("hcstats.writers.files", "hcstats.trace", "hcstats.cluster.folder",
            "hcstats.model.document", "xlsxwriter", "pandas", "rich.table")  # fmt: skip
    assert [name for name in late if name in loaded] == []


def test_whoever_sent_figures_is_known_without_looking_at_each_of_them() -> None:
    outcome, _ = outcome_of("hechi-2018")
    assert isinstance(outcome.figures, Lazily)
    every = {(one.file, one.unit_code, one.unit) for one in outcome.figures}
    assert set(senders(outcome.figures)) == every
    # Figures that are no packed row are asked one by one.
    some = tuple(outcome.figures)[:500]
    mixed = (replace(some[0], file="other.xlsx"), *some)
    assert set(senders(mixed)) == {(one.file, one.unit_code, one.unit) for one in mixed}


def test_workbooks_are_compressed_quickly(tmp_path: Path) -> None:
    outcome, form = outcome_of("hechi-2018")
    write_outcome(tmp_path / "a.xlsx", outcome, form, "zh")
    with ZipFile(tmp_path / "a.xlsx") as archive:
        sheet = max(archive.infolist(), key=lambda one: one.file_size)
        packer = zlib.compressobj(3, zlib.DEFLATED, -15)
        data = archive.read(sheet)
        assert len(packer.compress(data) + packer.flush()) == sheet.compress_size


@pytest.mark.parametrize("package", [hcstats.model, hcstats.writers])
def test_no_name_that_comes_later_is_a_module_too(package: ModuleType) -> None:
    modules = {one.name for one in iter_modules(package.__path__)}
    assert modules
    assert not modules & set(package.__all__)


def test_a_workbook_that_cannot_be_stored_leaves_no_archive_open(tmp_path: Path) -> None:
    def rows() -> Iterator[str]:
        yield '<row r="1"/>'
        raise HcstatsError(say("The file holds nothing; ask the unit to send it again."))

    book = QuickBook(str(tmp_path / "a.xlsx"), {"tmpdir": str(tmp_path)})
    book.add_worksheet("a", worksheet_class=StreamedSheet).rows_come(rows(), 0, None)
    opened: list[ZipFile] = []
    with mock.patch.object(
        ZipFile, "__init__", autospec=True, side_effect=ZipFile.__init__
    ) as made:
        with pytest.raises(HcstatsError):
            book.close()
        opened += [call.args[0] for call in made.call_args_list]
    assert len(opened) == 1
    assert opened[0].fp is None
    assert workbook.ZipFile is ZipFile
