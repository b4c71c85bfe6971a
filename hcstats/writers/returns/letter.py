"""Every sentence of a return note, in one language: the document and the text say the same."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from hcstats.forms.definition import Form
from hcstats.messages import render
from hcstats.model import Label, Message, Severity, say
from hcstats.writers.returns.cases import Case
from hcstats.writers.returns.entries import Entry
from hcstats.writers.returns.flat import flat
from hcstats.writers.shown import clean

_MONTHS = "January February March April May June July August September October November December"


@dataclass(frozen=True, slots=True)
class Letter:
    """A return note without its layout. `rows` are as long as `heads`."""

    title: str
    addressee: str
    lead: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    tasks: tuple[str, ...]
    contact: str
    sender: str
    date: str


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What a note needs besides the problems: sender, deadline, language, the marked copies."""

    authority: str
    deadline: datetime.date | None
    language: str
    copies: tuple[str, ...] = ()


def letter(
    case: Case, entries: Sequence[Entry], form: Form | None, around: Circumstances
) -> Letter:
    """The note of one case."""

    def text(message: Message) -> str:
        return clean(render(message, around.language))

    return Letter(
        text(say("Return note: statistics of government information disclosure")),
        flat(render(_addressee(case), around.language)),
        flat(render(_lead(case, entries, form), around.language)),
        tuple(map(text, _HEADS)),
        tuple(
            _row(number, entry, len(case.files) > 1, around.language)
            for number, entry in enumerate(entries, 1)
        ),
        tuple(map(text, _tasks(entries, around))),
        text(say("Contact: ____________    Telephone: ____________")),
        text(say("{authority} (seal)", authority=flat(around.authority))),
        text(say("Date: ____________")),
    )


_HEADS = (
    say("No."),
    say("Where"),
    say("Item"),
    say("Filled in"),
    say("Should be"),
    say("Problem and likely cause"),
    say("Level"),
)


def base(file: str) -> str:
    """A file's own name: into which folder the office put it is no matter of the unit's."""
    return PurePosixPath(file).name


def _addressee(case: Case) -> Message:
    if case.unit or case.unit_code:
        return say("To {unit}:", unit=case.unit or case.unit_code)
    return say("To the unit that sent “{file}”:", file=base(case.files[0]))


def _lead(case: Case, entries: Sequence[Entry], form: Form | None) -> Message:
    errors = sum(entry.severity is Severity.ERROR for entry in entries)
    parts: dict[str, object] = {
        "what": _sent(case, form),
        "count": len(entries),
        "errors": errors,
        "warnings": len(entries) - errors,
    }
    return say(
        "The check of {what} found the following to correct or verify: {count} (errors: {errors}, "
        "warnings: {warnings}). It is returned to you for correction.",
        **parts,
    )


def _sent(case: Case, form: Form | None) -> Message:
    """What the unit sent, by title and year where both are known."""
    if not case.unit or form is None or not case.files:
        return say("the file “{file}” that you sent", file="”、“".join(map(base, case.files)))
    title = Label(form.titles[0] if form.titles else form.title, form.gloss)
    if not case.period:
        return say("the tables of “{title}” that you sent", title=title)
    return say(
        "the tables of “{title}” for {period} that you sent", title=title, period=case.period
    )


def _tasks(entries: Sequence[Entry], around: Circumstances) -> list[Message]:
    tasks: list[Message] = []
    if any(entry.severity is Severity.ERROR for entry in entries):
        tasks.append(say("Please correct every point of severity “error”."))
    if any(entry.severity is not Severity.ERROR for entry in entries):
        tasks.append(
            say(
                "Please hold every point of severity “warning” against your records: correct it "
                "if it is wrong, explain it in writing if it is true."
            )
        )
    if around.copies:
        tasks.append(
            say(
                "In the enclosed copy “{files}” errors are marked red and warnings yellow, each "
                "with a comment; you may correct that copy and send it back.",
                files="”、“".join(around.copies),
            )
        )
    else:
        tasks.append(say("Please make the corrections in your own file, at the places listed."))
    tasks.append(_deadline(around))
    return tasks


def _deadline(around: Circumstances) -> Message:
    date = around.deadline
    if date is None:
        return say("Please send the corrected tables again by ____________.")
    month = _MONTHS.split()[date.month - 1]
    parts: dict[str, object] = {"day": date.day, "year": date.year}
    parts["month"] = date.month if around.language == "zh" else month
    return say("Please send the corrected tables again by {day} {month} {year}.", **parts)


def _row(number: int, entry: Entry, several: bool, language: str) -> tuple[str, ...]:
    problem = [entry.message, *causes(entry, language)]
    return (
        str(number),
        where(entry, several, language),
        entry.item,
        entry.found or "—",
        entry.wanted or render(say("see problem"), language),
        "\n".join(problem),
        entry.level,
    )


def causes(entry: Entry, language: str) -> list[str]:
    """The likely causes of a problem, each as a sentence."""
    return [render(say("Likely cause: {cause}", cause=cause), language) for cause in entry.causes]


def where(entry: Entry, several: bool, language: str) -> str:
    """Sheet and cell, with the file in front where the unit sent several."""
    place = entry.place
    parts = [flat(base(place.file))] if several and place.file else []
    parts += [flat(part) for part in (place.sheet, place.cell) if part]
    if not place.sheet and not place.cell:
        parts.append(render(say("the whole file"), language))
    return "\n".join(parts)
