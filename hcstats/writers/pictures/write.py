"""Charts as picture files: drawn, proved, and only then given their names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from hcstats.charts import charts_left_out, charts_of
from hcstats.forms.definition import Form
from hcstats.messages import render
from hcstats.model import Chart, HcstatsError, Label, Message, Outcome, say
from hcstats.saving import together
from hcstats.writers.files import replacing
from hcstats.writers.folders import check_folder, searching
from hcstats.writers.pictures.draw import drawn, png_of, svg_of
from hcstats.writers.pictures.layout import lay_out
from hcstats.writers.pictures.proof import prove_png, prove_svg
from hcstats.writers.pictures.spoken import spoken
from hcstats.writers.pictures.typeface import MISSING, families, require_matplotlib
from hcstats.writers.shown import clean

SUFFIXES = (".svg", ".png")


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart as svg (its text as outlines, its numbers also as text) and as png (200 dpi)."""

    svg: bytes
    png: bytes
    missing: str
    """Characters that neither the own font nor one of the machine has; drawn as □."""


def picture(chart: Chart, language: str) -> Picture:
    """The proved picture of a chart.

    Raises HcstatsError where matplotlib is not installed, or if the picture does not prove.
    """
    require_matplotlib()
    fonts, missing = families(_texts(chart, language))
    sheet = lay_out(chart, language, missing)
    with drawn(sheet, fonts) as figure:
        svg, png = spoken(svg_of(figure), chart, language), png_of(figure)
    prove_svg(svg, chart, language)
    prove_png(png, svg, chart, language)
    return Picture(svg, png, missing)


def picture_svg(chart: Chart, language: str) -> bytes:
    """A chart as svg, proved."""
    return picture(chart, language).svg


def picture_png(chart: Chart, language: str) -> bytes:
    """A chart as png of 200 dpi, proved; 16 cm wide or somewhat more."""
    return picture(chart, language).png


def _texts(chart: Chart, language: str) -> str:
    """Every text of a chart."""
    named = [chart.title, *chart.categories, *(one.name for one in chart.series), *chart.notes]
    return "".join(clean(render(one, language)) for one in (*named, chart.unit)) + MISSING


def check_charts(folder: Path, paths: Sequence[str]) -> None:
    """Raise HcstatsError before any work is done if charts can never be written to a folder."""
    require_matplotlib()
    check_folder(folder)
    if given := searching(folder, paths):
        raise HcstatsError(
            say(
                "'{path}' lies in '{folder}', which is searched for submissions; choose a folder "
                "elsewhere for the charts.",
                path=folder,
                folder=given,
            )
        )


def write_charts(
    folder: Path, charts: Sequence[Chart], outcome: Outcome, language: str
) -> dict[str, str]:
    """Write NAME.svg and NAME.png for each chart; the characters that no font has, by chart.

    The folder is made if it is not there; nothing else in it is touched. Raises HcstatsError if a
    picture cannot be drawn, written or proved: all old files then stay as they were.
    """
    missing: dict[str, str] = {}
    with together(folder):
        for chart in charts:
            made = picture(chart, language)
            for suffix, data in zip(SUFFIXES, (made.svg, made.png), strict=True):
                with replacing(folder / f"{chart.name}{suffix}", outcome) as beside:
                    beside.write_bytes(data)
                    _prove(beside.read_bytes(), made.svg, chart, language)
            if made.missing:
                missing[chart.name] = made.missing
    return missing


def _prove(read: bytes, svg: bytes, chart: Chart, language: str) -> None:
    """What lies on the disk is held against the chart itself, not against what was drawn."""
    if read.startswith(b"\x89PNG"):
        prove_png(read, svg, chart, language)
    else:
        prove_svg(read, chart, language)


def summary(
    folder: Path, outcome: Outcome, form: Form, missing: Mapping[str, str]
) -> Iterator[Message]:
    """What was written and what not, for the terminal; also which older pictures lie there."""
    written, left_out = charts_of(outcome, form), charts_left_out(outcome, form)
    if not form.charts:
        yield say("The definition of {form} has no charts; none was drawn.", form=form.id)
        return
    yield say(
        "Charts written to '{path}', as svg and png: {count}.", count=len(written), path=folder
    )
    if left_out:
        labels = tuple(Label(plan.label, plan.gloss) for plan in left_out)
        yield say("Not drawn, since every figure is 0 or has no value: {charts}.", charts=labels)
    for plan in left_out:
        if any((folder / f"{plan.id}{suffix}").exists() for suffix in SUFFIXES):
            yield say(
                "'{path}' is of an earlier run and does not hold for this one.",
                path=folder / f"{plan.id}{SUFFIXES[0]}",
            )
    for name, characters in missing.items():
        codes = tuple(f"U+{ord(character):04X}" for character in characters)
        yield say(
            "{chart}: no font here has the character {codes}; {sign} stands for it.",
            chart=name,
            codes=codes,
            sign=MISSING,
        )
