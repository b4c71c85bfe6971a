"""Clauses that say 'none' in words in which the fresh report has a number."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from hcstats.draft.align import Fresh
from hcstats.draft.findings import DraftPlace, Finding, Verdict
from hcstats.draft.spoken import CLAUSES, ZERO
from hcstats.layout.running import numbers_in
from hcstats.model import Bound, say
from hcstats.readers.prose import Line

_LEAST = 3
"""Characters that a clause must have besides its number to be known again."""


def counted_clauses(paragraphs: Sequence[Fresh]) -> Mapping[str, Bound]:
    """The clauses of a report with one bound number that is not 0, without that number."""
    found: dict[str, Bound] = {}
    for one in paragraphs:
        for clause in CLAUSES.finditer(one.text):
            inside = [
                printed
                for printed in one.printed
                if clause.start() <= printed.number.start < clause.end() and printed.number.counts
            ]
            if len(inside) != 1 or inside[0].bound is None or not inside[0].bound.amount.value:
                continue
            number = inside[0].number
            words = one.text[clause.start() : number.start] + one.text[number.end : clause.end()]
            if len(_bare(words)) >= _LEAST:
                found[_bare(words)] = inside[0].bound
    return found


def denied(line: Line, clauses: Mapping[str, Bound]) -> Iterator[Finding]:
    """The clauses of a paragraph that deny a number of the report."""
    for clause in CLAUSES.finditer(line.text):
        zero = ZERO.search(clause.group())
        if zero is None or any(one.counts for one in numbers_in(clause.group())):
            continue
        bound = clauses.get(_bare(clause.group()[: zero.start()] + clause.group()[zero.end() :]))
        if bound is not None:
            yield Finding(
                Verdict.DIFFERS,
                DraftPlace(line.number, line.heading),
                clause.group().strip(),
                line.text,
                say("It is not what the data say."),
                bound.amount,
                bound.key,
                bound.label,
                bound.scope,
                bound.printed,
                "alignment",
            )


def _bare(words: str) -> str:
    return re.sub(r"\s", "", words)
