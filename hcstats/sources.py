"""来源: every figure with its cell, those of one total together, for totals to lead to them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hcstats.forms.definition import Form
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
from hcstats.tables import item_label

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
    blocks: dict[Origin, range] = {}
    places: dict[tuple[str, str, str], int] = {}
    for row, (figure, group) in enumerate(figures):
        if not group:
            continue
        for name in ("all", group):
            origin = Origin(name, figure.key)
            first = blocks[origin].start if origin in blocks else row
            blocks[origin] = range(first, row + 1)
        places[figure.unit_code, figure.unit, figure.key] = row
    return Sources(_table(figures, form), blocks, places)


def _ordered(outcome: Outcome, form: Form | None) -> list[tuple[Figure, str]]:
    """The figures with the group that each is counted in; an empty text: it is not counted."""
    order = {key: place for place, key in enumerate(form.items)} if form else {}
    counted = {value.figure: place for place, value in enumerate(outcome.by_unit)}

    def group(figure: Figure) -> str:
        if figure not in counted:
            return ""
        county = (figure.unit_code, figure.unit) in outcome.county_units
        return "county" if county else "city"

    def rank(entry: tuple[Figure, str]) -> tuple[bool, int, int, int]:
        figure, own = entry
        foreign = form is None or f"{figure.form}/{figure.edition}" != form.id
        place = ("city", "county", "").index(own)
        return foreign, order.get(figure.key, len(order)), place, counted.get(figure, 0)

    return sorted(((figure, group(figure)) for figure in outcome.figures), key=rank)


def _table(figures: Sequence[tuple[Figure, str]], form: Form | None) -> Table:
    columns = tuple(
        Column(title, "number" if name == "value" else "text")
        for name, title in SOURCE_COLUMNS.items()
    )
    rows: list[tuple[TableValue, ...]] = []
    for figure, group in figures:
        known = form is not None and f"{figure.form}/{figure.edition}" == form.id
        label = item_label(form, form.items[figure.key]) if known and form else Label("")
        rows.append(
            (
                figure.unit_code,
                figure.unit,
                figure.key,
                label,
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
