"""The spellings in which a unit's name comes: with and without its superiors' names in front."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache

_BLANKS = re.compile(r"[\s\u200b-\u200f\ufeff]+")
_PLAIN = re.compile("[\u4e00-\u9fff0-9a-z]+")
"""Names in which there is nothing to fold."""
_BRACKETS = str.maketrans("【】〔〕[]", "()()()")
_GOVERNMENT = ("人民政府", "政府", "人民政府办公室", "政府办公室", "政府办")
_TITLES = "市县区州盟旗"


@lru_cache(maxsize=1024)
def fold(name: str) -> str:
    """A name as it is compared: width, blanks and brackets folded."""
    if _PLAIN.fullmatch(name):
        return name
    folded = unicodedata.normalize("NFKC", name).translate(_BRACKETS)
    return _BLANKS.sub("", folded).lower()


def bare_names(names: Sequence[str], superior: Sequence[str]) -> Iterator[str]:
    """The names without their superior's in front: 教育局, 市教育局 of 河池市's 河池市教育局.

    They mean the unit only where it is clear which superior's units are spoken of.
    """
    title = superior[0][-1:] if superior else ""
    for name in names:
        bare = _without(name, superior)
        yield bare
        if title in _TITLES and not bare.startswith(title):
            yield title + bare


def _without(name: str, superior: Sequence[str]) -> str:
    for front in sorted(superior, key=len, reverse=True):
        rest = name.removeprefix(front)
        if rest != name and len(rest) >= 2 and rest[0] not in _TITLES:
            return rest
    return name


def full_names(
    names: Sequence[str], above: Sequence[Sequence[str]], *, governs: bool
) -> Iterator[str]:
    """The names with their superiors' in front, and a county's as its government's.

    Every one of them says whose unit it is, so that no other superior's unit can be meant.
    """
    found = dict.fromkeys(names)
    for name in names if above else ():
        bare = _without(name, above[0])
        found |= {front + bare: None for front in above[0] if not bare.startswith(front)}
    for superiors in above[1:]:
        for name in tuple(found):
            if name != _without(name, above[0]) or governs:
                found[superiors[0] + name] = None
    if governs:
        found |= {name + suffix: None for name in found for suffix in _GOVERNMENT}
    yield from found
