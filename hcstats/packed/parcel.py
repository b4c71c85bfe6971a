"""What a worker gives of a batch of files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from hcstats.model import Layout
from hcstats.packed.block import Packer
from hcstats.packed.codec import encode_layout
from hcstats.packed.values import Unkept
from hcstats.readers.input_files import InputFile
from hcstats.submissions import Settings, Taken, take_batch
from hcstats.units import Register


class Parcel(NamedTuple):
    """Some files in a row: most in a block, the few that have no packed form as they are.

    A file that is in neither place is one of which the content was known.
    """

    digests: tuple[str, ...]
    """The sha256 of each file, empty for one that could not be read."""
    places: tuple[int, ...]
    """Which of the files are in the block, in its order."""
    block: bytes
    layouts: tuple[tuple[str, str], ...]
    """The layouts that the block speaks of by name, as texts."""
    others: Mapping[int, Taken]


def take_parcel(files: Sequence[InputFile], settings: Settings) -> Parcel:
    """What the submissions of several files give."""
    taken = take_batch(files, settings)
    return parcel_of([one.sha256 for one in taken], dict(enumerate(taken)), settings.register)


def parcel_of(digests: Iterable[str], taken: Mapping[int, Taken], register: Register) -> Parcel:
    """What was taken of some files, by their places."""
    met: dict[str, str] = {}

    def named(layout: Layout) -> str:
        name, text = _named(layout)
        met[name] = text
        return name

    packer = Packer(register, named)
    places: list[int] = []
    others: dict[int, Taken] = {}
    for place, one in taken.items():
        try:
            _fit(one)
            packer.add(one)
            places.append(place)
        except Unkept:
            others[place] = one
    try:
        block = packer.packed()
    except Unkept:
        places, block, others = [], b"", dict(taken)
    return Parcel(tuple(digests), tuple(places), block, tuple(met.items()), others)


_OF_CONTENT = frozenset({"file.kind", "file.foreign", "file.disguised"})
"""Problems of files that say what their content is, and would say so again."""


def _fit(taken: Taken) -> None:
    """Raise Unkept for exports, and for a file that the next run must look at again."""
    if taken.export or not taken.sha256 or any(_lost(one.rule) for one in taken.problems):
        raise Unkept


def _lost(rule: str) -> bool:
    return rule.startswith("file.") and rule not in _OF_CONTENT


_names: dict[int, tuple[Layout, tuple[str, str]]] = {}
"""Layouts that this process has met, by id, which stays theirs as they are kept with it."""


def _named(layout: Layout) -> tuple[str, str]:
    if id(layout) not in _names:
        _names[id(layout)] = layout, encode_layout(layout)
    return _names[id(layout)][1]
