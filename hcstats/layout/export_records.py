"""A record of an export: a line of csv or an entry of json, with the figure that it tells."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from hcstats.cell_addresses import address
from hcstats.forms.definition import Form
from hcstats.layout.export_rows import (
    ALTERED,
    columns_of,
    origin,
    rows_of,
    shown_amount,
)
from hcstats.layout.reading import Remark
from hcstats.model import Amount, Cell, Figure, Grid, Status, say


@dataclass(frozen=True, slots=True)
class Row:
    """A record with its cells by name; `json` says how its places are named."""

    number: int
    cells: Mapping[str, Cell] = field(default_factory=dict)
    columns: Mapping[str, int] = field(default_factory=dict)
    sheet: str = ""
    json: bool = False

    def text(self, name: str) -> str:
        """What stands under that name, without the apostrophe that makes a text inert."""
        cell = self.cells.get(name)
        text = cell.text.strip() if cell else ""
        # A csv file keeps a spreadsheet from taking a text for a formula by an apostrophe.
        return text[1:] if not self.json and text[:2] in _INERT else text

    def place(self, name: str) -> str:
        """Where the value of that name stands: E14, or [12].value in json."""
        if self.json:
            return f"[{self.number - 2}].{name}"
        return address((self.number, self.columns[name]))


_INERT = {f"'{mark}" for mark in "=+-@"}


def records(grid: Grid, *, json: bool) -> Iterator[Row]:
    """Each line of an export below its heads."""
    columns = columns_of(grid, 1)
    for number, cells in rows_of(grid, 2):
        named = {name: cells[place] for name, place in columns.items() if place in cells}
        yield Row(number, named, columns, grid.name, json)


def _amount(row: Row) -> Amount:
    about = row.text("approximate").lower() == "true"
    status = row.text("status")
    amount = shown_amount(row.cells.get("value"), status, approximate=about)
    if amount is None or (amount.value is not None and status != Status.REPORTED):
        return Amount(None, status=Status.UNREADABLE)
    return amount


def figure_of(row: Row, form: Form, file: str, period: str = "") -> Figure:
    """The figure of a record, with the place where it was first written as its origin."""
    amount = _amount(row)
    return Figure(
        form.form,
        form.edition,
        row.text("unit_code"),
        row.text("unit"),
        period or row.text("period"),
        row.text("key"),
        amount.value,
        amount.status,
        amount.approximate,
        file,
        row.sheet,
        row.place("value" if "value" in row.columns else "key"),
        row.text("text"),
        row.text("origin") or origin(row.text("file"), row.text("sheet"), row.text("cell")),
    )


def unknown_line(row: Row) -> Remark:
    """That no form asks for the figure of a record."""
    message = say(
        "No form has '{key}' in {form}; the line is not counted.",
        key=row.text("key"),
        form=f"{row.text('form')}/{row.text('edition')}",
    )
    return Remark(ALTERED, message, row.sheet, row.place("key"), row.text("key"))


def unreadable_line(row: Row, figure: Figure) -> Remark:
    """That a figure could not be read where it was first written."""
    message = say("'{text}' was already unreadable where it was extracted.", text=figure.key)
    return Remark("number.unreadable", message, row.sheet, figure.cell, figure.key, figure.text)
