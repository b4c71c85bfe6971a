"""The words of a report's blocks as every format prints them."""

from __future__ import annotations

from collections.abc import Iterable

from hcstats.messages import render
from hcstats.model import say
from hcstats.model.chart import Chart
from hcstats.model.document import Bound, Gap, Span
from hcstats.writers.shown import amount_text, clean, number_text


def span_text(span: Span) -> str:
    """What a piece of text shows."""
    return clean(span.printed if isinstance(span, Bound) else span)


def text_of(spans: Iterable[Span]) -> str:
    """What a paragraph shows."""
    return "".join(map(span_text, spans))


def gap_text(gap: Gap, language: str) -> str:
    """The visible sign of a place that the office has to fill."""
    return clean(render(say("【to be filled in: {prompt}】", prompt=gap.prompt), language))


def exact_text(bound: Bound) -> str:
    """The exact value behind a number in plain digits, empty if it has none."""
    return "" if bound.amount.value is None else number_text(bound.amount.value)


def caption_text(chart: Chart, language: str) -> str:
    """The line below a picture."""
    unit = say("{title} (unit: {unit})", title=chart.title, unit=chart.unit)
    return clean(render(unit if chart.unit else chart.title, language))


def chart_text(chart: Chart, language: str) -> str:
    """A picture in words, with every number: for those who cannot see it."""
    parts = [caption_text(chart, language)]
    for series in chart.series:
        values = (
            f"{render(category, language)} {amount_text(amount)}"
            for category, amount in zip(chart.categories, series.amounts, strict=True)
        )
        listed = render(tuple(values), language)
        parts.append(
            clean(render(say("{name}: {values}", name=series.name, values=listed), language))
        )
    parts += [clean(render(note, language)) for note in chart.notes]
    return "\n".join(parts)
