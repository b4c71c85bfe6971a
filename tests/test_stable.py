"""Inputs that change, vanish, are closed or do not answer: one clear problem, and the rest goes on."""

from __future__ import annotations

import os
import shutil
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from hcstats.messages import render
from hcstats.model import HcstatsError
from hcstats.pipeline import Request, run
from hcstats.readers import folders, stable
from hcstats.readers.faults import Unreadable
from hcstats.readers.inputs import find_inputs
from hcstats.readers.stable import answered, read_stable
from tests.conftest import ROOT, hcstats
from tests.test_saving import unprivileged

LARGEST = 1 << 20
HECHI = ROOT / "samples" / "hechi-2018"


def meanwhile(monkeypatch: pytest.MonkeyPatch, act: Callable[[int], None]) -> None:
    """Let something happen between the beginning and the end of each reading."""
    whole, turns = stable._whole, iter(range(10))

    def reading(handle: int, size: int) -> bytes:
        data = whole(handle, size)
        act(next(turns))
        return data

    monkeypatch.setattr(stable, "_whole", reading)


def refused(path: Path) -> Unreadable:
    with pytest.raises(Unreadable) as found:
        read_stable(path, LARGEST, patience=0.2)
    return found.value


def test_a_quiet_file_is_read_as_it_is(tmp_path: Path) -> None:
    for size in (0, 1, stable._PIECE, stable._PIECE + 1):
        path = tmp_path / str(size)
        path.write_bytes(os.urandom(size))
        assert read_stable(path, 2 * LARGEST) == path.read_bytes()


def test_a_file_that_changes_once_is_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"half")
    meanwhile(monkeypatch, lambda turn: None if turn else _ignored(path.write_bytes(b"whole")))
    assert read_stable(path, LARGEST) == b"whole"


def test_a_file_that_is_exchanged_is_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, other = tmp_path / "a.csv", tmp_path / "b.csv"
    path.write_bytes(b"old")
    other.write_bytes(b"new")
    meanwhile(monkeypatch, lambda turn: None if turn else _ignored(other.replace(path)))
    assert read_stable(path, LARGEST) == b"new"


def _ignored(_: object) -> None:
    pass


@pytest.mark.parametrize("act", ["grow", "shrink", "touch"])
def test_a_file_that_keeps_changing_is_refused(
    act: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"x" * 1000)

    def change(turn: int) -> None:
        if act == "touch":
            os.utime(path, ns=(0, turn))
        else:
            path.write_bytes(b"x" * (1000 + (turn + 1) * (1 if act == "grow" else -1)))

    meanwhile(monkeypatch, change)
    found = refused(path)
    assert found.rule == "file.changed"
    assert "was changed while it was read" in render(found.message, "en")


def test_a_file_that_somebody_writes_all_the_time_is_never_a_mixture(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    contents = {bytes([letter]) * 300_000 for letter in b"abc"}
    path.write_bytes(b"a" * 300_000)
    stop = threading.Event()

    def writes() -> None:
        while not stop.is_set():
            for content in contents:
                path.write_bytes(content)
                time.sleep(0.002)

    writer = threading.Thread(target=writes)
    writer.start()
    try:
        for _ in range(200):
            try:
                data = read_stable(path, LARGEST)
            except Unreadable as error:
                assert error.rule == "file.changed"  # noqa: PT017  (either is right)
            else:
                # Between truncation and the end of writing it truly is shorter.
                assert len(set(data)) <= 1
    finally:
        stop.set()
        writer.join()


def test_a_file_that_is_gone_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert refused(tmp_path / "a.csv").rule == "file.gone"
    path = tmp_path / "b.csv"
    path.write_bytes(b"x")
    meanwhile(monkeypatch, lambda _: path.unlink(missing_ok=True))
    found = refused(path)
    assert found.rule == "file.gone"
    assert "已不在" in render(found.message, "zh")


def test_only_ordinary_files_of_ordinary_size_with_rights_are_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.xlsx")
    (tmp_path / "folder.xlsx").mkdir()
    (tmp_path / "large.xlsx").write_bytes(b"x" * (LARGEST + 1))
    for name, part in (("pipe", "no ordinary"), ("folder", "no ordinary"), ("large", "larger")):
        found = refused(tmp_path / f"{name}.xlsx")
        assert found.rule == "file.unreadable"
        assert part in render(found.message, "en")
    assert "no ordinary" in render(refused(Path("/dev/zero")).message, "en")
    closed = tmp_path / "closed.xlsx"
    closed.write_bytes(b"x")
    closed.chmod(0)
    with unprivileged(tmp_path):
        assert "no permission" in render(refused(closed).message, "en")


def test_a_folder_that_does_not_answer_costs_its_patience_and_no_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"x")
    back = threading.Event()

    def stalls(turn: int) -> None:
        if turn == 0:
            back.wait(20)

    meanwhile(monkeypatch, stalls)
    began = time.monotonic()
    found = refused(path)
    assert time.monotonic() - began < 5
    assert found.rule == "file.stalled"
    assert "0.2 seconds" in render(found.message, "en")
    # The answer that comes too late is nobody's: the next file gets its own.
    path.write_bytes(b"other")
    assert read_stable(path, LARGEST) == b"other"
    back.set()
    assert read_stable(path, LARGEST) == b"other"


