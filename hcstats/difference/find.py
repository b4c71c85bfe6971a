"""Two outcomes held against each other: one with the old file, one with the new."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import ROUND_HALF_UP, Decimal

from hcstats.charts import charts_of
from hcstats.difference.records import (
    Difference,
    FigureChange,
    RateChange,
    SentenceChange,
    TotalChange,
)
from hcstats.forms.definition import Form
from hcstats.item_labels import item_label
from hcstats.model import (
    Amount,
    Bound,
    Chart,
    Document,
    Figure,
    Heading,
    Label,
    Message,
    Outcome,
    Paragraph,
    Problem,
    say,
)
from hcstats.report.compose import Wanted, compose

_NONE = Amount(None)


def differences(
    before: Outcome, after: Outcome, form: Form, old: str, new: str, wanted: Wanted
) -> Difference:
    """What changes from one outcome to the other; `old` and `new` name the file in each."""
    return Difference(
        figures=tuple(_figures(before, after, form, old, new)),
        totals=tuple(_totals(before, after, form)),
        rates=tuple(_rates(before, after, form)),
        charts=tuple(_charts(charts_of(before, form), charts_of(after, form))),
        sentences=tuple(
            _sentences(
                compose(before, form, wanted).document, compose(after, form, wanted).document
            )
        ),
        settled=_only(before.problems, after.problems),
        raised=_only(after.problems, before.problems),
        coverage=tuple(_coverage(before, after)),
    )


def _figures(
    before: Outcome, after: Outcome, form: Form, old: str, new: str
) -> Iterator[FigureChange]:
    """The figures of the two files that say something else, unit by unit in the form's order."""
    was, now = _of_file(before, old), _of_file(after, new)
    counted = {one.figure for one in (*before.by_unit, *after.by_unit)}
    units = dict.fromkeys(unit for unit, _ in (*was, *now))
    for unit in units:
        for key, item in form.items.items():
            first, second = was.get((unit, key)), now.get((unit, key))
            if _said(first) != _said(second):
                goes_in = first in counted or second in counted
                yield FigureChange(key, item_label(form, item), first, second, goes_in)


def _of_file(outcome: Outcome, file: str) -> dict[tuple[str, str], Figure]:
    return {
        (one.unit_code or one.unit, one.key): one for one in outcome.figures if one.file == file
    }


def _said(figure: Figure | None) -> tuple[object, ...]:
    return (figure.value, figure.status, figure.approximate) if figure else ()


def _totals(before: Outcome, after: Outcome, form: Form) -> Iterator[TotalChange]:
    was = {(t.group, t.key): t.amount for t in (*before.totals, *before.groups)}
    for total in (*after.totals, *after.groups):
        old = was.get((total.group, total.key), _NONE)
        if old != total.amount:
            label = item_label(form, form.items[total.key])
            yield TotalChange(total.key, label, total.group, old, total.amount)


def _rates(before: Outcome, after: Outcome, form: Form) -> Iterator[RateChange]:
    was = {one.id: one.value for one in before.indicators}
    labels = {one.id: Label(one.label, one.gloss) for one in form.indicators}
    for share in form.shares:
        for part in share.parts:
            item = item_label(form, form.items[part])
            labels[share.of(part)] = Label(
                f"{share.label}：{item.text}", f"{share.gloss}: {item.gloss}"
            )
    for one in after.indicators:
        if _shown(was.get(one.id)) != _shown(one.value):
            old, new = Amount(was.get(one.id)), Amount(one.value)
            yield RateChange(one.id, labels[one.id], old, new)


def _shown(value: Decimal | None) -> Decimal | None:
    """A rate to a hundredth of a percent: less than that nobody sees in any output."""
    return None if value is None else value.quantize(Decimal("0.0001"), ROUND_HALF_UP)


def _charts(
    before: Sequence[Chart], after: Sequence[Chart]
) -> Iterator[tuple[str | Message | Label, int]]:
    """The charts of which an amount changes; one that appears or goes changes wholly."""
    was, now = ({one.name: one for one in charts} for charts in (before, after))
    for name in dict.fromkeys((*was, *now)):
        old, new = (_amounts(side.get(name)) for side in (was, now))
        changed = sum(old.get(key) != new.get(key) for key in {*old, *new})
        if changed:
            yield (now.get(name) or was[name]).title, changed


def _amounts(chart: Chart | None) -> dict[str, Amount]:
    if chart is None:
        return {}
    return {
        key: amount
        for series in chart.series
        for key, amount in zip(series.keys, series.amounts, strict=True)
    }


def _sentences(before: Document, after: Document) -> Iterator[SentenceChange]:
    """The paragraphs that read otherwise."""
    was, now = _paragraphs(before), _paragraphs(after)
    matcher = difflib.SequenceMatcher(None, was, now, autojunk=False)
    for tag, first, first_end, second, second_end in matcher.get_opcodes():
        if tag == "equal":
            continue
        old, new = was[first:first_end], now[second:second_end]
        for place in range(max(len(old), len(new))):
            yield SentenceChange(
                old[place] if place < len(old) else "", new[place] if place < len(new) else ""
            )


def _paragraphs(document: Document) -> list[str]:
    return [
        "".join(span.printed if isinstance(span, Bound) else span for span in block.spans)
        for block in document.blocks
        if isinstance(block, Heading | Paragraph)
    ]


def _only(these: Sequence[Problem], those: Sequence[Problem]) -> tuple[Problem, ...]:
    """The problems that the other run has not, or not as often; places may differ in the file."""
    left = Counter(map(_same, those))
    found = []
    for one in these:
        if left[_same(one)]:
            left[_same(one)] -= 1
        else:
            found.append(one)
    return tuple(found)


def _same(problem: Problem) -> tuple[object, ...]:
    return (
        problem.rule,
        problem.severity,
        problem.unit_code,
        problem.unit,
        problem.key,
        problem.expected,
        problem.found,
        problem.figures,
    )


def _coverage(before: Outcome, after: Outcome) -> Iterator[Message]:
    """Units that come in, fall out, or report zero where they did not."""
    was, now = before.coverage, after.coverage
    for unit in now.reported:
        if unit not in was.reported:
            yield say("{unit} has now reported.", unit=unit.name)
    for unit in was.reported:
        if unit not in now.reported:
            yield say("{unit} has no report any more.", unit=unit.name)
    for unit in now.zero_reports:
        if unit not in was.zero_reports:
            yield say("{unit} is now a zero report.", unit=unit.name)
