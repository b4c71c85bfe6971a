"""Storage asked until it answers; files put, moved and read in it, or on this machine."""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from hcstats.cluster.named import is_address
from hcstats.model import HcstatsError, say
from hcstats.saving import cannot_write

if TYPE_CHECKING:
    from fsspec import AbstractFileSystem

_TRIES, _PAUSE = 3, 0.5
"""How often storage is asked that did not answer, and seconds between."""
_REASON_LENGTH = 160

_T = TypeVar("_T")


def storage(address: str) -> tuple[AbstractFileSystem, str]:
    """The storage of an address and the path in it; HcstatsError where none is known."""
    from importlib.util import find_spec  # noqa: PLC0415

    if find_spec("fsspec") is None:
        raise HcstatsError(
            say("{address} needs more: pip install hcstats[cluster]", address=address)
        )
    import fsspec  # noqa: PLC0415

    try:
        found: tuple[AbstractFileSystem, str] = fsspec.url_to_fs(address)
    except (ImportError, ValueError) as error:
        raise HcstatsError(
            say("Cannot open {address}: {reason}", address=address, reason=error)
        ) from error
    return found


def reached(address: str, act: Callable[[], _T]) -> _T:
    """What `act` gives, tried again where storage did not answer; HcstatsError if it never does."""
    for left in range(_TRIES - 1, -1, -1):
        try:
            return act()
        except (FileNotFoundError, PermissionError) as error:
            raise _unreachable(address, error) from error
        except Exception as error:  # each storage raises what its own library does
            if not left:
                raise _unreachable(address, error) from error
            time.sleep(_PAUSE)
    raise AssertionError  # the last try returns or raises


def reason_of(error: BaseException) -> str:
    """An exception in one line."""
    text = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return " ".join(str(text).split())[:_REASON_LENGTH]


def _unreachable(address: str, error: Exception) -> HcstatsError:
    return HcstatsError(
        say("Cannot open {address}: {reason}", address=address, reason=reason_of(error))
    )


def put(address: str, data: bytes) -> None:
    """Bytes under a name that is never seen while they are not all there."""
    if not is_address(address):
        path = Path(address)
        beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            beside.write_bytes(data)
            os.replace(beside, path)  # noqa: PTH105  (the atomic one)
        except OSError as error:
            raise cannot_write(address, error) from error
        finally:
            beside.unlink(missing_ok=True)
        return
    system, path_in = storage(address)
    folder, _, name = path_in.rpartition("/")
    aside = f"{folder}/.{name}.{secrets.token_hex(4)}"

    def act() -> None:
        system.makedirs(folder, exist_ok=True)
        system.pipe_file(aside, data)
        system.mv(aside, path_in)

    reached(address, act)


def move(address: str, other: str) -> None:
    """Give a file of a data set another name in it."""
    if not is_address(address):
        try:
            Path(other).parent.mkdir(parents=True, exist_ok=True)
            os.replace(address, other)  # noqa: PTH105
        except OSError as error:
            raise cannot_write(other, error) from error
        return
    system, path = storage(address)
    path_then = storage(other)[1]
    system.makedirs(path_then.rpartition("/")[0], exist_ok=True)
    reached(address, lambda: system.mv(path, path_then))


def read(address: str) -> bytes:
    """What a file of a data set holds."""
    if not is_address(address):
        return Path(address).read_bytes()
    system, path = storage(address)
    data: bytes = reached(address, lambda: system.cat_file(path))
    return data
