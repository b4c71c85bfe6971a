"""Numbers that the fresh report prints and the draft has no more: nothing is dropped in silence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from hcstats.draft.findings import DraftPlace, Finding, Verdict
from hcstats.model import Bound, Document, Heading, Message, OfficialTable, Paragraph, Span, say

BY = "absence"
_LACKS = say("The draft lacks it.")


def absent(fresh: Document, found: Sequence[Finding]) -> Iterator[Finding]:
    """A finding for each number that is gone; a table that is gone as a whole is one.

    A number that only the text gave may have been left out on purpose, and is not checked.
    """
    in_text = {
        (part, one.scope or "all")
        for one in found
        if not one.place.table
        for part in one.key.split(" + ")
    }
    in_tables = {one.key for one in found if one.place.table}
    heading = ""
    for block in fresh.blocks:
        if isinstance(block, OfficialTable):
            yield from _of_table(block, heading, in_tables)
        elif isinstance(block, Heading | Paragraph):
            if isinstance(block, Heading):
                heading = _words(block)
            for one in _bound(block.spans):
                parts = {(part, one.scope or "all") for part in one.key.split(" + ")}
                if not parts <= in_text:
                    in_text |= parts
                    reason = say(
                        "The draft does not say it any more: {item} ({printed}).",
                        item=one.label,
                        printed=one.printed,
                    )
                    yield _finding(one, Verdict.NOT_CHECKED, heading, reason)


def _of_table(table: OfficialTable, heading: str, present: set[str]) -> Iterator[Finding]:
    bound = _bound(table.cells[place] for place in sorted(table.cells))
    wanted = list(bound)
    lacking = [one for one in wanted if one.key not in present]
    if lacking and len(lacking) == len(wanted):
        place = DraftPlace(heading=heading, absent=True)
        yield Finding(Verdict.DIFFERS, place, "", "", _LACKS, label=heading, by=BY)
        return
    yield from (_finding(one, Verdict.DIFFERS, heading, _LACKS) for one in lacking)


def _finding(one: Bound, verdict: Verdict, heading: str, reason: Message) -> Finding:
    return Finding(
        verdict,
        DraftPlace(heading=heading, absent=True),
        "",
        "",
        reason,
        one.amount,
        one.key,
        one.label,
        one.scope,
        one.printed,
        BY,
    )


def _bound(spans: Iterable[Span]) -> Iterator[Bound]:
    return (one for one in spans if isinstance(one, Bound) and one.amount.value is not None)


def _words(block: Heading) -> str:
    return "".join(one.printed if isinstance(one, Bound) else one for one in block.spans)
