"""Files taken with the help of what earlier runs have kept of the same content."""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Protocol

from hcstats.cache.context import context_of
from hcstats.cache.folder import add_pack, of_context, packs_in, prune, remove, touch
from hcstats.cache.packs import Keys, Pack, open_pack
from hcstats.cache.step import nothing_known, take_unknown
from hcstats.packed import NOT_HERE, Block, Haul, Parcel, Unkept, hauled, take_parcel
from hcstats.readers.input_files import InputFile
from hcstats.submissions import Settings

_MANY = 8
"""Packs of one context that a run which writes puts together."""
_AT_ONCE = 8 * 1024 * 1024
"""Bytes of new entries after which they are written, so that a long run does not hold them."""
_TOGETHER = 128 * 1024 * 1024
"""Bytes up to which packs are put together; each entry is then copied."""


class Mapped(Protocol):
    """`map_batches` with all that it needs but the step, the files and whoever hears of them."""

    def __call__(
        self,
        step: Callable[[Sequence[InputFile]], Parcel],
        files: Sequence[InputFile],
        *,
        done: Callable[[int], None] | None = None,
    ) -> Iterator[Parcel]:
        """What the step makes of some files after the others, in their order."""


def take_kept(
    mapped: Mapped,
    files: Sequence[InputFile],
    settings: Settings,
    folder: Path,
    done: Callable[[int], None] | None = None,
) -> Haul:
    """What the files give: the same as without a folder, only sooner."""
    context = context_of(settings)
    if not context:
        step = partial(take_parcel, settings=settings)
        return hauled(mapped(step, files, done=done), files, settings.register)
    kept = Kept(folder, context)
    haul = Haul(files, settings.register)
    step = partial(take_unknown, settings=settings, knows=kept.knows)
    numbers: Sequence[int] = range(0)
    for parcel in mapped(step, files, done=done):
        start = numbers[-1] + 1 if numbers else 0
        numbers = range(start, start + len(parcel.digests))
        kept.keep([files[one].name for one in numbers], parcel)
        haul.add(numbers, parcel)
        kept.find(files, numbers, parcel)
    damaged = kept.put_into(haul)
    step = partial(take_unknown, settings=settings, knows=nothing_known)
    for parcel in mapped(step, [files[one] for one in damaged]) if damaged else ():
        numbers, damaged = damaged[: len(parcel.digests)], damaged[len(parcel.digests) :]
        kept.keep([files[one].name for one in numbers], parcel)
        haul.add(numbers, parcel)
    kept.save()
    haul.settle()
    return haul


class Kept:
    """The entries of one context in a folder, and those that a run adds."""

    def __init__(self, folder: Path, context: str) -> None:
        self._folder, self._context = folder, context
        found = of_context(context, packs_in(folder))
        opened = [open_pack(one.path) for one in found]
        self._packs: list[Pack] = [one for one in opened if one is not None]
        self._used: set[Path] = set()
        self._wanted: dict[tuple[int, int], array[int]] = {}
        self._new: list[tuple[Keys, bytes]] = []
        self._new_layouts: dict[str, str] = {}
        self._size = 0
        self._writes = True

    def __reduce__(self) -> tuple[object, ...]:
        return Kept, (self._folder, self._context)

    def knows(self, name: str, sha256: str) -> bool:
        """Whether there is an entry for a content under a name."""
        key = _key(name, sha256)
        return any(key in one for one in self._packs)

    def find(self, files: Sequence[InputFile], numbers: Sequence[int], parcel: Parcel) -> None:
        """Note where the files of a parcel that were known are."""
        read = {*parcel.places, *parcel.others}
        for place, (number, digest) in enumerate(zip(numbers, parcel.digests, strict=True)):
            if place not in read:
                self._want(_key(files[number].name, digest), number)

    def _want(self, key: bytes, number: int) -> bool:
        """Note where the entry of a file is; False if it is nowhere."""
        for pack, one in enumerate(self._packs):
            found = one.find(key)
            if found is not None:
                block, place = found
                nowhere = array("l", [NOT_HERE]) * len(one.keys(block))
                self._wanted.setdefault((pack, block), nowhere)[place] = number
                return True
        return False

    def put_into(self, haul: Haul) -> list[int]:
        """Give a haul the blocks that are wanted; the files whose block is damaged."""
        damaged: list[int] = []
        while self._wanted:
            (number, block), files = self._wanted.popitem()
            pack = self._packs[number]
            try:
                self._put(haul, pack, block, files)
            except Unkept:
                pack.forget(block)
                damaged += [
                    file
                    for key, file in zip(pack.keys(block), files, strict=True)
                    if file != NOT_HERE and not self._want(key, file)
                ]
        return sorted(damaged)

    def _put(self, haul: Haul, pack: Pack, number: int, numbers: array[int]) -> None:
        body = pack.block(number)
        if body is None:
            raise Unkept
        if pack.path not in self._used:
            haul.learn(pack.layouts)
            self._used.add(pack.path)
        found = Block(body, haul.layouts)
        found.check(len(numbers))
        haul.put(found, numbers)

    def keep(self, names: Sequence[str], parcel: Parcel) -> None:
        """Keep what a parcel has in its block; `names` are those of its files."""
        if not parcel.places:
            return
        keys = tuple(_key(names[place], parcel.digests[place]) for place in parcel.places)
        self._new.append((keys, parcel.block))
        self._new_layouts.update(parcel.layouts)
        self._size += len(parcel.block)
        if self._size > _AT_ONCE:
            self._write(())

    def save(self) -> None:
        """Keep what is new, and the folder within its bounds.

        A folder that takes nothing is no fault: the next run reads these files again.
        """
        if self._new:
            self._write(self._scattered())
        for pack in self._packs:
            pack.close()
        touch(self._used)
        if self._writes:
            prune(self._folder, self._used)

    def _scattered(self) -> Sequence[Pack]:
        """Packs to be put together, the smallest first: each run with new files has added one."""
        if len(self._packs) < _MANY:
            return ()
        room, found = _TOGETHER, []
        for pack in sorted(self._packs, key=lambda one: one.size):
            room -= pack.size
            if room > 0:
                found.append(pack)
        return found

    def _write(self, others: Sequence[Pack]) -> None:
        """A pack of what is new and of all that other packs hold, in whose place it stands."""
        layouts = self._new_layouts.copy()
        for pack in others:
            layouts.update(pack.layouts)
        try:
            path = add_pack(self._folder, self._context, _blocks(self._new, others), layouts)
        except OSError:
            self._writes = False
        else:
            self._used.add(path)
            for pack in others:
                pack.close()
                remove(pack.path)
                self._used.discard(pack.path)
        self._new.clear()
        self._size = 0


def _blocks(
    new: Sequence[tuple[Keys, bytes]], others: Sequence[Pack]
) -> Iterator[tuple[Keys, bytes]]:
    """New blocks and those of other packs, without damaged ones, and without any known of old."""
    yield from new
    done = {key for keys, _ in new for key in keys}
    for pack in others:
        for number in range(len(pack)):
            keys = pack.keys(number)
            block = None if done.issuperset(keys) else pack.block(number)
            if block is not None:
                done.update(keys)
                yield keys, block


def _key(name: str, sha256: str) -> bytes:
    return hashlib.sha256(f"{sha256} {name}".encode("utf-8", "surrogatepass")).digest()
