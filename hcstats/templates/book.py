"""A template as a workbook: the form's sheets, the sheet of checks, and the marker."""

from __future__ import annotations

import datetime
from pathlib import Path

from hcstats import __version__
from hcstats.forms.definition import Form
from hcstats.layout.marker import CHECK_SHEET, MARKER_SHEET, MARKER_TITLE
from hcstats.model import Kind
from hcstats.templates.canvas import Sheet
from hcstats.templates.checksheet import write_checks
from hcstats.templates.filling import Filling
from hcstats.templates.formsheet import Around, write_form_sheet
from hcstats.templates.layout import draw
from hcstats.templates.lines import Spot, lines
from hcstats.templates.styles import Formats

_MADE = datetime.datetime(2000, 1, 1)
"""The same template has the same bytes: no clock goes into the file."""
_ABOVE = 3
"""Rows over the table: title, unit and year, result of the checks."""


def write_template(path: Path, form: Form, filling: Filling) -> None:
    """The workbook for one unit at a path; what `filling` does not know stays open."""
    import xlsxwriter  # noqa: PLC0415

    sheets = drawn(form)
    spots = {key: Spot(sheet.name, place) for sheet in sheets for place, key in sheet.keys.items()}
    found = lines(form, spots, filling)
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        book.set_properties({"title": form.title, "created": _MADE})
        book.set_calc_mode("auto")
        formats = Formats(book)
        around = Around(form, filling, spots, found)
        for number, sheet in enumerate(sheets):
            page = book.add_worksheet(sheet.name)
            write_form_sheet(page, formats, sheet, around, _title(form, number, len(sheets)))
        write_checks(book, book.add_worksheet(CHECK_SHEET), formats, found)
        marker = book.add_worksheet(MARKER_SHEET)
        said = (form.id, filling.code, filling.unit, filling.period, f"hcstats {__version__}")
        marker.write_string(0, 0, MARKER_TITLE)
        for row, (name, value) in enumerate(
            zip(("form", "unit_code", "unit", "period", "made by"), said, strict=True), 1
        ):
            marker.write_string(row, 0, name)
            marker.write_string(row, 1, value)
        marker.very_hidden()
        marker.protect()


def drawn(form: Form) -> list[Sheet]:
    """The sheets of a template: the official layout with room for the lines above it."""
    sheets = draw(form)
    for sheet in sheets:
        for _ in range(_ABOVE):
            sheet.insert_row(1)
        _name_units(sheet, form)
    return sheets


def _name_units(sheet: Sheet, form: Form) -> None:
    """The unit of money behind each label that does not say it: 元 and 万元 are easily confused."""
    for key in sheet.keys.values():
        item = form.items[key]
        labels = (item.row.label, item.column.label)
        said = any(item.unit in label for label in labels)
        if item.kind is not Kind.AMOUNT or said or form.table(item.table).layout == "list":
            continue
        for place, text in sheet.cells.items():
            if text in labels:
                sheet.cells[place] = f"{text}（{item.unit}）"
                break


def _title(form: Form, number: int, count: int) -> str:
    """What stands over a sheet: its own title where the form has one for each."""
    titles = form.titles or (form.title,)
    return titles[1 + number] if len(titles) > count else titles[0]
