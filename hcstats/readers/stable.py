"""A file's bytes as they were at one moment, or a clear reason why they cannot be had.

A network folder that has gone away answers no call, and no call can be taken back: so the calls
are made by a thread of their own, which is left behind if it does not answer in time.
"""

from __future__ import annotations

import errno
import os
import stat
import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import NamedTuple, TypeVar, cast

from hcstats.model import say
from hcstats.readers.faults import Unreadable
from hcstats.saving import reason
from hcstats.workers import rests_before_fork, serving

PATIENCE = 60.0
"""Seconds that a file or folder may take to answer; 200 MB come in 60 s even by radio."""
QUIET = 0.2
"""Seconds for which nobody must have written to a file: what is only half there by then is still
being copied, or somebody has stopped in the middle, which nobody can tell."""
_SKEW = 2.0
"""Seconds by which the clock of a network folder may be ahead of ours."""
_ATTEMPTS = 2
_PIECE = 1 << 20
_GONE = frozenset({errno.ENOENT, errno.ESTALE, errno.ENOTDIR})

_Answer = TypeVar("_Answer")


def read_stable(
    path: Path, largest: int, patience: float = PATIENCE, *, finished: bool = False
) -> bytes:
    """The content of an ordinary file of at most `largest` bytes, as it was at one moment.

    A file that changes while it is read is read once more. Raises Unreadable with the rule and
    the sentence for the user: the file keeps changing, is gone, does not answer within
    `patience` seconds, is too large, is no file, or must not be read. `finished`: this program
    has written it, so that nobody need be waited for.
    """
    try:
        # A worker that waits too long is ended, so that it needs no thread to wait in its place.
        alone = serving()
        quiet = 0.0 if finished else QUIET
        data = (
            _settled(path, largest, quiet)
            if alone
            else answered(partial(_settled, path, largest, quiet), patience)
        )
    except TimeoutError:
        raise Unreadable(
            "file.stalled",
            say(
                "The file did not answer within {seconds} seconds; check the connection to its "
                "folder, or copy the files to this machine.",
                seconds=f"{patience:g}",
            ),
        ) from None
    except OSError as error:
        raise _refused(error) from error
    if data is None:
        raise Unreadable(
            "file.changed",
            say(
                "The file was changed while it was read, so it is not counted; wait until it is "
                "saved or copied, and run again."
            ),
        )
    return data


def _refused(error: OSError) -> Unreadable:
    if error.errno in _GONE:
        message = say(
            "The file is no longer there; somebody has moved, renamed or deleted it since the run "
            "began. Run again."
        )
        return Unreadable("file.gone", message)
    if error.errno == errno.EFBIG:
        message = say("The file is larger than 200 MB; have it cleaned up and sent again.")
        return Unreadable("file.unreadable", message)
    ordinary = error.errno != errno.EINVAL
    message = say(
        "The file cannot be opened ({reason}); close it in other programs or check the "
        "permissions.",
        reason=reason(error) if ordinary else say("it is no ordinary file"),
    )
    return Unreadable("file.unreadable", message)


class _Look(NamedTuple):
    """What tells one state of a file from another."""

    device: int
    number: int
    size: int
    modified: int
    changed: int


def _look(found: os.stat_result) -> _Look:
    # On Windows the last of them is when the file was made, which does not change.
    return _Look(found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns)


def _settled(path: Path, largest: int, quiet: float) -> bytes | None:
    """The content, or None if no reading of it came to an end undisturbed."""
    for _ in range(_ATTEMPTS):
        data = _once(path, largest, quiet)
        if data is not None:
            return data
    return None


def _once(path: Path, largest: int, quiet: float) -> bytes | None:
    """The content, or None if the file was changed or exchanged meanwhile."""
    # Without O_NONBLOCK a pipe would be waited for; it is refused once it is open.
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    handle = os.open(path, flags)
    try:
        before = os.fstat(handle)
        if not stat.S_ISREG(before.st_mode):
            raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))
        if before.st_size > largest:
            raise OSError(errno.EFBIG, os.strerror(errno.EFBIG))
        named = _look(path.stat())
        _wait(before, quiet)
        data = _whole(handle, before.st_size)
        # Each is held against itself: on Windows the two tell some things differently.
        same = _look(before) == _look(os.fstat(handle)) and named == _look(path.stat())
    finally:
        os.close(handle)
    return data if same and len(data) == before.st_size else None


def _wait(found: os.stat_result, quiet: float) -> None:
    """Let a file that was written to just now show whether that was all."""
    # When it was written may be told (a copy keeps the original's time), when it came here is not;
    # either may be by the clock of another machine.
    now = time.time()
    ages = [now - when for when in (found.st_mtime, found.st_ctime)]
    fresh = [max(age, 0.0) for age in ages if -_SKEW <= age < quiet]
    if fresh:
        time.sleep(quiet - min(fresh))


def _whole(handle: int, size: int) -> bytes:
    """Everything up to a little more than the size, which a file that grows would have."""
    pieces: list[bytes] = []
    left = size + 1
    while left > 0 and (piece := os.read(handle, min(left, max(_PIECE, size + 1)))):
        pieces.append(piece)
        left -= len(piece)
    return pieces[0] if len(pieces) == 1 else b"".join(pieces)


class _Thread:
    """A thread that makes one call after the other for the thread that it belongs to."""

    def __init__(self) -> None:
        self._asked: SimpleQueue[Callable[[], object] | None] = SimpleQueue()
        self._answers: SimpleQueue[tuple[object, BaseException | None]] = SimpleQueue()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        while (ask := self._asked.get()) is not None:
            try:
                self._answers.put((ask(), None))
            except Exception as error:  # raised where it was asked
                self._answers.put((None, error))

    def call(self, ask: Callable[[], object], patience: float) -> tuple[object, object]:
        self._asked.put(ask)
        return self._answers.get(timeout=patience)

    def end(self, patience: float = 0) -> None:
        """Ends the thread once it is through with what it was asked."""
        self._asked.put(None)
        self._thread.join(patience)


_own = threading.local()


def answered(ask: Callable[[], _Answer], patience: float = PATIENCE) -> _Answer:
    """What a call gives or raises; TimeoutError if it does neither within `patience` seconds."""
    thread: _Thread | None = getattr(_own, "thread", None)
    if thread is None:
        thread = _own.thread = _Thread()
    try:
        answer, error = thread.call(ask, patience)
    except BaseException as stopped:
        # Too late, or Ctrl-C: the answer must not be taken for that to the next call.
        _own.thread = None
        thread.end()
        if isinstance(stopped, Empty):
            raise TimeoutError from None
        raise
    if isinstance(error, Exception):
        raise error
    return cast(_Answer, answer)


def _rest() -> None:
    """No thread while the process is forked: it would not be there in the child."""
    thread: _Thread | None = getattr(_own, "thread", None)
    _own.thread = None
    if thread is not None:
        thread.end(patience=1)


rests_before_fork(_rest)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(before=_rest)
