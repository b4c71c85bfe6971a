"""Whatever lies in the folder is a result or one clear line; the rest is read all the same."""

from __future__ import annotations

import io
import os
import shutil
import signal
import socket
import struct
import time
import zipfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

import openpyxl
import pytest

from hcstats import execute, pipeline
from hcstats.execute import map_files
from hcstats.forms.load import all_forms
from hcstats.pipeline import Request
from hcstats.readers import lost_reading, read_workbook
from hcstats.readers.input_files import InputFile
from hcstats.readers.preflight import allowance, harmless
from hcstats.submissions import Settings, Taken, take_file, take_reading
from hcstats.units import Register
from hcstats.workers import Loss
from tests.conftest import ROOT, hcstats

SAMPLE = ROOT / "samples" / "hechi-2018" / "凤山县.xlsx"


def _parts() -> dict[str, bytes]:
    with zipfile.ZipFile(SAMPLE) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _zipped(parts: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


def _sheet(parts: dict[str, bytes]) -> str:
    return next(name for name in parts if name.startswith("xl/worksheets/"))


def bomb() -> bytes:
    parts = _parts()
    parts["xl/media/white.xml"] = b" " * (20 << 20)
    return _zipped(parts)


def entities() -> bytes:
    parts = _parts()
    name = _sheet(parts)
    head, mark, rest = parts[name].partition(b"<worksheet")
    laughs = b'<!DOCTYPE w [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
    parts[name] = head + laughs + mark + rest
    return _zipped(parts)


def late_entities() -> bytes:
    """The definition stands behind a long comment."""
    parts = _parts()
    name = _sheet(parts)
    head, mark, rest = parts[name].partition(b"<worksheet")
    parts[name] = head + b"<!--" + b"x" * 9000 + b'--><!DOCTYPE w [<!ENTITY a "1">]>' + mark + rest
    return _zipped(parts)


def many_parts() -> bytes:
    return _zipped({**_parts(), **{f"xl/media/{n}.bin": b"" for n in range(2500)}})


def same_part_twice() -> bytes:
    parts = _parts()
    name = _sheet(parts)
    return _zipped({**parts, name.upper(): parts[name]})


def outside() -> bytes:
    return _zipped({**_parts(), "../../../outside.txt": b"x"})


def link() -> bytes:
    out = io.BytesIO(SAMPLE.read_bytes())
    with zipfile.ZipFile(out, "a") as archive:
        info = zipfile.ZipInfo("xl/media/link.xml")
        info.create_system, info.external_attr = 3, 0o120777 << 16
        archive.writestr(info, "/etc/passwd")
    return out.getvalue()


def locked_entries() -> bytes:
    data = bytearray(SAMPLE.read_bytes())
    for mark, offset in ((b"PK\1\2", 8), (b"PK\3\4", 6)):
        at = data.find(mark)
        while at >= 0:
            data[at + offset] |= 1
            at = data.find(mark, at + 4)
    return bytes(data)


def lying_size() -> bytes:
    """A part that unpacks to far more than the directory says."""
    parts = _parts()
    parts["xl/media/white.bin"] = os.urandom(150_000) + b" " * (1 << 20)
    data = bytearray(_zipped(parts))
    real = len(parts["xl/media/white.bin"])
    for mark, offset in ((b"PK\1\2", 24), (b"PK\3\4", 22)):
        at = data.find(mark)
        while at >= 0:
            if struct.unpack_from("<L", data, at + offset)[0] == real:
                struct.pack_into("<L", data, at + offset, 1000)
            at = data.find(mark, at + 4)
    return bytes(data)


def whole_sheet_merged() -> bytes:
    parts = _parts()
    name = _sheet(parts)
    merge = b'<mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    body, _, rest = parts[name].partition(b"</sheetData>")
    after = rest.partition(b"</mergeCells>")[2] or rest
    parts[name] = body + b"</sheetData>" + merge + after
    return _zipped(parts)


def far_cell() -> bytes:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active["XFD1048576"] = 7
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def cut_off() -> bytes:
    data = SAMPLE.read_bytes()
    return data[: len(data) // 2]


def many_fields() -> bytes:
    return b"1," * 4_000_000


REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "bomb": (bomb, "times its size"),
    "entities": (entities, "defines entities"),
    "late entities": (late_entities, "defines entities"),
    "many parts": (many_parts, "parts"),
    "same part twice": (same_part_twice, "same name"),
    "outside": (outside, "points out of the file"),
    "link": (link, "points out of the file"),
    "locked entries": (locked_entries, "password"),
    "lying size": (lying_size, "damaged"),
    "cut off": (cut_off, "damaged"),
    "many fields": (many_fields, "too many cells"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_no_submission_looks_like_is_refused_with_its_reason(
    what: str, tmp_path: Path
) -> None:
    made, reason = REFUSED[what]
    path = tmp_path / "a.xlsx"
    path.write_bytes(made())
    reading = read_workbook(path, "a.xlsx")
    assert not reading.grids
    assert any(reason in one.message.template for one in reading.problems), reading.problems


@pytest.mark.parametrize("made", [whole_sheet_merged, far_cell])
def test_a_sheet_that_claims_to_be_endless_ends_in_time(
    made: Callable[[], bytes], tmp_path: Path
) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(made())
    started = time.process_time()
    outcome = pipeline.run(Request((str(path),)))
    assert outcome.problems
    assert time.process_time() - started < 5


def test_a_good_workbook_is_looked_at_without_a_word(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    shutil.copy(SAMPLE, path)
    assert not read_workbook(path, "a.xlsx").problems
    assert harmless(InputFile(path, "a.xlsx"))
    assert allowance(InputFile(path, "a.xlsx")) == 1.0


def test_a_folder_of_hostile_files_costs_one_line_each_and_loses_no_submission(
    tmp_path: Path,
) -> None:
    for number, (made, _) in enumerate(REFUSED.values()):
        (tmp_path / f"{number:02} 坏.xlsx").write_bytes(made())
    shutil.copy(SAMPLE, tmp_path / "05b 凤山县.xlsx")
    shutil.copy(ROOT / "samples" / "hechi-2018" / "units.csv", tmp_path / "units.csv")
    result = hcstats("check", tmp_path)
    assert result.returncode == 1
    told = result.stdout + result.stderr
    assert "Traceback" not in told
    lines = [line for line in told.splitlines() if "坏.xlsx" in line and " error " in line]
    assert len(lines) == len(REFUSED)
    assert f"{len(REFUSED)} errors" in told
    assert "1 of 32 units" in told


def _settings() -> Settings:
    return Settings(all_forms(), Register.empty(), {})


def _take_or_die(file: InputFile, settings: Settings) -> Taken:
    if "killed" in file.name:
        os.kill(os.getpid(), signal.SIGKILL)
    if "stalled" in file.name:
        time.sleep(60)
    return take_file(file, settings)


def _lost(file: InputFile, loss: Loss, settings: Settings) -> Taken:
    return take_reading(lost_reading(file, loss), settings)


def test_a_killed_worker_and_a_stalled_file_cost_one_line_each(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(execute, "SECONDS", 3.0)
    names = ["a.xlsx", "killed.xlsx", "b.xlsx", "stalled.xlsx", "c.xlsx"]
    files = []
    for name in names:
        shutil.copy(SAMPLE, tmp_path / name)
        files.append(InputFile(tmp_path / name, name))
    step = partial(_take_or_die, settings=_settings())
    started = time.monotonic()
    taken = list(map_files(step, files, 1, lost=partial(_lost, settings=_settings())))
    assert time.monotonic() - started < 30
    assert [one.name for one in taken] == names
    assert [len(one.submissions) for one in taken] == [1, 0, 1, 0, 1]
    (killed,), (stalled,) = taken[1].problems, taken[3].problems
    assert (killed.rule, stalled.rule) == ("file.unreadable", "file.unreadable")
    assert "broke down" in killed.message.template
    assert "takes longer" in stalled.message.template


def test_reading_never_reaches_the_network(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    parts = _parts()
    name = _sheet(parts)
    relations = name.replace("worksheets/", "worksheets/_rels/") + ".rels"
    parts[relations] = (
        b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        b'<Relationship Id="rId9" TargetMode="External" Target="http://192.0.2.1/x.xml" Type='
        b'"http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"/>'
        b"</Relationships>"
    )
    (tmp_path / "a.xlsx").write_bytes(_zipped(parts))
    page = '<html><head><link rel="stylesheet" href="http://192.0.2.1/a.css"></head><table>'
    page += '<tr><td><img src="http://192.0.2.1/b.png">1</td><td>2</td></tr></table></html>'
    (tmp_path / "b.html").write_text(page, encoding="utf-8")
    tried: list[object] = []

    def connect(_: socket.socket, address: object) -> None:
        tried.append(address)
        raise OSError("no network")

    monkeypatch.setattr(socket.socket, "connect", connect)
    monkeypatch.setattr(socket, "getaddrinfo", connect)
    for name in ("a.xlsx", "b.html"):
        take_file(InputFile(tmp_path / name, name), _settings())
    assert not tried
