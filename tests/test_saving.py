"""Outputs under faults: the old file or the new one, a clear message, and nothing left over."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from hcstats.messages import render
from hcstats.model import HcstatsError
from hcstats.saving import Staging, check_target, saving, together, workspace
from tests import faults_at
from tests.conftest import ROOT, hcstats

HECHI = "samples/hechi-2018"
OLD = {"a.csv": "old", "b.txt": "old", "c.xlsx": "old"}
NEW = {"a.csv": "new", "b.txt": "new", "c.xlsx": "new", "new/d.txt": "new"}


class Attempt:
    """How one attempt of `tests.faults_at` ended, and what lay in the folder then and later."""

    def __init__(self, line: str) -> None:
        step, self.status, states, self.rights, self.after = json.loads(line)
        self.step: int = step
        self.states: dict[str, str] = states
        self.outputs = {name: one for name, one in states.items() if not name.startswith(".")}


def attempts(fault: str, folder: Path) -> list[Attempt]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults_at", fault, str(folder)],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    found = [Attempt(line) for line in done.stdout.splitlines()]
    assert len(found) > 30
    assert found[-1].status == faults_at.FINISHED
    assert found[-1].states == NEW
    return found


def text(error: HcstatsError, language: str = "en") -> str:
    return render(error.message, language)


def names(folder: Path) -> list[str]:
    """All that lies in a folder, hidden or not."""
    return sorted(one.name for one in folder.iterdir())


@contextlib.contextmanager
def unprivileged(work: Path) -> Iterator[None]:
    """As an ordinary user, whom rights to files bind; the tests themselves may run as root."""
    for above in (work, *work.parents):
        with contextlib.suppress(OSError):
            above.chmod(above.stat().st_mode | 0o055)
    if os.geteuid():
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


def test_a_run_killed_at_any_step_leaves_each_file_old_or_new(tmp_path: Path) -> None:
    for one in attempts("kill", tmp_path):
        if one.status == faults_at.FINISHED:
            continue
        assert one.status == -signal.SIGKILL
        for name, state in one.outputs.items():
            assert state == "new" or (state == "old" and name in OLD), one.step
        assert set(one.outputs) >= set(OLD)
        left = {name.split("/")[0] for name in one.states if name.startswith(".")}
        assert all(name.startswith(".hcstats-") for name in left)
        # The next run of ours that writes there has put away what was left.
        assert not [name for name in one.after if name.startswith(".")], one.step


@pytest.mark.parametrize("fault", ["ENOSPC", "EIO", "EROFS"])
def test_whatever_the_system_refuses_at_any_step_is_told_and_leaves_nothing(
    fault: str, tmp_path: Path
) -> None:
    for one in attempts(fault, tmp_path):
        assert one.status in (faults_at.FINISHED, faults_at.BORNE, faults_at.REFUSED), one.step
        assert one.states == one.outputs, one.step
        if one.status == faults_at.REFUSED:
            # Some are new only if it was the renaming itself that failed.
            assert set(one.states.values()) <= {"old", "new"}
        else:
            assert one.states == NEW


def test_an_interrupted_run_leaves_all_files_old_or_all_new(tmp_path: Path) -> None:
    for one in attempts("interrupt", tmp_path):
        assert one.status in (faults_at.FINISHED, faults_at.INTERRUPTED), one.step
        assert one.states in (OLD, NEW), one.step
        assert one.rights == 0o600


def test_of_many_runs_into_the_same_outputs_one_wins_whole(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from hcstats.saving import saving, together\n"
        "for turn in range(10):\n"
        "    with together():\n"
        "        for name in ('a.csv', 'b.csv', 'c.csv'):\n"
        "            with saving(Path(sys.argv[1]) / name) as beside:\n"
        "                beside.write_text(f'{sys.argv[2]} {turn}\\n' * 5000)\n"
    )
    runs = [
        subprocess.Popen([sys.executable, "-c", program, str(tmp_path), str(n)], cwd=ROOT)
        for n in range(20)
    ]
    while any(run.poll() is None for run in runs):
        for path in tmp_path.glob("*.csv"):
            lines = path.read_text(encoding="utf-8").splitlines()
            assert len(lines) == 5000
            assert len(set(lines)) == 1
    assert [run.wait() for run in runs] == [0] * 20
    assert names(tmp_path) == ["a.csv", "b.csv", "c.csv"]
    assert len({(tmp_path / name).read_text(encoding="utf-8") for name in names(tmp_path)}) == 1


def test_what_a_living_run_has_open_is_never_taken_for_a_leftover(tmp_path: Path) -> None:
    with saving(tmp_path / "slow.txt") as slow:
        slow.write_text("slow", encoding="utf-8")
        program = (
            "from pathlib import Path; import sys; from hcstats.saving import saving\n"
            "with saving(Path(sys.argv[1])) as beside: beside.write_text('quick')\n"
        )
        quick = str(tmp_path / "quick.txt")
        subprocess.run([sys.executable, "-c", program, quick], cwd=ROOT, check=True)
        assert slow.read_text(encoding="utf-8") == "slow"
    assert names(tmp_path) == ["quick.txt", "slow.txt"]


def test_one_file_that_does_not_prove_keeps_all_the_others_back(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("old", encoding="utf-8")

    def save() -> None:
        with together(tmp_path):
            with saving(tmp_path / "a.txt") as beside:
                beside.write_text("new", encoding="utf-8")
            with saving(tmp_path / "sub" / "b.txt"):
                raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        save()
    assert (tmp_path / "a.txt").read_text(encoding="utf-8") == "old"
    assert names(tmp_path) == ["a.txt"]


def test_links_are_followed_and_rights_are_kept(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    real = tmp_path / "there" / "real.txt"
    real.write_text("old", encoding="utf-8")
    real.chmod(0o640)
    (tmp_path / "link.txt").symlink_to(real)
    with saving(tmp_path / "link.txt") as beside:
        beside.write_text("new", encoding="utf-8")
    assert (tmp_path / "link.txt").is_symlink()
    assert real.read_text(encoding="utf-8") == "new"
    assert real.stat().st_mode & 0o777 == 0o640


def test_a_folder_on_another_disk_gets_its_files_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    replace, sub = os.replace, tmp_path / "sub"
    sub.mkdir()

    def strict(source: Path, target: Path) -> None:
        if target.parent == sub and sub not in source.parents:
            raise OSError(errno.EXDEV, os.strerror(errno.EXDEV))
        replace(source, target)

    monkeypatch.setattr(os, "replace", strict)
    with together(tmp_path), saving(sub / "a.txt") as beside:
        assert sub not in beside.parents
        beside.write_text("new", encoding="utf-8")
    assert (sub / "a.txt").read_text(encoding="utf-8") == "new"
    assert names(tmp_path) == ["sub"]
    assert names(sub) == ["a.txt"]


def test_a_set_that_is_renamed_in_part_says_what_is_new(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    replace = os.replace

    def open_in_excel(source: Path, target: Path) -> None:
        if target.name == "b.xlsx":
            raise PermissionError(errno.EACCES, "Access is denied", str(target))
        replace(source, target)

    monkeypatch.setattr(os, "replace", open_in_excel)

    def save() -> None:
        with together():
            for name in ("a.xlsx", "b.xlsx", "c.xlsx"):
                with saving(tmp_path / name) as beside:
                    beside.write_text("new", encoding="utf-8")

    with pytest.raises(HcstatsError) as refused:
        save()
    assert text(refused.value).startswith(f"Cannot write '{tmp_path}/b.xlsx' (no permission, or it")
    assert f"New are only: {tmp_path}/a.xlsx;" in text(refused.value)
    assert "没有权限，或文件正被其他程序打开" in text(refused.value, "zh")
    assert names(tmp_path) == ["a.xlsx"]


@pytest.mark.parametrize(
    ("name", "part"),
    [("folder", "is a folder; name a file"), ("x" * 300, "the name is too long"),
     ("closed/a.txt", "no permission"), ("file/a.txt", "a file stands where a folder is needed")],
)  # fmt: skip
def test_what_can_never_be_written_is_told_before_any_work(
    name: str, part: str, tmp_path: Path
) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "closed").mkdir(mode=0o555)
    (tmp_path / "file").write_text("", encoding="utf-8")
    with unprivileged(tmp_path), pytest.raises(HcstatsError) as refused:
        check_target(tmp_path / name)
    assert part in text(refused.value)
    assert not names(tmp_path / "closed")


def test_a_workspace_goes_with_its_block_and_leftovers_of_dead_ones_with_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    dead = tmp_path / ".hcstats-00000000"
    (dead / "profile").mkdir(parents=True)
    (dead / "lock").touch()
    with workspace() as folder:
        assert names(tmp_path) == [folder.name]
    assert names(tmp_path) == []


def test_locks_that_a_disk_does_not_know_are_done_without(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unknown(_: int) -> None:
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr("hcstats.saving.locks._take", unknown)
    other = Staging(tmp_path)
    with saving(tmp_path / "a.txt") as beside:
        beside.write_text("new", encoding="utf-8")
    # Nobody can tell whether its run lives, so it stays.
    assert names(tmp_path) == [other.path.name, "a.txt"]
    other.discard()
    assert names(tmp_path) == ["a.txt"]


def limited(size: int) -> Any:
    """No file may grow beyond a size: what a full disk does, without filling one."""
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


def run(
    arguments: Sequence[str | Path], language: str = "en", **options: Any
) -> subprocess.CompletedProcess[str]:
    options = {"stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE, **options}
    return subprocess.run(
        [sys.executable, "-m", "hcstats", *map(str, arguments)], cwd=ROOT, text=True, check=False,
        env={**os.environ, "HCSTATS_LANG": language, "PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1"}, **options,
    )  # fmt: skip


@pytest.mark.parametrize("suffix", [".xlsx", ".json", ".html", ".csv", ".md"])
def test_a_disk_that_gets_full_keeps_the_old_file_and_leaves_nothing(
    suffix: str, tmp_path: Path
) -> None:
    path = tmp_path / f"a{suffix}"
    path.write_text("old", encoding="utf-8")
    done = run(("aggregate", HECHI, "-o", path), preexec_fn=limited(2000))
    assert done.returncode == 2
    last = done.stderr.splitlines()[-1]
    assert last.startswith(f"hcstats: cannot go on: Cannot write '{path}' (")
    assert "What stood there before is unchanged" in last
    assert "Traceback" not in done.stderr
    assert names(tmp_path) == [path.name]
    assert path.read_text(encoding="utf-8") == "old"


@pytest.mark.parametrize(
    "arguments",
    [("template", "--form", "national/2021", "-o"), ("check", "samples/national-2021", "--returns"),
     ("aggregate", HECHI, "--charts")],
)  # fmt: skip
def test_a_folder_of_outputs_is_whole_or_not_there(
    arguments: tuple[str, ...], tmp_path: Path
) -> None:
    done = run((*arguments, tmp_path / "made"), preexec_fn=limited(4000))
    assert done.returncode == 2, done.stderr
    assert "Cannot write" in done.stderr.splitlines()[-1]
    assert "Traceback" not in done.stderr
    assert names(tmp_path) == []


@pytest.mark.parametrize(
    "arguments",
    [("aggregate", HECHI), ("extract", HECHI), ("check", HECHI, "--format", "json"), ("--help",),
     ("forms", "list"), ("compare", HECHI, HECHI)],
)  # fmt: skip
def test_a_full_standard_output_is_told_in_a_line(arguments: tuple[str, ...]) -> None:
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        done = run(arguments, language="zh", stdout=full)
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1].endswith("结果没有打印完（磁盘已满）。"), done.stderr
    assert "Traceback" not in done.stderr
    assert "Exception ignored" not in done.stderr


def test_nowhere_to_complain_is_no_crash() -> None:
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        assert run(("aggregate", "nowhere"), stderr=full).returncode == 2
        assert run(("aggregate", HECHI), stderr=full).returncode == 2


STEPS = {
    "hcstats.cli.commands.run_shared": "nothing was written",
    "hcstats.writers.proving.prove_bytes": "nothing was written",
    "hcstats.writers.print_outcome": "these files are written",
}


@pytest.mark.parametrize("place", list(STEPS))
@pytest.mark.parametrize(("sign", "status"), [("SIGINT", 130), ("SIGTERM", 143), ("SIGHUP", 129)])
def test_a_run_that_is_asked_to_end_does_so_in_one_line(
    place: str, sign: str, status: int, tmp_path: Path
) -> None:
    module, _, name = place.rpartition(".")
    program = (
        f"import signal, sys, {module} as module\n"
        f"setattr(module, '{name}', lambda *_, **__: signal.raise_signal(signal.{sign}))\n"
        "from hcstats.cli import main\n"
        "main()\n"
    )
    outputs = ["-o", str(tmp_path / "a.csv"), "-o", str(tmp_path / "b.json")]
    done = subprocess.run(
        [sys.executable, "-c", program, "aggregate", HECHI, *outputs, "--lang", "en"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == status
    assert STEPS[place] in done.stderr
    assert len(done.stderr.splitlines()) == 1
    written = STEPS[place].startswith("these")
    assert names(tmp_path) == (["a.csv", "b.json"] if written else [])


@pytest.mark.parametrize("name", ["units.csv", "Aliases.csv", "received.csv"])
def test_a_list_that_steers_the_runs_is_never_an_output(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text("mine", encoding="utf-8")
    for arguments in (
        ("aggregate", HECHI, "-o"),
        ("extract", HECHI, "-o"),
        ("status", HECHI, "--reminder"),
    ):
        done = hcstats(*arguments, tmp_path / name)
        assert done.returncode == 2
        assert "steers the runs" in done.stderr
    assert (tmp_path / name).read_text(encoding="utf-8") == "mine"


def test_a_command_whose_output_is_a_folder_refuses_before_it_reads(tmp_path: Path) -> None:
    (tmp_path / "a.csv").mkdir()
    done = hcstats("aggregate", HECHI, "-o", tmp_path / "a.csv", lang="zh")
    assert done.returncode == 2
    assert done.stderr.strip().endswith("是文件夹，请写明文件名。")
