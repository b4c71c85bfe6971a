"""Runs on a real Dask cluster on this machine, with workers that die and files that kill."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
import pytest

from hcstats.cluster import connecting
from hcstats.cluster import engine as engines
from hcstats.cluster import run as batches
from hcstats.cluster.on_dask import Cluster, cluster
from hcstats.model import HcstatsError, Outcome
from hcstats.pipeline import Progress, Request, run
from samples.drawing.save import save
from tests.batches import book_of, differing, make_collection
from tests.conftest import ROOT, hcstats

DEADLY = "致命"
"""Whoever opens a file of this name is killed, as by a fault in a parser's machine code."""
KILLER = f"""
import os, signal, sys
def _killed(event, arguments):
    if event == "open" and {DEADLY!r} in str(arguments[0]):
        os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(_killed)
"""

pytestmark = [
    # Sockets that a killed worker leaves behind are closed when Python gets to it.
    pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


class Running(NamedTuple):
    """A scheduler with two workers: its file and address, and the collection that they read."""

    file: Path
    folder: Path
    collection: Path
    serial: Outcome


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("cluster")
    (folder / "sitecustomize.py").write_text(KILLER, encoding="utf-8")
    environment = {
        **os.environ,
        "PYTHONPATH": f"{folder}{os.pathsep}{ROOT}",
        "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "0",
    }
    file = folder / "scheduler.json"
    common = ["--scheduler-file", str(file), "--no-dashboard"]
    here = ["--host", "127.0.0.1"]
    started = []

    def start(*arguments: str) -> None:
        command = [sys.executable, "-m", "dask", *arguments]
        log = (folder / f"{arguments[0]}.log").open("wb")
        started.append(
            subprocess.Popen(command, env=environment, stdout=log, stderr=log, cwd=folder)
        )

    start("scheduler", *here, "--port", "0", *common)
    start(
        "worker",
        *here,
        "--nworkers",
        "2",
        "--nthreads",
        "1",
        "--local-directory",
        str(folder),
        *common,
    )
    try:
        collection = make_collection(folder / "collection")
        serial = run(Request((str(collection),)))
        wait(file.exists)
        yield Running(file, folder, collection, serial)
    finally:
        for process in reversed(started):
            process.terminate()
        for process in started:
            process.wait(timeout=20)


def wait(condition: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)


def on_cluster(
    running: Running,
    request: Request,
    size: int = 1,
    dataset: Path | str = "",
    progress: Progress | None = None,
    before: Callable[[Cluster, Any], None] | None = None,
) -> Outcome:
    with pytest.MonkeyPatch.context() as patch, cluster(str(running.file)) as engine:
        patch.setattr(engines, "BATCH", size)
        if before is not None:
            before(engine, engine.client)
        return batches.run(request, engine, str(dataset), progress)


def test_the_command_prints_on_a_cluster_what_it_prints_here(
    running: Running, tmp_path: Path
) -> None:
    here = hcstats("aggregate", running.collection)
    there = hcstats(
        "aggregate", running.collection, "--scheduler", running.file, "-o", f"{tmp_path}/figures/"
    )
    assert (there.returncode, there.stdout) == (here.returncode, here.stdout)
    assert there.stderr == here.stderr
    assert len(pd.read_parquet(tmp_path / "figures")) == len(running.serial.figures)


@pytest.mark.parametrize("size", [1, 5])
def test_a_cluster_has_the_outcome_of_the_serial_run(running: Running, size: int) -> None:
    heard: list[tuple[int, int]] = []
    request = Request((str(running.collection),))
    outcome = on_cluster(running, request, size, progress=lambda *now: heard.append(now))
    assert differing(running.serial, outcome) == []
    assert heard[-1] == (len(outcome.run.inputs), len(outcome.run.inputs))


def test_a_worker_that_is_killed_costs_nothing_but_time(running: Running, tmp_path: Path) -> None:
    request = Request((str(running.collection),))
    killed: list[int] = []
    pids: list[int] = []

    def kill_one(_done: int, _total: int) -> None:
        if not killed:
            os.kill(pids[0], signal.SIGKILL)
            killed.append(pids[0])

    def before(_: Cluster, client: Any) -> None:
        client.wait_for_workers(2, timeout=30)
        pids.extend(client.run(os.getpid).values())

    figures = tmp_path / "figures"
    outcome = on_cluster(running, request, 2, figures, kill_one, before)
    assert killed
    assert differing(running.serial, outcome) == []
    assert len(pd.read_parquet(figures)) == len(running.serial.figures)
    assert [one.name for one in tmp_path.iterdir()] == ["figures"]


def test_a_file_that_kills_whoever_reads_it_is_named_and_the_others_count(
    running: Running, tmp_path: Path
) -> None:
    for number in range(6):
        save(book_of(f"第{'一二三四五六'[number]}局", number), tmp_path / f"{number}局2024.xlsx")
    whole = run(Request((str(tmp_path),)))
    (tmp_path / f"3{DEADLY}.xlsx").write_bytes((tmp_path / "3局2024.xlsx").read_bytes())
    outcome = on_cluster(running, Request((str(tmp_path),)), 4)
    (told,) = (one for one in outcome.problems if DEADLY in one.place.file)
    assert told.rule == "file.unreadable"
    assert outcome.totals == whole.totals
    assert len(outcome.problems) == len(whole.problems) + 1


def test_addresses_are_opened_by_the_workers(running: Running) -> None:
    contents = {
        one.relative_to(running.collection).as_posix(): one.read_bytes()
        for one in running.collection.rglob("*")
        if one.is_file()
    }

    def fill() -> None:
        import fsspec  # noqa: PLC0415  (in the workers)

        for name, data in contents.items():
            fsspec.filesystem("memory").pipe_file(f"/all/{name}", data)

    fill()
    outcome = on_cluster(
        running, Request(("memory://all",)), 3, before=lambda _, client: client.run(fill)
    )
    assert outcome.totals == running.serial.totals
    assert outcome.by_rule == running.serial.by_rule
    assert {name for name, _ in outcome.run.inputs} == {
        f"memory:///all/{name}" for name in contents if name != "units.csv"
    }


def test_what_cannot_run_says_so_in_one_line_within_seconds(
    running: Running, tmp_path: Path
) -> None:
    start = time.monotonic()
    for scheduler, words in (
        ("tcp://127.0.0.1:9", "No Dask scheduler answers at tcp://127.0.0.1:9"),
        (str(tmp_path / "none.json"), "There is no scheduler file"),
    ):
        done = hcstats("aggregate", running.collection, "--scheduler", scheduler)
        assert (done.returncode, done.stdout) == (2, "")
        assert re.fullmatch(rf"hcstats: cannot go on: {re.escape(words)}.*\n", done.stderr)
    assert time.monotonic() - start < 40


def test_workers_with_another_version_are_refused_by_name(
    running: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connecting, "__version__", "9.9")
    with (
        pytest.raises(HcstatsError, match=r"The worker .* runs hcstats") as raised,
        cluster(str(running.file)),
    ):
        pass
    assert dict(raised.value.message.params)["own"] == "9.9"


def test_ctrl_c_leaves_no_task_and_no_file_behind(running: Running, tmp_path: Path) -> None:
    def interrupted(_done: int, _total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        on_cluster(
            running, Request((str(running.collection),)), 1, tmp_path / "figures", interrupted
        )
    assert list(tmp_path.iterdir()) == []

    def idle(_: Cluster, client: Any) -> None:
        wait(lambda: not any(client.processing().values()))

    outcome = on_cluster(running, Request((str(running.collection),)), 5, before=idle)
    assert differing(running.serial, outcome) == []
