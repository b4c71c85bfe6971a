"""What a batch of files gave as one run of bytes: little of it is looked at more than once.

A block is the sums over all its submissions, their heads (what decides whether one counts), what
is told of each file, and the figures, each submission's by itself.
"""

from __future__ import annotations

import json
import struct
import zlib
from array import array
from collections.abc import Callable, Mapping, Sequence
from itertools import accumulate, pairwise
from sys import intern
from typing import Any, NamedTuple

from hcstats.checks import merged_counts
from hcstats.checks.twins import likeness_of
from hcstats.columns import Columns, columns
from hcstats.counted import label_of
from hcstats.coverage import is_zero
from hcstats.model import (
    NO_NUMBERS,
    Content,
    Gist,
    HcstatsError,
    Layout,
    NumberCounts,
    RuleCounts,
    Submission,
    say,
)
from hcstats.packed.codec import (
    ERRORS,
    Told,
    counts_of,
    counts_text,
    decode_row,
    decode_told,
    encode_row,
    encode_told,
    inflated,
)
from hcstats.packed.summing import sums_as_json, sums_of_json
from hcstats.packed.values import Unkept
from hcstats.submissions import Taken
from hcstats.sums import Label, Sums
from hcstats.units import Register

_PARTS = struct.Struct("<III")
"""Bytes of sums, heads, and what is told; figures are the rest."""
_LEVEL = 1


class Packer:
    """Puts what files gave together to a block; `named` gives each layout its name."""

    def __init__(self, register: Register, named: Callable[[Layout], str]) -> None:
        self._register, self._named = register, named
        self._layouts: dict[str, int] = {}
        self._keys: dict[tuple[str, ...], int] = {}
        self._heads: list[list[Any]] = []
        self._told: list[Any] = []
        self._records: list[bytes] = []
        self._columns: dict[Label, list[Columns]] = {}
        self._by_rule: list[Mapping[str, RuleCounts]] = []
        self._numbers = NO_NUMBERS

    def add(self, taken: Taken) -> None:
        """One more file; raises Unkept, and adds nothing, if it could not be had back exactly."""
        told = encode_told(taken)
        records = [encode_row(one, taken.name, self._number) for one in taken.submissions]
        heads = []
        for one, resolved, record in zip(taken.submissions, taken.resolved, records, strict=True):
            own = columns(one.figures)
            heads.append(_head(one, own, len(record), resolved=resolved))
            if resolved:
                label = label_of(one, self._register)
                self._columns.setdefault(label, []).append(own)
        self._heads.append(heads)
        self._told.append(told)
        self._records += records
        self._by_rule.append(taken.by_rule)
        self._numbers += taken.numbers

    def _number(self, layout: Layout) -> int:
        number = self._layouts.setdefault(self._named(layout), len(self._layouts))
        self._keys.setdefault(layout.keys, number)
        return number

    def packed(self) -> bytes:
        """The block; raises Unkept if it could not be had back exactly."""
        sums = Sums()
        for label, own in self._columns.items():
            sums.count(label, own)
        numbers = self._numbers
        summed = [
            list(self._layouts),
            sums_as_json(sums, self._keys),
            counts_text(merged_counts(self._by_rule)),
            [numbers.claimed, numbers.declared, numbers.unclaimed],
        ]
        try:
            parts = [
                zlib.compress(json.dumps(part, separators=(",", ":")).encode("ascii"), _LEVEL)
                for part in (summed, self._heads, self._told)
            ]
        except ValueError as error:
            raise Unkept from error
        return b"".join((_PARTS.pack(*map(len, parts)), *parts, *self._records))


def _head(one: Submission, own: Columns, length: int, *, resolved: bool) -> list[Any]:
    zero = not any(own.values) and is_zero(one)
    sheet, cell = (own.sheets[0], own.cells[0]) if own.keys else ("", "")
    alike = likeness_of(own.keys, own.values) or 0
    head = [one.form, one.period, one.unit_code, one.unit, one.covers_subordinates, one.rivals]
    return [*head, resolved, sheet, cell, zero, alike, len(own.keys), length]


