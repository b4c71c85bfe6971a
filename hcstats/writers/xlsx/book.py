"""The workbook: 汇总, 分单位, 指标, 覆盖, 问题, 来源, 说明, in this order."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from hcstats.coverage_tables import coverage_units
from hcstats.detail import Detail, detail_of, fitting
from hcstats.forms.definition import Form
from hcstats.messages import render
from hcstats.model import Chart, Outcome, Table, say
from hcstats.record_tables import problem_table, run_table
from hcstats.sources import sources
from hcstats.total_tables import indicator_table
from hcstats.writers.xlsx.breakdown import write_breakdown
from hcstats.writers.xlsx.charts import add_charts
from hcstats.writers.xlsx.links import Links
from hcstats.writers.xlsx.marker import write_marker, write_short_marker
from hcstats.writers.xlsx.plain import write_table
from hcstats.writers.xlsx.sheet import Pen
from hcstats.writers.xlsx.styles import Styles
from hcstats.writers.xlsx.summary import write_summary

SHEETS = {
    "summary": say("Totals"),
    "breakdown": say("By unit"),
    "indicators": say("Indicators"),
    "coverage": say("Coverage"),
    "problems": say("Problems"),
    "sources": say("Sources"),
    "about": say("About"),
}
_TOLD = ("summary", "breakdown", "indicators")
"""Sheets whose numbers the hidden one tells."""
_MADE = datetime.datetime(2000, 1, 1)
"""The same outcome gives the same bytes: no clock goes into the file."""


def write_book(
    path: Path,
    outcome: Outcome,
    form: Form | None,
    language: str,
    breakdown: bool | None = None,
) -> None:
    """The workbook of an outcome at a path; nothing in it can act as a formula but our own.

    `breakdown`: whether the units' figures are wanted; otherwise as `hcstats.detail` has it.
    """
    from hcstats.writers.xlsx.streamed import StreamedSheet  # noqa: PLC0415  (xlsxwriter)

    detail = detail_of(outcome, breakdown)
    with _opened(path, _title(outcome, form)) as book:
        styles = Styles(book)

        def pen(name: str) -> Pen:
            sheet = book.add_worksheet(render(SHEETS[name], language), StreamedSheet)
            return Pen(sheet, styles, language, remember=detail.sources and name in _TOLD)

        found = sources(outcome, form) if detail.sources else None
        links = Links(found, render(SHEETS["sources"], language)) if found else None
        told = _write_figures(pen, outcome, form, detail, links) if form is not None else ()
        write_table(pen("coverage"), coverage_units(outcome))
        write_table(pen("problems"), fitting(problem_table(outcome.problems)), searchable=True)
        if found:
            write_table(pen("sources"), found.table, searchable=True)
        write_table(pen("about"), fitting(run_table(outcome)))
        if form is not None and detail.sources:
            write_marker(book, outcome, form, told)
        elif form is not None:
            write_short_marker(book, outcome)


def _write_figures(
    pen: Callable[[str], Pen], outcome: Outcome, form: Form, detail: Detail, links: Links | None
) -> tuple[Pen, ...]:
    """The sheets of totals, of units and of rates; the pens that wrote them."""
    totals = pen("summary")
    write_summary(
        totals, outcome, form, _title(outcome, form), links.of_total if links else None, detail.note
    )
    pens = [totals]
    if detail.breakdown:
        pens.append(pen("breakdown"))
        link = links.of_figure if links and links.to_figures else None
        write_breakdown(pens[-1], outcome, form, link)
    pens.append(pen("indicators"))
    write_table(pens[-1], indicator_table(outcome, form))
    return tuple(pens)


def write_tables(
    path: Path, tables: Sequence[Table], language: str, charts: Sequence[Chart] = ()
) -> None:
    """A workbook with a sheet for each table, and charts beside the last: their numbers."""
    from hcstats.writers.xlsx.streamed import StreamedSheet  # noqa: PLC0415  (xlsxwriter)

    with _opened(path, render(tables[0].title, language)) as book:
        styles = Styles(book)
        for number, table in enumerate(tables, 1):
            sheet = book.add_worksheet(render(table.name, language), StreamedSheet)
            # Charts take the numbers of their sheet along, so its cells must be there.
            held = bool(charts) and number == len(tables)
            write_table(Pen(sheet, styles, language), table, searchable=True, held=held)
        if charts:
            add_charts(book, sheet, charts, language)


def _opened(path: Path, title: str) -> Any:  # noqa: ANN401  (xlsxwriter ships no types)
    """A new workbook in which no text of the inputs becomes a formula or a link."""
    from hcstats.writers.xlsx.streamed import QuickBook  # noqa: PLC0415  (xlsxwriter)

    options = {
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "tmpdir": str(path.parent),  # what it puts aside goes with the file
    }
    book = QuickBook(str(path), options)
    book.set_properties({"title": title, "created": _MADE})
    book.set_calc_mode("auto")
    return book


def _title(outcome: Outcome, form: Form | None) -> str:
    year = f"{outcome.period}年" if outcome.period else ""
    name = (form.titles[0] if form.titles else form.title) if form else ""
    # A title that names the city itself (河池市…统计表) needs no second name in front.
    authority = (
        "" if outcome.authority and name.startswith(outcome.authority) else outcome.authority
    )
    return f"{authority}{year}{name}"
