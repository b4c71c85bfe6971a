"""Names of folders and files made of names that strangers gave."""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePosixPath

_FORBIDDEN = re.compile(
    r'[\\/:*?"<>|\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]'
)
_RESERVED = re.compile(r"^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])$", re.IGNORECASE)
_LONGEST = 120
"""Bytes of a name: file systems take 255, and something is added to it."""


def safe(text: str, otherwise: str = "_") -> str:
    """A text as a name that every file system takes, and that stays in its folder."""
    name = _FORBIDDEN.sub("_", unicodedata.normalize("NFC", text))
    name = " ".join(name.split()).strip(". ")
    name = name.encode("utf-8")[:_LONGEST].decode("utf-8", "ignore").strip(". ")
    if _RESERVED.match(name.partition(".")[0].strip()):
        name = f"_{name}"
    return name or otherwise


def stem(file: str) -> str:
    """The name of a file without folders and suffix, safe."""
    return safe(PurePosixPath(file).stem)


class Distinct:
    """Names of which no two are the same on any file system."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def of(self, name: str, suffix: str = "") -> str:
        """The name with its suffix, numbered if it is taken already."""
        number, found = 1, name
        while _folded(found + suffix) in self._taken:
            number += 1
            found = f"{name}（{number}）"
        self._taken.add(_folded(found + suffix))
        return found + suffix


def _folded(name: str) -> str:
    return unicodedata.normalize("NFKC", name).casefold()
