"""Plain tables: one row a unit and one column an item, or one row for each unit and item."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from hcstats.forms.definition import Form
from hcstats.layout.labels import unit_in_brackets, words
from hcstats.layout.numbers import read_number
from hcstats.layout.places import located
from hcstats.layout.plain_heads import Heads, heads_in, item_named, resembled
from hcstats.layout.plain_lines import is_note, lines_of
from hcstats.layout.plain_sums import PrintedRow, Sum, printed_rows
from hcstats.layout.reading import ReadFigure, Remark, hidden_remarks
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
    remarks: tuple[Remark, ...] = ()


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


def _wide(grid: Grid, vocabulary: Vocabulary, heads: Heads, skeleton: Skeleton) -> PlainTable:
    units: list[PlainUnit] = []
    remarks = _unknown_columns(grid, vocabulary, heads, skeleton)
    sums: list[Sum] = []
    claimed: set[Position] = set()
    declared = _aside(heads, skeleton, used=("item", "value"))
    for line in lines_of(grid, heads, skeleton, min(heads.items)):
        read = list(_row(grid, vocabulary, heads, skeleton, line.row))
        figures = tuple(figure for figure, _ in read)
        if line.sum_word:
            declared |= {place for place in skeleton.occupied if place[0] == line.row}
            sums.append(Sum(line.sum_word, len(units), figures, line.period))
            continue
        place = (line.row, heads.roles.get("unit", heads.roles.get("code", 1)))
        filled = any((line.row, column) in skeleton.occupied for column in heads.items)
        if not filled and is_note(line.name):
            continue
        claimed |= {(line.row, column) for column in heads.items}
        own = tuple(remark for _, remark in read if remark)
        where = located(grid, place)
        units.append(PlainUnit(line.name, line.code, line.period, where, figures, own))
    remarks += hidden_remarks([figure for unit in units for figure in unit.figures])
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


def _long(
    grid: Grid, vocabulary: Vocabulary, heads: Heads, skeleton: Skeleton
) -> PlainTable | None:
    found: dict[tuple[str, str, str], PlainUnit] = {}
    remarks = _unknown_columns(grid, vocabulary, heads, skeleton)
    sums: list[Sum] = []
    claimed: set[Position] = set()
    declared = _aside(heads, skeleton, used=("value",))
    item_column, value_column = heads.roles["item"], heads.roles["value"]
    for line in lines_of(grid, heads, skeleton, item_column):
        item_cell = grid.cells.get((line.row, item_column))
        if item_cell is None:
            continue
        place = (line.row, value_column)
        key = item_named(vocabulary, item_cell.text)
        if not key:
            named = (line.row, item_column)
            remarks.append(_unknown(grid, vocabulary, named, item_cell.text))
            declared.add(place)
            continue
        figure, remark = _long_figure(grid, vocabulary, heads, line.row, key, item_cell.text)
        if line.sum_word:
            declared.add(place)
            sums.append(Sum(line.sum_word, len(found), (figure,), line.period))
            continue
        claimed.add(place)
        owner = (line.name, line.code, line.period)
        where = located(grid, (line.row, heads.roles.get("unit", heads.roles.get("code", 1))))
        unit = found.get(owner) or PlainUnit(*owner, where, ())
        own = (*unit.remarks, *((remark,) if remark else ()))
        found[owner] = replace(unit, figures=(*unit.figures, figure), remarks=own)
    units = tuple(found.values())
    if not any(unit.figures for unit in units):
        return None
    remarks += hidden_remarks([figure for unit in units for figure in unit.figures])
    # Rows of sums of a long table are one an item, each over all units.
    printed = tuple(PrintedRow(one.figures, range(len(units)), one.period) for one in sums)
    return PlainTable(units, tuple(remarks), frozenset(claimed), frozenset(declared), printed)


def _long_figure(
    grid: Grid, vocabulary: Vocabulary, heads: Heads, row: int, key: str, named: str
) -> tuple[ReadFigure, Remark | None]:
    stated = _unit_of(vocabulary.form, key, named)
    place = (row, heads.roles["value"])
    figure, remark = _figure(grid, vocabulary.form, key, place, stated)
    figure = _with_status(grid, heads, row, figure)
    if figure.status is Status.UNREADABLE and remark is None:
        message = say("'{text}' was already unreadable where it was extracted.", text=key)
        remark = Remark("number.unreadable", message, figure.sheet, figure.cell, key)
    return figure, remark


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
