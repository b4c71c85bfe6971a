"""A page read again as a browser would: each number of it is held against the outcome."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from hcstats.detail import detail_of_page
from hcstats.forms.definition import Form
from hcstats.model import Figure, HcstatsError, IndicatorValue, Outcome, Total, say
from hcstats.unit_groups import groups_shown
from hcstats.writers.page.places import APPROXIMATE, LEFT_OUT, STATUS_CODES
from hcstats.writers.shown import amount_text, clean, number_text, percent_text

Element = Any
"""An element of lxml, whose own types leave open what an XPath gives."""
Shown = tuple[str, str, str]
"""A number as the page has it: what it stands for (key, group; or rate, part), and its text."""


def prove_page(path: Path, outcome: Outcome, form: Form | None) -> None:
    """Raise HcstatsError unless every number of the page, shown and embedded, is the outcome's.

    The tables hold each total and each rate once; whatever else shows a total (charts and their
    tables) shows the same; the data behind hold each total, rate and figure with its place.
    """
    from lxml import html  # noqa: PLC0415

    parser = html.HTMLParser(encoding="utf-8", huge_tree=True)
    page = html.parse(str(path), parser).getroot()
    for fault in _faults(page, outcome, form):
        raise HcstatsError(
            say(
                "'{path}' did not read back as it was written ({fault}), and was not kept; the "
                "disk may be full or faulty.",
                path=path,
                fault=clean(fault),
            )
        )


def _faults(page: Element, outcome: Outcome, form: Form | None) -> Iterator[str]:
    """What of the page is not the outcome's, each in a few words."""
    if len(page.xpath("//*[@id='problems']//li")) != len(outcome.problems):
        yield "problems"
    if form is None:
        return
    keys = list(form.items)
    yield from _differences("totals", _totals_in(page, keys, "totals"), _totals(outcome))
    known = set(_totals(outcome))
    yield from ("charts " + one[0] for one in _totals_in(page, keys, "charts") if one not in known)
    found = [
        (outcome.indicators[int(one.get("data-r"))].id, one.get("data-p"), _text(one))
        for one in page.xpath("//*[@data-r]")
    ]
    yield from _differences("indicators", found, list(_rates(outcome.indicators)))
    (script,) = page.xpath("//script[@id='data']")
    data = json.loads(script.text)
    yield from _embedded(data, outcome, form)


def _text(element: Element) -> str:
    return str(element.text_content())


def _differences(what: str, found: Sequence[Shown], wanted: Sequence[Shown]) -> Iterator[str]:
    """What is lost, changed or doubled."""
    written, meant = Counter(found), Counter(wanted)
    for key, part, text in (meant - written) + (written - meant):
        yield f"{what} {key} {part} {text}"


def _totals_in(page: Element, keys: Sequence[str], section: str) -> list[Shown]:
    """The numbers in a section of the page that open a total; bars have no text of their own."""
    numbers = page.xpath(f"//*[@id='{section}']//*[self::span or self::text][@data-k]")
    return [(keys[int(one.get("data-k"))], one.get("data-g", "all"), _text(one)) for one in numbers]


def _totals(outcome: Outcome) -> list[Shown]:
    groups = groups_shown(outcome)
    shown = [*outcome.totals, *(one for one in outcome.groups if one.group in groups)]
    return [(one.key, one.group, amount_text(one.amount)) for one in shown]


def _rates(indicators: Sequence[IndicatorValue]) -> Iterator[Shown]:
    for one in indicators:
        approximate = one.numerator.approximate or one.denominator.approximate
        rate = "—" if one.value is None else percent_text(one.value)
        yield one.id, "rate", f"约{rate}" if approximate and one.value is not None else rate
        yield one.id, "numerator", amount_text(one.numerator)
        yield one.id, "denominator", amount_text(one.denominator)


def _embedded(data: dict[str, Any], outcome: Outcome, form: Form) -> Iterator[str]:
    """What the data behind the numbers say otherwise."""
    totals = {
        (entry["key"], group, *map(str, one))
        for entry in data["keys"]
        for group, one in entry["totals"].items()
    }
    if totals != {_total_fields(one) for one in (*outcome.totals, *outcome.groups)}:
        yield "data: totals"
    rates = [(one["id"], one["value"]) for one in data["rates"]]
    if rates != [(one.id, _digits(one.value)) for one in outcome.indicators]:
        yield "data: indicators"
    if not detail_of_page(outcome).sources:
        if any(entry["cells"] is not None for entry in data["keys"]):
            yield "data: cells"
        return
    counted = {one.figure for one in outcome.by_unit}
    meant = Counter(
        _figure_fields(figure, figure in counted)
        for figure in outcome.figures
        if f"{figure.form}/{figure.edition}" == form.id
    )
    written = Counter(
        _cell_fields(entry["key"], cell, data) for entry in data["keys"] for cell in entry["cells"]
    )
    for one in (meant - written) + (written - meant):
        yield "data: " + " ".join(map(str, one[:3]))


def _digits(value: Any) -> str:  # noqa: ANN401  (a number or none)
    return "" if value is None else number_text(value)


def _total_fields(one: Total) -> tuple[str, ...]:
    approximate = str(int(one.amount.approximate))
    value = _digits(one.amount.value)
    return one.key, one.group, value, approximate, str(one.units), amount_text(one.amount)


def _figure_fields(one: Figure, counted: bool) -> tuple[object, ...]:
    code = STATUS_CODES[one.status] + APPROXIMATE * one.approximate + LEFT_OUT * (not counted)
    texts = (one.text, one.file, one.sheet, one.cell)
    unit = clean(f"{one.unit_code}\n{one.unit}")
    return one.key, unit, _digits(one.value), code, *map(clean, texts)


def _cell_fields(key: str, cell: Sequence[Any], data: dict[str, Any]) -> tuple[object, ...]:
    unit, code, value, *names = cell
    return key, data["units"][unit], value, code, *(data["names"][one] for one in names)
