"""The appendix: every number of the text with its exact value, and the rules of printing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from hcstats.model import (
    Block,
    Bound,
    Heading,
    Merge,
    OfficialTable,
    Paragraph,
    Position,
    Span,
    Status,
)
from hcstats.report import policy
from hcstats.report.facts import SCOPES, Facts

HEADS = ("序号", "文中写法", "准确值", "含义", "口径", "家数", "代码")
TITLE = "附录：文中数字与准确值"
_RULES = (
    "准确的数字照原数书写；含有约数的合计前加“约”，取两位有效数字，一万以上以“万”为单位；"
    "“多”表示报送单位只给出下限。",
    "百分比四舍五入，最多保留两位小数，不足全部的不写作 100%；同一整体的各项占比经最大余数法调整，合计为 100%。",
    "“家数”为报送了该项数字的单位数和应报单位数。数字为零的，以文字表述。",
)


def appendix(blocks: Sequence[Block], facts: Facts) -> tuple[Block, ...]:
    """A heading, the rules of printing, and a table with a line for each bound number."""
    bound = [
        span
        for block in blocks
        if isinstance(block, Heading | Paragraph)
        for span in block.spans
        if isinstance(span, Bound)
    ]
    if not bound:
        return ()
    rules = [Paragraph((rule,)) for rule in _RULES]
    return (Heading(1, (TITLE,)), *rules, _table(bound, facts))


def _table(bound: Sequence[Bound], facts: Facts) -> OfficialTable:
    cells: dict[Position, Span] = {}
    kinds: dict[Position, str] = {}
    for column, head in enumerate(HEADS, 1):
        cells[1, column], kinds[1, column] = head, "head"
    for row, one in enumerate(bound, 2):
        for column, text in enumerate((str(row - 1), *_line(one, facts)), 1):
            cells[row, column] = text
            kinds[row, column] = "label" if column in (4, 7) else "value"
    merges: tuple[Merge, ...] = ()
    return OfficialTable("numbers", cells, merges, kinds, len(HEADS), len(bound) + 1)


def _line(one: Bound, facts: Facts) -> tuple[str, ...]:
    return (
        one.printed,
        exact(one),
        one.label,
        SCOPES.get(one.scope, "—"),
        _reports(one.key, facts),
        one.key,
    )


def exact(one: Bound) -> str:
    """The exact value behind a bound number, with 约 where it is only approximate."""
    value = one.amount.value
    if value is None:
        return "不可用" if one.amount.status is Status.UNREADABLE else "无"
    if one.unit == "%":
        # A rate is rounded to a ten-thousandth of a percent when it is calculated.
        return f"{policy.plain(value * 100)}%"
    return f"{'约' if one.amount.approximate else ''}{policy.plain(value)}"


def _reports(key: str, facts: Facts) -> str:
    totals: Mapping[str, object] = facts.totals
    if key not in totals:
        return "—"
    return f"{facts.totals[key].units}/{len(facts.outcome.coverage.expected)}"
