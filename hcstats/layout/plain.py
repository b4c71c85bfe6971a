"""Plain tables: one row a unit and one column an item, or one row for each unit and item."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from hcstats.forms.definition import Form
from hcstats.layout.address import located
from hcstats.layout.labels import unit_in_brackets, words
from hcstats.layout.numbers import read_number
from hcstats.layout.plain_heads import Heads, heads_in, item_named, resembled
from hcstats.layout.plain_sums import SUMS, PrintedRow, Sum, printed_rows
from hcstats.layout.reading import ReadFigure, Remark
from hcstats.layout.skeleton import Skeleton
from hcstats.layout.vocabulary import Vocabulary
from hcstats.model import Grid, Kind, Position, Status, say

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
    claimed: frozenset[Position]
    declared: frozenset[Position]
    sums: tuple[PrintedRow, ...] = ()


def plain_table(grid: Grid, skeleton: Skeleton, vocabulary: Vocabulary) -> PlainTable | None:
    """The plain table that a sheet holds, or None if it holds none."""
    for row in skeleton.label_rows[:_HEADING_ROWS]:
        heads = heads_in(skeleton, vocabulary, row)
        if "unit" not in heads.roles and "code" not in heads.roles:
            continue
        if "item" in heads.roles and "value" in heads.roles:
            return _long(grid, vocabulary, heads, skeleton)
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
    remarks = _unknown_columns(grid, vocabulary, heads, skeleton)
    sums: list[Sum] = []
    claimed: set[Position] = set()
    declared = _aside(heads, skeleton, used=("item", "value"))
    for row, name, code, period in _unit_rows(grid, heads):
        if words(name).full in SUMS:
            declared |= {place for place in skeleton.occupied if place[0] == row}
            read = [one for one, _ in _row(grid, vocabulary, heads, skeleton, row)]
            sums.append((words(name).full, len(units), tuple(read)))
            continue
        place = (row, heads.roles.get("unit", heads.roles.get("code", 1)))
        values = [column for column in heads.items if (row, column) in skeleton.occupied]
        if not values and (row, place[1]) not in skeleton.occupied and len(name) > 30:
            continue
        read_row = list(_row(grid, vocabulary, heads, skeleton, row))
        remarks += [remark for _, remark in read_row if remark]
        claimed |= {(row, column) for column in heads.items}
        figures = tuple(figure for figure, _ in read_row)
        units.append(PlainUnit(name, code, period, located(grid, place), figures))
    return PlainTable(
        tuple(units),
        tuple(remarks),
        frozenset(claimed),
        frozenset(declared),
        tuple(printed_rows(sums, len(units))),
    )


def _row(
    grid: Grid, vocabulary: Vocabulary, heads: Heads, skeleton: Skeleton, row: int
) -> Iterator[tuple[ReadFigure, Remark | None]]:
    """The figures of one row under the headings that name items."""
    for column, key in heads.items.items():
        shown = _unit_of(vocabulary.form, key, skeleton.texts[heads.row, column])
        yield _figure(grid, vocabulary.form, key, (row, column), shown)


def _unknown_columns(
    grid: Grid, vocabulary: Vocabulary, heads: Heads, skeleton: Skeleton
) -> list[Remark]:
    """A remark for each heading that names nothing and has values below it."""
    places = [(heads.row, column) for column in heads.unknown]
    return [
        _unknown(grid, vocabulary, place, skeleton.texts[place])
        for place in places
        if any(column == place[1] and row > place[0] for row, column in skeleton.occupied)
    ]


def _aside(heads: Heads, skeleton: Skeleton, used: Sequence[str]) -> set[Position]:
    """The cells under headings that name no item: codes, years, serials, what a remark has named.

    Those under the roles in `used` are looked at one by one.
    """
    open_ = {*heads.items, *(heads.roles[role] for role in used if role in heads.roles)}
    columns = set(skeleton.by_row[heads.row]) - open_
    return {place for place in skeleton.occupied if place[0] > heads.row and place[1] in columns}


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


def _long(
    grid: Grid, vocabulary: Vocabulary, heads: Heads, skeleton: Skeleton
) -> PlainTable | None:
    found: dict[tuple[str, str, str], PlainUnit] = {}
    remarks = _unknown_columns(grid, vocabulary, heads, skeleton)
    claimed: set[Position] = set()
    declared = _aside(heads, skeleton, used=("value",))
    item_column, value_column = heads.roles["item"], heads.roles["value"]
    for row, name, code, period in _unit_rows(grid, heads):
        item_cell = grid.cells.get((row, item_column))
        if item_cell is None:
            continue
        key = "" if words(name).full in SUMS else item_named(vocabulary, item_cell.text)
        if not key:
            said = _sum_row(grid, row, name) if words(name).full in SUMS else None
            place = (row, item_column)
            remarks.append(said or _unknown(grid, vocabulary, place, item_cell.text))
            declared.add((row, value_column))
            continue
        claimed.add((row, value_column))
        stated = _unit_of(vocabulary.form, key, item_cell.text)
        figure, remark = _figure(grid, vocabulary.form, key, (row, value_column), stated)
        figure = _with_status(grid, heads, row, figure)
        if figure.status is Status.UNREADABLE and remark is None:
            message = say("'{text}' was already unreadable where it was extracted.", text=key)
            remark = Remark("number.unreadable", message, figure.sheet, figure.cell, key)
        remarks += [remark] if remark else []
        owner = (name, code, period)
        where = located(grid, (row, heads.roles.get("unit", heads.roles.get("code", 1))))
        unit = found.get(owner) or PlainUnit(name, code, period, where, ())
        found[owner] = replace(unit, figures=(*unit.figures, figure))
    if not any(unit.figures for unit in found.values()):
        return None
    return PlainTable(
        tuple(found.values()), tuple(remarks), frozenset(claimed), frozenset(declared)
    )


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