def tampered(name: str) -> HcstatsError:
    """What to say where a block that seemed whole is not: somebody made it so."""
    return HcstatsError(
        say(
            "What was kept of '{file}' has been tampered with; remove it: hcstats cache --clear.",
            file=name,
        )
    )


class Sent(NamedTuple):
    """A submission of a block, without its file's name: that is known to whoever asks."""

    form: str
    period: str
    unit_code: str
    unit: str
    covers: bool
    rivals: str
    resolved: bool
    place: int
    """Among all submissions of the block."""


class Block:
    """A block that is open; raises Unkept for bytes that are none."""

    def __init__(self, body: bytes, layouts: Mapping[str, Layout]) -> None:
        try:
            ends = list(accumulate((_PARTS.size, *_PARTS.unpack_from(body))))
            summed, self._heads, self._told, self._records = (
                body[start:end] for start, end in pairwise((*ends, len(body)))
            )
            own, sums, by_rule, numbers = json.loads(inflated(summed))
            self._layouts = tuple([layouts[name] for name in own])
            self.sums = sums_of_json(sums, self._layouts)
            self.by_rule = counts_of(by_rule)
            self.numbers = NumberCounts(*numbers)
        except (struct.error, *ERRORS) as error:
            raise Unkept from error
        self.names: Sequence[str] = ()
        """Of its files, in this run; empty for one that is not in it."""

    def open(self) -> list[list[Sent]]:
        """The submissions of each file; the rest of their heads is kept in columns."""
        try:
            return self._opened(json.loads(inflated(self._heads)))
        except ERRORS as error:
            raise Unkept from error

    def _opened(self, heads: list[list[list[Any]]]) -> list[list[Sent]]:
        self._ends, self._counts, self._likeness = array("I"), array("I"), array("q")
        self._firsts: list[tuple[str, str]] = []
        self._zero, self._file = bytearray(), array("H")
        met: dict[tuple[str, str], tuple[str, str]] = {}
        found: list[list[Sent]] = []
        end = 0
        for number, file in enumerate(heads):
            found.append([])
            for form, period, *about, resolved, sheet, cell, zero, alike, count, length in file:
                code, unit, covers, rivals = about
                owner = intern(form), intern(period), code, unit
                found[-1].append(Sent(*owner, covers, rivals, resolved, len(self._ends)))
                end += length
                first = (sheet, cell)
                self._firsts.append(met.setdefault(first, first))
                self._ends.append(end)
                self._zero.append(zero)
                self._likeness.append(alike)
                self._counts.append(count)
                self._file.append(number)
        if end != len(self._records):
            raise Unkept
        return found

    def check(self, files: int) -> None:
        """Raise Unkept unless the block is of so many files, and all but figures can be opened."""
        self.names = [""] * files
        if not len(self.open()) == len(self.told()) == files:
            raise Unkept

    def content(self, place: int) -> Content:
        """The figures of a submission."""
        start = self._ends[place - 1] if place else 0
        record = self._records[start : self._ends[place]]
        number = self._file[place]
        try:
            return decode_row(record, self.names[number], self._layouts)
        except Unkept as error:
            raise tampered(self.names[number]) from error

    def gist(self, place: int) -> Gist:
        """What is known of the figures of a submission as they are."""
        sheet, cell = self._firsts[place]
        zero, alike = bool(self._zero[place]), self._likeness[place]
        return Gist(self._counts[place], sheet, cell, zero, alike or None)

    def told(self) -> list[Told]:
        """What is said of each file."""
        try:
            several = json.loads(inflated(self._told))
            return [decode_told(*one) for one in zip(several, self.names, strict=True)]
        except ERRORS as error:
            raise Unkept from error
