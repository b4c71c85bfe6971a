"""Return notes written to a folder, one subfolder a unit; nothing else there is touched."""

from __future__ import annotations

import datetime
import gc
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from itertools import chain, islice
from pathlib import Path
from typing import NamedTuple

from hcstats.forms.definition import Form
from hcstats.messages import render
from hcstats.model import HcstatsError, Message, Outcome, say
from hcstats.saving import together
from hcstats.writers import folders
from hcstats.writers.files import replacing
from hcstats.writers.proving import prove_bytes
from hcstats.writers.returns.cases import Case, cases
from hcstats.writers.returns.copies import Copy, make_copies, wanted_copies
from hcstats.writers.returns.document import document_note
from hcstats.writers.returns.entries import Entry, Narrator
from hcstats.writers.returns.flat import flat
from hcstats.writers.returns.letter import Circumstances, base, letter
from hcstats.writers.returns.names import Distinct, safe, stem
from hcstats.writers.returns.notes_proof import prove_document, prove_plain
from hcstats.writers.returns.plain import text_note


@dataclass(frozen=True, slots=True)
class Returned:
    """A note that was written: for whom, where, and which workbooks have no marked copy, why."""

    unit: str
    folder: Path
    copies: int
    lacking: tuple[tuple[str, Message], ...]


def check_folder(folder: Path, paths: Sequence[str]) -> None:
    """Raise HcstatsError before any work is done if notes must not be written to a folder.

    In a folder that is searched for submissions the marked copies would count as such next time.
    """
    folders.check_folder(folder)
    if given := folders.searching(folder, paths):
        raise HcstatsError(
            say(
                "'{path}' lies in '{folder}', which is searched for submissions; choose a "
                "folder elsewhere for the return notes.",
                path=folder,
                folder=given,
            )
        )


def write_returns(
    folder: Path,
    outcome: Outcome,
    deadline: datetime.date | None,
    language: str,
    jobs: int | None = None,
) -> tuple[Returned, ...]:
    """A note as docx and as text, and marked copies, for each unit with something to correct.

    Copies are made on so many cores, or all. Raises HcstatsError if something cannot be written;
    none of the notes is there then.
    """
    narrator = Narrator(outcome, language)
    around = Circumstances(outcome.authority, deadline, language)
    distinct, digests = Distinct(), dict(outcome.run.inputs)
    told = [_told(case, narrator) for case in cases(outcome)]
    wanted = [wanted_copies(one.case, one.entries, digests, language) for one in told]
    with together(folder), closing(make_copies(list(chain.from_iterable(wanted)), jobs)) as copies:
        return tuple(
            _write(
                folder / distinct.of(_folder_name(one.case)),
                one,
                [made for made in islice(copies, len(own)) if made is not None],
                outcome,
                around,
            )
            for one, own in zip(told, wanted, strict=True)
        )


class _Told(NamedTuple):
    """A case and what is said of it, on which form."""

    case: Case
    entries: Sequence[Entry]
    form: Form | None


def _told(case: Case, narrator: Narrator) -> _Told:
    return _Told(case, narrator.entries(case), narrator.form(case.files[0] if case.files else ""))


def summary(written: Sequence[Returned], folder: Path) -> list[Message]:
    """What was written, for the terminal: one line, and one more for each copy that is lacking."""
    if not written:
        return [say("No unit has anything to correct; no return note was written.")]
    units = tuple(one.unit for one in written)
    parts: dict[str, object] = {"count": len(written), "path": folder, "units": units}
    return [
        say("{count} return notes written to {path}: {units}.", **parts),
        *(
            say("No marked copy of '{file}' for {unit}: {reason}.", file=f, unit=o.unit, reason=r)
            for o in written
            for f, r in o.lacking
        ),
    ]


def _folder_name(case: Case) -> str:
    if not case.unit and not case.unit_code:
        return stem(case.files[0])
    return safe(f"{case.unit_code} {case.unit}")


def _write(
    folder: Path, told: _Told, made: Sequence[Copy], outcome: Outcome, around: Circumstances
) -> Returned:
    case, entries, form = told
    named = _named(made)
    note = letter(case, entries, form, replace(around, copies=tuple(named)))
    name = render(say("return note"), around.language)
    language = around.language
    with _written(folder / f"{name}.docx", document_note(note, language), outcome) as beside:
        prove_document(beside, note, entries, language)
    with _written(folder / f"{name}.txt", text_note(note), outcome) as beside:
        prove_plain(beside, note, entries, language)
    for file, data in named.items():
        # A copy was proved cell by cell when it was made.
        with _written(folder / file, data, outcome):
            pass
    # Documents of python-docx hold themselves, and trees of megabytes with them.
    gc.collect(0)
    lacking = tuple((flat(one.file), one.reason) for one in made if one.reason is not None)
    unit = case.unit or case.unit_code or base(case.files[0])
    return Returned(flat(unit), folder, len(named), lacking)


@contextmanager
def _written(path: Path, data: bytes, outcome: Outcome) -> Iterator[Path]:
    """The bytes beside the wanted name, which they get once the block has ended well."""
    with replacing(path, outcome) as beside:
        beside.write_bytes(data)
        prove_bytes(beside, data)
        yield beside


def _named(made: Sequence[Copy]) -> dict[str, bytes]:
    """The copies by the names that they get: two files of a unit may bear the same one."""
    distinct = Distinct()
    return {distinct.of(one.stem, one.suffix): one.data for one in made if one.data}
