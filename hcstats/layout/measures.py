"""Units of measurement as a sheet states them: in a column of their own, or in a caption."""

from __future__ import annotations

import re
from dataclasses import dataclass

from hcstats.layout.labels import COUNTERS, Words, unit_in_brackets, words
from hcstats.layout.records import Band
from hcstats.layout.skeleton import Skeleton
from hcstats.model import Kind

_HEADS = frozenset({"单位", "计量单位", "数量单位", "统计单位"})
CAPTION = re.compile(r"^(?:金额|计量)?单位((?:百|千|万|亿)?元)$")


@dataclass(frozen=True, slots=True)
class Measures:
    """What a sheet says about the units of the figures under one heading."""

    by_row: dict[int, str]
    caption: str

    def shown(self, row: int, label: Words, heading: Words | None, kind: Kind) -> str:
        """The unit stated nearest to a figure: its heading's, its row's, the table's caption."""
        if heading is not None and (unit := unit_in_brackets(heading)):
            return unit
        if unit := self.by_row.get(row) or unit_in_brackets(label):
            return unit
        return self.caption if kind is Kind.AMOUNT else ""


def measures_of(skeleton: Skeleton, band: Band) -> Measures:
    """The units stated for the figures of one heading."""
    by_row: dict[int, str] = {}
    for column in _unit_columns(skeleton, band):
        for row in skeleton.rows_between(band.bottom + 1, band.end):
            text = skeleton.labels.get((row, column))
            if text is not None and text.full in COUNTERS:
                by_row[row] = text.full
    return Measures(by_row, _caption(skeleton, band))


def _unit_columns(skeleton: Skeleton, band: Band) -> set[int]:
    return {
        column
        for row in skeleton.rows_between(band.top, band.bottom)
        for column in skeleton.by_row.get(row, ())
        if skeleton.labels[row, column].base in _HEADS
    }


def _caption(skeleton: Skeleton, band: Band) -> str:
    """The unit of money in a caption above a table (`单位：万元`), the nearest one."""
    over = CAPTION.match(words(skeleton.above).full)
    found = over.group(1) if over else ""
    for (row, _), label in skeleton.labels.items():
        if row < band.top and (match := CAPTION.match(label.full)):
            found = match.group(1)
    return found


_SERIAL_HEADS = frozenset({"序号", "编号", "行次", "栏次", "代码", "指标代码", "编码"})
_REMARK_HEADS = frozenset({"备注", "说明", "填报说明", "指标解释", "填报人", "审核人"})
ASIDE_HEADS = _HEADS | _SERIAL_HEADS | _REMARK_HEADS
"""Words over columns that hold no figures: units of measurement, serial numbers, remarks."""


def is_serial_head(head: Words) -> bool:
    """Whether the column under a heading counts rows or holds codes: its numbers are no figures."""
    return head.base in _SERIAL_HEADS


def is_aside(head: Words) -> bool:
    """Whether a heading is of a column that holds no figures: unit, serial number, remarks."""
    return head.base in ASIDE_HEADS
