"""What happens to a form on its way through an office, one function a habit."""

from __future__ import annotations

import random
from collections.abc import Callable

from samples.drawing import spelling
from samples.drawing.canvas import Book, Position, Sheet

Habit = Callable[[Book, random.Random], None]


def _tables(book: Book) -> list[Sheet]:
    return [sheet for sheet in book.sheets if sheet.keys]


def stack_sheets(book: Book, chance: random.Random) -> None:
    """All tables on one sheet, one under the other, with a title above each."""
    whole = Sheet("Sheet1")
    row = 0
    for sheet in book.sheets:
        offset = row + chance.randint(0, 2)
        sheet.move(lambda r, c, offset=offset: (r + offset, c))  # type: ignore[misc]
        whole.cells |= sheet.cells
        whole.kinds |= sheet.kinds
        whole.keys |= sheet.keys
        whole.merges += sheet.merges
        row = sheet.height
    book.sheets = [whole]


def shuffle_sheets(book: Book, chance: random.Random) -> None:
    """Sheets in another order."""
    chance.shuffle(book.sheets)


def rename_sheets(book: Book, chance: random.Random) -> None:
    """Sheets under names that say nothing."""
    style = chance.choice(("Sheet{}", "表{}", "附件{}", "第{}页"))
    for number, sheet in enumerate(book.sheets, 1):
        sheet.name = style.format(number)


def add_instructions(book: Book, chance: random.Random) -> None:
    """A sheet of instructions before or behind the tables."""
    sheet = Sheet("填表说明")
    sheet.put(1, 1, "填表说明", "note")
    sheet.put(2, 1, "一、本表由各单位填写，没有发生的填“0”。", "note")
    sheet.put(3, 1, "联系电话：0778-0000000", "note")
    book.sheets.insert(chance.choice((0, len(book.sheets))), sheet)


def blank_rows(book: Book, chance: random.Random) -> None:
    """Blank rows above and between the lines of the tables."""
    for sheet in _tables(book):
        for _ in range(chance.randint(1, 3)):
            sheet.insert_row(chance.randint(1, sheet.height))


def blank_columns(book: Book, chance: random.Random) -> None:
    """A blank column in front of or between the columns."""
    for sheet in _tables(book):
        sheet.insert_column(chance.randint(1, max(1, sheet.width)))


def serial_column(book: Book, chance: random.Random) -> None:
    """A column of running numbers in front, right or as wrong as they come."""
    wrong = chance.random() < 0.3
    for sheet in _tables(book):
        if _is_line(sheet):
            continue
        sheet.insert_column(1)
        number = 0
        for row in range(1, sheet.height + 1):
            if any(r == row for r, _ in sheet.keys):
                number += 1
                shown = chance.randint(1, 99) if wrong else number
                sheet.put(row, 1, shown, "serial")
            elif not number and sheet.kinds.get((row, 2)) == "head" and (row, 2) in sheet.cells:
                sheet.put(row, 1, "序号", "head")


def _is_line(sheet: Sheet) -> bool:
    """Whether a sheet holds the table of one line."""
    rows = {row for row, _ in sheet.keys}
    return len(rows) == 1 or any(sum(1 for r, _ in sheet.keys if r == row) == 15 for row in rows)


def unmerge_first(book: Book, chance: random.Random) -> None:
    """Merges undone, the text left in the first cell."""
    del chance
    for sheet in book.sheets:
        sheet.merges = []


def unmerge_filled(book: Book, chance: random.Random) -> None:
    """Merges undone, the text of heads and labels filled into every cell."""
    del chance
    for sheet in book.sheets:
        for top, left, bottom, right in sheet.merges:
            value, kind = sheet.cells.get((top, left)), sheet.kinds.get((top, left), "")
            if value is None or kind not in ("head", "label"):
                continue
            for row in range(top, bottom + 1):
                for column in range(left, right + 1):
                    sheet.put(row, column, value, kind)
        sheet.merges = []


def _each_label(book: Book, kinds: tuple[str, ...]) -> list[tuple[Sheet, Position, str]]:
    return [
        (sheet, place, value)
        for sheet in book.sheets
        for place, value in sheet.cells.items()
        if isinstance(value, str) and sheet.kinds.get(place) in kinds
    ]


