"""Numbers said in words: a zero (没有, 未发生), and what is said of all (均按时办结)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from hcstats.draft.naming import Binding, Naming
from hcstats.draft.sentences import other_basis, sentence_of, surroundings
from hcstats.draft.wording import Seen
from hcstats.layout.running import TextNumber
from hcstats.model import say

_SURE = 0.75
"""How much of a wording must be said where no number stands."""
ZERO = re.compile(
    r"没有|暂无|尚无|均?无(?!法|正当|关|障碍|偿|需|不|缝|形|论|线)"
    r"|未(?:发生|收到|收取|产生|实施|出现|发现|受理|接到|有|涉及|曾)"
)
ALL = re.compile(r"均|全部|都|悉数")
CLAUSES = re.compile(r"[^，；：,;:。！？!?\n]+")


def in_words(
    naming: Naming,
    text: str,
    numbers: Sequence[TextNumber],
    heading: str,
    bound: Sequence[Binding],
) -> Iterator[Binding]:
    """What the clauses without numbers say; only what names one item surely is a number.

    A zero that fits several items is given without one.
    """
    counts = [candidate for candidate in naming.facts.candidates if not candidate.rate]
    for clause in CLAUSES.finditer(text):
        start, end = clause.span()
        if any(start <= one.start < end and one.counts for one in numbers):
            continue
        zero = ZERO.search(clause.group())
        whole = None if zero else _whole(text, start, clause.group(), bound)
        if zero is None and whole is None:
            continue
        number = _number(clause, whole)
        around = surroundings(text, numbers, (end, end), heading)
        around = replace(around, before=clause.group(), behind="")
        seen = Seen.of(around)
        candidate = naming.unique(seen, counts, _SURE)
        if candidate is None:
            if zero and naming.best(seen, counts) >= _SURE:
                reason = say("Several items of the form fit the words around it.")
                yield Binding(number, around.sentence, None, reason=reason)
            continue
        said_by_label = zero is not None and zero.group() in "".join(candidate.wordings)
        if said_by_label or other_basis(around, text, start, naming.period, candidate.label):
            continue
        yield Binding(number, around.sentence, candidate, naming.scope(text, end, candidate))


def _whole(text: str, start: int, clause: str, bound: Sequence[Binding]) -> TextNumber | None:
    """The nearest bound count before a clause in its sentence, if it speaks of all of them."""
    if not ALL.search(clause):
        return None
    first, _ = sentence_of(text, start)
    before = [
        one.number
        for one in bound
        if first <= one.number.start < start and one.candidate and one.number.sort == "count"
    ]
    return before[-1] if before else None


def _number(clause: re.Match[str], whole: TextNumber | None) -> TextNumber:
    """A clause as the number that it says: that of the whole, or 0."""
    start, end = clause.span()
    text = clause.group().strip()
    if whole is None:
        return TextNumber(start, end, end, text, "count", 0)
    return replace(whole, start=start, core=end, end=end, text=text, unit="")
