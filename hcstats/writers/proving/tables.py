"""Tables of a written file against what was to be shown: every cell in its row and column."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

from hcstats.forms.definition import Form
from hcstats.forms.definition import Row as FormRow
from hcstats.forms.definition import Table as FormTable
from hcstats.messages import render
from hcstats.model import (
    Amount,
    Label,
    Number,
    Outcome,
    Table,
    TableValue,
    Text,
    Total,
    say,
)
from hcstats.tables import GROUP_NAMES, groups_shown
from hcstats.writers.proving.faults import Block, Shown, check, rounded, squeezed, unproved

_LONGEST = 32_000
"""A workbook's cell takes no more; a longer text is cut, and that is shown."""
_RATE_PLACES = Decimal("0.0001")
"""A rate is printed as a percentage with two decimals; a workbook keeps all of it."""


def prove_block(path: Path, block: Block, table: Table, language: str, *, exact: bool) -> None:
    """Raise HcstatsError unless a block shows just the values of a table, and its notes.

    `exact`: rates are kept with all decimals, not as printed percentages.
    """
    words = _words(language)
    title = words(table.title)
    heads = [words(column.title) for column in table.columns]
    check(path, block.heads[: len(heads)], heads, say("the headings of {table}", table=title))
    percents = [column.format == "percent" for column in table.columns]
    rows = iter(block.rows)
    for number, row in enumerate(table.rows, 1):
        found = next(rows, None)
        if found is None:
            raise unproved(path, say("the number of rows of {table}", table=title))
        fits = len(found) >= len(row)
        for shown, value, percent in zip(found, row, percents, strict=False):
            # Words that stand there letter for letter need no second look.
            if type(value) is str and value == shown.text and shown.number is None:
                continue
            fits = fits and _shows(shown, value, words, percent=percent, exact=exact)
        if not fits:
            raise unproved(path, say("{table}, row {number}", table=title, number=number))
    below = [row[0].text for row in rows if row]
    check(path, below, [words(note) for note in table.notes], title)


def _words(language: str) -> Callable[[Text], str]:
    return lambda text: squeezed(render(text, language))


def _shows(
    shown: Shown, value: TableValue, words: Callable[[Text], str], *, percent: bool, exact: bool
) -> bool:
    if isinstance(value, Amount):
        about = value.approximate and value.value is not None
        return rounded(shown.number) == rounded(value.value) and shown.approximate == about
    if isinstance(value, int | Decimal):
        return rounded(shown.number) == rounded(value if exact or not percent else _printed(value))
    if value is None:
        return shown.number is None and shown.text in ("", "—")
    wanted = words(value)
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
