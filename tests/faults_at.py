"""A fault at every single step that saving takes: run as a program, it prints what was left.

    python -m tests.faults_at kill|interrupt|ERRNO FOLDER

Each attempt is a child process that saves three files over older ones and a fourth into a new
folder, and meets the fault at its n-th operation on the folder; n goes up until none is met.
"""

from __future__ import annotations

import errno
import json
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

from hcstats.model import Column, HcstatsError, Table, say
from hcstats.saving import discard_all, saving, together
from hcstats.writers.xlsx import write_tables

NAMES = ("a.csv", "b.txt", "c.xlsx", "new/d.txt")
OPERATIONS = {
    "open", "os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.chmod", "os.chown",
    "os.scandir", "os.listdir",
}  # fmt: skip
CLEANING = {"os.remove", "os.rmdir", "os.scandir"}
"""Where an error (not a kill) cannot be asked to leave nothing."""
END_OF_ZIP = b"\0\0"
FINISHED, BORNE, REFUSED, INTERRUPTED, CRASHED = 0, 1, 2, 130, 99
"""Not met at all; met and not minded; as a command would say it; or anything else."""


def old(folder: Path) -> None:
    """Older outputs, one of which only its owner may read."""
    folder.mkdir()
    for name in NAMES[:3]:
        (folder / name).write_text("old", encoding="utf-8")
    (folder / NAMES[1]).chmod(0o600)


def save(folder: Path) -> None:
    """All four files, as a command with several outputs does it."""
    table = Table("t", say("Comparison"), (Column("n", "number"),), ((1,), (2,)))
    with together():
        for name in (NAMES[0], NAMES[1], NAMES[3]):
            with saving(folder / name) as beside:
                beside.write_text("new", encoding="utf-8")
        with saving(folder / NAMES[2]) as beside:
            write_tables(beside, [table], "en")


def fail_at(step: int, fault: str, folder: Path) -> Callable[[], bool]:
    """From now on the operation of that number on the folder meets the fault; whether it did."""
    met = 0

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal met
        if event not in OPERATIONS or not str(arguments[0]).startswith(str(folder)):
            return
        if fault not in ("kill", "interrupt") and event in CLEANING:
            return
        met += 1
        if met != step:
            return
        if fault == "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        if fault == "interrupt":
            signal.raise_signal(signal.SIGINT)
        else:
            number = getattr(errno, fault)
            raise OSError(number, os.strerror(number), str(arguments[0]))

    sys.addaudithook(hook)
    return lambda: met >= step


def attempt(step: int, fault: str, folder: Path) -> int:
    """How a child process that meets the fault at that step ended."""
    child = os.fork()
    if child == 0:
        status = CRASHED
        try:
            met = fail_at(step, fault, folder)
            save(folder)
            status = BORNE if met() else FINISHED
        except HcstatsError:
            status = REFUSED
        except KeyboardInterrupt:
            status = INTERRUPTED
        finally:
            discard_all()
            os._exit(status)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def found(folder: Path) -> dict[str, str]:
    """Which files there are and whether they are old or new; whatever else is half-written."""
    states = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            data = path.read_bytes()
            whole = data == b"new" or (path.suffix == ".xlsx" and data.endswith(END_OF_ZIP))
            state = "old" if data == b"old" else "new" if whole else "half"
            states[path.relative_to(folder).as_posix()] = state
    return states


def main() -> None:
    """Every step in turn, one line of JSON each: step, how it ended, what there was, what after."""
    fault, work = sys.argv[1], Path(sys.argv[2])
    step, status, more = 0, 1, True
    while more:
        step += 1
        folder = work / str(step)
        old(folder)
        status = attempt(step, fault, folder)
        states = found(folder)
        rights = (folder / NAMES[1]).stat().st_mode & 0o777
        more = status != FINISHED
        # The next run puts away what a killed one has left.
        with saving(folder / "next.txt") as beside:
            beside.write_text("new", encoding="utf-8")
        print(json.dumps([step, status, states, rights, sorted(found(folder))]))  # noqa: T201


if __name__ == "__main__":
    main()
