"""Which item the words around a place name, and in which scope."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hcstats.draft.facts import Candidate, Facts
from hcstats.draft.sentences import scope_before
from hcstats.draft.wording import Lexicon, Seen
from hcstats.layout.running import TextNumber
from hcstats.model import Message, say

GOOD = 0.62
"""How much of a wording must be said before a number is held against its item."""
APART = 0.08
"""How much better the best item must fit than the next."""
OTHER_BASIS = say("It is of another year, an average, a change, or a sum of several items.")
_KINDS = (
    frozenset("条件份篇则项"),
    frozenset("次场期"),
    frozenset({"名", "人", "人次", "位"}),
    frozenset("个家处户"),
)
"""Counter words that stand for one another."""


@dataclass(frozen=True, slots=True)
class Binding:
    """A number with the item that it stands for, and in which scope; or why there is none."""

    number: TextNumber
    sentence: str
    candidate: Candidate | None
    scope: str = "all"
    reason: Message | None = None


@dataclass(frozen=True)
class Naming:
    """Finds items by words among all that the data have."""

    facts: Facts
    lexicon: Lexicon

    @classmethod
    def of(cls, facts: Facts) -> Naming:
        """For everything that a number may stand for."""
        return cls(facts, Lexicon(facts.candidates))

    @property
    def period(self) -> str:
        """The year of the data."""
        return self.facts.outcome.period

    def scope(self, text: str, start: int, candidate: Candidate) -> str:
        """Whose number stands at a place, if it is of that item."""
        return scope_before(text, start, self.facts.unit_names, "".join(candidate.wordings))

    def best(self, seen: Seen, candidates: Sequence[Candidate]) -> float:
        """How well the candidate fits that fits best."""
        return max((self.lexicon.score(one, seen)[0] for one in candidates), default=0.0)

    def unique(
        self, seen: Seen, candidates: Sequence[Candidate], least: float = GOOD
    ) -> Candidate | None:
        """The candidate that fits well, and clearly better than any other."""
        scored = sorted(
            ((self.lexicon.score(one, seen)[0], place) for place, one in enumerate(candidates)),
            reverse=True,
        )
        if not scored or scored[0][0] < least:
            return None
        if len(scored) > 1 and scored[0][0] - scored[1][0] < APART:
            return None
        return candidates[scored[0][1]]

    def in_a_name(self, text: str, number: TextNumber) -> bool:
        """Whether a numeral belongs to an item's own words (二次督查)."""
        words = text[number.start : number.end + 2]
        return not words[0].isdigit() and any(
            words in wording for one in self.facts.candidates for wording in one.wordings
        )


def fits(number: TextNumber, candidate: Candidate) -> bool:
    """Whether a number is measured in what the item is measured in."""
    if number.sort == "rate" or candidate.rate:
        return number.sort == "rate" and candidate.rate
    if not number.unit or not candidate.unit or number.unit == candidate.unit:
        return True
    if candidate.unit.endswith("元") or number.unit == "元":
        return candidate.unit.endswith("元") and number.unit == "元"
    return any(number.unit in kind and candidate.unit in kind for kind in _KINDS)


def why_not(number: TextNumber) -> Message:
    """Why no item was found for a number."""
    if number.sort == "unclear":
        return say("It has no single reading (a range, or a vague number).")
    if number.changes:
        return OTHER_BASIS
    return say("No item of the form is named clearly enough around it.")