def test_what_a_call_raises_is_raised_where_it_was_asked() -> None:
    with pytest.raises(ZeroDivisionError):
        answered(lambda: 1 // 0)
    assert answered(lambda: 1) == 1


def test_no_thread_is_left_where_processes_are_forked(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"x")
    read_stable(tmp_path / "a", LARGEST)
    child = os.fork()
    if child == 0:
        os._exit(0 if read_stable(tmp_path / "a", LARGEST) == b"x" else 1)
    assert os.waitpid(child, 0)[1] == 0


def test_a_file_that_goes_while_others_are_read_is_one_problem(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for path in sorted(HECHI.glob("*.xlsx"))[:4]:
        shutil.copy(path, tmp_path)
    gone = min(tmp_path.iterdir())

    def listed(paths: tuple[str, ...]) -> object:
        found = find_inputs(paths)
        gone.unlink()
        return found

    monkeypatch.setattr("hcstats.holding.find_inputs", listed)
    outcome = run(Request((str(tmp_path),), jobs=1))
    told = [one for one in outcome.problems if one.rule == "file.gone"]
    assert [one.place.file for one in told] == [gone.as_posix()]
    assert len(outcome.coverage.reported) == 3


def test_a_folder_below_that_is_closed_or_gone_is_one_problem(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a", "b", "c"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "1.xlsx").write_bytes(b"")
    scanned = folders._scanned

    def vanishing(folder: Path) -> object:
        if folder.name == "b":
            shutil.rmtree(folder)
        return scanned(folder)

    monkeypatch.setattr(folders, "_scanned", vanishing)
    files, problems = find_inputs([str(tmp_path)])
    assert [one.path.parent.name for one in files] == ["a", "c"]
    assert [(one.rule, one.place.file) for one in problems] == [
        ("folder.unreadable", (tmp_path / "b").as_posix())
    ]
    (tmp_path / "c").chmod(0)
    with unprivileged(tmp_path):
        _, problems = find_inputs([str(tmp_path)])
    assert [one.rule for one in problems] == ["folder.unreadable"]
    assert "没有权限" in render(problems[0].message, "zh")


def test_a_folder_that_does_not_answer_ends_the_run_in_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def silent(_: Callable[[], object]) -> object:
        raise TimeoutError

    monkeypatch.setattr(folders, "answered", silent)
    with pytest.raises(HcstatsError) as stopped:
        find_inputs([str(tmp_path)])
    assert "the network folder does not answer" in render(stopped.value.message, "en")


def test_the_command_tells_of_a_pipe_and_reads_the_rest(tmp_path: Path) -> None:
    shutil.copy(min(HECHI.glob("*.xlsx")), tmp_path)
    os.mkfifo(tmp_path / "z.xlsx")
    done = hcstats("check", tmp_path, lang="zh")
    assert done.returncode == 1
    assert "不是普通文件" in done.stdout


@pytest.fixture
def sleeps(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long was waited for whom; nobody really waits."""
    found: list[float] = []
    monkeypatch.setattr(stable, "QUIET", 60.0)
    monkeypatch.setattr(time, "sleep", found.append)
    return found


def test_a_file_that_is_still_being_written_is_waited_for(
    tmp_path: Path, sleeps: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"half")

    def written(seconds: float) -> None:
        sleeps.append(seconds)
        if len(sleeps) == 1:
            path.write_bytes(b"the whole")

    monkeypatch.setattr(time, "sleep", written)
    assert read_stable(path, LARGEST) == b"the whole"
    assert len(sleeps) == 2
    assert all(50 < seconds <= 60 for seconds in sleeps)


def test_a_file_that_never_is_quiet_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sleeps: list[float]
) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"a")

    def grow(seconds: float) -> None:
        sleeps.append(seconds)
        path.write_bytes(b"a" * (len(sleeps) + 1))

    monkeypatch.setattr(time, "sleep", grow)
    assert refused(path).rule == "file.changed"


def test_an_old_file_is_not_waited_for_though_a_copy_of_one_is(
    tmp_path: Path, sleeps: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"a")
    os.utime(path, (0, 0))  # which its state itself has changed just now
    assert read_stable(path, LARGEST) == b"a"
    assert len(sleeps) == 1
    monkeypatch.setattr(stable, "QUIET", 1e-9)
    assert read_stable(path, LARGEST) == b"a"
    assert len(sleeps) == 1


@pytest.mark.parametrize(
    ("ahead", "waits"), [(0.5, True), (-90.0, False), (86_400.0, False), (-1e9, False)]
)
def test_a_folder_whose_clock_is_a_little_ahead_is_waited_for_too(
    ahead: float, waits: bool, sleeps: list[float]
) -> None:
    when = time.time() + ahead
    stable._wait(os.stat_result((0, 0, 0, 0, 0, 0, 0, 0.0, when, 0.0)), 60.0)
    assert bool(sleeps) == waits


def test_a_copy_whose_original_is_of_tomorrow_is_waited_for(sleeps: list[float]) -> None:
    now = time.time()
    stable._wait(os.stat_result((0, 0, 0, 0, 0, 0, 0, 0.0, now + 86_400, now)), 60.0)
    assert len(sleeps) == 1
