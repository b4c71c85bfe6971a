"""The parts of an Office Open XML package from memory, each proved by its size and checksum.

The directory of the archive is read here and not by zipfile, whose objects for twenty entries cost
more than the cells of a submission. Only archives as spreadsheet programs write them are taken.
"""

from __future__ import annotations

import stat
import struct
import zlib
from typing import NamedTuple

ENTRIES = 2_000
"""Entries that a package may have; a submission has some twenty."""
PART_LIMIT = 64 * 1024 * 1024
"""Bytes that the parts of a package may have, declared and real, for the quick scan."""

_END = struct.Struct("<4s4H2LH")
_ENTRY = struct.Struct("<4s6H3L5H2L")
_LOCAL = struct.Struct("<4s5H3L2H")
_ORDINARY_FLAGS = 0b1000_0000_1110
"""Level of compression, sizes after the data, names in UTF-8."""
_STORED, _DEFLATED = 0, 8
_UNIX = 3
_RATIO, _RATIO_FROM = 100, 100 * 1024
_MOST_INFLATED = 1032
"""No byte of a deflated stream gives more bytes than that."""


class Member(NamedTuple):
    """An entry as it lies in the archive: equal members have equal content."""

    raw: bytes
    checksum: int
    size: int
    method: int


Entry = tuple[bytes, int, int, int, int, int, int, int, int, int, int, int, int, int, int, int, int]
"""An entry of the archive's directory, field by field."""


def directory(data: bytes) -> dict[bytes, Entry] | None:
    """The entries of an archive by name; None unless it is plain and whole."""
    end = len(data) - _END.size
    if end < 0:
        return None
    mark, disk, first, here, count, size, start, comment = _whole_end(data, end)
    odd = disk or first or here != count or comment or start + size != end
    if mark != b"PK\5\6" or odd or not 0 < count <= ENTRIES:
        return None
    found: dict[bytes, Entry] = {}
    unpack, at, total = _ENTRY.unpack_from, start, 0
    for _ in range(count):
        if at + 46 > end:
            return None
        entry: Entry = unpack(data, at)
        total += entry[9]
        # Whatever a look before parsing would refuse is left to it.
        if (entry[9] > _RATIO_FROM and entry[9] > _RATIO * entry[8]) or _is_link(entry):
            return None
        if entry[0] != b"PK\1\2" or entry[3] & ~_ORDINARY_FLAGS or entry[13] or total > PART_LIMIT:
            return None
        stop = at + 46 + entry[10]
        found[data[at + 46 : stop]] = entry
        at = stop + entry[11] + entry[12]
    names = b"\0".join(found)
    if b".." in names or b":" in names or b"\0/" in names or names.startswith(b"/"):
        return None
    # Names that differ in case alone are one part to a spreadsheet program.
    if at != end or len({name.lower() for name in found}) != count:
        return None
    return found


def _is_link(entry: Entry) -> bool:
    return entry[1] >> 8 == _UNIX and stat.S_ISLNK(entry[15] >> 16)


def _whole_end(data: bytes, end: int) -> tuple[bytes, int, int, int, int, int, int, int]:
    found: tuple[bytes, int, int, int, int, int, int, int] = _END.unpack_from(data, end)
    return found


def member(data: bytes, name: bytes, entry: Entry) -> Member | None:
    """An entry's packed bytes; None if its own head tells another story than the directory."""
    _, _, _, flags, method, _, _, checksum, packed, size, *_, offset = entry
    if offset + 30 > len(data):
        return None
    mark, _, own_flags, own_method, _, _, own_sum, own_packed, own_size, length, extra = (
        _LOCAL.unpack_from(data, offset)
    )
    start = offset + 30 + length
    if mark != b"PK\3\4" or own_flags != flags or own_method != method:
        return None
    if data[offset + 30 : start] != name:
        return None
    told_after = bool(flags & 8)
    if not told_after and (own_sum, own_packed, own_size) != (checksum, packed, size):
        return None
    start += extra
    raw = data[start : start + packed]
    return Member(raw, checksum, size, method) if len(raw) == packed else None


def inflate(member: Member) -> bytes | None:
    """A member's content; None if it is not what its size and checksum say."""
    raw, checksum, size, method = member
    if method == _STORED:
        content = raw
    elif method != _DEFLATED:
        return None
    else:
        try:
            if len(raw) * _MOST_INFLATED <= PART_LIMIT:
                content = zlib.decompress(raw, -15, size or 1)
            else:
                content = zlib.decompressobj(-15).decompress(raw, size + 1)
        except zlib.error:
            return None
    return content if len(content) == size and zlib.crc32(content) == checksum else None
