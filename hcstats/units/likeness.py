"""The names that most resemble a name, found without comparing all of them."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

    Places = np.ndarray[Any, np.dtype[np.int64]]

LEAST = 0.5
"""Likeness from which a name is worth a suggestion."""


_FIRST = 100


class Likeness:
    """Names by their characters: what two have in common bounds how alike they can be."""

    def __init__(self, names: Sequence[str]) -> None:
        self._names = names

    @cached_property
    def _having(self) -> Mapping[tuple[str, int], Places]:
        """The places of names that have a character at least so many times."""
        import numpy as np  # noqa: PLC0415

        found: dict[tuple[str, int], list[int]] = {}
        for place, name in enumerate(self._names):
            for one, count in Counter(name).items():
                for times in range(1, count + 1):
                    found.setdefault((one, times), []).append(place)
        return {one: np.array(places) for one, places in found.items()}

    @cached_property
    def _lengths(self) -> Places:
        import numpy as np  # noqa: PLC0415

        return np.array([len(name) for name in self._names], dtype=np.int64)

    def _bounded(self, wanted: str) -> Iterator[tuple[str, float]]:
        """The names by the most that each can be like the one wanted, the likest first."""
        import numpy as np  # noqa: PLC0415

        times = [(one, n) for one, count in Counter(wanted).items() for n in range(1, count + 1)]
        places = [self._having[one] for one in times if one in self._having]
        if not places:
            return
        common = np.bincount(np.concatenate(places), minlength=len(self._names))
        bounds = 2.0 * common / (self._lengths + len(wanted))
        # Nearly always the first few settle it; the others are only put in order if they do not.
        many = len(bounds) > _FIRST
        order: list[int] = np.argpartition(-bounds, _FIRST)[:_FIRST].tolist() if many else []
        first = sorted(order, key=lambda place: -float(bounds[place]))
        for place in first:
            yield self._names[place], float(bounds[place])
        bounds[first] = 0.0
        for place in np.argsort(-bounds, kind="stable").tolist():
            yield self._names[place], float(bounds[place])

    def best(self, wanted: str, meant: Callable[[str], Sequence[str]], count: int) -> list[str]:
        """The things meant by the likest names, at most `count`, the likest first."""
        scored: dict[str, float] = {}
        least = LEAST
        for name, bound in self._bounded(wanted):
            if bound < least:
                break
            alike = SequenceMatcher(None, wanted, name, autojunk=False).ratio()
            for one in meant(name) if alike >= least else ():
                scored[one] = max(alike, scored.get(one, 0.0))
            if len(scored) >= count:
                least = max(LEAST, heapq.nlargest(count, scored.values())[-1])
        best = sorted(scored, key=lambda one: (-scored[one], one))
        return best[:count]
