"""Numbers of a rewritten text bound to items by the words around them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from hcstats.draft.facts import Candidate
from hcstats.draft.inherited import inherited
from hcstats.draft.naming import APART, GOOD, OTHER_BASIS, Binding, Naming, fits
from hcstats.draft.sentences import Surroundings, other_basis, surroundings
from hcstats.draft.spoken import ALL, in_words
from hcstats.draft.wording import Seen
from hcstats.layout.running import TextNumber

_ELSEWHERE = "\0"
"""The scope of a number that is of another year or otherwise none of the data's."""
_JOINED = re.compile(r"[和与及、]")


@dataclass(frozen=True, slots=True)
class _Pair:
    """A number that may stand for an item: how well, in which scope, by which wording."""

    place: int
    candidate: Candidate
    score: float
    scope: str
    wording: str


def bind(
    naming: Naming,
    text: str,
    numbers: Sequence[TextNumber],
    wanted: Sequence[TextNumber],
    heading: str,
) -> Iterator[Binding]:
    """What each wanted number stands for; zeros and 'all' in words come in addition.

    `numbers` are all numbers of the paragraph, since each ends what belongs to the next.
    """
    around = [surroundings(text, numbers, (one.start, one.end), heading) for one in wanted]
    pairs: list[_Pair] = []
    for place, number in enumerate(wanted):
        pairs += _pairs(naming, text, number, around[place], place)
    chosen = _assigned(pairs)
    bound: list[Binding] = []
    for place, number in enumerate(wanted):
        pair, near = chosen.get(place), around[place]
        if pair is None:
            bound.append(inherited(naming, text, number, near, bound[::-1]))
        elif pair.scope == _ELSEWHERE:
            bound.append(Binding(number, near.sentence, None, reason=OTHER_BASIS))
        else:
            bound.append(Binding(number, near.sentence, pair.candidate, pair.scope))
        yield from _joint(naming, bound[-1], near)
    yield from in_words(naming, text, numbers, heading, bound)


def _pairs(
    naming: Naming, text: str, number: TextNumber, around: Surroundings, place: int
) -> Iterator[_Pair]:
    """The items that may be meant, and those that come near enough to make it doubtful."""
    if number.sort == "unclear" or number.changes:
        return
    seen = Seen.of(around)
    for candidate in naming.facts.candidates:
        if not fits(number, candidate):
            continue
        score, wording = naming.lexicon.score(candidate, seen)
        if score >= GOOD - 2 * APART:
            scope = naming.scope(text, number.start, candidate)
            if other_basis(around, text, number.start, naming.period, wording):
                scope = _ELSEWHERE
            yield _Pair(place, candidate, score, scope, wording)


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
        if any(pair.score - one.score < APART for one in rivals):
            continue
        chosen[pair.place] = pair
        used.add((pair.candidate.key, pair.scope))
    return chosen


def _joint(naming: Naming, binding: Binding, around: Surroundings) -> Iterator[Binding]:
    """One number for several items (A和B均为19件): a binding for each."""
    number = binding.number
    parts = _JOINED.split(around.before)
    if len(parts) == 1 or not ALL.search(parts[-1]) or number.sort == "unclear":
        yield binding
        return
    possible = [one for one in naming.facts.candidates if fits(number, one)]
    found: list[Binding] = []
    for part in parts:
        seen = Seen.of(replace(around, before=part, behind="", sentence_before=part))
        best = naming.unique(seen, possible)
        if best is not None:
            found.append(replace(binding, candidate=best, reason=None))
    yield from found if len(found) == len(parts) else [binding]
