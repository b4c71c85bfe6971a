"""What `aggregate` wrote as json: the units' figures, proved against totals and a hash."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from hcstats.forms.definition import Form
from hcstats.layout.export_marker import computed_lines, digest
from hcstats.layout.export_records import Row, figure_of, records, unknown_line, unreadable_line
from hcstats.layout.export_rows import (
    ALTERED,
    Export,
    Rival,
    Told,
    columns_of,
    rows_of,
)
from hcstats.layout.reading import Remark
from hcstats.model import Amount, Figure, Grid, Status, UnitRef, say

_UNIT_FIELDS = ("code", "name", "aliases", "level", "parent", "valid_from", "valid_to")
_BY_UNIT = frozenset({"unit_code", "unit", "key", "status"})
_LIST = "by_unit"


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
    for row in records(by_name[_LIST], json=True):
        if row.text("key") not in form.items:
            remarks.append(unknown_line(row))
            continue
        figure = figure_of(row, form, file, told.period)
        if figure.status is Status.UNREADABLE and row.text("status") != Status.UNREADABLE:
            remarks.append(unreadable_line(row, figure))
        figures.append(figure)
    totals = list(_totals(by_name["totals"], figures, form))
    run = [told.form, told.period, *_computed(by_name)]
    remarks += totals or _other(figures, run, values.get("run.figures_sha256", ""))
    return told.export(figures, remarks, _LIST)


def _told(by_name: Mapping[str, Grid], values: Mapping[str, str]) -> Told:
    def rows(name: str) -> Iterator[Row]:
        if name in by_name:
            yield from records(by_name[name], json=True)

    def ref(row: Row) -> UnitRef:
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
    for row in records(grid, json=True):
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
        for row in records(by_name[name], json=True) if name in by_name else ():
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
