"""Numbers of a rewritten text bound to items by the words around them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from hcstats.draft.facts import Candidate, Facts
from hcstats.draft.sentences import (
    Surroundings,
    only_scope,
    other_basis,
    scope_before,
    sentence_of,
    surroundings,
)
from hcstats.draft.wording import COLUMN, Lexicon, Seen
from hcstats.layout.running import TextNumber
from hcstats.model import Message, say

GOOD = 0.62
"""How much of a wording must be said before a number is held against its item."""
_SURE = 0.75
"""The same for a zero or an 'all' in words, where no number stands."""
_APART = 0.08
"""How much better the best item must fit than the next."""
_KINDS = (frozenset("条件份篇则项"), frozenset("次场期"), frozenset({"名", "人", "人次", "位"}),
          frozenset("个家处户"))  # fmt: skip
"""Counter words that stand for one another."""
_ZERO = re.compile(
    r"没有|暂无|尚无|均?无(?!法|正当|关|障碍|偿|需|不|缝|形|论|线)"
    r"|未(?:发生|收到|收取|产生|实施|出现|发现|受理|接到|有|涉及|曾)"
)
_ALL = re.compile(r"均|全部|都|悉数")
_CLAUSES = re.compile(r"[^，；：,;:。！？!?\n]+")
_JOINED = re.compile(r"[和与及、]")


@dataclass(frozen=True, slots=True)
class Binding:
    """A number with the item that it stands for, and in which scope; or why there is none."""

    number: TextNumber
    sentence: str
    candidate: Candidate | None
    scope: str = "all"
    reason: Message | None = None


@dataclass(frozen=True, slots=True)
class _Pair:
    """A number that may stand for an item: how well, in which scope."""

    place: int
    candidate: Candidate
    score: float
    scope: str
    wording: str


@dataclass(frozen=True)
class Binder:
    """Binds the numbers of paragraphs to what the data have."""

    facts: Facts
    lexicon: Lexicon
    period: str

    def bind(
        self, text: str, numbers: Sequence[TextNumber], wanted: Sequence[TextNumber], heading: str
    ) -> Iterator[Binding]:
        """What each wanted number stands for; zeros and 'all' in words come in addition.

        `numbers` are all numbers of the paragraph, since each ends what belongs to the next.
        """
        around = [surroundings(text, numbers, (one.start, one.end), heading) for one in wanted]
        pairs = [self._pairs(text, one, near, place)
                 for place, (one, near) in enumerate(zip(wanted, around, strict=True))]  # fmt: skip
        chosen = _assigned([pair for own in pairs for pair in own])
        bound: dict[int, Binding] = {}
        for place, number in enumerate(wanted):
            sentence = around[place].sentence
            pair = chosen.get(place)
            if pair is None:
                bound[place] = self._inherited(text, wanted, place, around[place], bound)
            elif other_basis(around[place], text, number.start, self.period, pair.wording):
                reason = say("It is of another year, an average or a change.")
                bound[place] = Binding(number, sentence, None, reason=reason)
            else:
                bound[place] = Binding(number, sentence, pair.candidate, pair.scope)
            yield from self._joint(bound[place], around[place])
        yield from self._in_words(text, numbers, heading, tuple(bound.values()))

    def in_a_name(self, text: str, number: TextNumber) -> bool:
        """Whether a numeral belongs to an item's own words (二次督查)."""
        words = text[number.start : number.end + 2]
        return not words[0].isdigit() and any(
            words in wording for one in self.facts.candidates for wording in one.wordings
        )

    def _pairs(
        self, text: str, number: TextNumber, around: Surroundings, place: int
    ) -> list[_Pair]:
        if number.sort == "unclear" or number.changes:
            return []
        seen = Seen.of(around)
        found: list[_Pair] = []
        for candidate in self.facts.candidates:
            if not _fits(number, candidate):
                continue
            score, wording = self.lexicon.score(candidate, seen)
            if score >= GOOD - 2 * _APART:
                scope = self._scope(text, number.start, candidate)
                found.append(_Pair(place, candidate, score, scope, wording))
        return found

    def _scope(self, text: str, start: int, candidate: Candidate) -> str:
        wording = max(candidate.wordings, key=len)
        return scope_before(text, start, self.facts.unit_names, wording)

    def _inherited(
        self,
        text: str,
        wanted: Sequence[TextNumber],
        place: int,
        around: Surroundings,
        bound: dict[int, Binding],
    ) -> Binding:
        """The item of a number before in the sentence, in another scope or another column.

        In another scope where nothing but whose it is stands between (其中市本级); in another
        column where the clause names just one of its row's (其中自然人).
        """
        number = wanted[place]
        first, _ = sentence_of(text, number.start)
        earlier = [
            (one, one.candidate)
            for one in (bound[at] for at in range(place - 1, -1, -1))
            if one.candidate is not None and one.number.start >= first
        ]
        if number.sort != "count" or not earlier:
            return Binding(number, around.sentence, None, reason=_why_not(number))
        before, candidate = earlier[0]
        scope = self._scope(text, number.start, candidate)
        alone = not around.behind.strip() and number.unit == before.number.unit
        if (
            alone
            and scope != before.scope
            and before is bound.get(place - 1)
            and only_scope(text[before.number.end : number.start])
        ):
            return Binding(number, around.sentence, candidate, scope)
        column = self._column(candidate, Seen.of(around))
        basis = other_basis(around, text, number.start, self.period, candidate.label)
        if column is not None and not number.changes and not basis:
            return Binding(number, around.sentence, column, scope)
        return Binding(number, around.sentence, None, reason=_why_not(number))

    def _column(self, beside: Candidate, seen: Seen) -> Candidate | None:
        """The figure of the same row whose column alone is named."""
        row = beside.keys[0].rpartition(".")[0]
        found = [
            one
            for one in self.facts.candidates
            if one.column
            and one.keys[0].rpartition(".")[0] == row
            and len(beside.keys) == 1
            and self.lexicon.names(one.column, seen) >= COLUMN
        ]
        return found[0] if len(found) == 1 else None

    def _joint(self, binding: Binding, around: Surroundings) -> Iterator[Binding]:
        """One number for several items (A和B均为19件): a binding for each."""
        parts = _JOINED.split(around.before)
        if not (_ALL.search(parts[-1]) and len(parts) > 1) or binding.number.sort == "unclear":
            yield binding
            return
        found: list[Binding] = []
        for part in parts:
            seen = Seen.of(replace(around, before=part, behind="", sentence_before=part))
            best = self._unique(seen, [one for one in self.facts.candidates
                                       if _fits(binding.number, one)], GOOD)  # fmt: skip
            if best is not None:
                found.append(replace(binding, candidate=best, reason=None))
        yield from found if len(found) == len(parts) else [binding]

    def _unique(
        self, seen: Seen, candidates: Sequence[Candidate], least: float
    ) -> Candidate | None:
        """The candidate that fits well, and clearly better than any other."""
        scored = sorted(
            ((self.lexicon.score(one, seen)[0], place) for place, one in enumerate(candidates)),
            reverse=True,
        )
        if not scored or scored[0][0] < least:
            return None
        if len(scored) > 1 and scored[0][0] - scored[1][0] < _APART:
            return None
        return candidates[scored[0][1]]

    def _best(self, seen: Seen, candidates: Sequence[Candidate]) -> float:
        return max((self.lexicon.score(one, seen)[0] for one in candidates), default=0.0)

    def _in_words(
        self, text: str, numbers: Sequence[TextNumber], heading: str, bound: Sequence[Binding]
    ) -> Iterator[Binding]:
        """Zeros said in words (没有…, 未…), and what is said of all of the number before (均…)."""
        counts = [candidate for candidate in self.facts.candidates if not candidate.rate]
        for clause in _CLAUSES.finditer(text):
            if any(clause.start() <= one.start < clause.end() and one.counts for one in numbers):
                continue
            zero, whole = _ZERO.search(clause.group()), _ALL.search(clause.group())
            before = _number_before(text, clause.start(), bound)
            if zero is None and (whole is None or before is None):
                continue
            number = _said_in_words(clause, before if zero is None else None)
            around = surroundings(text, numbers, (clause.end(), clause.end()), heading)
            around = replace(around, before=clause.group(), behind="")
            candidate = self._unique(Seen.of(around), counts, _SURE)
            word = zero or whole
            if candidate is None:
                if zero and self._best(Seen.of(around), counts) >= _SURE:
                    reason = say("Several items of the form fit the words around it.")
                    yield Binding(number, around.sentence, None, reason=reason)
                continue
            if word and word.group() in "".join(candidate.wordings):
                continue
            if other_basis(around, text, clause.start(), self.period, candidate.label):
                continue
            scope = self._scope(text, clause.end(), candidate)
            yield Binding(number, around.sentence, candidate, scope)


