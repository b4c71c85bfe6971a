"""What `extract` wrote, csv or json: figures without any proof of being whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from hcstats.forms.definition import Form
from hcstats.layout.export_marker import FIGURE_COLUMNS
from hcstats.layout.export_records import Row, figure_of, records, unknown_line, unreadable_line
from hcstats.layout.export_rows import (
    Export,
    altered,
    columns_of,
)
from hcstats.layout.numbers import read_number
from hcstats.layout.numerals import SCALES
from hcstats.layout.reading import Remark
from hcstats.model import Cell, Figure, Grid, Kind, Status, Submission, say


def figures_export(
    grids: Sequence[Grid], forms: Mapping[str, Form], file: str, *, json: bool
) -> Export | None:
    """What `extract` wrote, or None: figures with their places there, a submission a source."""
    if len(grids) != 1 or tuple(columns_of(grids[0], 1)) != FIGURE_COLUMNS:
        return None
    remarks: list[Remark] = []
    owners: dict[tuple[str, ...], list[Figure]] = {}
    for row in records(grids[0], json=json):
        form = forms.get(f"{row.text('form')}/{row.text('edition')}")
        if form is None or row.text("key") not in form.items:
            remarks.append(unknown_line(row))
            continue
        figure = figure_of(row, form, file)
        if figure.status is Status.UNREADABLE:
            remarks.append(unreadable_line(row, figure))
        else:
            remarks += _untrue(row, figure, form)
        source = (form.id, row.text("file"), figure.unit_code, figure.unit, figure.period)
        owners.setdefault(source, []).append(figure)
    submissions = tuple(
        Submission(file, form_id, period, code, unit, tuple(own))
        for (form_id, _, code, unit, period), own in owners.items()
    )
    return Export(submissions, (*remarks, _unproved(grids[0].name)))


def _unproved(sheet: str) -> Remark:
    message = say(
        "A file of extract carries no proof of being whole: a line that was deleted cannot be "
        "noticed. The xlsx and the json of aggregate carry one."
    )
    return Remark("export.unproved", message, sheet)


def _untrue(row: Row, figure: Figure, form: Form) -> Iterator[Remark]:
    """A remark if the value is not the number that the text as written reads as."""
    item = form.items[figure.key]
    if figure.value is None:
        return
    written = Cell(row.text("text"))
    if not written.text:
        # Only a zero may stand for what the clerk left out (a zero report).
        if figure.value:
            yield altered(row.sheet, figure.cell, str(figure.value), "", figure.key)
        return
    read = read_number(written, item.unit, item.kind, "")
    if read.status is not Status.REPORTED or read.value is None or read.value == figure.value:
        return
    # The unit of an amount may stand in a heading, which is not known here.
    scales = _scales(item.unit) if item.kind is Kind.AMOUNT else ()
    if not any(read.value * scale == figure.value for scale in scales):
        yield altered(row.sheet, figure.cell, str(figure.value), str(read.value), figure.key)


def _scales(unit: str) -> Iterator[Decimal]:
    """By what an amount grows when its heading says 元, 千元 … 亿元 and the form another."""
    own = SCALES.get(unit.removesuffix("元"))
    for stated in ("", "千", "万", "百万", "亿"):
        if own is not None and stated in SCALES:
            yield Decimal(SCALES[stated]) / Decimal(own)
