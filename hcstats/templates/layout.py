"""The official layouts of the forms, with the cells of figures left to fill."""

from __future__ import annotations

from hcstats.forms.definition import Form, Row, Table, item_key
from hcstats.templates.canvas import Sheet

APPLICANTS = "申请人情况"
NOTE = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"


def draw(form: Form) -> list[Sheet]:
    """The sheets of a form as it is printed; `keys` says where each figure belongs."""
    if all(table.layout == "list" for table in form.tables):
        return [_list(form)]
    grids = [
        table
        for table in form.tables
        if table.layout == "grid" and not table.rows[0].section and len(table.rows) < 10
    ]
    matrix = form.table("requests")
    blocks = form.table("review_litigation")
    return [_stacked("主动公开", grids), _matrix("依申请公开", matrix), _line("复议诉讼", blocks)]


def _list(form: Form) -> Sheet:
    """统计指标 / 单位 / 统计数, one line an item."""
    sheet = Sheet("统计表")
    for column, head in enumerate(("统计指标", "单位", "统计数"), 1):
        sheet.put(1, column, head, "head")
    rows: list[tuple[Table, Row]] = [(table, row) for table in form.tables for row in table.rows]
    if form.printed_order:
        order = {key: place for place, key in enumerate(form.printed_order)}
        rows.sort(key=lambda pair: order[f"{pair[0].code}.{pair[1].code}"])
    for place, (table, row) in enumerate(rows, 2):
        sheet.put(place, 1, row.label, "label")
        sheet.put(place, 2, row.unit or "——", "unit")
        if row.heading:
            sheet.put(place, 3, "——", "unit")
        else:
            sheet.put(place, 3, None, "value")
            sheet.keys[place, 3] = item_key(table, row, table.columns[0])
    return sheet


def _stacked(name: str, tables: list[Table]) -> Sheet:
    """The tables of proactive disclosure one under the other, as wide as the widest."""
    sheet = Sheet(name)
    width = 1 + max(len(table.columns) for table in tables)
    row = 1
    for table in tables:
        sheet.put(row, 1, table.label, "head", (row, width))
        row += 1
        sheet.put(row, 1, "信息内容", "head")
        spans = _spans(len(table.columns), width)
        for column, (first, last) in zip(table.columns, spans, strict=True):
            sheet.put(row, first, column.label, "head", (row, last))
        for entry in table.rows:
            row += 1
            sheet.put(row, 1, entry.label, "label")
            for column, (first, last) in zip(table.columns, spans, strict=True):
                sheet.put(row, first, None, "value", (row, last))
                sheet.keys[row, first] = item_key(table, entry, column)
        row += 1
    return sheet


def _spans(count: int, width: int) -> list[tuple[int, int]]:
    """The sheet columns of each value column: the last one takes what is left."""
    spans = [(2 + index, 2 + index) for index in range(count)]
    return [*spans[:-1], (spans[-1][0], width)]


def _matrix(name: str, table: Table) -> Sheet:
    """Three label columns, three heading rows, seven value columns."""
    sheet = Sheet(name)
    first = 4
    last = first + len(table.columns) - 1
    sheet.put(1, 1, NOTE, "head", (3, 3))
    sheet.put(1, first, APPLICANTS, "head", (1, last))
    grouped = [i for i, column in enumerate(table.columns) if column.group]
    if grouped:
        head = table.columns[grouped[0]].group
        sheet.put(2, first + grouped[0], head, "head", (2, first + grouped[-1]))
    for index, column in enumerate(table.columns):
        top = 3 if column.group else 2
        sheet.put(top, first + index, column.label, "head", (3, first + index))
    for place, entry in enumerate(table.rows, 4):
        left = 1 if not entry.section else 2 if not entry.group else 3
        sheet.put(place, left, entry.label, "label", (place, 3))
        for index, column in enumerate(table.columns):
            sheet.put(place, first + index, None, "value")
            sheet.keys[place, first + index] = item_key(table, entry, column)
    _heads(sheet, table, 1, "section")
    _heads(sheet, table, 2, "group")
    return sheet


def _heads(sheet: Sheet, table: Table, column: int, name: str) -> None:
    """The merged heads of sections or groups beside their rows."""
    start = 0
    heads = [getattr(row, name) for row in table.rows]
    for place in range(1, len(heads) + 1):
        if place == len(heads) or heads[place] != heads[start]:
            if heads[start]:
                sheet.put(4 + start, column, heads[start], "label", (3 + place, column))
            start = place


def _line(name: str, table: Table) -> Sheet:
    """The blocks side by side in one line of figures."""
    sheet = Sheet(name)
    count = len(table.columns)
    spanning = dict(table.row_group)
    for block, row in enumerate(table.rows):
        left = 1 + block * count
        right = left + count - 1
        spanned = row.code in spanning
        if not spanned:
            sheet.put(1, left, row.label, "head", (1, right))
        elif block == 0 or spanning.get(table.rows[block - 1].code) != spanning[row.code]:
            blocks = sum(1 for code in spanning if spanning[code] == spanning[row.code])
            sheet.put(1, left, spanning[row.code], "head", (1, left + blocks * count - 1))
        if spanned:
            sheet.put(2, left, row.label, "head", (2, right))
        for index, column in enumerate(table.columns):
            top = 3 if spanned else 2
            sheet.put(top, left + index, column.label, "head", (3, left + index))
            sheet.put(4, left + index, None, "value")
            sheet.keys[4, left + index] = item_key(table, row, column)
    return sheet
