"""Files beside the submissions that steer a run: the list of units, labels that the user pinned."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from hcstats.model import HcstatsError, say
from hcstats.readers.inputs import InputFile
from hcstats.units import Register
from hcstats.units.listing import load_register

_LEVELS_UP = 3
"""Folders above an input in which a control file is looked for."""


def find_register(path: str, files: Sequence[InputFile]) -> Register:
    """The list of units: the file given, else `units.csv` beside or above the inputs, else none."""
    if path:
        return load_register(Path(path))
    found = next(beside(files, "units.csv"), None)
    return load_register(found) if found else Register.empty()


def find_aliases(files: Sequence[InputFile]) -> dict[str, str]:
    """Labels pinned by the user in `aliases.csv` (columns label, official) beside the inputs."""
    found = next(beside(files, "aliases.csv"), None)
    if found is None:
        return {}
    try:
        with found.open(encoding="utf-8-sig", newline="") as stream:
            rows = list(csv.DictReader(stream))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise HcstatsError(
            say("Cannot read {file}: {reason}. Save it as CSV in UTF-8.", file=found, reason=error)
        ) from error
    if rows and not {"label", "official"} <= set(rows[0]):
        raise HcstatsError(
            say("{file} needs a header row with the columns label and official.", file=found)
        )
    return {row["label"]: row["official"] for row in rows if row["label"] and row["official"]}


def beside(files: Sequence[InputFile], name: str) -> Iterator[Path]:
    """The nearest file of that name beside or above each input, the inputs' order first."""
    seen: set[Path] = set()
    for file in files:
        folder = Path(os.path.realpath(file.path)).parent
        for place in (folder, *folder.parents[:_LEVELS_UP]):
            if place in seen:
                break
            seen.add(place)
            candidate = place / name
            if candidate.is_file():
                yield candidate
                break
