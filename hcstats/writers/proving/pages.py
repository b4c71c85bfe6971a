"""Proof of Markdown files: their tables parsed again and compared cell by cell."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path

from hcstats.forms.definition import Form
from hcstats.model import Outcome, Table, say
from hcstats.writers.proving.faults import Block, Shown, check, proof, squeezed, unproved
from hcstats.writers.proving.tables import prove_block, prove_totals

_VALUE = re.compile(r"(?P<about>约)?(?P<digits>-?[0-9]+(?:\.[0-9]+)?)(?P<percent>%)?")
_RULE = re.compile(r"\|(?: -{3}:? \|)+")


@proof
def prove_page(
    path: Path,
    tables: Sequence[Table],
    language: str,
    outcome: Outcome | None = None,
    form: Form | None = None,
) -> None:
    """Raise HcstatsError unless the file shows just these tables.

    With an outcome and its form, the tables of totals are also held against the totals
    themselves.
    """
    blocks = list(_blocks(path, path.read_bytes().decode("utf-8")))
    check(path, len(blocks), len(tables), say("the number of tables"))
    for block, table in zip(blocks, tables, strict=True):
        prove_block(path, block, table, language, exact=False)
    if outcome is not None and form is not None:
        # Coverage comes first, then the form's tables.
        own = blocks[1 : 1 + len(form.tables)]
        prove_totals(path, own, outcome, form, language)


def _blocks(path: Path, text: str) -> Iterator[Block]:
    """The tables of a page: title, headings, rows, and the lines below as rows of one cell."""
    title, heads, rows = "", [""], list[list[Shown]]()
    started = False
    for line in text.split("\n"):
        if line.startswith("## "):
            if started:
                yield Block(title, heads, rows)
            title, heads, rows, started = _plain(line.removeprefix("## ")), [], [], True
        elif line.startswith("| "):
            if not heads:
                heads = [squeezed(cell) for cell in _cells(path, line)]
            elif not _RULE.fullmatch(line):
                rows.append([_shown(cell) for cell in _cells(path, line)])
        elif line.strip():
            rows.append([Shown(squeezed(line))])
    if started:
        yield Block(title, heads, rows)


def _cells(path: Path, line: str) -> list[str]:
    """The cells of a line, with what is escaped in them as it was."""
    cells: list[str] = []
    text = ""
    escaped = False
    for character in line[1:]:
        if escaped or character not in "\\|":
            text, escaped = text + character, False
        elif character == "\\":
            escaped = True
        else:
            cells.append(text)
            text = ""
    if text.strip() or escaped:
        raise unproved(path, line[:60])
    return cells


def _plain(text: str) -> str:
    return squeezed(re.sub(r"\\(.)", r"\1", text))


def _shown(cell: str) -> Shown:
    text = squeezed(cell)
    found = _VALUE.fullmatch(text)
    if not found:
        return Shown(text)
    number = Decimal(found["digits"])
    return Shown(text, number / 100 if found["percent"] else number, bool(found["about"]))
