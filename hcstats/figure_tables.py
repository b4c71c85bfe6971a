"""Figures as tables: for reading, and in the columns of the interface."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from hcstats.layout.export_marker import FIGURE_COLUMNS, STATUSES
from hcstats.model import Amount, Column, Figure, Place, Table, TableValue, say
from hcstats.record_tables import where


def figure_tables(figures: Iterable[Figure]) -> Iterator[Table]:
    """For reading: a table for each sheet, with cell, item, value and the text as written."""
    columns = (
        Column(say("Cell")),
        Column(say("Key")),
        Column(say("Value"), "number"),
        Column(say("State")),
        Column(say("As written")),
    )
    for (file, sheet, unit, period), group in groupby(
        figures, lambda figure: (figure.file, figure.sheet, figure.unit, figure.period)
    ):
        rows: tuple[tuple[TableValue, ...], ...] = tuple(
            (
                figure.cell,
                figure.key,
                Amount(figure.value, figure.approximate, figure.status),
                STATUSES[figure.status],
                figure.text,
            )
            for figure in group
        )
        title = f"{unit} {period}  {where(Place(file, sheet))}"
        yield Table("figures", title, columns, rows)


def figure_table(figures: Iterable[Figure]) -> Table:
    """Every figure in the columns of the interface."""
    columns = tuple(
        Column(name, "number" if name == "value" else "text") for name in FIGURE_COLUMNS
    )
    rows: tuple[tuple[TableValue, ...], ...] = tuple(
        tuple(_figure_value(figure, name) for name in FIGURE_COLUMNS) for figure in figures
    )
    return Table("figures", say("Figures"), columns, rows)


def _figure_value(figure: Figure, name: str) -> TableValue:
    if name == "value":
        return Amount(figure.value, False, figure.status)
    if name == "approximate":
        return str(figure.approximate).lower()
    return str(getattr(figure, name))
