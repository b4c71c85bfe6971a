"""Which of many names stand in a text, found without trying each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple


class Hit(NamedTuple):
    """A name in a text: where it first stands, and its place among the names."""

    start: int
    end: int
    spelling: str
    order: int


class Spellings:
    """Names by their first character and length, so that a text is gone over once."""

    def __init__(self, names: Iterable[str]) -> None:
        self._orders: dict[str, int] = {}
        for name in names:
            self._orders.setdefault(name, len(self._orders))
        lengths: dict[str, set[int]] = {}
        for name in self._orders:
            lengths.setdefault(name[:1], set()).add(len(name))
        self._lengths = {first: tuple(sorted(own)) for first, own in lengths.items()}

    def within(self, text: str) -> Iterator[Hit]:
        """The names that stand in a text, each once."""
        seen: set[str] = set()
        for start, first in enumerate(text):
            for length in self._lengths.get(first, ()):
                part = text[start : start + length]
                order = self._orders.get(part)
                if order is not None and part not in seen:
                    seen.add(part)
                    yield Hit(start, start + length, part, order)
