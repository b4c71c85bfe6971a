"""Numbers in the office's own words, which do not come from the data."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from hcstats.layout.not_counts import Sort
from hcstats.layout.running import numbers_in

_SENTENCE = re.compile(r"[^。！？；\n]*[。！？；]?")


@dataclass(frozen=True, slots=True)
class OwnNumber:
    """A number in the office's own words, with what it is and the sentence that it stands in.

    Only `count`, `rate` and `unclear` may be statistics; the other sorts are years, dates,
    document numbers, articles and the like.
    """

    text: str
    unit: str
    sort: Sort
    sentence: str
    paragraph: int
    """Which of the paragraphs, from 1."""

    @property
    def counts(self) -> bool:
        """Whether it may be a statistic, which then does not come from the data."""
        return self.sort in ("count", "rate", "unclear")


def own_numbers(paragraphs: Iterable[str]) -> list[OwnNumber]:
    """Every number in the office's own words, in the order of reading."""
    return [
        OwnNumber(one.text, one.unit, one.sort, _sentence(text, one.start), place)
        for place, text in enumerate(paragraphs, 1)
        for one in numbers_in(text)
    ]


def _sentence(text: str, place: int) -> str:
    """The sentence around a place."""
    for match in _SENTENCE.finditer(text):
        if match.start() <= place < match.end():
            return match.group().strip()
    return text
