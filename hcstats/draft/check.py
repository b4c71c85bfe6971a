"""A draft held against the data: tables by recognition, text by alignment, then by words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from hcstats.draft.align import Printed, aligned, fresh_paragraphs
from hcstats.draft.binding import Binder
from hcstats.draft.facts import Facts
from hcstats.draft.figures import table_findings
from hcstats.draft.findings import DraftCheck, DraftPlace, Finding, Verdict
from hcstats.draft.judge import of_alignment, of_words
from hcstats.draft.reading import Draft, read_draft
from hcstats.draft.sentences import PLANS, sentence_of
from hcstats.draft.wording import Lexicon
from hcstats.forms.definition import Form
from hcstats.layout.running import Sort, TextNumber, numbers_in
from hcstats.model import Document, Heading, Message, Outcome, say
from hcstats.readers.prose import Line

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
_INTENDED = say("an intention")


def check_draft(draft: Path, outcome: Outcome, form: Form, fresh: Document | None) -> DraftCheck:
    """Every number of a draft report, each with whether it is what the data say today.

    `fresh` is the report that the data would give; without it only the words around a number
    bind it. Raises HcstatsError if the draft cannot be read.
    """
    read = read_draft(draft, _appendix_title(fresh))
    facts = Facts(outcome, form)
    numbers = [numbers_in(line.text) for line in read.lines]
    beside: dict[tuple[int, int], Printed] = {}
    if fresh is not None:
        texts = [(line.text, own) for line, own in zip(read.lines, numbers, strict=True)]
        beside = aligned(texts, fresh_paragraphs(fresh))
    binder = Binder(facts, Lexicon(facts.candidates), outcome.period)
    findings: list[Finding] = []
    for place, line in enumerate(read.lines):
        own = {number: one for (at, number), one in beside.items() if at == place}
        findings += _of_line(line, numbers[place], own, binder)
    findings += table_findings(read.grids, facts)
    return DraftCheck(draft.as_posix(), tuple(findings), tuple(_remarks(read)))


def _appendix_title(fresh: Document | None) -> str:
    """The heading of the appendix, behind which a report proves its numbers itself."""
    heading = (
        next((one for one in fresh.appendix if isinstance(one, Heading)), None) if fresh else None
    )
    return "".join(one for one in heading.spans if isinstance(one, str)) if heading else ""


def _remarks(read: Draft) -> Iterator[Message]:
    if read.tracked:
        yield say("The draft holds tracked changes; it is read as if all were accepted.")
    if read.appendix:
        yield say("The appendix '{title}' is not read; make it anew.", title=read.appendix)


def _of_line(
    line: Line, numbers: Sequence[TextNumber], beside: dict[int, Printed], binder: Binder
) -> list[Finding]:
    """The numbers of a paragraph in their order, with those that it says in words."""
    place = DraftPlace(line.number, line.heading)
    found: list[tuple[int, Finding]] = []
    open_: list[TextNumber] = []
    planned = bool(PLANS.search(line.heading))
    for at, number in enumerate(numbers):
        first, last = sentence_of(line.text, number.start)
        sentence = line.text[first:last].strip()
        if at in beside:
            found.append((number.start, of_alignment(number, beside[at], place, sentence)))
        elif number.counts and not planned and not binder.in_a_name(line.text, number):
            open_.append(number)
        else:
            reason = _DECLARED.get(number.sort, _INTENDED if planned else _DECLARED["name"])
            declared = Finding(Verdict.DECLARED, place, number.text, sentence, reason)
            found.append((number.start, declared))
    for binding in binder.bind(line.text, numbers, open_, line.heading):
        found.append((binding.number.start, of_words(binding, binder.facts, place)))
    return [one for _, one in sorted(found, key=lambda pair: pair[0])]
