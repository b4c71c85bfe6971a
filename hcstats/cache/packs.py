"""Packs: files of many entries, written once and never changed.

A pack is its head, the entries' bodies, the index (key, place, length and checksum of each), and
the layouts that the bodies share. The head holds the whole length and a hash of index and layouts.
So what is damaged, cut off or not ours is noticed before anything is believed. Bodies are read
with plain calls: a map of the file would end the process when somebody cuts it off.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import struct
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import BinaryIO, NamedTuple

_MAGIC = b"hcstats-pack-1\r\n"
_HEAD = struct.Struct("<16sQIIQ32s")
_ENTRY = struct.Struct("<32sQI16s")


class _Head(NamedTuple):
    magic: bytes
    index_at: int
    """Where the index begins."""
    entries: int
    layouts: int
    """Bytes of the layouts, which stand behind the index."""
    length: int
    digest: bytes


class Pack:
    """An open pack: which keys it has, their bodies, and the layouts that these speak of."""

    def __init__(self, path: Path, file: BinaryIO, head: _Head, tail: bytes) -> None:
        self.path = path
        self.size = head.length
        self._file = file
        split = head.entries * _ENTRY.size
        self._entries = {
            key: (at, length, check) for key, at, length, check in _ENTRY.iter_unpack(tail[:split])
        }
        self.layouts = _layouts(tail[split:])

    def __contains__(self, key: bytes) -> bool:
        return key in self._entries

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._entries)

    def body(self, key: bytes) -> bytes | None:
        """The body of an entry, or None if it is damaged."""
        at, length, check = self._entries[key]
        try:
            self._file.seek(at)
            body = self._file.read(length)
        except OSError:
            return None
        return body if len(body) == length and _check(key, body) == check else None

    def close(self) -> None:
        """Let go of the file."""
        with contextlib.suppress(OSError):
            self._file.close()


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
    except (OSError, ValueError, MemoryError):
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
    whole = head.index_at + head.entries * _ENTRY.size + head.layouts == head.length
    return head if whole and head.length == path.stat().st_size else None


def _read(file: BinaryIO, length: int) -> bytes:
    """That many bytes, which one call need not give, or fewer where the file ends."""
    pieces: list[bytes] = []
    while length > 0 and (piece := file.read(length)):
        pieces.append(piece)
        length -= len(piece)
    return b"".join(pieces)


def write_pack(
    path: Path, entries: Iterable[tuple[bytes, bytes]], layouts: Mapping[str, str]
) -> int:
    """Write entries (key and body) to a new file, down to the disk; how many they were."""
    index = bytearray()
    count, at = 0, _HEAD.size
    shared = json.dumps(layouts).encode("ascii")
    with path.open("xb") as file:
        file.write(bytes(_HEAD.size))
        for key, body in entries:
            index += _ENTRY.pack(key, at, len(body), _check(key, body))
            file.write(body)
            count, at = count + 1, at + len(body)
        length = at + len(index) + len(shared)
        head = _Head(_MAGIC, at, count, len(shared), length, b"")
        tail = bytes(index) + shared
        file.write(tail)
        file.seek(0)
        file.write(_HEAD.pack(*head[:-1], _digest(head, tail)))
        file.flush()
        os.fsync(file.fileno())
    return count


def _check(key: bytes, body: bytes) -> bytes:
    return hashlib.sha256(key + body).digest()[:16]


def _digest(head: _Head, tail: bytes) -> bytes:
    return hashlib.sha256(_HEAD.pack(*head[:-1], b"") + tail).digest()
