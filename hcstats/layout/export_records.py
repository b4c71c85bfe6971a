"""Exports of an earlier run as records: the csv and json of `extract`, the json of `aggregate`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from hcstats.forms.definition import Form
from hcstats.layout.address import address
from hcstats.layout.export_marker import FIGURE_COLUMNS, computed_lines, digest
from hcstats.layout.export_rows import (
    ALTERED,
    Export,
    Rival,
    Told,
    altered,
    columns_of,
    origin,
    rows_of,
    shown_amount,
)
from hcstats.layout.numbers import read_number
from hcstats.layout.numerals import SCALES
from hcstats.layout.reading import Remark
from hcstats.model import Amount, Cell, Figure, Grid, Kind, Status, Submission, UnitRef, say

_UNIT_FIELDS = ("code", "name", "aliases", "level", "parent", "valid_from", "valid_to")
_BY_UNIT = frozenset({"unit_code", "unit", "key", "status"})
_LIST = "by_unit"


def figures_export(
    grids: Sequence[Grid], forms: Mapping[str, Form], file: str, *, json: bool
) -> Export | None:
    """What `extract` wrote, or None: figures with their places there, a submission a source."""
    if len(grids) != 1 or tuple(columns_of(grids[0], 1)) != FIGURE_COLUMNS:
        return None
    remarks: list[Remark] = []
    owners: dict[tuple[str, ...], list[Figure]] = {}
    for row in _records(grids[0], json=json):
        form = forms.get(f"{row.text('form')}/{row.text('edition')}")
        if form is None or row.text("key") not in form.items:
            remarks.append(_unknown(row))
            continue
        figure = _figure(row, form, file)
        if figure.status is Status.UNREADABLE:
            remarks.append(_unreadable(row, figure))
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


@dataclass(frozen=True, slots=True)
class _Row:
    """A record with its cells by name; `json` says how its places are named."""

    number: int
    cells: Mapping[str, Cell] = field(default_factory=dict)
    columns: Mapping[str, int] = field(default_factory=dict)
    sheet: str = ""
    json: bool = False

    def text(self, name: str) -> str:
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


def _records(grid: Grid, *, json: bool) -> Iterator[_Row]:
    columns = columns_of(grid, 1)
    for number, cells in rows_of(grid, 2):
        named = {name: cells[place] for name, place in columns.items() if place in cells}
        yield _Row(number, named, columns, grid.name, json)


def _amount(row: _Row) -> Amount:
    about = row.text("approximate").lower() == "true"
    status = row.text("status")
    amount = shown_amount(row.cells.get("value"), status, approximate=about)
    if amount is None or (amount.value is not None and status != Status.REPORTED):
        return Amount(None, status=Status.UNREADABLE)
    return amount


def _figure(row: _Row, form: Form, file: str, period: str = "") -> Figure:
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


def _unknown(row: _Row) -> Remark:
    message = say(
        "No form has '{key}' in {form}; the line is not counted.",
        key=row.text("key"),
        form=f"{row.text('form')}/{row.text('edition')}",
    )
    return Remark(ALTERED, message, row.sheet, row.place("key"), row.text("key"))


def _unreadable(row: _Row, figure: Figure) -> Remark:
    message = say("'{text}' was already unreadable where it was extracted.", text=figure.key)
    return Remark("number.unreadable", message, row.sheet, figure.cell, figure.key, figure.text)


def _untrue(row: _Row, figure: Figure, form: Form) -> Iterator[Remark]:
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


def outcome_export(grids: Sequence[Grid], forms: Mapping[str, Form], file: str) -> Export | None:
    """What `aggregate` wrote as json, or None: the units' figures, proved against the totals."""
    by_name = {grid.name: grid for grid in grids}
    alone = by_name.get("")
    if alone is None or _LIST not in by_name or "totals" not in by_name:
        return None
    if not set(columns_of(by_name[_LIST], 1)) >= _BY_UNIT:
        return None
    values = {cells[1].text: cells[2].text for _, cells in rows_of(alone, 1) if 2 in cells}
    form = forms.get(values.get("form", ""))
    if form is None:
        return None
    told = _told(by_name, values)
    figures: list[Figure] = []
    remarks: list[Remark] = []
    for row in _records(by_name[_LIST], json=True):
        if row.text("key") not in form.items:
            remarks.append(_unknown(row))
            continue
        figure = _figure(row, form, file, told.period)
        if figure.status is Status.UNREADABLE and row.text("status") != Status.UNREADABLE:
            remarks.append(_unreadable(row, figure))
        figures.append(figure)
    totals = list(_totals(by_name["totals"], figures, form))
    run = [told.form, told.period, *_computed(by_name)]
    remarks += totals or _other(figures, run, values.get("run.figures_sha256", ""))
    return told.export(figures, remarks, _LIST)


def _told(by_name: Mapping[str, Grid], values: Mapping[str, str]) -> Told:
    def rows(name: str) -> Iterator[_Row]:
        if name in by_name:
            yield from _records(by_name[name], json=True)

    def ref(row: _Row) -> UnitRef:
        return UnitRef(row.text("code"), row.text("name"))

    return Told(
        values["form"],
        values.get("period", ""),
        sum(row.text("severity") == "error" for row in rows("problems")),
        [tuple(row.text(name) for name in _UNIT_FIELDS) for row in rows("register")],
        [ref(row) for row in rows("covering")],
        [
            Rival(ref(row), row.text("files"))
            for row in rows("coverage.duplicates")
            if row.text("same_figures") == "false"
        ],
    )


def _totals(grid: Grid, figures: Sequence[Figure], form: Form) -> Iterator[Remark]:
    """A remark for each printed total that is not the sum of the units' figures."""
    sums: dict[str, Decimal] = {}
    for figure in figures:
        if figure.value is not None:
            sums[figure.key] = sums.get(figure.key, Decimal(0)) + figure.value
    for row in _records(grid, json=True):
        key = row.text("key")
        item = form.items.get(key)
        if item is None or not item.additive:
            continue
        shown = row.cells["value"].value if "value" in row.cells else None
        if shown != sums.get(key):
            message = say(
                "The total of {key} is {found}, but the units' figures in the same file add up to "
                "{wanted}; one of them was altered by hand. Give the unaltered export.",
                key=key,
                found="—" if shown is None else shown,
                wanted=sums.get(key, "—"),
            )
            yield Remark(ALTERED, message, "totals", row.place("value"), key)


def _computed(by_name: Mapping[str, Grid]) -> Iterator[str]:
    """The sums of the groups and the rates that the export shows, as its hash has them."""
    shown = (
        ("groups", ("group", "key"), ("value",)),
        ("indicators", ("id",), ("value", "numerator", "denominator")),
    )
    for name, texts, numbers in shown:
        for row in _records(by_name[name], json=True) if name in by_name else ():
            held = [row.cells[one].value if one in row.cells else None for one in numbers]
            yield from computed_lines([[*map(row.text, texts), *held]])


def _other(figures: Sequence[Figure], run: Sequence[str], written: str) -> list[Remark]:
    rows = ((f.unit_code, f.unit, f.key, Amount(f.value, f.approximate, f.status)) for f in figures)
    if digest(run, rows) == written:
        return []
    message = say(
        "The form, the period, the units' figures, the groups' sums or the rates are not those "
        "that the run wrote; they were altered by hand. Give the unaltered export."
    )
    if not written:
        message = say(
            "The hash of the figures (run.figures_sha256) is gone, so nothing tells whether they "
            "are those of the run. Give the unaltered export."
        )
    return [Remark(ALTERED, message, _LIST)]
