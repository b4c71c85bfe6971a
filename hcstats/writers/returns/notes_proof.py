"""Return notes read back: each problem on its line, with the numbers that it speaks of."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from hcstats.messages import render
from hcstats.model import say
from hcstats.writers.proving.faults import check, proof
from hcstats.writers.returns.entries import Entry
from hcstats.writers.returns.letter import Letter

_HEAD = re.compile(r"(?P<number>[0-9]+)\. \[(?P<level>[^\]]*)\] (?P<about>.*)")


@proof
def prove_document(path: Path, note: Letter, entries: Sequence[Entry], language: str) -> None:
    """Raise HcstatsError unless the document holds every problem in its row, and the letter."""
    from docx import Document  # noqa: PLC0415

    document = Document(str(path))
    rows = [[cell.text for cell in row.cells] for row in document.tables[0].rows]
    check(path, len(rows), len(entries) + 1, say("the number of rows"))
    check(path, rows[0], list(note.heads), say("its heading"))
    for number, (row, entry) in enumerate(zip(rows[1:], entries, strict=True), 1):
        where = say("row {number}", number=number)
        cells = row[1].split("\n")
        check(path, entry.place.cell in ("", *cells), True, where)
        said = (row[0], row[2], row[3], row[4], row[5].split("\n")[0], row[6])
        check(path, said, (str(number), entry.item, *_values(entry, language)), where)
    paragraphs = [one.text for one in document.paragraphs]
    tasks = [f"{number}. {task}" for number, task in enumerate(note.tasks, 1)]
    wanted = [note.title, note.addressee, note.lead, *tasks, note.contact, note.sender, note.date]
    check(path, paragraphs, wanted, note.title)


@proof
def prove_plain(path: Path, note: Letter, entries: Sequence[Entry], language: str) -> None:
    """Raise HcstatsError unless the text holds every problem under its number."""
    lines = path.read_bytes().decode("utf-8-sig").split("\r\n")
    check(path, lines[0], note.addressee + note.lead, say("its heading"))
    heads = [(place, found) for place, line in enumerate(lines) if (found := _HEAD.match(line))]
    check(path, len(heads), len(entries), say("the number of lines"))
    colon = "：" if note.addressee.endswith("：") else ": "
    for number, ((place, found), entry) in enumerate(zip(heads, entries, strict=True), 1):
        where = say("line {number}", number=place + 1)
        has, should, message, level = _values(entry, language)
        check(path, (found["number"], found["level"]), (str(number), level), where)
        about = found["about"]
        check(path, entry.place.cell in about and entry.item in about, True, where)
        values = f"   {note.heads[3]}{colon}{has}  {note.heads[4]}{colon}{should}"
        check(path, lines[place + 1 : place + 3], [values, f"   {message}"], where)
    check(path, lines[-1 - len(note.tasks) : -1], list(note.tasks), say("the last lines"))


def _values(entry: Entry, language: str) -> tuple[str, str, str, str]:
    """What stands there, what should, the problem and its level, as the note says them."""
    wanted = entry.wanted or render(say("see problem"), language)
    return entry.found or "—", wanted, entry.message, entry.level
