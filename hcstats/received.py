"""On which day each file was received: by `received.csv`, else by the file's own date."""

from __future__ import annotations

import csv
import io
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path, PurePosixPath

from hcstats.controls import beside
from hcstats.model import DateSource, HcstatsError, Message, Received, say
from hcstats.readers.inputs import InputFile
from hcstats.units import Register, resolve

_COLUMNS = ("file", "date", "unit")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class Dates:
    """The days of a collection; an entry for a file goes before one for its unit."""

    by_file: Mapping[str, date]
    by_unit: Mapping[str, date]
    own: Mapping[str, date]
    """Each file's own date, of its last change."""
    unread: tuple[str, ...]
    """Files that received.csv names but that are not among those read."""

    def of(self, file: str, unit: str) -> Received | None:
        """When a file of a unit was received, and what says so; None if nothing does."""
        listed = self.by_file.get(file) or self.by_unit.get(unit)
        if listed is not None:
            return Received(listed, DateSource.LIST)
        changed = self.own.get(file)
        return Received(changed, DateSource.FILE) if changed is not None else None


def parse_day(text: str) -> date | None:
    """The day that is written as 2024-01-15; None for anything else."""
    try:
        return date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        return None


def find_dates(files: Sequence[InputFile], register: Register) -> Dates:
    """What the received.csv beside or above the files says, and the files' own dates.

    Raises HcstatsError with the line for a date, file or unit that cannot be understood.
    """
    by_file: dict[str, date] = {}
    by_unit: dict[str, date] = {}
    unread: list[str] = []
    for path in beside(files, "received.csv"):
        for line, row in _rows(path):
            day, file, unit = _fields(path, line, row)
            if file:
                found = _named(path, line, file, files)
                if found is None:
                    unread.append(file)
                else:
                    _enter(path, line, by_file, found, day)
            else:
                _enter(path, line, by_unit, _unit(path, line, unit, register), day)
    return Dates(by_file, by_unit, dict(_own_dates(files)), tuple(unread))


def _own_dates(files: Sequence[InputFile]) -> Iterator[tuple[str, date]]:
    for file in files:
        try:
            changed = file.path.stat().st_mtime
        except OSError:
            continue  # a file that cannot be opened is a problem of the run already
        yield file.name, datetime.fromtimestamp(changed).astimezone().date()


def _rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
        lines = list(csv.reader(io.StringIO(text, newline="")))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise HcstatsError(
            say("Cannot read {file}: {reason}. Save it as CSV in UTF-8.", file=path, reason=error)
        ) from error
    header = [name.strip().lower() for name in lines[0]] if lines else []
    if "date" not in header or not {"file", "unit"} & set(header):
        raise _fault(path, 1, say("the header row should be {columns}", columns=",".join(_COLUMNS)))
    for line, fields in enumerate(lines[1:], 2):
        if any(field.strip() for field in fields):
            yield line, {name: field.strip() for name, field in zip(header, fields, strict=False)}


def _fields(path: Path, line: int, row: Mapping[str, str]) -> tuple[date, str, str]:
    file, unit, written = (row.get(name, "") for name in ("file", "unit", "date"))
    day = parse_day(written)
    if day is None:
        raise _fault(path, line, say("'{text}' is no date; write it as 2016-11-30", text=written))
    if not file and not unit:
        raise _fault(path, line, say("neither a file nor a unit is named"))
    return day, file.replace("\\", "/"), unit


def _named(path: Path, line: int, name: str, files: Sequence[InputFile]) -> str | None:
    """The input that a name means: its path from received.csv's folder, else its base name."""
    wanted = os.path.realpath(path.parent / name)
    exact = [one.name for one in files if os.path.realpath(one.path) == wanted]
    if exact:
        return exact[0]
    if "/" in name:
        return None
    alike = [one.name for one in files if PurePosixPath(one.name).name == name]
    if len(alike) > 1:
        raise _fault(
            path,
            line,
            say("several files are called '{name}'; write the folder in front", name=name),
        )
    return alike[0] if alike else None


def _unit(path: Path, line: int, name: str, register: Register) -> str:
    """The code of a unit by code or name; without a list of units the name itself."""
    if not register.registered:
        return name
    unit = register.by_code(name) or resolve(register, name).unit
    if unit is None:
        raise _fault(path, line, say("unit '{name}' is not in the list of units", name=name))
    return unit.code


def _enter(path: Path, line: int, days: dict[str, date], name: str, day: date) -> None:
    if days.setdefault(name, day) != day:
        raise _fault(path, line, say("'{name}' has another date further up", name=name))


def _fault(path: Path, line: int, fault: Message) -> HcstatsError:
    return HcstatsError(say("{file}, line {line}: {fault}.", file=path, line=line, fault=fault))
