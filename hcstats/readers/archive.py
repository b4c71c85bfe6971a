"""The directory of a zip archive, read by itself: what is inside, before anything is unpacked."""

from __future__ import annotations

import io
import stat
import struct
import zipfile
import zlib
from collections.abc import Sequence
from typing import NamedTuple

_END = struct.Struct("<4s4H2LH")
_ENTRY = struct.Struct("<4s4B4HL2L5H2L")
_LOCAL = struct.Struct("<4s5H3L2H")
_COMMENT = 65536
_FULL = 0xFFFFFFFF
_UNIX = 3
STORED, DEFLATED = 0, 8


class Entry(NamedTuple):
    """One entry of an archive, as the directory at its end declares it."""

    name: str
    packed: int
    size: int
    method: int
    encrypted: bool
    link: bool
    offset: int
    """Where its own header begins."""


def directory(data: bytes) -> list[Entry]:
    """The entries of an archive in their order.

    Raises zipfile.BadZipFile if the directory is damaged.
    """
    at = data.rfind(b"PK\5\6", max(0, len(data) - _COMMENT - _END.size))
    if at < 0 or at + _END.size > len(data):
        raise zipfile.BadZipFile("no directory")
    _, _, _, _, count, length, start, _ = _END.unpack_from(data, at)
    if count == 0xFFFF or _FULL in (length, start):
        return _by_library(data)
    shift = at - length - start  # junk before the archive
    if shift < 0:
        raise zipfile.BadZipFile("the directory lies elsewhere")
    return list(_entries(data, at - length, at, shift))


def _entries(data: bytes, at: int, end: int, shift: int) -> Sequence[Entry]:
    found: list[Entry] = []
    while at < end:
        if at + _ENTRY.size > end:
            raise zipfile.BadZipFile("the directory is cut off")
        fields = _ENTRY.unpack_from(data, at)
        (mark, _, system, _, _, flags, method, _, _, _, packed, size) = fields[:12]
        (name_length, extra, comment, _, _, attributes, offset) = fields[12:]
        if mark != b"PK\1\2":
            raise zipfile.BadZipFile("the directory is damaged")
        if _FULL in (packed, size, offset):
            return _by_library(data)
        at += _ENTRY.size
        raw = data[at : at + name_length]
        name = raw.decode("utf-8" if flags & 0x800 else "cp437", "replace")
        link = system == _UNIX and stat.S_ISLNK(attributes >> 16)
        found.append(Entry(name, packed, size, method, bool(flags & 1), link, offset + shift))
        at += name_length + extra + comment
    return found


def _by_library(data: bytes) -> list[Entry]:
    """The same for archives with fields of 64 bits, which no office program needs."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return [
            Entry(
                info.filename,
                info.compress_size,
                info.file_size,
                info.compress_type,
                bool(info.flag_bits & 1),
                info.create_system == _UNIX and stat.S_ISLNK(info.external_attr >> 16),
                info.header_offset,
            )
            for info in archive.infolist()
        ]


def packed_bytes(data: bytes, entry: Entry) -> memoryview:
    """The packed bytes of an entry; none if its own header is not where it should be."""
    if entry.offset + _LOCAL.size > len(data):
        return memoryview(b"")
    fields = _LOCAL.unpack_from(data, entry.offset)
    if fields[0] != b"PK\3\4":
        return memoryview(b"")
    start = entry.offset + _LOCAL.size + fields[-2] + fields[-1]
    return memoryview(data)[start : start + entry.packed]


def head_of(data: bytes, entry: Entry, length: int) -> bytes:
    """The first bytes of an entry, unpacked; empty if they cannot be."""
    packed = packed_bytes(data, entry)
    if entry.method == STORED:
        return bytes(packed[:length])
    try:
        return zlib.decompressobj(-15).decompress(packed, length)
    except zlib.error:
        return b""


def real_size(data: bytes, entry: Entry, limit: int) -> int:
    """How many bytes an entry truly unpacks to, counted up to a little over `limit`."""
    packed: bytes | memoryview = packed_bytes(data, entry)
    if entry.method == STORED:
        return len(packed)
    unpacker, size = zlib.decompressobj(-15), 0
    try:
        while packed and size <= limit and not unpacker.eof:
            size += len(unpacker.decompress(packed, 1 << 20))
            packed = unpacker.unconsumed_tail
    except zlib.error:
        pass  # damaged: the reader says so
    return size


def count_in(data: bytes, entry: Entry, signs: Sequence[bytes]) -> int:
    """How often some signs stand in an entry, unpacked a piece at a time."""
    packed: bytes | memoryview = packed_bytes(data, entry)
    if entry.method == STORED:
        return sum(map(bytes(packed).count, signs))
    unpacker, found, tail = zlib.decompressobj(-15), 0, b""
    longest = max(map(len, signs)) - 1
    try:
        while packed and not unpacker.eof:
            piece = tail + unpacker.decompress(packed, 1 << 20)
            packed = unpacker.unconsumed_tail
            # A sign on the border is whole in the next piece; none is counted twice.
            tail = piece[-longest:]
            found += sum(piece.count(one) - tail.count(one) for one in signs)
    except zlib.error:
        pass  # damaged: the reader says so
    return found + sum(map(tail.count, signs))
