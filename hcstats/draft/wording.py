"""How well the words around a number name an item: rare words count, common ones hardly."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from hcstats.draft.facts import Candidate
from hcstats.draft.sentences import Surroundings
from hcstats.layout.labels import words

_SAME = (
    (re.compile("收到|新收|接到|接收|收悉"), "受理"),
    (re.compile("办理完毕|办理完结|处理完毕"), "办结"),
    (re.compile("回复"), "答复"),
    (re.compile("举办|举行"), "召开"),
    (re.compile("发布|刊发|播发|刊登"), "公开"),
    (re.compile("规章制度"), "制度"),
    (re.compile("检查|巡查"), "督查"),
    (re.compile("两微|微博、?微信|微信、?微博"), "微博微信"),
)
"""Words that reports use for those of the form."""
_IDLE = re.compile(r"本年度?|我市|全市|各级|情况|总?数量?$|数$|共计?|[的了并和与及等在对于]")
"""What says nothing about which item is meant."""
_SENTENCE, _CONTEXT = 0.8, 0.45
"""How much a word counts that stands in the sentence, or only before it."""
_NARROWING = (
    "按时",
    "按期",
    "及时",
    "如期",
    "逾期",
    "超期",
    "平均",
    "不予",
    "未能",
    "其他",
    "部分",
)
"""Words that make another item of the same words."""


def plain(text: str) -> str:
    """A text as it is compared: folded like labels, with one word for several."""
    folded = words(text).full
    for pattern, word in _SAME:
        folded = pattern.sub(word, folded)
    return folded


@dataclass(frozen=True, slots=True)
class Seen:
    """The surroundings of a number, folded: the nearest clause, the sentence, what was before."""

    near: str
    sentence: str
    context: str

    @classmethod
    def of(cls, around: Surroundings) -> Seen:
        """Folded once, for all candidates."""
        near = plain(around.before) + "\0" + plain(around.behind)
        return cls(near, plain(around.sentence_before), plain(around.context))


@dataclass(frozen=True)
class Lexicon:
    """All candidates with the weight of each pair of characters."""

    candidates: Sequence[Candidate]

    @cached_property
    def _weights(self) -> dict[str, float]:
        labels = {wording for one in self.candidates for wording in self._own(one)}
        count = Counter(pair for label in labels for pair in set(_pairs(label)))
        return {pair: math.log((len(labels) + 1) / found) + 0.1 for pair, found in count.items()}

    @staticmethod
    def _own(candidate: Candidate) -> Iterable[str]:
        for wording in candidate.wordings:
            yield _IDLE.sub("", plain(wording)) or plain(wording)

    def score(self, candidate: Candidate, seen: Seen) -> tuple[float, str]:
        """How much of the best wording is said around a number, 0 to 1, and that wording."""
        best = max(
            ((self._said(one, seen), one) for one in self._own(candidate)), default=(0.0, "")
        )
        score = best[0]
        if candidate.column:
            named = self.names(candidate.column, seen)
            score = min(score, named) if named >= COLUMN else 0.0
        if len(best[1]) <= _SHORT and score < _SHORT_SAID:
            return 0.0, best[1]
        if any(one in seen.near and one not in best[1] for one in _NARROWING):
            score *= 0.7
        return score, best[1]

    def names(self, column: Sequence[str], seen: Seen) -> float:
        """How much of a column's name is said in the clause of the number."""
        near = Seen(seen.near, "", "")
        return max(self._said(_COUNTED.sub("", plain(one)), near) for one in column)

    def _said(self, wording: str, seen: Seen) -> float:
        weights = [self._weight(wording, place) for place in range(len(wording))]
        whole = sum(weights)
        if not whole:
            return 0.0
        near = _covered(wording, seen.near)
        share = sum(weights[place] for place in near) / whole
        if share < _LEAST_NEAR:
            return 0.0
        said = _covered(wording, seen.sentence) - near
        before = _covered(wording, seen.context) - near - said
        score = share
        score += _SENTENCE * sum(weights[place] for place in said) / whole
        return score + _CONTEXT * sum(weights[place] for place in before) / whole

    def _weight(self, wording: str, place: int) -> float:
        around = [wording[place - 1 : place + 1] if place else "", wording[place : place + 2]]
        pairs = [self._weights.get(pair, 3.0) for pair in around if len(pair) == 2]
        return sum(pairs) / len(pairs) if pairs else 1.0


_LEAST_NEAR = 0.25
"""How much of a wording must stand in the clause of the number itself."""
_SHORT, _SHORT_SAID = 5, 0.7
"""A wording of so few characters must be said nearly in full."""
_COUNTED = re.compile(r"^本年|件?数量?$|(?<=.)金额.*$")
COLUMN = 0.75
"""How much of a column's name must be said."""


def _pairs(text: str) -> list[str]:
    return [text[place : place + 2] for place in range(len(text) - 1)]


def _covered(wording: str, text: str) -> set[int]:
    """The places of a wording whose character stands in a text with a neighbour of its own."""
    return {
        place + step
        for place, pair in enumerate(_pairs(wording))
        if pair in text
        for step in (0, 1)
    }
