"""Tables of a written file against what was to be shown: every cell in its row and column."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import TypeVar

from hcstats.forms.definition import Form
from hcstats.forms.definition import Row as FormRow
from hcstats.forms.definition import Table as FormTable
from hcstats.messages import render
from hcstats.model import (
    Amount,
    Label,
    Message,
    Number,
    Outcome,
    Table,
    TableValue,
    Text,
    Total,
    say,
)
from hcstats.unit_groups import GROUP_NAMES, groups_shown
from hcstats.writers.proving.cells import Sheet
from hcstats.writers.proving.faults import Block, Shown, check, rounded, squeezed, unproved

_LONGEST = 32_000
"""A workbook's cell takes no more; a longer text is cut, and that is shown."""
_RATE_PLACES = Decimal("0.0001")
"""A rate is printed as a percentage with two decimals; a workbook keeps all of it."""


_Cell = TypeVar("_Cell")


def prove_block(path: Path, block: Block, table: Table, language: str, *, exact: bool) -> None:
    """Raise HcstatsError unless a block shows just the values of a table, and its notes.

    `exact`: rates are kept with all decimals, not as printed percentages.
    """
    shows = _Shows(language, exact)
    _prove_heads(path, block.heads, table, shows.words)
    _prove_rows(path, iter(block.rows), table, shows, lambda shown: shown, _has_text)


def prove_sheet(path: Path, sheet: Sheet, table: Table, language: str) -> None:
    """The same of a sheet with one table, below a title; equal cells are read once."""
    cells, rows = sheet
    shows = _Shows(language, exact=True)
    next(rows, None)
    heads = [cells[content].text for content in next(rows, [])]
    _prove_heads(path, heads, table, shows.words)
    _prove_rows(path, rows, table, shows, cells.__getitem__, cells.says)


def _prove_heads(
    path: Path, found: Sequence[str], table: Table, words: Callable[[Text], str]
) -> None:
    heads = [words(column.title) for column in table.columns]
    where = say("the headings of {table}", table=words(table.title))
    check(path, found[: len(heads)], heads, where)


def _prove_rows(
    path: Path,
    rows: Iterator[Sequence[_Cell]],
    table: Table,
    shows: _Shows,
    shown: Callable[[_Cell], Shown],
    says: Callable[[_Cell, str], bool],
) -> None:
    """Every row and note of a table; `says` tells at once of most cells that they fit."""
    title = shows.words(table.title)
    percents = [column.format == "percent" for column in table.columns]
    for number, row in enumerate(table.rows, 1):
        found = next(rows, None)
        if found is None:
            raise unproved(path, say("the number of rows of {table}", table=title))
        fits = len(found) >= len(row)
        for cell, value, percent in zip(found, row, percents, strict=False):
            text = value if type(value) is str else shows.text(value)
            if text is None or not says(cell, text):
                fits = fits and shows(shown(cell), value, percent=percent)
        if not fits:
            raise unproved(path, say("{table}, row {number}", table=title, number=number))
    below = [shown(row[0]).text for row in rows if row]
    check(path, below, [shows.words(note) for note in table.notes], title)


def _has_text(shown: Shown, text: str) -> bool:
    return shown.text == text and shown.number is None


def _words(language: str) -> Callable[[Text], str]:
    return lambda text: squeezed(render(text, language))


class _Shows:
    """Whether a cell shows a value of a table; `exact` is said of rates."""

    def __init__(self, language: str, exact: bool) -> None:
        self._language, self._exact = language, exact
        self.words = _words(language)

    def text(self, value: TableValue) -> str | None:
        """What a value says, None where it is no words."""
        return render(value, self._language) if isinstance(value, Message | Label) else None

    def __call__(self, shown: Shown, value: TableValue, *, percent: bool) -> bool:
        if isinstance(value, Amount):
            about = value.approximate and value.value is not None
            return rounded(shown.number) == rounded(value.value) and shown.approximate == about
        if isinstance(value, int | Decimal):
            printed = percent and not self._exact
            return rounded(shown.number) == rounded(_printed(value) if printed else value)
        if value is None:
            return shown.number is None and shown.text in ("", "—")
        wanted = self.words(value)
        if not wanted and shown.number is not None:
            return False
        if len(wanted) > _LONGEST:
            return bool(shown.text) and wanted.startswith(shown.text.removesuffix("…"))
        return shown.text == wanted


def _printed(value: Number) -> Decimal:
    return Decimal(value).quantize(_RATE_PLACES, ROUND_HALF_UP)


def prove_totals(
    path: Path, blocks: Sequence[Block], outcome: Outcome, form: Form, language: str
) -> None:
    """Raise HcstatsError unless every total stands under its table, label and column.

    Where it should stand is worked out from the form, not from the tables that were written.
    `blocks` are those of the form's tables for all units, then (of a form with matrices, where
    they were written) for each group.
    """
    words = _words(language)
    totals = {(one.group, one.key): one for one in (*outcome.totals, *outcome.groups)}
    groups = ["all", *groups_shown(outcome)][: max(1, len(blocks) // len(form.tables))]
    wanted = [(group, table) for group in groups for table in form.tables]
    check(path, len(blocks), len(wanted), say("the number of tables"))
    for block, (group, table) in zip(blocks, wanted, strict=True):
        name = words(Label(table.label, table.gloss))
        whole = name if group == "all" else squeezed(f"{words(GROUP_NAMES[group])}: {name}")
        check(path, block.title, whole, name)
        places = _places(block, table, group, words)
        for row, shown in _lines(path, block, table, words):
            for column, of_group, code in places:
                key = f"{table.code}.{row.code}" + (f".{code}" if code else "")
                _prove(path, shown[column], totals[of_group, key])


def _places(
    block: Block, table: FormTable, group: str, words: Callable[[Text], str]
) -> list[tuple[int, str, str]]:
    """Which columns of a block show totals: place, group and the code of the form's column."""
    if len(table.columns) > 1:
        heads = {words(Label(one.label, one.gloss)): one.code for one in table.columns}
        return [(n, group, heads[head]) for n, head in enumerate(block.heads) if head in heads]
    own = {words(say("Total")): "all"}
    own |= {words(GROUP_NAMES[name]): name for name in ("city", "county")}
    found = [(n, own[head], "") for n, head in enumerate(block.heads) if head in own]
    # A table of one group's totals has no other groups beside: its total is the group's.
    return found if group == "all" else [(n, group, "") for n, _, _ in found[-1:]]


def _lines(
    path: Path, block: Block, table: FormTable, words: Callable[[Text], str]
) -> Iterator[tuple[FormRow, list[Shown]]]:
    """The rows of a block that are rows of the form, in its order; only heads stand between."""
    lines = iter(block.rows)
    for row in (row for row in table.rows if not row.heading):
        label = words(Label(row.label, row.gloss))
        for shown in lines:
            if shown[0].text == label and not _is_head(row, shown):
                yield row, shown
                break
            if any(one.number is not None for one in shown[1:]):
                raise unproved(path, label)
        else:
            raise unproved(path, label)


def _is_head(row: FormRow, shown: Sequence[Shown]) -> bool:
    """Whether a line is the head over a row of the same words."""
    return row.label in (row.section, row.group) and all(not one.text for one in shown[1:])


def _prove(path: Path, shown: Shown, total: Total) -> None:
    meant = (rounded(total.amount.value), total.amount.approximate)
    about = shown.approximate if total.amount.value is not None else total.amount.approximate
    check(path, (rounded(shown.number), about), meant, total.key)