def _fits(number: TextNumber, candidate: Candidate) -> bool:
    """Whether a number is measured in what the item is measured in."""
    if number.sort == "rate" or candidate.rate:
        return number.sort == "rate" and candidate.rate
    if not number.unit or not candidate.unit or number.unit == candidate.unit:
        return True
    if candidate.unit.endswith("元") or number.unit == "元":
        return candidate.unit.endswith("元") and number.unit == "元"
    return any(number.unit in kind and candidate.unit in kind for kind in _KINDS)


def _assigned(pairs: Sequence[_Pair]) -> dict[int, _Pair]:
    """Each number's item, best fits first; an item goes to one number of a scope only.

    A number whose best open item is not clearly better than its next has none.
    """
    chosen: dict[int, _Pair] = {}
    used: set[tuple[str, str]] = set()
    for pair in sorted(pairs, key=lambda one: (-one.score, one.place)):
        if pair.score < GOOD or pair.place in chosen or (pair.candidate.key, pair.scope) in used:
            continue
        rivals = [
            one
            for one in pairs
            if one.place == pair.place
            and one.candidate is not pair.candidate
            and (one.candidate.key, one.scope) not in used
        ]
        if any(pair.score - one.score < _APART for one in rivals):
            continue
        chosen[pair.place] = pair
        used.add((pair.candidate.key, pair.scope))
    return chosen


def _why_not(number: TextNumber) -> Message:
    if number.sort == "unclear":
        return say("It has no single reading (a range, or a vague number).")
    if number.changes:
        return say("It is of another year, an average or a change.")
    return say("No item of the form is named clearly enough around it.")


def _number_before(text: str, start: int, bound: Sequence[Binding]) -> TextNumber | None:
    """The nearest bound count before a place in its sentence."""
    first, _ = sentence_of(text, start)
    before = [
        one.number
        for one in bound
        if first <= one.number.start < start and one.candidate and one.number.sort == "count"
    ]
    return before[-1] if before else None


def _said_in_words(clause: re.Match[str], whole: TextNumber | None) -> TextNumber:
    """A clause as the number that it says: that of the whole, or 0."""
    start, end = clause.span()
    if whole is None:
        return TextNumber(start, end, end, clause.group().strip(), "count", 0)
    said = replace(whole, start=start, core=end, end=end, text=clause.group().strip())
    return replace(said, unit="")
