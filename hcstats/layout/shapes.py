"""What a sheet's labels alone decide, worked out once: where its figures stand, what is said.

A plan depends on the labels, the merges, and on which lines hold anything at all; never on a
number's value, nor on which cells of a line are filled. So a shape is found by the labels (masked,
masking.py), by the lines that are wholly blank, and by what stands outside the figures.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import NamedTuple

from hcstats.cell_addresses import address
from hcstats.forms.definition import Form
from hcstats.layout.accounting import account, account_outside
from hcstats.layout.money import MONEY
from hcstats.layout.numbers import SCALED_COUNTER
from hcstats.layout.reading import Remark, plan_remarks
from hcstats.layout.records import Plan
from hcstats.layout.skeleton import Skeleton
from hcstats.layout.value_like import looks_like_serial
from hcstats.layout.vocabulary import CUT, vocabulary
from hcstats.model import CellKind, Grid, Kind, Position


class Ask(NamedTuple):
    """How the cell of one figure is read: in which unit, as which kind, what the sheet states."""

    unit: str
    kind: Kind
    shown: str


class Outside(NamedTuple):
    """A text outside the lines of figures: it may name unit and year."""

    cell: str
    row: int
    right: str
    """The next filled cell to its right, if that is a text."""


@dataclass(frozen=True, eq=False)
class Shape:
    """One way in which sheets lie: the figures' cells in order and what is the same in all."""

    plan: Plan
    keys: tuple[str, ...]
    cells: tuple[str, ...]
    own: frozenset[str]
    """The same cells."""
    claimed: frozenset[str]
    """With those that merged labels make stand for the same figures."""
    lines: Mapping[str, frozenset[str]]
    """The cells of each line of figures."""
    asks: tuple[Ask, ...]
    place_of: Mapping[str, int]
    """The place of each cell among them."""
    special: tuple[int, ...]
    """Where even a whole number may not be the figure as it stands: its unit may be another."""
    others: Mapping[str, object]
    """What stands outside the figures and is no label; the numbers by what decides over them."""
    declared: int
    """How many of these are numbers; all are in places that are no figure's."""
    outside: tuple[Outside, ...]
    first_row: int
    remarks: tuple[Remark, ...]


def other_kind(text: str, number: str | None) -> object:
    """What of a cell outside the figures decides how it is accounted for: nothing else may."""
    if number is None:
        return text
    year = number.isdecimal() and 1990 <= int(number) < 2100
    return year, looks_like_serial(number)


def shape_of(grid: Grid, skeleton: Skeleton, plan: Plan, form: Form) -> Shape | None:
    """The shape of a sheet, or None if more than labels and lines decided how it was read."""
    firsts = [claim.cells[0] for claim in plan.claims]
    every = [place for claim in plan.claims for place in claim.cells]
    if not _by_labels_alone(grid, skeleton, plan, every):
        return None
    if plan.claims:
        counts, open_ = account(grid, skeleton, set(every), plan.declared)
    else:
        counts, open_ = account_outside(grid, skeleton)
    if open_:
        return None
    cells = tuple(map(address, firsts))
    items = [form.items[claim.key] for claim in plan.claims]
    asks = tuple(
        Ask(item.unit, item.kind, claim.shown_unit)
        for item, claim in zip(items, plan.claims, strict=True)
    )
    return Shape(
        plan,
        tuple(claim.key for claim in plan.claims),
        cells,
        frozenset(cells),
        frozenset(map(address, every)),
        _lines(plan, cells),
        asks,
        {cell: number for number, cell in enumerate(cells)},
        tuple(number for number, ask in enumerate(asks) if not _as_it_stands(ask)),
        _others(grid, skeleton, set(every)),
        counts.declared,
        tuple(_outside(grid, {row for row, _ in every})),
        plan.first_row,
        tuple(plan_remarks(grid, skeleton, plan)),
    )


def _by_labels_alone(grid: Grid, skeleton: Skeleton, plan: Plan, every: Sequence[Position]) -> bool:
    """Whether nothing but labels and lines decided which cells are a sheet's figures."""
    if len(set(every)) != len(every) or any(claim.strength < CUT for claim in plan.claims):
        return False
    if any(grid.cells.keys() & set(claim.cells[1:]) for claim in plan.claims):
        return False
    # A text that is no number in a figure's cell is a label among labels, and not read as one.
    if any(place in grid.cells and place not in skeleton.occupied for place in every):
        return False
    mixed = any(one.rule == "form.mixed" for one in plan.findings)
    return not mixed and not plan.declared & set(every)


def _lines(plan: Plan, cells: Sequence[str]) -> dict[str, frozenset[str]]:
    """The figures' cells by their row and the line of the form that they are of."""
    lines: dict[str, set[str]] = {}
    for claim, cell in zip(plan.claims, cells, strict=True):
        row = claim.cells[0][0]
        lines.setdefault(f"{row} {claim.key.rpartition('.')[0]}", set()).add(cell)
    return {line: frozenset(own) for line, own in lines.items()}


def _as_it_stands(ask: Ask) -> bool:
    return (
        ask.kind is not Kind.AMOUNT
        and not MONEY.match(ask.shown)
        and not SCALED_COUNTER.match(ask.shown)
    )


def _others(grid: Grid, skeleton: Skeleton, claimed: set[Position]) -> dict[str, object]:
    found: dict[str, object] = {}
    for place in skeleton.occupied - claimed:
        cell = grid.cells[place]
        number = cell.text if cell.kind is CellKind.NUMBER else None
        found[address(place)] = other_kind(cell.text, number)
    return found


def _outside(grid: Grid, rows: set[int]) -> Iterable[Outside]:
    """The texts outside the lines of figures, in the order of places."""
    outside = sorted(place for place in grid.cells if place[0] not in rows)
    for place, after in zip_longest(outside, outside[1:]):
        if grid.cells[place].kind is not CellKind.TEXT:
            continue
        right = after if after is not None and after[0] == place[0] else None
        text = right is not None and grid.cells[right].kind is CellKind.TEXT
        yield Outside(address(place), place[0], address(right) if right and text else "")


def inert_lines(skeleton: Skeleton, form: Form, lines: Iterable[str]) -> frozenset[str]:
    """Lines of which it does not matter for the plan whether they hold anything.

    Their labels name one row of the form, which no other label names, and no column; so neither
    can a blank one be taken for a heading, nor can it compete with another line.
    """
    lexicon = vocabulary(form)
    blocks = {table.code for table in form.tables if table.layout == "blocks"}
    named: dict[int, set[int]] = {}
    times: Counter[int] = Counter()
    for row, columns in skeleton.by_row.items():
        labels = [skeleton.labels[row, column] for column in columns]
        rows = {one.index for label in labels for one, _ in lexicon.row_candidates(label)}
        times.update(rows)
        if not any(map(lexicon.columns_of, labels)):
            named[row] = rows
    return frozenset(
        line
        for line in lines
        if len(own := named.get(int(line.partition(" ")[0]), set())) == 1
        and times[min(own)] == 1
        and line.partition(" ")[2].partition(".")[0] not in blocks
    )
