"""来源: every figure with its cell, those of one total together, for totals to lead to them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter

from hcstats.forms.definition import Form
from hcstats.item_labels import item_label
from hcstats.layout.export_marker import NO, SOURCE_COLUMNS, STATUSES, YES
from hcstats.model import (
    Amount,
    Column,
    Figure,
    Label,
    Origin,
    Outcome,
    Table,
    TableValue,
    say,
)

_NO_LABEL = Label("")
VALUE_COLUMN = 4
"""Where the values stand in the table of sources."""


@dataclass(frozen=True, slots=True)
class Sources:
    """The table of sources, and which of its rows (from 0) are whose.

    `blocks` tells for each total the rows of the figures that went into it; `rows` the row of
    each counted figure by unit code, unit and key.
    """

    table: Table
    blocks: Mapping[Origin, range]
    rows: Mapping[tuple[str, str, str], int]


def sources(outcome: Outcome, form: Form | None) -> Sources:
    """Every figure: by item in the order of the form, 本级 before 县区, what is not counted last.

    Figures of other editions stand at the end.
    """
    figures = _ordered(outcome, form)
    first: dict[tuple[str, str], int] = {}
    last: dict[tuple[str, str], int] = {}
    places: dict[tuple[str, str, str], int] = {}
    for row, (figure, group) in enumerate(figures):
        if not group:
            continue
        for block in (("all", figure.key), (group, figure.key)):
            first.setdefault(block, row)
            last[block] = row
        places[figure.unit_code, figure.unit, figure.key] = row
    blocks = {Origin(*block): range(row, last[block] + 1) for block, row in first.items()}
    return Sources(_table(figures, form), blocks, places)


def _ordered(outcome: Outcome, form: Form | None) -> list[tuple[Figure, str]]:
    """The figures with the group that each is counted in; an empty text: it is not counted."""
    order = {key: place for place, key in enumerate(form.items)} if form else {}
    counted = {figure_place(one.figure): place for place, one in enumerate(outcome.by_unit)}
    entries: list[tuple[tuple[bool, int, int, int], Figure, str]] = []
    for figure in outcome.figures:
        # What is taken out counts once, should a file say it twice.
        place = counted.pop(figure_place(figure), None)
        county = (figure.unit_code, figure.unit) in outcome.county_units
        group = "" if place is None else "county" if county else "city"
        foreign = form is None or f"{figure.form}/{figure.edition}" != form.id
        own = ("city", "county", "").index(group)
        rank = (foreign, order.get(figure.key, len(order)), own, place or 0)
        entries.append((rank, figure, group))
    entries.sort(key=itemgetter(0))
    return [(figure, group) for _, figure, group in entries]


def figure_place(figure: Figure) -> tuple[str, ...]:
    """What tells a figure from every other: its cell, and as what it was read there."""
    return figure.file, figure.sheet, figure.cell, figure.key, figure.unit_code, figure.unit


def _table(figures: Sequence[tuple[Figure, str]], form: Form | None) -> Table:
    columns = tuple(
        Column(title, "number" if name == "value" else "text")
        for name, title in SOURCE_COLUMNS.items()
    )
    labels = {key: item_label(form, item) for key, item in form.items.items()} if form else {}
    rows: list[tuple[TableValue, ...]] = []
    for figure, group in figures:
        known = form is not None and f"{figure.form}/{figure.edition}" == form.id
        rows.append(
            (
                figure.unit_code,
                figure.unit,
                figure.key,
                labels[figure.key] if known else _NO_LABEL,
                Amount(figure.value, figure.approximate, figure.status),
                STATUSES[figure.status],
                YES if group else NO,
                figure.file,
                figure.sheet,
                figure.cell,
                figure.text,
                figure.origin,
            )
        )
    return Table(say("Sources"), say("Sources"), columns, tuple(rows))