def half_brackets(book: Book, chance: random.Random) -> None:
    """Brackets of another kind in labels."""
    style = chance.choice(("half", "square"))
    for sheet, place, label in _each_label(book, ("label", "head")):
        sheet.cells[place] = spelling.other_brackets(label, style)


def spaces_inside(book: Book, chance: random.Random) -> None:
    """Blanks inside some labels."""
    for sheet, place, label in _each_label(book, ("label", "head")):
        if chance.random() < 0.3:
            sheet.cells[place] = spelling.spaced(label, chance)


def breaks_inside(book: Book, chance: random.Random) -> None:
    """Line breaks inside some labels."""
    for sheet, place, label in _each_label(book, ("label", "head")):
        if chance.random() < 0.3:
            sheet.cells[place] = spelling.broken(label, chance)


def other_ordinals(book: Book, chance: random.Random) -> None:
    """Ordinals in another style, or left out."""
    style = chance.choice(("dotted", "comma", "round", "circled", "none"))
    for sheet, place, label in _each_label(book, ("label",)):
        sheet.cells[place] = spelling.restyle_ordinal(label, style)


def cut_brackets(book: Book, chance: random.Random) -> None:
    """Explanations in brackets cut short or left out."""
    for sheet, place, label in _each_label(book, ("label",)):
        if chance.random() < 0.7:
            sheet.cells[place] = spelling.cut_bracket(label, chance)


def local_rows(book: Book, chance: random.Random) -> None:
    """Rows of the unit's own among those of the form, with numbers."""
    for sheet in _tables(book):
        if _is_line(sheet) or any(m[0] != m[2] for m in sheet.merges):
            continue
        rows = sorted({row for row, _ in sheet.keys})
        label_column = max(
            column
            for (row, column), kind in sheet.kinds.items()
            if kind == "label" and row == rows[0]
        )
        before = chance.choice(rows[1:]) if len(rows) > 1 else rows[0]
        columns = [column for row, column in sheet.keys if row == rows[0]]
        sheet.insert_row(before)
        label = chance.choice(("其中：省级部门转办件", "地方自加项：乡镇代办", "另：上级交办"))
        sheet.put(before, label_column, label, "local")
        for column in columns:
            sheet.put(before, column, chance.randint(1, 30), "local")
        book.local_rows.append(label)


def remark_column(book: Book, chance: random.Random) -> None:
    """A column of remarks at the right."""
    for sheet in _tables(book):
        if _is_line(sheet):
            continue
        column = sheet.width + 1
        first = min(row for row, _ in sheet.keys)
        heads = [row for (row, _), kind in sheet.kinds.items() if kind == "head" and row < first]
        if heads:
            sheet.put(max(heads), column, "备注", "head")
        sheet.put(chance.choice([row for row, _ in sheet.keys]), column, "详见台账", "note")


def signatures(book: Book, chance: random.Random) -> None:
    """Lines for those who filled in, checked and sent, below the tables."""
    for sheet in _tables(book):
        row = sheet.height + chance.randint(1, 2)
        sheet.put(row, 1, "填报人：张某某", "note")
        sheet.put(row, 2, "审核人：李某某", "note")
        sheet.put(row + 1, 1, f"填报日期：{int(book.period) + 1}年1月15日", "note")
        sheet.put(row + 1, 2, "联系电话：0778-0000000", "note")


def notes_below(book: Book, chance: random.Random) -> None:
    """A paragraph of notes below the tables."""
    note = "填报说明：1.表中各项数据为自然年度数据；2.没有发生的填“0”；3.勾稽关系见附件。"
    for sheet in _tables(book):
        row = sheet.height + chance.randint(1, 2)
        sheet.put(row, 1, note, "note", (row, max(2, min(6, sheet.width))))


HABITS: tuple[Habit, ...] = (
    shuffle_sheets,
    half_brackets,
    other_ordinals,
    cut_brackets,
    spaces_inside,
    breaks_inside,
    unmerge_first,
    unmerge_filled,
    local_rows,
    remark_column,
    serial_column,
    blank_rows,
    blank_columns,
    signatures,
    notes_below,
    stack_sheets,
    rename_sheets,
    add_instructions,
)
"""In the order in which they are applied: those that need the official layout first."""

EXCLUSIVE = ({unmerge_first, unmerge_filled}, {signatures, notes_below})
