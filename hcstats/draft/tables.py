"""What was found in a draft, as tables to show and as records for other programs."""

from __future__ import annotations

from collections.abc import Iterator

from hcstats.draft.findings import DraftCheck, DraftPlace, Finding, Verdict
from hcstats.model import Amount, Column, Message, Severity, Table, TableValue, Text, say
from hcstats.unit_groups import GROUP_NAMES

_LONGEST = 60
_NONE: tuple[TableValue, ...] = (say("none"), "", None, "", "")
"""What stands where nothing differs: an empty table looks like a fault."""


def draft_tables(check: DraftCheck) -> tuple[Table, ...]:
    """Numbers that differ, then numbers that were not checked, each with its place.

    The first is there even if nothing differs, since it ends with the count of all numbers.
    """
    differing = [one for one in check.findings if one.verdict is Verdict.DIFFERS]
    open_ = [one for one in check.findings if one.verdict is Verdict.NOT_CHECKED]
    first = Table(
        say("Differs"),
        say("Numbers of the draft that are not what the data say"),
        (
            Column(say("Place")),
            Column(say("In the draft")),
            Column(say("In the data"), "number"),
            Column(say("Item")),
            Column(say("Write")),
        ),
        tuple(_differing(one) for one in differing) or (_NONE,),
        notes=() if open_ else tuple(_notes(check)),
        severities=tuple(Severity.ERROR for _ in differing) or (None,),
    )
    if not open_:
        return (first,)
    second = Table(
        say("Not checked"),
        say("Numbers of the draft that nothing was found to check by"),
        (
            Column(say("Place")),
            Column(say("In the draft")),
            Column(say("Why")),
            Column(say("Sentence")),
        ),
        tuple((_place(one.place), one.text, one.reason, _short(one)) for one in open_),
        notes=tuple(_notes(check)),
        severities=tuple(Severity.WARNING for _ in open_),
    )
    return (first, second)


def _differing(one: Finding) -> tuple[TableValue, ...]:
    scope = GROUP_NAMES.get(one.scope, one.scope)
    item: Text = one.label
    if one.scope not in ("", "all"):
        item = say("{item} ({scope})", item=one.label, scope=scope)
    return (_place(one.place), one.text, one.data, item, one.suggestion)


def _notes(check: DraftCheck) -> Iterator[Message]:
    yield from check.remarks
    yield summary(check)


def summary(check: DraftCheck) -> Message:
    """One line: how many numbers, by what became of them."""
    return say(
        "{count} numbers in {file}: {same} as the data say, {differs} differ, {open} not checked, "
        "{declared} no figures (dates, document numbers and the like).",
        count=len(check.findings),
        file=check.file,
        same=check.count(Verdict.SAME),
        differs=check.count(Verdict.DIFFERS),
        open=check.count(Verdict.NOT_CHECKED),
        declared=check.count(Verdict.DECLARED),
    )


def _place(place: DraftPlace) -> Text:
    if place.absent:
        if not place.heading:
            return say("lacking")
        return say("lacking ({heading})", heading=_cut(place.heading, 12))
    if place.table:
        return f"{place.table}!{place.cell}"
    if not place.paragraph:
        return say("note, header or footer")
    if not place.heading:
        return say("paragraph {number}", number=place.paragraph)
    return say(
        "paragraph {number} ({heading})", number=place.paragraph, heading=_cut(place.heading, 12)
    )


def _short(one: Finding) -> str:
    """The sentence around the number, cut so that the number is still in it."""
    at = one.sentence.find(one.text)
    if len(one.sentence) <= _LONGEST or at < 0:
        return _cut(one.sentence, _LONGEST)
    start = max(0, at - _LONGEST // 2)
    front = "…" if start else ""
    return front + _cut(one.sentence[start:], _LONGEST)


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1] + "…"


def records(check: DraftCheck) -> Iterator[dict[str, object]]:
    """Each number with the stable names of its fields."""
    for one in check.findings:
        data = one.data or Amount(None)
        yield {
            "verdict": one.verdict.value,
            "paragraph": one.place.paragraph or None,
            "heading": one.place.heading,
            "table": one.place.table,
            "cell": one.place.cell,
            "text": one.text,
            "sentence": one.sentence,
            "value": data.value,
            "approximate": data.approximate,
            "key": one.key,
            "label": one.label,
            "scope": one.scope,
            "suggestion": one.suggestion,
            "by": one.by,
            "reason": one.reason,
        }
