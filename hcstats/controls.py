"""Files beside the submissions that steer a run: the list of units, labels that the user pinned."""

from __future__ import annotations

import contextlib
import csv
import io
import os
import re
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from hcstats.explanations import COLUMNS, Explanation
from hcstats.model import HcstatsError, say
from hcstats.readers.delimited import decode
from hcstats.readers.faults import Unreadable
from hcstats.readers.input_files import InputFile, InputFiles
from hcstats.units import Register
from hcstats.units.listing import load_register

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
LEVELS_UP = 3
"""Folders above an input in which a control file is looked for."""
CONTROLS = frozenset({"units.csv", "aliases.csv", "explanations.csv"})
"""Names of the files that are looked for."""


def find_register(path: str, files: Sequence[InputFile]) -> Register:
    """The list of units: the file given, else `units.csv` beside or above the inputs, else none."""
    if path:
        return load_register(Path(path))
    found = next(beside(files, "units.csv"), None)
    return load_register(found) if found else Register.empty()


def find_aliases(files: Sequence[InputFile]) -> dict[str, str]:
    """Labels pinned by the user in `aliases.csv` (columns label, official) beside the inputs."""
    found = next(beside(files, "aliases.csv"), None)
    rows = rows_of(found, ("label", "official")) if found else ()
    return {row["label"]: row["official"] for _, row in rows if row["label"] and row["official"]}


def find_explanations(files: Sequence[InputFile]) -> tuple[Explanation, ...]:
    """What `explanations.csv` beside the inputs explains."""
    return tuple(
        one for path in beside(files, "explanations.csv") for one in read_explanations(path)
    )


def read_explanations(path: Path) -> tuple[Explanation, ...]:
    """The explanations of a file; lines that explain nothing yet are left out."""
    return tuple(
        Explanation(**{k: _as_meant(v) for k, v in row.items()}, file=path.as_posix(), line=line)
        for line, row in rows_of(path, COLUMNS)
        if row["explanation"]
    )


def _as_meant(text: str) -> str:
    """A text without the apostrophe that keeps a spreadsheet from taking it for a formula."""
    return text[1:] if re.match("'[=+@-]", text) else text


def day(text: str) -> date:
    """The date that a text says as 2024-01-15."""
    with contextlib.suppress(ValueError):
        if _DAY.fullmatch(text):
            return date.fromisoformat(text)
    raise HcstatsError(say("'{text}' is no date; write it as 2024-01-15.", text=text))


def rows_of(
    path: Path, wanted: Sequence[str], optional: Sequence[str] = ()
) -> Iterator[tuple[int, dict[str, str]]]:
    """Lines of a control file by column name, with their numbers; blanks around are nothing."""
    data = _decoded(path)
    reader = csv.DictReader(io.StringIO(data, newline=""), strict=True)
    try:
        missing = [name for name in wanted if name not in (reader.fieldnames or ())]
        if missing:
            raise HcstatsError(
                say(
                    "{file} lacks the columns {missing}; its header row should be {columns}.",
                    file=path,
                    missing=tuple(missing),
                    columns=",".join(wanted),
                )
            )
        for row in reader:
            yield (
                reader.line_num,
                {name: (row.get(name) or "").strip() for name in (*wanted, *optional)},
            )
    except csv.Error as error:
        raise _unreadable(path, error) from error


def _decoded(path: Path) -> str:
    try:
        return decode(path.read_bytes())
    except OSError as error:
        raise _unreadable(path, error.strerror) from error
    except Unreadable as error:
        raise HcstatsError(
            say("Cannot read {file}: {reason}", file=path, reason=error.message)
        ) from error


def _unreadable(path: Path, reason: object) -> HcstatsError:
    return HcstatsError(
        say("Cannot read {file}: {reason}. Save it as CSV in UTF-8.", file=path, reason=reason)
    )


def beside(files: Sequence[InputFile], name: str) -> Iterator[Path]:
    """The nearest file of that name beside or above each input, the inputs' order first."""
    seen: set[Path] = set()
    if isinstance(files, InputFiles):
        folders = files.folders
    else:
        folders = list(dict.fromkeys(os.path.dirname(file.place) for file in files))  # noqa: PTH120
    for where in folders:
        folder = Path(where)
        for place in (folder, *folder.parents[:LEVELS_UP]):
            if place in seen:
                break
            seen.add(place)
            candidate = _named(place, name)
            if candidate is not None:
                yield candidate
                break


def _named(folder: Path, name: str) -> Path | None:
    """The file of that name, in capitals or not (Units.csv): inputs leave out either."""
    if (folder / name).is_file():
        return folder / name
    with contextlib.suppress(OSError):
        # Names alone: there may be thousands of them.
        found = (folder / one for one in os.listdir(folder) if one.lower() == name)  # noqa: PTH208
        return next(filter(Path.is_file, found), None)
    return None
