"""The paragraphs of a draft beside those of the report that the data would give today."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from hcstats.draft.sentences import governing
from hcstats.draft.spoken import CLAUSES
from hcstats.layout.running import TextNumber, numbers_in
from hcstats.model import Bound, Document, Heading, Paragraph

_ALIKE = 0.55
"""How alike two paragraphs must be, their numbers masked, to be taken for one."""
_CONTEXT = 6
"""How many characters around a number must be the same, together on both sides."""
DATES = frozenset({"year", "date", "duration", "document", "article"})
"""Sorts of numbers that are no statistics, and yet are the report's own."""
_DIGIT = re.compile(r"\d")
_MASK = "\0"


@dataclass(frozen=True, slots=True)
class Printed:
    """A number of the fresh report, with what it is bound to; `own` words are the office's."""

    number: TextNumber
    bound: Bound | None
    own: bool = False
    sure: bool = True
    """Whether the clause around it is the same in both, word for word, and so is whose it is."""


@dataclass(frozen=True, slots=True)
class _Masked:
    """A paragraph as tokens: characters, and one mark for each number."""

    tokens: str
    numbers: tuple[int, ...]
    """For each mark in its order, the place of its number in the paragraph's list."""


@dataclass(frozen=True, slots=True)
class Fresh:
    """A paragraph of the fresh report."""

    text: str
    printed: tuple[Printed, ...]
    said: tuple[tuple[str, Bound], ...] = ()
    """Clauses that say a bound number in words (没有…), each with what it stands for."""


def fresh_paragraphs(document: Document) -> tuple[Fresh, ...]:
    """The paragraphs of a report with the numbers that they print."""
    return tuple(
        _fresh(block) for block in document.blocks if isinstance(block, Heading | Paragraph)
    )


def _fresh(block: Heading | Paragraph) -> Fresh:
    text = ""
    bounds: list[tuple[int, int, Bound]] = []
    for span in block.spans:
        piece = span.printed if isinstance(span, Bound) else span
        if isinstance(span, Bound):
            bounds.append((len(text), len(text) + len(piece), span))
        text += piece
    own = isinstance(block, Paragraph) and block.own
    printed = tuple(Printed(number, _bound_at(number, bounds), own) for number in numbers_in(text))
    said = _in_words(text, bounds)
    return Fresh(text, printed, tuple(said))


def _in_words(text: str, bounds: Sequence[tuple[int, int, Bound]]) -> Iterator[tuple[str, Bound]]:
    """The clauses without a number in which just one zero is bound."""
    for clause in CLAUSES.finditer(text):
        inside = [one for start, _, one in bounds if clause.start() <= start < clause.end()]
        if len(inside) == 1 and inside[0].amount.value == 0 and not _DIGIT.search(clause.group()):
            yield clause.group().strip(), inside[0]


def _bound_at(number: TextNumber, bounds: Sequence[tuple[int, int, Bound]]) -> Bound | None:
    return next(
        (one for start, end, one in bounds if start < number.end and number.start < end), None
    )


def aligned(
    lines: Sequence[tuple[str, Sequence[TextNumber]]], fresh: Sequence[Fresh]
) -> dict[tuple[int, int], Printed]:
    """For numbers of the draft (line, place in the line), the one printed in the same context."""
    drafts = [_masked(text, numbers) for text, numbers in lines]
    others = [_masked(one.text, [p.number for p in one.printed]) for one in fresh]
    found: dict[tuple[int, int], Printed] = {}
    for line, other in _paired([one.tokens for one in drafts], [one.tokens for one in others]):
        for own, theirs, sure in _same_context(drafts[line], others[other]):
            found[line, own] = replace(fresh[other].printed[theirs], sure=sure)
        for own, theirs, sure in _dates(lines[line], fresh[other]):
            found[line, own] = replace(fresh[other].printed[theirs], sure=sure)
    return found


def _dates(line: tuple[str, Sequence[TextNumber]], fresh: Fresh) -> Iterator[tuple[int, int, bool]]:
    """The dates and the like of a paragraph that stand where the fresh one has such."""
    text, numbers = line
    theirs = [one.number for one in fresh.printed]
    both = _masked(text, numbers, dates=True), _masked(fresh.text, theirs, dates=True)
    for own, other, sure in _same_context(*both):
        if numbers[own].sort in DATES and theirs[other].sort in DATES:
            yield own, other, sure


def _masked(text: str, numbers: Sequence[TextNumber], *, dates: bool = False) -> _Masked:
    """The text with every number that may be a statistic as one mark; its unit stays.

    With `dates`, what is sorted as one of DATES is a mark too.
    """
    tokens, end, marks = "", 0, []
    for place, number in enumerate(numbers):
        if not (number.counts or (dates and number.sort in DATES)):
            continue
        core = max(number.core, number.start + 1)
        tokens += text[end : number.start] + _MASK
        end = core
        marks.append(place)
    return _Masked("".join((tokens + text[end:]).split(" ")), tuple(marks))


def _paired(drafts: Sequence[str], fresh: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Paragraphs that are one: first those with equal words, then the most alike."""
    open_drafts, open_fresh = set(range(len(drafts))), set(range(len(fresh)))
    scored: list[tuple[float, int, int]] = []
    for line, text in enumerate(drafts):
        for other, theirs in enumerate(fresh):
            ratio = _ratio(text, theirs)
            if ratio >= _ALIKE:
                scored.append((ratio, line, other))
    # Where several are equally alike, the order of the two reports decides.
    for _, line, other in sorted(scored, key=lambda one: (-one[0], abs(one[1] - one[2]))):
        if line in open_drafts and other in open_fresh:
            open_drafts.discard(line)
            open_fresh.discard(other)
            yield line, other


def _ratio(text: str, other: str) -> float:
    if text == other:
        return 1.0
    matcher = SequenceMatcher(None, text, other, autojunk=False)
    if matcher.real_quick_ratio() < _ALIKE or matcher.quick_ratio() < _ALIKE:
        return 0.0
    return matcher.ratio()


def _same_context(draft: _Masked, fresh: _Masked) -> Iterator[tuple[int, int, bool]]:
    """Numbers of two paragraphs that stand in the same words, as places in their lists.

    With each whether that is sure: a word that was changed in its clause, or whose number it is
    (市本级, a year), may make it another figure.
    """
    matcher = SequenceMatcher(None, draft.tokens, fresh.tokens, autojunk=False)
    for start, other, length in matcher.get_matching_blocks():
        block = draft.tokens[start : start + length]
        words = len(block.replace(_MASK, ""))
        whole = draft.tokens == fresh.tokens
        for offset, token in enumerate(block):
            if token == _MASK and (whole or words >= _CONTEXT):
                own = draft.tokens.count(_MASK, 0, start + offset)
                theirs = fresh.tokens.count(_MASK, 0, other + offset)
                sure = governing(draft.tokens, start + offset) == governing(
                    fresh.tokens, other + offset
                )
                yield draft.numbers[own], fresh.numbers[theirs], sure
