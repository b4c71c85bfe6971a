"""A report as one web page: real tables, numbers that carry their exact values, nothing fetched."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from hcstats.messages import render
from hcstats.model import say
from hcstats.model.chart import Chart
from hcstats.model.document import Bound, Document, OfficialTable, Span
from hcstats.model.grid import Merge, Position
from hcstats.writers.report.grid import extents, head_rows, stacked, upright
from hcstats.writers.report.spans import (
    caption_text,
    chart_text,
    exact_text,
    gap_text,
    span_text,
)

if TYPE_CHECKING:
    from jinja2 import Environment


@dataclass(frozen=True, slots=True)
class _Cell:
    """A cell as the page has it: `scope` is empty for a cell that is no head."""

    span: Span
    looks: str
    scope: str
    rows: int
    columns: int


def render_html(report: Document, language: str, *, toc: bool) -> str:
    """The whole page as text."""
    template = _environment(language).get_template("report.html.j2")
    return template.render(report=report, language=language, toc=toc) + "\n"


def _environment(language: str) -> Environment:
    from jinja2 import Environment, FunctionLoader, StrictUndefined  # noqa: PLC0415

    environment = Environment(
        autoescape=True,
        loader=FunctionLoader(_source),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.tests["bound"] = lambda one: isinstance(one, Bound)
    environment.filters["kind"] = lambda block: type(block).__name__
    environment.filters.update(
        shown=span_text,
        exact=exact_text,
        rows=_rows,
        head_rows=lambda table: 0 if stacked(table) else head_rows(table),
        gap=lambda gap: gap_text(gap, language),
        caption=lambda chart: caption_text(chart, language),
        alternative=lambda chart: chart_text(chart, language),
        image=lambda chart: _image(chart, language),
        meaning=lambda bound: _meaning(bound, language),
    )
    environment.globals["contents"] = render(say("Contents"), language)
    return environment


def _source(name: str) -> str:
    return files(__package__).joinpath(name).read_text(encoding="utf-8")


def _rows(table: OfficialTable) -> Iterator[list[_Cell]]:
    """The cells that each row of the page begins."""
    shown = extents(table)
    for row in range(1, table.height + 1):
        yield [
            _cell(table, place, shown[place])
            for place in ((row, column) for column in range(1, table.width + 1))
            if place in shown
        ]


def _cell(table: OfficialTable, place: Position, extent: Merge) -> _Cell:
    kind = table.kinds.get(place, "label")
    rows = extent.last_row - extent.first_row + 1
    columns = extent.last_column - extent.first_column + 1
    scopes = {
        "head": "colgroup" if columns > 1 else "col",
        "label": "rowgroup" if rows > 1 else "row",
    }
    scope = scopes.get(kind, "")
    looks = f"{kind} upright" if upright(table, extent) else kind
    return _Cell(table.cells.get(place, ""), looks, scope, rows, columns)


def _meaning(bound: Bound, language: str) -> str:
    """What a number stands for, shown when the pointer rests on it."""
    parts: list[Any] = [bound.label, bound.unit, bound.key, bound.scope]
    return render(tuple(part for part in parts if part), language)


def _image(chart: Chart, language: str) -> str:
    from hcstats.writers.pictures import picture_svg  # noqa: PLC0415  (it draws)

    return base64.b64encode(picture_svg(chart, language)).decode("ascii")
