"""The rows of a plain table below its headings: whose each is, or that it is a sum."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from hcstats.layout.plain_heads import Heads
from hcstats.layout.plain_sums import is_sum, sum_word
from hcstats.layout.skeleton import Skeleton
from hcstats.model import Grid

_LONGEST_NAME = 30
_NOTE = re.compile(r"[:：]|^(?:注|说明|备注|填[表报]|审核|制表|负责人|联系)")


class Line(NamedTuple):
    """A row below the headings: whose it is as written, or the word that says it is a sum."""

    row: int
    name: str
    code: str
    period: str
    sum_word: str


def lines_of(grid: Grid, heads: Heads, skeleton: Skeleton, before: int) -> Iterator[Line]:
    """The rows that name a unit or say that they are a sum; `before` is the first value column."""

    def text(row: int, role: str) -> str:
        if role not in heads.roles:
            return ""
        # A name merged over several rows is each one's.
        cell = grid.cells.get(skeleton.anchor((row, heads.roles[role])))
        return cell.text.strip() if cell else ""

    for row in sorted({row for row, _ in grid.cells if row > heads.row}):
        name, code = text(row, "unit"), text(row, "code")
        fronts = [grid.cells.get((row, column)) for column in range(1, before)]
        word = next((cell.text for cell in fronts if cell and is_sum(cell.text)), "")
        if name or code or word:
            yield Line(row, name, code, text(row, "period"), sum_word(word))


def is_note(name: str) -> bool:
    """Whether what stands in a unit's place is a signature or an explanation below the table."""
    return len(name) > _LONGEST_NAME or bool(_NOTE.search(name))
