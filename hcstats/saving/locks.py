"""Locks that the system gives back when their owner ends, however it ends."""

from __future__ import annotations

import contextlib
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_PATIENCE = 10.0
"""Seconds that one run waits for another one to rename its files; it takes milliseconds."""
_PAUSE = 0.01

if sys.platform == "win32":
    import msvcrt

    def _take(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _take(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


def locked(path: Path) -> int | None:
    """An open handle that holds the lock of a file, made if need be; None if another holds it.

    Raises OSError where the file cannot be made, or its file system knows no locks.
    """
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        _take(handle)
        if os.fstat(handle).st_ino == path.stat().st_ino:
            return handle
    except (BlockingIOError, PermissionError, FileNotFoundError):
        pass  # another process has it, or has just put it away
    except BaseException:
        os.close(handle)
        raise
    os.close(handle)
    return None


@contextmanager
def one_at_a_time(folders: Iterator[Path]) -> Iterator[None]:
    """While the block runs, no other run renames files in these folders.

    Where a file system knows no locks on folders, runs are not kept apart: each file is wholly
    one run's all the same.
    """
    handles: list[int] = []
    until = time.monotonic() + _PATIENCE
    try:
        for folder in folders:
            handle = _of_folder(folder)
            if handle is not None:
                handles.append(handle)
                _wait(handle, until)
        yield
    finally:
        for handle in handles:
            os.close(handle)


def _of_folder(folder: Path) -> int | None:
    with contextlib.suppress(OSError):  # Windows opens no folders
        return os.open(folder, os.O_RDONLY)
    return None


def _wait(handle: int, until: float) -> None:
    while True:
        try:
            _take(handle)
        except BlockingIOError:
            if time.monotonic() > until:
                return
            time.sleep(_PAUSE)
        except OSError:
            return
        else:
            return
