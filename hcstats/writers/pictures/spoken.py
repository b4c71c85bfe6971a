"""What a picture says to who does not see it: title, every number in words, a hint on each bar."""

from __future__ import annotations

from hcstats.messages import render
from hcstats.model import Chart
from hcstats.writers.pictures.marks import bar_name
from hcstats.writers.shown import amount_text, clean

_SVG = "{http://www.w3.org/2000/svg}"


def sentence(chart: Chart, series: int, category: int, language: str) -> str:
    """`行政复议，结果维持：50件`: an amount with what it is."""
    amount = chart.series[series].amounts[category]
    names = [chart.categories[category]]
    names += [chart.series[series].name] if len(chart.series) > 1 else []
    separator = "，" if language == "zh" else ", "
    unit = chart.unit if amount.value is not None else ""
    shown = separator.join(clean(render(name, language)) for name in names)
    colon = "：" if language == "zh" else ": "
    return f"{shown}{colon}{amount_text(amount)}{clean(unit)}"


def spoken(svg: bytes, chart: Chart, language: str) -> bytes:
    """The svg with a title, a description that holds every number, and a title in each bar."""
    from lxml import etree  # noqa: PLC0415

    root = etree.fromstring(svg, etree.XMLParser(resolve_entities=False, no_network=True))
    places = [(s, c) for s in range(len(chart.series)) for c in range(len(chart.categories))]
    sentences = {place: sentence(chart, *place, language) for place in places}
    described = etree.Element(f"{_SVG}desc")
    described.text = "\n".join(sentences.values())
    title = etree.Element(f"{_SVG}title")
    title.text = clean(render(chart.title, language))
    root.insert(0, title)
    root.insert(1, described)
    root.set("role", "img")
    named = {group.get("id"): group for group in root.iter(f"{_SVG}g")}
    for place, text in sentences.items():
        group = named.get(bar_name(chart.name, *place))
        if group is not None:
            hint = etree.Element(f"{_SVG}title")
            hint.text = text
            group.insert(0, hint)
    return etree.tostring(root, xml_declaration=True, encoding="utf-8") + b"\n"
