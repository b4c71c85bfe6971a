"""Files taken with the help of what earlier runs have kept of the same content."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Protocol

from hcstats.cache.codec import decode, decode_layout
from hcstats.cache.context import context_of
from hcstats.cache.folder import add_pack, of_context, packs_in, prune, remove, touch
from hcstats.cache.packs import Pack, open_pack
from hcstats.cache.step import Fresh, Known, nothing_known, take_unknown
from hcstats.cache.values import Unkept
from hcstats.model import Layout, shared
from hcstats.readers.inputs import InputFile
from hcstats.submissions import Settings, Taken, take_batch

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
        step: Callable[[Sequence[InputFile]], Sequence[Any]],
        files: Sequence[InputFile],
        *,
        done: Callable[[int], None] | None = None,
    ) -> Iterator[Any]:
        """What the step makes of each file, in order."""


def take_kept(
    mapped: Mapped,
    files: Sequence[InputFile],
    settings: Settings,
    folder: Path,
    done: Callable[[int], None] | None = None,
) -> list[Taken]:
    """The submissions of the files, in order: the same as without a folder, only sooner."""
    context = context_of(settings)
    if not context:
        return list(mapped(partial(take_batch, settings=settings), files, done=done))
    kept = Kept(folder, context)
    found = mapped(partial(take_unknown, settings=settings, knows=kept.knows), files, done=done)
    taken: dict[int, Taken] = {}
    damaged: list[int] = []
    for place, (file, one) in enumerate(zip(files, found, strict=True)):
        own = kept.taken(file.name, one)
        if own is None:
            damaged.append(place)
        else:
            taken[place] = own
    anew = partial(take_unknown, settings=settings, knows=nothing_known)
    results = mapped(anew, [files[place] for place in damaged]) if damaged else ()
    for place, one in zip(damaged, results, strict=True):
        taken[place] = one if isinstance(one, Taken) else kept.fresh(files[place].name, one)
    kept.save()
    return [taken[place] for place in range(len(files))]


class Kept:
    """The entries of one context in a folder, and those that a run adds."""

    def __init__(self, folder: Path, context: str) -> None:
        self._folder, self._context = folder, context
        found = of_context(context, packs_in(folder))
        opened = [open_pack(one.path) for one in found]
        self._packs: list[Pack] = [one for one in opened if one is not None]
        self._used: set[Path] = set()
        self._layouts: dict[str, Layout] = {}
        self._new: dict[bytes, bytes] = {}
        self._new_layouts: dict[str, str] = {}
        self._size = 0
        self._writes = True

    def __reduce__(self) -> tuple[object, ...]:
        return Kept, (self._folder, self._context)

    def knows(self, name: str, sha256: str) -> bool:
        """Whether there is an entry for a content under a name."""
        key = _key(name, sha256)
        return any(key in one for one in self._packs)

    def taken(self, name: str, found: Taken | Known | Fresh) -> Taken | None:
        """What a file gave, or None if its entry is damaged."""
        if isinstance(found, Taken):
            return found
        if isinstance(found, Fresh):
            return self.fresh(name, found)
        key = _key(name, found.sha256)
        for pack in self._packs:
            body = pack.body(key) if key in pack else None
            if body is not None:
                with contextlib.suppress(Unkept):
                    self._learn(pack)
                    return decode(body, name, found.sha256, self._layouts)
        return None

    def fresh(self, name: str, found: Fresh) -> Taken:
        """What a file gave that was read; it will be kept."""
        self._enter(dict(found.layouts))
        taken = decode(found.body, name, found.sha256, self._layouts)
        self._new_layouts.update(found.layouts)
        self._new[_key(name, found.sha256)] = found.body
        self._size += len(found.body)
        if self._size > _AT_ONCE:
            self._write(())
        return taken

    def _learn(self, pack: Pack) -> None:
        if pack.path not in self._used:
            self._enter(pack.layouts)
            self._used.add(pack.path)

    def _enter(self, layouts: Mapping[str, str]) -> None:
        for name, text in layouts.items():
            if name not in self._layouts:
                self._layouts[name] = shared(decode_layout(name, text))

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
            path = add_pack(self._folder, self._context, _entries(self._new, others), layouts)
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


def _entries(new: Mapping[bytes, bytes], others: Sequence[Pack]) -> Iterator[tuple[bytes, bytes]]:
    """New entries and those of other packs, each once, without damaged ones."""
    yield from new.items()
    done = set(new)
    for pack in others:
        for key in pack:
            body = pack.body(key) if key not in done else None
            if body is not None:
                done.add(key)
                yield key, body


def _key(name: str, sha256: str) -> bytes:
    return hashlib.sha256(f"{sha256} {name}".encode("utf-8", "surrogatepass")).digest()
