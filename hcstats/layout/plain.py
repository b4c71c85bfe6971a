"""Plain tables: one row a unit and one column an item, or one row for each unit and item."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from hcstats.forms.definition import Form
from hcstats.layout.address import located
from hcstats.layout.labels import unit_in_brackets, words
from hcstats.layout.numbers import read_number
from hcstats.layout.plain_heads import Heads, heads_in, item_named, resembled
from hcstats.layout.reading import ReadFigure, Remark
from hcstats.layout.skeleton import Skeleton
from hcstats.layout.vocabulary import Vocabulary
from hcstats.model import Grid, Kind, Position, Status, say

_SUMS = frozenset(["合计", "总计", "小计", "全市合计", "汇总", "total"])
_HEADING_ROWS = 12
_ENOUGH = 3


@dataclass(frozen=True, slots=True)
class PlainUnit:
    """What a plain table says of one unit: its name or code as written, year, figures."""

    unit: str
    code: str
    period: str
    place: tuple[str, str]
    figures: tuple[ReadFigure, ...]


@dataclass(frozen=True, slots=True)
class PlainTable:
    """A recognised plain table: the units in it, and what is to be said of it."""

    units: tuple[PlainUnit, ...]
    remarks: tuple[Remark, ...]
    first_row: int


def plain_table(grid: Grid, skeleton: Skeleton, vocabulary: Vocabulary) -> PlainTable | None:
    """The plain table that a sheet holds, or None if it holds none."""
    for row in skeleton.label_rows[:_HEADING_ROWS]:
        heads = heads_in(skeleton, vocabulary, row)
        if "unit" not in heads.roles and "code" not in heads.roles:
            continue
        if "item" in heads.roles and "value" in heads.roles:
            return _long(grid, vocabulary, heads)
        if len(heads.items) >= _ENOUGH:
            return _wide(grid, vocabulary, heads, skeleton)
    return None


def _unit_rows(grid: Grid, heads: Heads) -> Iterator[tuple[int, str, str, str]]:
    """Data rows with the unit's name, code and year as written; sums and notes left out."""
    rows = sorted({row for row, _ in grid.cells if row > heads.row})

    def text(row: int, role: str) -> str:
        cell = grid.cells.get((row, heads.roles[role])) if role in heads.roles else None
        return cell.text.strip() if cell else ""

    for row in rows:
        name, code = text(row, "unit"), text(row, "code")
        if name or code:
            yield row, name, code, text(row, "period")


def _wide(grid: Grid, vocabulary: Vocabulary, heads: Heads, skeleton: Skeleton) -> PlainTable:
    units: list[PlainUnit] = []
    remarks: list[Remark] = []
    for column in heads.unknown:
        if any(place == column and row > heads.row for row, place in skeleton.occupied):
            place = (heads.row, column)
            remarks.append(_unknown(grid, vocabulary, place, skeleton.texts[place]))
    for row, name, code, period in _unit_rows(grid, heads):
        if words(name).full in _SUMS:
            remarks.append(_sum_row(grid, row, name))
            continue
        place = (row, heads.roles.get("unit", heads.roles.get("code", 1)))
        values = [column for column in heads.items if (row, column) in skeleton.occupied]
        if not values and (row, place[1]) not in skeleton.occupied and len(name) > 30:
            continue
        figures = []
        for column, key in heads.items.items():
            shown = _unit_of(vocabulary.form, key, skeleton.texts[heads.row, column])
            figure, remark = _figure(grid, vocabulary.form, key, (row, column), shown)
            figures.append(figure)
            remarks += [remark] if remark else []
        units.append(PlainUnit(name, code, period, located(grid, place), tuple(figures)))
    return PlainTable(tuple(units), tuple(remarks), heads.row)


def _unknown(grid: Grid, vocabulary: Vocabulary, place: Position, shown: str) -> Remark:
    """What to say of a heading or item that names nothing: perhaps it only resembles a label."""
    label = resembled(vocabulary, shown)
    if label:
        message = say(
            "'{shown}' is not a label of the form; if it is '{label}', write it so, "
            "or pin it in aliases.csv. Its figures are not read.",
            shown=shown,
            label=label,
        )
        return Remark("label.near", message, *located(grid, place))
    message = say("'{shown}' is not part of the form and is not counted.", shown=shown)
    return Remark("label.extra", message, *located(grid, place))


def _sum_row(grid: Grid, row: int, name: str) -> Remark:
    message = say("The row '{shown}' is not part of the form and is not counted.", shown=name)
    return Remark("label.extra", message, *located(grid, (row, 1)))


def _long(grid: Grid, vocabulary: Vocabulary, heads: Heads) -> PlainTable | None:
    found: dict[tuple[str, str, str], PlainUnit] = {}
    remarks: list[Remark] = []
    item_column, value_column = heads.roles["item"], heads.roles["value"]
    for row, name, code, period in _unit_rows(grid, heads):
        item_cell = grid.cells.get((row, item_column))
        if item_cell is None or words(name).full in _SUMS:
            continue
        key = item_named(vocabulary, item_cell.text)
        if not key:
            remarks.append(_unknown(grid, vocabulary, (row, item_column), item_cell.text))
            continue
        stated = _unit_of(vocabulary.form, key, item_cell.text)
        figure, remark = _figure(grid, vocabulary.form, key, (row, value_column), stated)
        figure = _with_status(grid, heads, row, figure)
        if figure.status is Status.UNREADABLE and remark is None:
            message = say("'{text}' was already unreadable where it was extracted.", text=key)
            remark = Remark("number.unreadable", message, figure.sheet, figure.cell, key)
        remarks += [remark] if remark else []
        owner = (name, code, period)
        place = located(grid, (row, heads.roles.get("unit", heads.roles.get("code", 1))))
        unit = found.get(owner) or PlainUnit(name, code, period, place, ())
        found[owner] = replace(unit, figures=(*unit.figures, figure))
    if not any(unit.figures for unit in found.values()):
        return None
    return PlainTable(tuple(found.values()), tuple(remarks), heads.row)


def _with_status(grid: Grid, heads: Heads, row: int, figure: ReadFigure) -> ReadFigure:
    """The figure with the status and mark of approximation that our own extract wrote down."""

    def text(name: str) -> str:
        cell = grid.cells.get((row, heads.roles[name])) if name in heads.roles else None
        return cell.text.strip().lower() if cell else ""

    status = text("status")
    if status in set(Status) and status != Status.REPORTED:
        figure = replace(figure, status=Status(status), value=None)
    if text("approximate") == "true" and figure.status is Status.REPORTED:
        figure = replace(figure, approximate=True)
    return figure


def _unit_of(form: Form, key: str, named: str) -> str:
    """The unit that a heading states; a key stands for the figure in the form's own unit."""
    if named.strip() == key:
        return form.items[key].unit if form.items[key].kind is Kind.AMOUNT else ""
    return unit_in_brackets(words(named))


def _figure(
    grid: Grid, form: Form, key: str, place: Position, shown_unit: str
) -> tuple[ReadFigure, Remark | None]:
    item, cell = form.items[key], grid.cells.get(place)
    reading = read_number(cell, item.unit, item.kind, shown_unit)
    text = cell.text if cell else ""
    hidden = place[0] in grid.hidden_rows or place[1] in grid.hidden_columns or grid.hidden
    where = located(grid, place)
    figure = ReadFigure(
        key, reading.value, reading.status, reading.approximate, *where, text, hidden
    )
    if not reading.rule or reading.message is None:
        return figure, None
    return figure, Remark(reading.rule, reading.message, *where, key, text)
