"""The marked copies of a case's workbooks, each proved, or the reason why there is none."""

from __future__ import annotations

import gc
import hashlib
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from hcstats.execute import cores, map_files
from hcstats.messages import render
from hcstats.model import Message, Severity, say
from hcstats.readers import kinds
from hcstats.workers import Loss, Reason
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


class Wanted(NamedTuple):
    """A file in which cells are to be marked, as a worker gets it.

    `digest` is the sha256 of what was checked; a `shared` file holds other units' figures too.
    """

    file: str
    digest: str
    shared: bool
    entries: tuple[Entry, ...]
    language: str


def wanted_copies(
    case: Case, entries: Sequence[Entry], digests: Mapping[str, str], language: str
) -> list[Wanted]:
    """The files of a case in which a cell is to be marked."""
    found = []
    for file in case.files:
        own = tuple(one for one in entries if one.place.file == file and one.place.cell)
        if own:
            found.append(Wanted(file, digests.get(file, ""), file in case.shared, own, language))
    return found


def make_copies(
    wanted: Sequence[Wanted], jobs: int | None = None
) -> Generator[Copy | None, None, None]:
    """A marked copy of each file, in their order; None of one that is no workbook.

    Strangers' workbooks are edited and proved in worker processes under limits of time and memory,
    on that many cores or all.
    """
    yield from map_files(_copy, wanted, jobs or cores(), lost=_lost)


def _copy(wanted: Wanted) -> Copy | None:
    data = _data(wanted.file, wanted.digest)
    if data and kinds.kind_of(data) != kinds.XLSX:
        return None
    made = _marked(wanted.shared, data, wanted.entries, wanted.language)
    # Workbooks of openpyxl hold themselves: some dozens left over would be a worker's memory.
    gc.collect()
    return _named(wanted, *made)


def _lost(wanted: Wanted, loss: Loss) -> Copy:
    reason = say("marking it took more time or memory than a submission may take")
    if loss.reason not in (Reason.TIME, Reason.MEMORY):
        reason = _unsafe(loss.detail or loss.reason.value)
    return _named(wanted, b"", reason)


def _named(wanted: Wanted, data: bytes, reason: Message | None) -> Copy:
    """A copy under the name of its file, with what says that it is one."""
    suffix = PurePosixPath(wanted.file).suffix.lower()
    name = stem(wanted.file) + render(say(" (marked)"), wanted.language)
    kept = suffix if suffix in _SUFFIXES else ".xlsx"
    return Copy(base(wanted.file), name, kept, data, reason)


def _data(file: str, digest: str) -> bytes:
    """What the file holds, if that is still what was checked."""
    try:
        data = Path(file).read_bytes()
    except OSError:
        return b""
    return data if hashlib.sha256(data).hexdigest() == digest else b""


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
        return b"", _unsafe(type(error).__name__)
    return b"", say("the copy did not prove to be equal to the original")


def _unsafe(reason: str) -> Message:
    return say("the workbook cannot be edited safely ({reason})", reason=reason)


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
