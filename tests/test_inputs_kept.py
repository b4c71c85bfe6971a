"""No output ever takes the place of an input, whatever it is called and however it is linked."""

from __future__ import annotations

import hashlib
import os
import shutil
from pathlib import Path

import pytest

from hcstats.cli.main import run
from tests.conftest import ROOT

SAMPLE = ROOT / "samples" / "hechi-2018"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "in"
    made.mkdir()
    for name in ("凤山县.xlsx", "units.csv"):
        shutil.copy(SAMPLE / name, made / name)
    return made


def _hashes(folder: Path) -> dict[str, str]:
    return {one.name: hashlib.sha256(one.read_bytes()).hexdigest() for one in folder.iterdir()}


@pytest.mark.parametrize("how", ["the same name", "another name", "symlink", "hard link", "list"])
def test_an_output_that_is_an_input_is_refused(how: str, folder: Path, tmp_path: Path) -> None:
    source, target = folder / "凤山县.xlsx", tmp_path / "out.xlsx"
    if how == "the same name":
        target = source
    elif how == "another name":
        target = folder / ".." / "in" / "凤山县.xlsx"
    elif how == "symlink":
        target.symlink_to(source)
    elif how == "hard link":
        os.link(source, target)
    else:
        target = folder / "units.csv"
    before = _hashes(folder)
    assert run(["aggregate", str(folder), "-o", str(target)]) == 2
    assert _hashes(folder) == before


def test_a_report_does_not_replace_the_words_that_it_was_given(
    folder: Path, tmp_path: Path
) -> None:
    words = tmp_path / "words.docx"
    words.write_bytes(b"not yet")
    assert run(["report", str(folder), "-o", str(words), "--narrative", str(words)]) == 2
    assert words.read_bytes() == b"not yet"
