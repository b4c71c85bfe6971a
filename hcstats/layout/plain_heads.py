"""The headings of a plain table: which column holds what, and which item a text names."""

from __future__ import annotations

import re
from dataclasses import dataclass

from hcstats.layout.labels import COUNTERS, likeness, words
from hcstats.layout.measures import is_aside
from hcstats.layout.skeleton import Skeleton
from hcstats.layout.vocabulary import BASE, Vocabulary

_UNIT_HEADS = frozenset(
    [
        "单位名称",
        "填报单位",
        "报送单位",
        "单位",
        "部门",
        "部门名称",
        "县区",
        "地区",
        "机构",
        "机构名称",
        "名称",
        "unit",
        "unitname",
    ]
)
_CODE_HEADS = frozenset(["单位代码", "单位编码", "unitcode", "code"])
UNIT_OR_CODE = _UNIT_HEADS | _CODE_HEADS
_PERIOD_HEADS = frozenset(["年份", "年度", "统计年度", "时期", "period", "year"])
_ITEM_HEADS = frozenset(
    [
        "指标",
        "统计指标",
        "指标名称",
        "项目",
        "项目名称",
        "事项",
        "item",
        "key",
        "指标代码",
        "指标编码",
    ]
)
_VALUE_HEADS = frozenset(["数值", "统计数", "值", "数量", "数据", "value"])
_OUR_COLUMNS = frozenset(
    ["form", "edition", "status", "approximate", "file", "sheet", "cell", "text"]
)
ROLE_HEADS = UNIT_OR_CODE | _PERIOD_HEADS | _ITEM_HEADS | _VALUE_HEADS | _OUR_COLUMNS
"""Words that say what a column of a plain table holds."""
SEPARATOR = re.compile(r"\s*(?:[/\uff0f|>_·:\uff1a\n]|——|--)\s*")


@dataclass(frozen=True, slots=True)
class Heads:
    """A row of headings: columns by role, columns by item, and columns that name nothing."""

    row: int
    roles: dict[str, int]
    items: dict[int, str]
    unknown: tuple[int, ...]


def item_named(vocabulary: Vocabulary, text: str) -> str:
    """The key that a text names: itself a key, a label of one figure, or `row / column`."""
    items = vocabulary.form.items
    key = text.strip()
    if key in items:
        return key
    if found := _only(vocabulary, text, ""):
        return found
    parts = [part for part in SEPARATOR.split(text) if part]
    if len(parts) >= 2:
        pairs = ((parts[-2], parts[-1]), (parts[-1], parts[-2]))
        found = next((key for row, column in pairs if (key := _only(vocabulary, row, column))), "")
    return found


_ALIKE = 0.8


def resembled(vocabulary: Vocabulary, text: str) -> str:
    """The official label that a text resembles so much that it may be meant, or nothing."""
    shown = words(text)
    best = max(vocabulary.rows, key=lambda row: likeness(shown, row.label))
    return best.row.label if likeness(shown, best.label) >= _ALIKE else ""


def _only(vocabulary: Vocabulary, row_text: str, column_text: str) -> str:
    """The key where a row's and a column's label meet, if they meet in one figure only."""
    shown, head = words(row_text), words(column_text)
    rows = [row for row in vocabulary.rows_of(shown) if row.strength(shown) >= BASE]
    exact = [row for row in rows if row.label.full == shown.full]
    found = {
        vocabulary.key(row, column)
        for row in exact or rows
        for column in vocabulary.columns
        if column.table.code == row.table.code
        and not row.row.heading
        and (
            (not column_text and len(row.table.columns) == 1)
            or (column_text and column.strength(head) >= BASE)
        )
    }
    return found.pop() if len(found) == 1 else ""


def heads_in(skeleton: Skeleton, vocabulary: Vocabulary, row: int) -> Heads:
    """What the headings in a row say: the roles of columns, and the items that they name."""
    columns = skeleton.by_row[row]
    if not any(skeleton.labels[row, column].full in UNIT_OR_CODE for column in columns):
        return Heads(row, {}, {}, ())
    roles: dict[str, int] = {}
    items: dict[int, str] = {}
    unknown: list[int] = []
    known = {
        "unit": _UNIT_HEADS,
        "code": _CODE_HEADS,
        "period": _PERIOD_HEADS,
        "item": _ITEM_HEADS,
        "value": _VALUE_HEADS,
    }
    for column in columns:
        text = skeleton.texts[row, column]
        name = words(text).full
        role = next((role for role, names in known.items() if name in names), "")
        if role == "unit" and _measures(skeleton, row, column):
            continue
        if role and (role not in roles or (role == "item" and name == "key")):
            roles[role] = column
        elif name in _OUR_COLUMNS:
            roles.setdefault(name, column)
        elif key := item_named(vocabulary, text):
            items[column] = key
        elif not is_aside(words(text)):
            unknown.append(column)
    return Heads(row, roles, items, tuple(unknown))


def _measures(skeleton: Skeleton, head: int, column: int) -> bool:
    """Whether the cells under 单位 are units of measurement, so that no reporting unit is meant."""
    below = [
        skeleton.labels[row, column].full
        for row in skeleton.label_rows
        if row > head and (row, column) in skeleton.labels
    ]
    counters = sum(text in COUNTERS for text in below)
    return not below or counters >= len(below) / 2
