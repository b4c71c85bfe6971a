"""Where everything of a chart stands: title, legend, then what its kind draws, then notes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from hcstats.messages import render
from hcstats.model import Chart, say
from hcstats.writers.pictures import bars, curves
from hcstats.writers.pictures.lines import broken, named
from hcstats.writers.pictures.marks import GREY, INK, Bar, Curve, Mark, Sheet, Words
from hcstats.writers.pictures.page import LABEL, MARGIN, NOTE, line_height
from hcstats.writers.pictures.typeface import MISSING, width
from hcstats.writers.shown import clean

_TITLE = 12.0
_SWATCH = 14.0


def lay_out(chart: Chart, language: str, missing: str = "") -> Sheet:
    """The picture of a chart; a note names the characters that no font has."""
    body = curves.body(chart, language) if chart.kind == "lines" else bars.body(chart, language)
    marks, y = _head(chart, language, body.width)
    marks += body.at(y)
    notes = [clean(render(note, language)) for note in chart.notes]
    if missing:
        codes = tuple(f"U+{ord(character):04X}" for character in missing)
        message = say("{sign}: no font here has the character {codes}.", sign=MISSING, codes=codes)
        notes.append(render(message, language))
    y += body.height + 8
    for note in notes:
        written, y = _lines(note, NOTE, y, body.width, GREY)
        marks += written
    lost = str.maketrans(dict.fromkeys(missing, MISSING))
    marks = [
        replace(mark, text=mark.text.translate(lost)) if isinstance(mark, Words) else mark
        for mark in marks
    ]
    return Sheet(body.width, y + MARGIN, tuple(marks))


def _head(chart: Chart, language: str, wide: float) -> tuple[list[Mark], float]:
    """Title, unit of measurement, legend; and where the next thing may stand."""
    title = clean(render(chart.title, language))
    marks, y = _lines(title, _TITLE, MARGIN, wide)
    if chart.unit:
        unit = render(say("Unit: {unit}", unit=clean(chart.unit)), language)
        written, y = _lines(unit, NOTE, y + 1, wide, GREY)
        marks += written
    if len(chart.series) > 1:
        legend, y = _legend(chart, language, y + 5, wide)
        marks += legend
    return marks, y + 8


def _lines(
    text: str, size: float, y: float, wide: float, colour: str = INK
) -> tuple[list[Mark], float]:
    marks: list[Mark] = []
    for line in broken(text, size, wide - 2 * MARGIN):
        marks.append(Words(MARGIN, y + line_height(size) / 2, line, size, colour))
        y += line_height(size)
    return marks, y


def _legend(chart: Chart, language: str, y: float, wide: float) -> tuple[list[Mark], float]:
    """Swatch and name of each series, as many a line as fit."""
    marks: list[Mark] = []
    x, tall = MARGIN, line_height(LABEL)
    room = wide - 2 * MARGIN - _SWATCH - 4
    for style, series in enumerate(chart.series):
        name = named(series.name, language, LABEL, room)
        takes = _SWATCH + 4 + max(width(line, LABEL) for line in name) + 14
        if x > MARGIN and x + takes - 14 > wide - MARGIN:
            x, y = MARGIN, y + tall
        marks.append(_swatch(chart, x, y + tall / 2, style))
        marks += _beside(name, x + _SWATCH + 4, y)
        y += tall * (len(name) - 1)
        x += takes
    return marks, y + tall


def _swatch(chart: Chart, x: float, y: float, style: int) -> Mark:
    if chart.kind == "lines":
        return Curve(((x, y), (x + _SWATCH, y)), style)
    return Bar(x, y - 4, _SWATCH, 8, style)


def _beside(name: Sequence[str], x: float, y: float) -> list[Mark]:
    tall = line_height(LABEL)
    return [Words(x, y + tall * (n + 0.5), line, LABEL) for n, line in enumerate(name)]
