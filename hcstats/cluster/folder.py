"""The folder of a data set: made beside, sealed with what it holds, then given its name."""

from __future__ import annotations

import ctypes
import hashlib
import os
import secrets
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from hcstats.cluster.named import is_address
from hcstats.cluster.records import Target, Written
from hcstats.cluster.storage import put, reached, storage
from hcstats.model import HcstatsError, Outcome, say
from hcstats.saving import Staging, cannot_write
from hcstats.saving.signals import uninterrupted
from hcstats.writers.json_records import amount_record, run_record
from hcstats.writers.json_records import written as rendered

SEAL = "_hcstats.json"
"""Written last: where it stands, the data set is whole."""


_HERE, _EXCHANGE = -100, 2
"""AT_FDCWD and RENAME_EXCHANGE of Linux."""


def check_place(output: str) -> None:
    """Raise HcstatsError before any work is done if the folder holds anything but a data set."""
    from importlib.util import find_spec  # noqa: PLC0415

    if find_spec("pyarrow") is None:
        raise HcstatsError(say("Parquet needs more: pip install hcstats[cluster]"))
    final = _plain(output)
    names = _names(final)
    if names and SEAL not in names:
        raise HcstatsError(
            say(
                "'{path}' is there already and is no data set of hcstats; nothing in it is "
                "overwritten. Choose another folder.",
                path=output,
            )
        )
    if not is_address(final) and not Path(final).parent.is_dir():
        raise HcstatsError(say("There is no folder '{path}'.", path=Path(final).parent))


@contextmanager
def written(output: str) -> Iterator[Target]:
    """A folder beside the wanted one for the parts; what is left of it at the end is removed."""
    final = _plain(output)
    above, _, name = final.rpartition("/")
    if not is_address(final):
        with _staged(output, Path(above)) as staging:
            place = staging.place(0, name)
            place.mkdir()
            yield Target(str(place))
        return
    target = Target(f"{above}/.{name}-{secrets.token_hex(4)}")
    try:
        yield target
    finally:
        _remove(target.address)


@contextmanager
def _staged(output: str, folder: Path) -> Iterator[Staging]:
    try:
        staging = Staging(folder)
    except OSError as error:
        raise cannot_write(output, error) from error
    try:
        yield staging
    finally:
        staging.discard()


def seal(output: str, target: Target, parts: Sequence[Written], outcome: Outcome) -> None:
    """Drop what no batch accounts for, write the seal, and give the folder its name."""
    final = _plain(output)
    kept = {part.name for part in parts}
    for name in _parts(target.address):
        if name not in kept:
            _remove(f"{target.address}/{name}")
    _drop_empty(target.address)
    put(f"{target.address}/{SEAL}", _sealing(parts, outcome))
    if is_address(final):
        system, path = storage(final)
        if _names(final):
            _remove(final)
        reached(final, lambda: system.mv(storage(target.address)[1], path, recursive=True))
        return
    try:
        with uninterrupted():
            if not Path(final).exists():
                os.replace(target.address, final)  # noqa: PTH105
            elif not _exchanged(target.address, final):
                os.replace(final, f"{target.address}-old")  # noqa: PTH105
                os.replace(target.address, final)  # noqa: PTH105
    except OSError as error:
        raise cannot_write(output, error) from error


def _exchanged(one: str, other: str) -> bool:
    """Whether two folders have exchanged their names in one step, which Linux can do."""
    try:
        exchange = ctypes.CDLL(None, use_errno=True).renameat2
    except (AttributeError, OSError, TypeError):
        return False
    return not exchange(_HERE, os.fsencode(one), _HERE, os.fsencode(other), _EXCHANGE)


def _sealing(parts: Sequence[Written], outcome: Outcome) -> bytes:
    """What a reader needs to know of the run, and to prove the files by."""
    listed = sorted(parts)
    digest = hashlib.sha256("".join(f"{one.sha256}  {one.name}\n" for one in listed).encode())
    record = {
        "run": run_record(outcome),
        "form": outcome.form,
        "period": outcome.period,
        "authority": outcome.authority,
        "rows": sum(one.rows for one in listed),
        "totals": [
            {"key": one.key, "group": one.group, **amount_record(one.amount), "units": one.units}
            for one in (*outcome.totals, *outcome.groups)
        ],
        "sha256": digest.hexdigest(),
        "parts": [{"name": p.name, "rows": p.rows, "sha256": p.sha256} for p in listed],
    }
    return rendered(record).encode()


def _plain(output: str) -> str:
    """The folder's address without a slash at its end; a path of this machine in full."""
    bare = output.rstrip("/" + os.sep)
    return bare if is_address(output) else os.path.abspath(bare)  # noqa: PTH100


def _names(folder: str) -> list[str]:
    """What lies directly in a folder, by name; nothing if it is not there."""
    if not is_address(folder):
        path = Path(folder)
        if path.is_file():
            return [path.name]
        return [one.name for one in path.iterdir()] if path.is_dir() else []
    system, path_in = storage(folder)
    with suppress(FileNotFoundError):
        return [str(one).rpartition("/")[2] for one in system.ls(path_in, detail=False)]
    return []


def _parts(folder: str) -> list[str]:
    """The files below a folder, by their paths from it."""
    if not is_address(folder):
        root = Path(folder)
        return [one.relative_to(root).as_posix() for one in root.rglob("*") if one.is_file()]
    system, base = storage(folder)
    base = base.rstrip("/")
    return [str(one)[len(base) + 1 :] for one in system.find(base)]


def _drop_empty(folder: str) -> None:
    """Remove folders in which no part is left; storage by addresses has none."""
    if not is_address(folder):
        for below in sorted(Path(folder).rglob("*/"), reverse=True):
            if not any(below.iterdir()):
                below.rmdir()


def _remove(address: str) -> None:
    if not is_address(address):
        path = Path(address)
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
        return
    system, path_in = storage(address)
    with suppress(FileNotFoundError):
        system.rm(path_in, recursive=True)
