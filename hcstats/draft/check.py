"""A draft held against the data: tables by recognition, text by alignment, then by words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from hcstats.draft.absent import absent
from hcstats.draft.align import Printed, aligned, fresh_paragraphs
from hcstats.draft.binding import bind
from hcstats.draft.denied import counted_clauses, denied
from hcstats.draft.facts import Facts
from hcstats.draft.figures import table_findings
from hcstats.draft.findings import DraftCheck, DraftPlace, Finding, Verdict
from hcstats.draft.judge import of_alignment, of_changed, of_declared, of_said, of_words
from hcstats.draft.naming import Naming
from hcstats.draft.reading import Draft, read_draft
from hcstats.draft.sentences import PLANS, sentence_of
from hcstats.forms.definition import Form
from hcstats.layout.not_counts import Sort
from hcstats.layout.running import TextNumber, numbers_in
from hcstats.model import Bound, Document, Gap, Message, Outcome, say
from hcstats.readers.prose import Line
from hcstats.report.appendix import TITLE
from hcstats.writers.report.spans import gap_text

_DECLARED: dict[Sort, Message] = {
    "year": say("a year"),
    "date": say("a date"),
    "document": say("a document number"),
    "article": say("an article of a law"),
    "ordinal": say("an ordinal number, or a target"),
    "duration": say("a duration"),
    "contact": say("a telephone number or address"),
    "name": say("part of a name"),
}
_NOTICE = "【草稿"
"""How a report begins what must be settled before it is published."""


def check_draft(draft: Path, outcome: Outcome, form: Form, fresh: Document | None) -> DraftCheck:
    """Every number of a draft report, each with whether it is what the data say today.

    `fresh` is the report that the data would give; without it only the words around a number
    bind it. Raises HcstatsError if the draft cannot be read.
    """
    read = read_draft(draft, TITLE, _prompts(fresh))
    naming = Naming.of(Facts(outcome, form))
    numbers = [numbers_in(line.text) for line in read.lines]
    paragraphs = fresh_paragraphs(fresh) if fresh is not None else ()
    texts = [(line.text, own) for line, own in zip(read.lines, numbers, strict=True)]
    beside = aligned(texts, paragraphs)
    said = {clause: bound for one in paragraphs for clause, bound in one.said}
    clauses = counted_clauses(paragraphs)
    notices = {one.text.strip() for one in paragraphs if one.text.startswith(_NOTICE)}
    findings: list[Finding] = []
    for place, line in enumerate(read.lines):
        own = {number: one for (at, number), one in beside.items() if at == place}
        if line.text in notices:
            findings += _of_notice(line, numbers[place])
        else:
            wrong = list(denied(line, clauses))
            known = {one.text for one in wrong}
            judged = _of_line(line, numbers[place], own, said, naming)
            findings += [*(one for one in judged if one.text not in known), *wrong]
    findings += table_findings(read.grids, naming.facts)
    if fresh is not None:
        findings += absent(fresh, findings)
    return DraftCheck(draft.as_posix(), tuple(findings), tuple(_remarks(read)))


def _prompts(fresh: Document | None) -> frozenset[str]:
    """The prompts of a report as it prints them."""
    gaps = [one for one in (fresh.blocks if fresh else ()) if isinstance(one, Gap)]
    return frozenset(gap_text(gap, "zh") for gap in gaps)


def _of_notice(line: Line, numbers: Sequence[TextNumber]) -> Iterator[Finding]:
    """The numbers of a notice that is the program's own, word for word."""
    for one in numbers:
        reason = _DECLARED.get(one.sort) or say("a notice of the program")
        place = DraftPlace(line.number, line.heading)
        yield Finding(Verdict.DECLARED, place, one.text, line.text, reason)


def _remarks(read: Draft) -> Iterator[Message]:
    if read.tracked:
        yield say("The draft holds tracked changes; it is read as if all were accepted.")
    if read.appendix:
        yield say("The appendix '{title}' is not read; make it anew.", title=read.appendix)


def _of_line(
    line: Line,
    numbers: Sequence[TextNumber],
    beside: Mapping[int, Printed],
    said: Mapping[str, Bound],
    naming: Naming,
) -> list[Finding]:
    """The numbers of a paragraph in their order, with those that it says in words."""
    place = DraftPlace(line.number, line.heading)
    found: list[tuple[int, Finding]] = []
    open_: list[TextNumber] = []
    for at, number in enumerate(numbers):
        first, last = sentence_of(line.text, number.start)
        sentence = line.text[first:last].strip()
        printed = beside.get(at)
        none = _no_figure(line, number, naming, known=printed is not None)
        if none is not None:
            found.append((number.start, of_declared(number, printed, place, sentence, none)))
        elif printed is not None and printed.sure:
            found.append((number.start, of_alignment(number, printed, place, sentence)))
        else:
            open_.append(number)
    changed = {numbers[at].start: one for at, one in beside.items() if not one.sure}
    for binding in bind(naming, line.text, numbers, open_, line.heading):
        start = binding.number.start
        if binding.number.text in said:
            judged = of_said(binding, said[binding.number.text], place)
        elif binding.candidate is None and start in changed:
            judged = of_changed(binding, changed[start], place)
        else:
            judged = of_words(binding, naming.facts, place)
        found.append((start, judged))
    return [one for _, one in sorted(found, key=lambda pair: pair[0])]


def _no_figure(line: Line, number: TextNumber, naming: Naming, *, known: bool) -> Message | None:
    """Why a number cannot be a figure of the data; None if it may be one.

    `known` numbers stand where the fresh report has one.
    """
    if not number.counts:
        return _DECLARED[number.sort]
    if known:
        return None
    if PLANS.search(line.heading):
        return say("an intention")
    return _DECLARED["name"] if naming.in_a_name(line.text, number) else None
