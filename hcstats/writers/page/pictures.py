"""Charts as the page shows them: a drawing in each language, its legend, its table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from markupsafe import Markup

from hcstats.charts import charts_of
from hcstats.forms.definition import Form
from hcstats.messages import LANGUAGES
from hcstats.model import Chart, Outcome, say
from hcstats.writers.page.frames import Frame, Line, Number
from hcstats.writers.page.phrases import Phrase, Phrases
from hcstats.writers.page.svg import COLOURS, draw
from hcstats.writers.shown import amount_text


@dataclass(frozen=True, slots=True)
class Picture:
    """One chart: `drawings` by language; `legend` with the number of each colour."""

    name: str
    title: Phrase
    unit: str
    kind: str
    drawings: tuple[tuple[str, Markup], ...]
    legend: tuple[tuple[int, Phrase], ...]
    table: Frame
    notes: tuple[Phrase, ...]


def pictures(outcome: Outcome, form: Form, phrases: Phrases) -> Iterator[Picture]:
    """The charts of the form, as far as there is something to see."""
    places = {key: number for number, key in enumerate(form.items)}
    for chart in charts_of(outcome, form):
        several = len(chart.series) > 1
        yield Picture(
            chart.name,
            phrases(chart.title),
            chart.unit,
            chart.kind,
            tuple((language, draw(chart, language, places)) for language in LANGUAGES),
            tuple((number % COLOURS, phrases(one.name)) for number, one in enumerate(chart.series))
            if several
            else (),
            _table(chart, places, phrases),
            tuple(phrases(note) for note in chart.notes),
        )


def _table(chart: Chart, places: Mapping[str, int], phrases: Phrases) -> Frame:
    """The same values as a table: a row for each category, a column for each series."""
    lines = []
    for number, category in enumerate(chart.categories):
        fields = tuple(
            Number(
                amount_text(one.amounts[number]),
                places.get(one.keys[number]) if one.keys else None,
            )
            for one in chart.series
        )
        lines.append(Line(phrases(category), fields))
    several = len(chart.series) > 1
    heads = [one.name if several else say("Value") for one in chart.series]
    return Frame(
        f"chart-{chart.name}",
        phrases(chart.title),
        (phrases(say("Item")), *(phrases(head) for head in heads)),
        ("text", *("number" for _ in heads)),
        tuple(lines),
    )
