"""What all files of a run gave, in their order; figures are unpacked while somebody looks."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

from hcstats.checks import merged_counts
from hcstats.columns import columns
from hcstats.counted import label_of
from hcstats.model import (
    NO_NUMBERS,
    Figure,
    FigureRow,
    Layout,
    Lazily,
    NumberCounts,
    Problem,
    RuleCounts,
    Submission,
    as_it_is,
    shared,
)
from hcstats.packed.block import Block, Sent
from hcstats.packed.codec import Told, decode_layout
from hcstats.packed.inputs import DIGEST, Inputs
from hcstats.packed.parcel import Parcel
from hcstats.readers.input_files import InputFile, name_in
from hcstats.submissions import Taken
from hcstats.sums import Sums
from hcstats.units import Register

NOT_HERE = -1
"""The number of a file of a block that is not in the run."""
_OPEN = 4
"""Blocks of which what is told is at hand at once."""
_Sent = tuple[Submission, bool]
"""A submission, and whether its unit is known."""


class _Placed(NamedTuple):
    """A block, and the number in the run of each of its files."""

    block: Block
    numbers: array[int]


class Haul:
    """What the files of a run gave: put in as it comes, then looked at in the files' order."""

    def __init__(self, files: Sequence[InputFile], register: Register) -> None:
        self._files, self._register = files, register
        self.layouts: dict[str, Layout] = {}
        """By the names that blocks have for them."""
        self.sums = Sums()
        """Of the submissions of known units, by form, period and group."""
        self.exports: list[int] = []
        """The numbers of the files that are exports of earlier runs."""
        self._others: dict[int, Taken] = {}
        self._digests = bytearray(DIGEST * len(files))
        self._sent: list[tuple[Submission, ...]] = [()] * len(files)
        self._unresolved: set[int] = set()
        self._gone: set[int] = set()
        self._blocks: list[_Placed] = []
        self._counts: list[Mapping[str, RuleCounts]] = []
        self._numbers = NO_NUMBERS

    @classmethod
    def of(cls, files: Sequence[InputFile], register: Register, taken: Iterable[Taken]) -> Haul:
        """What was taken of the files, in their order, as it is."""
        haul = cls(files, register)
        for number, one in enumerate(taken):
            haul.take(number, one)
        return haul

    def add(self, numbers: Sequence[int], parcel: Parcel) -> None:
        """What the files of some numbers gave, but for those whose content was known."""
        self.learn(dict(parcel.layouts))
        for number, digest in zip(numbers, parcel.digests, strict=True):
            self.note(number, digest)
        if parcel.places:
            own = array("l", [numbers[place] for place in parcel.places])
            self.put(Block(parcel.block, self.layouts), own)
        for place, taken in parcel.others.items():
            self.take(numbers[place], taken)

    def learn(self, layouts: Mapping[str, str]) -> None:
        """Layouts as texts by name; raises Unkept for what are none."""
        for name, text in layouts.items():
            if name not in self.layouts:
                self.layouts[name] = shared(decode_layout(name, text))

    def note(self, number: int, sha256: str) -> None:
        """The hash of a file; empty if it could not be read."""
        at = number * DIGEST
        self._digests[at : at + DIGEST] = bytes.fromhex(sha256) or bytes(DIGEST)

    def take(self, number: int, taken: Taken) -> None:
        """A file that has no packed form."""
        self.note(number, taken.sha256)
        self._others[number] = taken
        self._hold(number, list(zip(taken.submissions, taken.resolved, strict=True)))
        if taken.export:
            self.exports.append(number)

    def put(self, block: Block, numbers: array[int]) -> None:
        """A block, with the number in the run of each of its files."""
        if NOT_HERE not in numbers:
            self.sums.include(block.sums)
            self._counts.append(block.by_rule)
            self._numbers += block.numbers
        # Their sums are needed no more.
        block.sums, block.by_rule = Sums(), {}
        self._blocks.append(_Placed(block, numbers))

    def settle(self) -> None:
        """Everything is in: only now the submissions are looked at, one by one."""
        for block, numbers in self._blocks:
            block.names = [name_in(self._files, one) if one >= 0 else "" for one in numbers]
            sent = [
                _sent(name, block, own) for name, own in zip(block.names, block.open(), strict=True)
            ]
            for number, own in zip(numbers, sent, strict=True):
                if number >= 0:
                    self._hold(number, own)
            if NOT_HERE in numbers:
                for number, own, one in zip(numbers, sent, block.told(), strict=True):
                    if number >= 0:
                        self._count(own, one)

    def _hold(self, number: int, sent: Sequence[_Sent]) -> None:
        self._sent[number] = tuple(one for one, _ in sent)
        self._unresolved.update(id(one) for one, resolved in sent if not resolved)

    def _count(self, sent: Sequence[_Sent], told: Told | Taken) -> None:
        """Add up one file by itself."""
        self._counts.append(told.by_rule)
        self._numbers += told.numbers
        for one, resolved in sent:
            if resolved:
                self.sums.count(label_of(one, self._register), [columns(one.figures)])

    def close(self, left_out: Iterable[int] = ()) -> None:
        """The files of some numbers, which are exports, are left out; the sums are whole then."""
        for number in left_out:
            del self._others[number]
            self._sent[number] = ()
            self._gone.add(number)
        for one in self._others.values():
            self._count(list(zip(one.submissions, one.resolved, strict=True)), one)

    @property
    def genuine(self) -> bool:
        """Whether there are submissions that stand in no export."""
        exports = set(self.exports)
        return any(own and number not in exports for number, own in enumerate(self._sent))

    @property
    def submissions(self) -> list[Submission]:
        """Those of units that are known, in the order of the files."""
        every = chain.from_iterable(self._sent)
        if not self._unresolved:
            return list(every)
        return [one for one in every if id(one) not in self._unresolved]

    @property
    def figures(self) -> Sequence[Figure]:
        """Every figure of every file."""
        return Lazily((one.figures for one in chain.from_iterable(self._sent)), as_it_is)

    @property
    def problems(self) -> Iterator[Problem]:
        """What is said of each file, those last that have no packed form."""
        opened = lru_cache(maxsize=_OPEN)(lambda number: self._blocks[number].block.told())
        places = {
            number: (block, place)
            for block, one in enumerate(self._blocks)
            for place, number in enumerate(one.numbers)
            if number != NOT_HERE
        }
        for number in sorted(places):
            block, place = places[number]
            yield from opened(block)[place].problems
        for one in self._others.values():
            yield from one.problems

    @property
    def by_rule(self) -> dict[str, RuleCounts]:
        """How the rules came out on all files."""
        return merged_counts(self._counts)

    @property
    def numbers(self) -> NumberCounts:
        """What became of all cells with numbers."""
        return self._numbers

    @property
    def inputs(self) -> Sequence[tuple[str, str]]:
        """Name and sha256 of each file."""
        return Inputs(self._files, self._digests, self._gone)

    @property
    def editions(self) -> tuple[str, ...]:
        """The forms that submissions are on."""
        return tuple(sorted({one.form for one in chain.from_iterable(self._sent)}))

    @property
    def whole(self) -> Mapping[int, Taken]:
        """The files that have no packed form, by their numbers."""
        return self._others


def _sent(name: str, block: Block, sent: Sequence[Sent]) -> list[_Sent]:
    """The submissions of one file of a block."""
    return [
        (
            Submission(
                name,
                one.form,
                one.period,
                one.unit_code,
                one.unit,
                FigureRow.stored(block, one.place),
                one.covers,
                one.rivals,
            ),
            one.resolved,
        )
        for one in sent
    ]


def hauled(parcels: Iterable[Parcel], files: Sequence[InputFile], register: Register) -> Haul:
    """What a run's parcels give, which come in the order of the files."""
    haul, start = Haul(files, register), 0
    for parcel in parcels:
        numbers = range(start, start + len(parcel.digests))
        haul.add(numbers, parcel)
        start = numbers.stop
    haul.settle()
    return haul
