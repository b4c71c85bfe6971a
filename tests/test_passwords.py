"""Encrypted files are named as such, and opened with the passwords of a file that is never shown."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from msoffcrypto.format.ooxml import OOXMLFile

from hcstats.model import HcstatsError
from hcstats.readers import read_workbook
from hcstats.readers.passwords import Passwords, read_passwords
from tests.conftest import ROOT, hcstats

SAMPLE = ROOT / "samples" / "hechi-2018" / "金城江区.xlsx"
WORD = "hechi-密码-2024"


def encrypted(path: Path, word: str) -> Path:
    opened = io.BytesIO(SAMPLE.read_bytes())
    with path.open("wb") as out:
        OOXMLFile(opened).encrypt(word, out)
    return path


def test_an_encrypted_workbook_is_named_as_such(tmp_path: Path) -> None:
    reading = read_workbook(encrypted(tmp_path / "a.xlsx", WORD), "a.xlsx")
    (found,) = reading.problems
    assert found.rule == "file.encrypted"
    assert not reading.grids


def test_any_password_of_the_list_opens_it_and_it_holds_the_same(tmp_path: Path) -> None:
    path = encrypted(tmp_path / "a.xlsx", WORD)
    words = tmp_path / "passwords.txt"
    words.write_text(f"错的\n{WORD}\nanother\n", encoding="utf-8")
    reading = read_workbook(path, "a.xlsx", read_passwords(str(words)))
    assert not reading.problems
    assert reading.grids == read_workbook(SAMPLE, "a.xlsx").grids


def test_the_password_that_excel_itself_gives_is_always_tried(tmp_path: Path) -> None:
    path = encrypted(tmp_path / "a.xlsx", "VelvetSweatshop")
    assert read_workbook(path, "a.xlsx").grids == read_workbook(SAMPLE, "a.xlsx").grids


def test_no_output_of_a_run_shows_a_password(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    encrypted(folder / "金城江区.xlsx", WORD)
    words = folder / "口令.txt"
    words.write_text(WORD, encoding="utf-8")
    out = tmp_path / "out.json"
    result = hcstats("aggregate", folder, "--password-file", words, "-o", out)
    told = result.stdout + result.stderr + out.read_text(encoding="utf-8")
    assert result.returncode in (0, 1), told
    assert "file.encrypted" not in told
    assert WORD not in told
    assert f'{words.name}":' not in told
    assert WORD not in repr(Passwords((WORD,)))


def test_a_list_that_cannot_be_read_stops_the_run(tmp_path: Path) -> None:
    with pytest.raises(HcstatsError):
        read_passwords(str(tmp_path / "none.txt"))
    (tmp_path / "gbk.txt").write_bytes("密码".encode("gbk"))
    with pytest.raises(HcstatsError) as caught:
        read_passwords(str(tmp_path / "gbk.txt"))
    assert caught.value.__cause__ is None
