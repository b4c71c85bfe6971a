"""Several files that take their names together, once all of them are written and proved."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import NamedTuple

from hcstats.model import HcstatsError, say
from hcstats.saving.locks import one_at_a_time
from hcstats.saving.reasons import cannot_write, reason
from hcstats.saving.signals import uninterrupted
from hcstats.saving.staging import Staging

_SYNC_AT_ONCE = 64
"""Files from which writing everything out at once is quicker than one after the other."""


class _Staged(NamedTuple):
    wanted: Path
    """The path as the user gave it."""
    written: Path
    target: Path


class _Batch:
    """The files of one `together`, and the hidden folders that they wait in."""

    def __init__(self, folder: Path | None) -> None:
        self.folder = Path(os.path.realpath(folder)) if folder is not None else None
        self.stagings: dict[Path, Staging] = {}
        self.files: list[_Staged] = []
        self.places = 0

    def place(self, target: Path) -> Path:
        """Where a file can be written until it gets its name."""
        above = target.parent
        if self.folder is not None and self.folder in target.parents:
            above = self.folder
        while not above.exists() and above != above.parent:
            above = above.parent
        if above not in self.stagings:
            self.stagings[above] = Staging(above)
        self.places += 1
        return self.stagings[above].place(self.places, target.name)

    def discard(self) -> None:
        for staging in self.stagings.values():
            staging.discard()


_current: ContextVar[_Batch | None] = ContextVar("_current", default=None)
_renamed: list[Path] = []


def renamed() -> tuple[Path, ...]:
    """The files that this process has given their names so far."""
    return tuple(_renamed)


@contextmanager
def together(folder: Path | None = None) -> Iterator[None]:
    """Files saved within the block get their names at its end, or none of them does.

    With `folder`, files anywhere below it wait in one place. A block within another one belongs
    to it. Raises HcstatsError if a file cannot be given its name, with those that already have
    got theirs, if any.
    """
    if _current.get() is not None:
        yield
        return
    batch = _Batch(folder)
    token = _current.set(batch)
    try:
        yield
        _commit(batch)
    finally:
        _current.reset(token)
        batch.discard()


@contextmanager
def saving(path: Path) -> Iterator[Path]:
    """A place to write a file to, which gets its name once the block, or `together`, ends well.

    A link is followed, the rights of an older file are kept, missing folders are made. Raises
    HcstatsError for whatever the machine refuses; the older file then stays as it was.
    """
    with together():
        batch = _current.get()
        assert batch is not None  # noqa: S101  (the line above)
        try:
            target = Path(os.path.realpath(path))
            written = batch.place(target)
            yield written
            if target.exists():
                _like(written, target)
        except OSError as error:
            raise cannot_write(path, error) from error
        except Exception as error:
            # XlsxWriter hands on what the system said in an error of its own.
            said = error.args[0] if error.args else None
            if not isinstance(said, OSError):
                raise
            raise cannot_write(path, said) from error
        batch.files.append(_Staged(path, written, target))


def check_target(path: Path) -> None:
    """Raise HcstatsError if a file can never be written there; nothing is left by the trial."""
    try:
        target = Path(os.path.realpath(path))
        if target.is_dir():
            raise HcstatsError(say("'{path}' is a folder; name a file.", path=path))
        with contextlib.suppress(FileNotFoundError):
            target.lstat()
        Staging(target.parent).discard()
    except OSError as error:
        raise cannot_write(path, error) from error


def _like(written: Path, old: Path) -> None:
    """Give a new file the rights and, where that is allowed, the owner of the old one."""
    found = old.stat()
    with contextlib.suppress(OSError, AttributeError):
        os.chown(written, found.st_uid, found.st_gid)
    with contextlib.suppress(OSError):
        written.chmod(found.st_mode & 0o777)


def _commit(batch: _Batch) -> None:
    """Everything to the disk, then every file its name, with no other run in between."""
    if len(batch.files) > _SYNC_AT_ONCE and hasattr(os, "sync"):
        os.sync()
    for one in batch.files:
        _checked(one)
    done: list[Path] = []
    with one_at_a_time(iter(sorted(batch.stagings))), uninterrupted():
        for one in batch.files:
            try:
                _give_name(one)
            except OSError as error:
                raise _stopped(one.wanted, error, done) from error
            done.append(one.wanted)
            _renamed.append(one.wanted)
        for folder in {one.target.parent for one in batch.files}:
            with contextlib.suppress(OSError):  # the names are given; this only makes them last
                _sync(folder, os.O_RDONLY)


def _checked(one: _Staged) -> None:
    """The file is on the disk, and nothing but a file stands where it should go."""
    try:
        if one.target.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        _sync(one.written, os.O_RDWR)
    except OSError as error:
        raise cannot_write(one.wanted, error) from error


def _give_name(one: _Staged) -> None:
    one.target.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.replace(one.written, one.target)  # noqa: PTH105  (the atomic one)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        _across(one)


def _across(one: _Staged) -> None:
    """A folder below is on another disk: there the file is copied first, then renamed."""
    there = Staging(one.target.parent)
    try:
        copy = there.place(0, one.target.name)
        shutil.copy2(one.written, copy)
        _sync(copy, os.O_RDWR)
        os.replace(copy, one.target)  # noqa: PTH105
    finally:
        there.discard()


def _sync(path: Path, how: int) -> None:
    """To the disk itself; a full disk or a broken connection may show only now."""
    try:
        handle = os.open(path, how)
    except PermissionError:
        return  # Windows opens no folders; a file without rights to read is only renamed
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.EBADF, errno.ENOTSUP):
            raise
    finally:
        os.close(handle)


def _stopped(path: Path, error: OSError, done: list[Path]) -> HcstatsError:
    if not done:
        return cannot_write(path, error)
    return HcstatsError(
        say(
            "Cannot write '{path}' ({reason}). New are only: {done}; the others are as they were.",
            path=path,
            reason=reason(error),
            done=tuple(done),
        )
    )
