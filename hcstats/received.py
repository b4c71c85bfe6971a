"""On which day each file came: by `received.csv` beside the inputs, else by the file's own date."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path, PurePosixPath

from hcstats.board import Receipts, Received
from hcstats.controls import beside, day, rows_of
from hcstats.model import HcstatsError, Message, say
from hcstats.readers.input_files import InputFile
from hcstats.units import Register, resolve


def receipts_of(files: Sequence[InputFile], register: Register) -> Receipts:
    """When files and units came. A line of received.csv names a file, or a unit, and the date.

    A file is named by its path from the folder of received.csv, or by its last part alone where
    only one file is called so; a unit by code or name. Raises HcstatsError with the line for
    what cannot be understood.
    """
    dates = {file.name: own for file in files if (own := _own(file)) is not None}
    by_unit: dict[str, date] = {}
    listed: dict[str, date] = {}
    not_found: list[str] = []
    for path in beside(files, "received.csv"):
        for line, row in rows_of(path, ("date",), ("file", "unit")):
            if not any(row.values()):
                continue
            try:
                when = day(row["date"])
                if not row["file"]:
                    _enter(by_unit, _unit(row["unit"], register), when)
                elif (name := _named(path, row["file"].replace("\\", "/"), files)) is not None:
                    _enter(listed, name, when)
                else:
                    not_found.append(row["file"])
            except HcstatsError as error:
                raise _fault(path, line, error.message) from error
    dates |= {name: Received(when, from_ledger=True) for name, when in listed.items()}
    return Receipts(dates, by_unit, tuple(not_found))


def _own(file: InputFile) -> Received | None:
    """The day on which a file was last changed, where the machine stands."""
    with contextlib.suppress(OSError):  # a file that cannot be opened is a problem of the run
        changed = datetime.fromtimestamp(file.path.stat().st_mtime).astimezone().date()
        return Received(changed, from_ledger=False)
    return None


def _named(path: Path, name: str, files: Sequence[InputFile]) -> str | None:
    wanted = os.path.realpath(path.parent / name)
    exact = [one.name for one in files if one.place == wanted]
    alike = [one.name for one in files if PurePosixPath(one.name).name == name]
    if not exact and len(alike) > 1:
        raise HcstatsError(
            say("several files are called '{name}'; write the folder in front.", name=name)
        )
    return next(iter([*exact, *alike]), None)


def _unit(name: str, register: Register) -> str:
    """The code of a unit; without a list of units its name."""
    if not name:
        raise HcstatsError(say("neither a file nor a unit is named."))
    if not register.registered:
        return name
    unit = register.by_code(name) or resolve(register, name).unit
    if unit is None:
        raise HcstatsError(say("'{name}' is not in the list of units.", name=name))
    return unit.code


def _enter(days: dict[str, date], name: str, when: date) -> None:
    if days.setdefault(name, when) != when:
        raise HcstatsError(say("'{name}' stands there twice, with two dates.", name=name))


def _fault(path: Path, line: int, fault: Message) -> HcstatsError:
    return HcstatsError(say("{file}, line {line}: {fault}", file=path, line=line, fault=fault))
