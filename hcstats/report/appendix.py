"""The appendix: every number of the text with its exact value, and the rules of printing."""

from __future__ import annotations

from collections.abc import Sequence

from hcstats.model import (
    Block,
    Bound,
    Heading,
    OfficialTable,
    Paragraph,
    Position,
    Span,
    Status,
)
from hcstats.report import policy
from hcstats.report.facts import Facts
from hcstats.report.own_numbers import own_numbers

HEADS = ("序号", "文中写法", "准确值", "含义", "口径", "家数", "代码")
TITLE = "附录：文中数字与准确值"
OWN = "本单位自述文字中的数字（不来自汇总数据，请自行核实）"
OWN_HEADS = ("序号", "数字", "所在语句")
_RULES = (
    "准确的数字照原数书写；含有约数的合计前加“约”，取两位有效数字，一万以上以“万”为单位；"
    "“多”表示报送单位只给出下限。",
    "百分比四舍五入，最多保留两位小数，不足全部的不写作 100%；由约数算出的百分比前加“约”；"
    "同一整体的各项占比经最大余数法调整，合计为 100%。",
    "“家数”为报送了该项数字的单位数和应报单位数。“不全”表示有单位的数字无法读出，未计入。没有发生的事项，以文字表述。",
)


def appendix(blocks: Sequence[Block], facts: Facts) -> tuple[Block, ...]:
    """A heading, the rules of printing, and a table with a line for each bound number."""
    texts = [block for block in blocks if isinstance(block, Heading | Paragraph)]
    bound = [span for block in texts for span in block.spans if isinstance(span, Bound)]
    made: list[Block] = []
    if bound:
        lines = [_line(one, facts) for one in bound]
        made += [Paragraph((rule,)) for rule in _RULES]
        made.append(_table("numbers", HEADS, lines, (4, 7)))
    own = [block for block in texts if isinstance(block, Paragraph) and block.own]
    said = own_numbers(str(span) for block in own for span in block.spans)
    lines = [(one.text, one.sentence) for one in said if one.counts]
    if lines:
        made.append(Heading(2, (OWN,)))
        made.append(_table("own_numbers", OWN_HEADS, lines, (3,)))
    return (Heading(1, (TITLE,)), *made) if made else ()


def _table(
    name: str, heads: Sequence[str], lines: Sequence[Sequence[str]], wordy: Sequence[int]
) -> OfficialTable:
    """A numbered list as a table; `wordy` are the columns of words."""
    cells: dict[Position, Span] = {}
    kinds: dict[Position, str] = {}
    for column, head in enumerate(heads, 1):
        cells[1, column], kinds[1, column] = head, "head"
    for row, line in enumerate(lines, 2):
        for column, text in enumerate((str(row - 1), *line), 1):
            cells[row, column] = text
            kinds[row, column] = "label" if column in wordy else "value"
    return OfficialTable(name, cells, (), kinds, len(heads), len(lines) + 1)


def _line(one: Bound, facts: Facts) -> tuple[str, ...]:
    return (
        one.printed,
        exact(one),
        one.label,
        facts.scope_name(one.scope),
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
    used = [facts.totals[name] for name in key.split(" + ") if name in facts.totals]
    if not used:
        return "—"
    counts = sorted({total.units for total in used})
    shown = str(counts[0]) if len(counts) == 1 else f"{counts[0]}–{counts[-1]}"
    lacking = "，不全" if any(total.partial for total in used) else ""
    return f"{shown}/{len(facts.outcome.coverage.expected)}{lacking}"
