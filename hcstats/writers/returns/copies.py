"""The marked copies of a case's workbooks, each proved, or the reason why there is none."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from hcstats.messages import render
from hcstats.model import Message, Severity, say
from hcstats.readers import kinds
from hcstats.writers.returns import proving
from hcstats.writers.returns.annotate import Mark, annotate
from hcstats.writers.returns.cases import Case
from hcstats.writers.returns.entries import Entry
from hcstats.writers.returns.letter import base, causes
from hcstats.writers.returns.names import stem
from hcstats.writers.returns.package import NotEditableError

_SUFFIXES = frozenset({".xlsx", ".xlsm", ".xltx", ".xltm"})


@dataclass(frozen=True, slots=True)
class Copy:
    """A marked copy by the stem and suffix of its name; `data` is empty if there is none.

    `reason` says why there is none, where one could be expected.
    """

    file: str
    stem: str
    suffix: str
    data: bytes
    reason: Message | None


def marked_copies(
    case: Case, entries: Sequence[Entry], digests: dict[str, str], language: str
) -> list[Copy]:
    """A copy of each workbook of the case in which a cell is to be marked."""
    found = []
    for file in case.files:
        own = [entry for entry in entries if entry.place.file == file and entry.place.cell]
        data = _data(file, digests) if own else b""
        if not own or (data and kinds.kind_of(data) != kinds.XLSX):
            continue  # nothing to mark, or no workbook that could be
        made, reason = _marked(file in case.shared, data, own, language)
        suffix = PurePosixPath(file).suffix.lower()
        name = stem(file) + render(say(" (marked)"), language)
        kept = suffix if suffix in _SUFFIXES else ".xlsx"
        found.append(Copy(base(file), name, kept, made, reason))
    return found


def _data(file: str, digests: dict[str, str]) -> bytes:
    """What the file holds, if that is still what was checked."""
    try:
        data = Path(file).read_bytes()
    except OSError:
        return b""
    return data if hashlib.sha256(data).hexdigest() == digests.get(file) else b""


def _marked(
    shared: bool, data: bytes, entries: Sequence[Entry], language: str
) -> tuple[bytes, Message | None]:
    if shared:
        return b"", say("it holds figures of other units too")
    if not data:
        return b"", say("it was changed since it was checked")
    marks = _marks(entries, language)
    try:
        made = annotate(data, marks, render(say("Check"), language))
        if proving.proves(data, made):
            return made.data, None
    except NotEditableError as error:
        return b"", error.message
    except Exception as error:
        # Strangers' workbooks break parsers in every way; the note is written all the same.
        return b"", say(
            "the workbook cannot be edited safely ({reason})", reason=type(error).__name__
        )
    return b"", say("the copy did not prove to be equal to the original")


def _marks(entries: Sequence[Entry], language: str) -> dict[tuple[str, str], Mark]:
    """One mark a cell, whatever number of problems it has."""
    found: dict[tuple[str, str], Mark] = {}
    for entry in entries:
        place = (entry.place.sheet, entry.place.cell.partition(":")[0])
        text = comment_text(entry, language)
        old = found.get(place)
        if old is None:
            found[place] = Mark(entry.severity, text)
        else:
            grave = Severity.ERROR in (old.severity, entry.severity)
            severity = Severity.ERROR if grave else Severity.WARNING
            found[place] = Mark(severity, f"{old.text}\n{text}")
    return found


def comment_text(entry: Entry, language: str) -> str:
    """What a comment says of one problem."""
    head = " ".join(part for part in (entry.level, entry.rule) if part)
    parts = [entry.message]
    if entry.wanted:
        parts.append(render(say("Expected: {value}", value=entry.wanted), language))
    return "\n".join([f"【{head}】" + " ".join(parts), *causes(entry, language)])
