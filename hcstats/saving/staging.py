"""A hidden folder beside the outputs, in which they are written before they get their names.

It is called `.hcstats-` and eight letters, holds a file `lock` that its run keeps locked, and goes
with the run. What a killed run left behind is known by its lock being free, and is removed by
the next run that writes to the same folder; a living run's is never touched.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hcstats.saving.locks import locked
from hcstats.saving.signals import uninterrupted

_PREFIX = ".hcstats-"
_LOCK = "lock"
_ATTEMPTS = 20

_open: set[Staging] = set()
"""Whatever is not discarded yet, so that the end of the program can do it."""


class Staging:
    """A locked hidden folder in `folder`; raises OSError if it cannot be made."""

    def __init__(self, folder: Path) -> None:
        remove_leftovers(folder)
        self.folder = folder
        self._owner = os.getpid()
        self._handle: int | None = None
        for _ in range(_ATTEMPTS):
            self.path = folder / f"{_PREFIX}{os.urandom(4).hex()}"
            _open.add(self)
            self.path.mkdir(mode=0o700)
            if self._locked():
                return
            self.discard()
        raise OSError(None, f"no lock in {folder}")

    def _locked(self) -> bool:
        """Whether the folder is ours now; without locks it is, as nobody can tell otherwise."""
        try:
            self._handle = locked(self.path / _LOCK)
        except FileNotFoundError:
            return False  # another run took the folder, not locked yet, for a leftover
        except OSError:
            if not (self.path / _LOCK).exists():
                raise
            return True
        return self._handle is not None

    def place(self, number: int, name: str) -> Path:
        """Where a file of that name can be written; the same name may be asked for twice."""
        own = self.path / str(number)
        own.mkdir()
        return own / name

    def discard(self) -> None:
        """Remove the folder with all that is in it."""
        if os.getpid() != self._owner:
            return  # a forked child: it is its parent's
        with uninterrupted():
            _remove(self.path, self._handle)
            self._handle = None
            _open.discard(self)


def discard_all() -> None:
    """Remove whatever this process has open, at its end."""
    for staging in list(_open):
        staging.discard()


def remove_leftovers(folder: Path) -> None:
    """Remove what runs that were killed have left in a folder."""
    with contextlib.suppress(OSError):
        for entry in os.scandir(folder):
            if entry.name.startswith(_PREFIX) and entry.is_dir(follow_symlinks=False):
                _remove_if_dead(Path(entry.path))


def _remove_if_dead(path: Path) -> None:
    with contextlib.suppress(OSError):
        handle = locked(path / _LOCK)
        if handle is not None:
            _remove(path, handle)


def _remove(path: Path, handle: int | None) -> None:
    """The lock goes last, so that what a kill leaves here is a leftover again."""
    with contextlib.suppress(OSError):
        for entry in list(os.scandir(path)):
            if entry.is_dir(follow_symlinks=False):
                shutil.rmtree(entry.path, ignore_errors=True)
            elif entry.name != _LOCK:
                Path(entry.path).unlink(missing_ok=True)
    if handle is not None and os.name == "nt":  # pragma: no cover  (no open file is removed there)
        os.close(handle)
        handle = None
    with contextlib.suppress(OSError):
        (path / _LOCK).unlink(missing_ok=True)
    with contextlib.suppress(OSError):
        path.rmdir()
    if handle is not None:
        os.close(handle)


@contextmanager
def workspace() -> Iterator[Path]:
    """A folder among the machine's temporary ones, gone after the block."""
    import tempfile  # noqa: PLC0415  (not for `--help`)

    staging = Staging(Path(tempfile.gettempdir()))
    try:
        yield staging.path
    finally:
        staging.discard()
