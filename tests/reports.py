"""Reports made up for tests: a constructed outcome of any form, and a small document of it."""

from __future__ import annotations

from dataclasses import replace

from hcstats.forms.definition import Form
from hcstats.forms.load import load_form
from hcstats.item_labels import item_label
from hcstats.model import Amount, Coverage, Outcome, Run, Total
from hcstats.model.document import (
    Block,
    Bound,
    Document,
    Gap,
    Heading,
    OfficialTable,
    Paragraph,
    Span,
)
from hcstats.model.grid import Position
from hcstats.report.official import official_tables
from tests.sample_outcome import outcome_of


def constructed(name: str, **amounts: Amount) -> Outcome:
    """A constructed outcome: each total is its own place in the form, or what is given."""
    form = load_form(name)
    totals = tuple(
        Total(key, amounts.get(key.replace(".", "_"), Amount(place)), 1)
        for place, key in enumerate(form.items, 1)
    )
    coverage = Coverage((), (), (), (), (), False)
    run = Run("0", "hcstats", (), ())
    base, _ = outcome_of("national-2021")
    return replace(
        base,
        form=name,
        period="2023",
        authority="清河县",
        coverage=coverage,
        totals=totals,
        groups=(),
        by_unit=(),
        indicators=(),
        problems=(),
        figures=(),
        by_rule={},
        run=run,
    )


def bound(form: Form, total: Total) -> Bound:
    """A total as a number of the text."""
    item = form.items[total.key]
    value = total.amount.value if total.amount.value is not None else "—"
    label = item_label(form, item).text
    return Bound(total.key, total.group, label, item.unit, total.amount, f"{value}{item.unit}")


def report(outcome: Outcome, form: Form, *more: Block) -> Document:
    """A constructed report with every kind of block but pictures, and one number a paragraph."""
    blocks: list[Block] = [
        Paragraph(("本报告由构造的数据生成，仅供测试。",)),
        Heading(1, ("一、总体情况",)),
        Heading(2, ("（一）主动公开",)),
    ]
    for total in outcome.totals[:6]:
        one = bound(form, total)
        blocks.append(Paragraph((f"全市{one.label}", one, "，见下表。")))
    blocks += [
        Gap("overview", "主动公开工作的做法和成效"),
        Heading(3, ("1.单位自拟的内容",)),
        Paragraph(("由单位自行撰写的文字。",), own=True),
    ]
    for number, table in enumerate(official_tables(form, outcome)):
        blocks += [Heading(1, (f"{'二三四五'[number]}、{table.name}",)), table]
    blocks += [Heading(1, ("五、存在的主要问题",)), Gap("problems", "存在的主要问题"), *more]
    title = f"清河县人民政府{outcome.period}年政府信息公开工作年度报告"
    return Document(title, tuple(blocks), appendix(outcome, form), "清河县人民政府", outcome.period)


def appendix(outcome: Outcome, form: Form) -> tuple[Block, ...]:
    """A heading and a table with a line for every total."""
    heads = ("序号", "文中写法", "准确值", "含义", "口径", "家数", "代码")
    cells: dict[Position, Span] = {(1, column): head for column, head in enumerate(heads, 1)}
    for row, total in enumerate(outcome.totals, 2):
        one = bound(form, total)
        exact = str(total.amount.value)
        line = (str(row - 1), one.printed, exact, one.label, "全市", "1/1", one.key)
        cells |= {(row, column): text for column, text in enumerate(line, 1)}
    kinds = {
        place: "head" if place[0] == 1 else "label" if place[1] in (4, 7) else "value"
        for place in cells
    }
    table = OfficialTable("numbers", cells, (), kinds, len(heads), len(outcome.totals) + 1)
    return (Heading(1, ("附录：文中数字与准确值",)), Paragraph(("数字照原数书写。",)), table)
