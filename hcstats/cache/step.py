"""What workers do: only what is not kept is read, and comes back as an entry."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import NamedTuple

from hcstats.cache.codec import encode, encode_layout
from hcstats.cache.values import Unkept
from hcstats.model import Layout
from hcstats.readers import Reading, read_workbook
from hcstats.readers.inputs import InputFile
from hcstats.submissions import Settings, Taken, take_readings

_OF_CONTENT = frozenset({"file.kind", "file.foreign", "file.disguised"})
"""Problems of files that say what their content is, and would say so again."""


class Known(NamedTuple):
    """A file whose content is kept."""

    sha256: str


class Fresh(NamedTuple):
    """A file that was read, as an entry, with the layouts that it speaks of by name."""

    sha256: str
    body: bytes
    layouts: tuple[tuple[str, str], ...]


Found = Taken | Known | Fresh
"""What a worker says of a file; a `Taken` is not to be kept."""


def nothing_known(name: str, sha256: str) -> bool:  # noqa: ARG001
    """No content is kept."""
    return False


def take_unknown(
    files: Sequence[InputFile], settings: Settings, knows: Callable[[str, str], bool]
) -> list[Found]:
    """What each file gave; content that is kept under the file's name is named, and not read."""
    results: dict[int, Found] = {}
    places: list[int] = []

    def others() -> Iterator[Reading]:
        for place, file in enumerate(files):
            known = partial(knows, file.name)
            reading = read_workbook(file.path, file.name, file.passwords, quickly=True, known=known)
            if reading.sha256 and known(reading.sha256):
                results[place] = Known(reading.sha256)
            else:
                places.append(place)
                yield reading

    taken = take_readings(others(), settings)
    results.update(zip(places, map(_entry, taken), strict=True))
    return [results[place] for place in range(len(files))]


def _entry(taken: Taken) -> Taken | Fresh:
    """A file as an entry, or as it is if the next run must look at it again."""
    if not taken.sha256 or any(_lost(one.rule) for one in taken.problems):
        return taken
    met: dict[str, str] = {}

    def named(layout: Layout) -> str:
        name, text = _named(layout)
        met[name] = text
        return name

    try:
        return Fresh(taken.sha256, encode(taken, named), tuple(met.items()))
    except Unkept:
        return taken


def _lost(rule: str) -> bool:
    return rule.startswith("file.") and rule not in _OF_CONTENT


_names: dict[int, tuple[Layout, tuple[str, str]]] = {}
"""Layouts that this process has met, by id, which stays theirs as they are kept with it."""


def _named(layout: Layout) -> tuple[str, str]:
    if id(layout) not in _names:
        _names[id(layout)] = layout, encode_layout(layout)
    return _names[id(layout)][1]
