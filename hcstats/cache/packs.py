"""Packs: files of blocks of many entries, written once and never changed.

A pack is its head, the blocks, the index (place, length and checksum of each block, and the keys
of its entries), and the layouts that the blocks share. The head holds the whole length and a hash
of index and layouts. So what is damaged, cut off or not ours is noticed before anything is
believed. Blocks are read with plain calls: a map of the file would end the process when somebody
cuts it off.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import struct
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import BinaryIO, NamedTuple

_MAGIC = b"hcstats-pack-2\r\n"
_HEAD = struct.Struct("<16sQIIIQ32s")
_BLOCK = struct.Struct("<QII16s")
_KEY = 32
"""Bytes of a key."""
Keys = tuple[bytes, ...]


class _Head(NamedTuple):
    magic: bytes
    index_at: int
    """Where the index begins."""
    blocks: int
    entries: int
    layouts: int
    """Bytes of the layouts, which stand behind the index."""
    length: int
    digest: bytes


class _Block(NamedTuple):
    """A block by the index."""

    at: int
    length: int
    check: bytes
    keys: Keys


class Pack:
    """An open pack: its blocks by number, with keys and bytes, and the layouts they speak of."""

    def __init__(self, path: Path, file: BinaryIO, head: _Head, tail: bytes) -> None:
        self.path = path
        self.size = head.length
        self._file = file
        self._blocks, end = _blocks(tail, head.blocks)
        self._places = {
            key: (number, place)
            for number, one in reversed(list(enumerate(self._blocks)))
            for place, key in enumerate(one.keys)
        }
        self.layouts = _layouts(tail[end:])

    def __contains__(self, key: bytes) -> bool:
        return key in self._places

    def __len__(self) -> int:
        return len(self._blocks)

    def find(self, key: bytes) -> tuple[int, int] | None:
        """The number of the block that has an entry, and its place there."""
        return self._places.get(key)

    def keys(self, number: int) -> Keys:
        """The keys of the entries of a block."""
        return self._blocks[number].keys

    def block(self, number: int) -> bytes | None:
        """A block, or None if it is damaged."""
        at, length, check, keys = self._blocks[number]
        try:
            self._file.seek(at)
            block = _read(self._file, length)
        except OSError:
            return None
        return block if len(block) == length and _check(keys, block) == check else None

    def forget(self, number: int) -> None:
        """Find no entry any more in a block, which is damaged."""
        for key in self.keys(number):
            if self._places.get(key, (-1, 0))[0] == number:
                del self._places[key]

    def close(self) -> None:
        """Let go of the file."""
        with contextlib.suppress(OSError):
            self._file.close()


def _blocks(tail: bytes, count: int) -> tuple[list[_Block], int]:
    """The blocks by the index, and where it ends."""
    found: list[_Block] = []
    end = 0
    for _ in range(count):
        at, length, entries, check = _BLOCK.unpack_from(tail, end)
        first, end = end + _BLOCK.size, end + _BLOCK.size + entries * _KEY
        keys = tuple(tail[one : one + _KEY] for one in range(first, end, _KEY))
        found.append(_Block(at, length, check, keys))
    return found, end


def _layouts(data: bytes) -> dict[str, str]:
    found = json.loads(data)
    if not isinstance(found, dict) or not all(isinstance(one, str) for one in found.values()):
        raise ValueError
    return found


def open_pack(path: Path) -> Pack | None:
    """A pack, or None if it is damaged, cut off, foreign, gone or not to be read."""
    try:
        file = path.open("rb", buffering=0)
    except OSError:
        return None
    try:
        head = _head_of(file, path)
        if head is not None:
            file.seek(head.index_at)
            tail = _read(file, head.length - head.index_at)
            if _digest(head, tail) == head.digest:
                return Pack(path, file, head, tail)
    except (OSError, ValueError, struct.error, MemoryError):
        pass
    file.close()
    return None


def count_of(path: Path) -> int | None:
    """How many entries a pack has by its head, or None if it is no pack."""
    try:
        with path.open("rb", buffering=0) as file:
            head = _head_of(file, path)
    except OSError:
        return None
    return head.entries if head is not None else None


def _head_of(file: BinaryIO, path: Path) -> _Head | None:
    data = file.read(_HEAD.size)
    if len(data) != _HEAD.size or not data.startswith(_MAGIC):
        return None
    head = _Head(*_HEAD.unpack(data))
    index = head.blocks * _BLOCK.size + head.entries * _KEY
    whole = head.index_at + index + head.layouts == head.length
    return head if whole and head.length == path.stat().st_size else None


def _read(file: BinaryIO, length: int) -> bytes:
    """That many bytes, which one call need not give, or fewer where the file ends."""
    pieces: list[bytes] = []
    while length > 0 and (piece := file.read(length)):
        pieces.append(piece)
        length -= len(piece)
    return b"".join(pieces)


def write_pack(path: Path, blocks: Iterable[tuple[Keys, bytes]], layouts: Mapping[str, str]) -> int:
    """Write blocks with the keys of their entries to a new file, down to the disk; how many."""
    index = bytearray()
    count, entries, at = 0, 0, _HEAD.size
    shared = json.dumps(layouts).encode("ascii")
    with path.open("xb") as file:
        file.write(bytes(_HEAD.size))
        for keys, block in blocks:
            index += _BLOCK.pack(at, len(block), len(keys), _check(keys, block))
            index += b"".join(keys)
            file.write(block)
            count, entries, at = count + 1, entries + len(keys), at + len(block)
        length = at + len(index) + len(shared)
        head = _Head(_MAGIC, at, count, entries, len(shared), length, b"")
        tail = bytes(index) + shared
        file.write(tail)
        file.seek(0)
        file.write(_HEAD.pack(*head[:-1], _digest(head, tail)))
        file.flush()
        os.fsync(file.fileno())
    return count


def _check(keys: Keys, block: bytes) -> bytes:
    return hashlib.sha256(b"".join((*keys, block))).digest()[:16]


def _digest(head: _Head, tail: bytes) -> bytes:
    return hashlib.sha256(_HEAD.pack(*head[:-1], b"") + tail).digest()
