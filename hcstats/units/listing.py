"""The list of units as a file: read, and vetted line by line."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from hcstats.model import HcstatsError, Message, say
from hcstats.units.hierarchy import LEVELS, Unit
from hcstats.units.names import fold
from hcstats.units.register import Register

COLUMNS = ("code", "name", "aliases", "level", "parent", "valid_from", "valid_to")


def load_register(path: Path) -> Register:
    """The register that a units.csv lists; an HcstatsError names file, line and what to do."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise HcstatsError(
            say("Cannot read {file}: {reason}.", file=path, reason=error.strerror or error)
        ) from error
    rows = list(csv.reader(io.StringIO(_decoded(path, data), newline="")))
    header = [name.strip().lower() for name in rows[0]] if rows else []
    missing = [name for name in ("code", "name", "level") if name not in header]
    if missing:
        raise _fault(
            path,
            1,
            say(
                "the header row lacks {missing}; it should be {columns}",
                missing=tuple(missing),
                columns=",".join(COLUMNS),
            ),
        )
    units = [
        (line, _unit(path, line, dict(zip(header, row, strict=False))))
        for line, row in enumerate(rows[1:], 2)
        if any(field.strip() for field in row)
    ]
    _vet(path, units)
    return Register([unit for _, unit in units])


def _decoded(path: Path, data: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise HcstatsError(say("{file} is neither UTF-8 nor GB18030; save it as UTF-8.", file=path))


def _fault(path: Path, line: int, fault: Message) -> HcstatsError:
    return HcstatsError(say("{file}, line {line}: {fault}.", file=path, line=line, fault=fault))


def _unit(path: Path, line: int, row: dict[str, str]) -> Unit:
    def field(name: str) -> str:
        return row.get(name, "").strip()

    if not field("code") or not field("name"):
        raise _fault(path, line, say("code and name must be filled"))
    if field("level") not in LEVELS:
        raise _fault(
            path,
            line,
            say("level '{level}' is none of {levels}", level=field("level"), levels=LEVELS),
        )
    return Unit(
        field("code"),
        field("name"),
        tuple(alias.strip() for alias in field("aliases").split("|") if alias.strip()),
        field("level"),
        field("parent"),
        _date(path, line, field("valid_from")),
        _date(path, line, field("valid_to")),
    )


def _date(path: Path, line: int, text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise _fault(
            path, line, say("'{text}' is no date; write it as 2016-11-30", text=text)
        ) from error


def _vet(path: Path, units: Sequence[tuple[int, Unit]]) -> None:
    """Codes once, parents known and without circles, no two units of one name at one time."""
    codes: dict[str, int] = {}
    for line, unit in units:
        if unit.code in codes:
            raise _fault(
                path,
                line,
                say("code {code} is also in line {other}", code=unit.code, other=codes[unit.code]),
            )
        codes[unit.code] = line
    by_code = {unit.code: unit for _, unit in units}
    for line, unit in units:
        if unit.parent and unit.parent not in by_code:
            raise _fault(path, line, say("parent {parent} is not in the list", parent=unit.parent))
        seen, above = {unit.code}, unit.parent
        while above:
            if above in seen:
                raise _fault(path, line, say("unit {code} is its own superior", code=unit.code))
            seen.add(above)
            above = by_code[above].parent
    _vet_names(path, units)


def _vet_names(path: Path, units: Sequence[tuple[int, Unit]]) -> None:
    named: dict[tuple[str, str], list[tuple[int, Unit]]] = {}
    for line, unit in units:
        for name in {fold(one) for one in (unit.name, *unit.aliases)}:
            for other_line, other in named.setdefault((unit.parent, name), []):
                if _overlap(unit, other):
                    raise _fault(
                        path,
                        line,
                        say(
                            "'{name}' also means the unit of line {other}; one of them needs "
                            "another name",
                            name=name,
                            other=other_line,
                        ),
                    )
            named[unit.parent, name].append((line, unit))


def _overlap(one: Unit, other: Unit) -> bool:
    first, last = date.min, date.max
    return (one.valid_from or first) <= (other.valid_to or last) and (
        other.valid_from or first
    ) <= (one.valid_to or last)
