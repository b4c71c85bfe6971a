"""The workbook: 汇总, 分单位, 指标, 覆盖, 问题, 来源, 说明, in this order."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from hcstats.forms.definition import Form
from hcstats.messages import render
from hcstats.model import Chart, Outcome, Table, say
from hcstats.record_tables import problem_table, run_table
from hcstats.sources import sources
from hcstats.tables import coverage_units, indicator_table
from hcstats.writers.xlsx.breakdown import write_breakdown
from hcstats.writers.xlsx.charts import add_charts
from hcstats.writers.xlsx.links import Links
from hcstats.writers.xlsx.marker import write_marker
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
_MADE = datetime.datetime(2000, 1, 1)
"""The same outcome gives the same bytes: no clock goes into the file."""


def write_book(path: Path, outcome: Outcome, form: Form | None, language: str) -> None:
    """The workbook of an outcome at a path; nothing in it can act as a formula but our own."""
    with _opened(path, _title(outcome, form)) as book:
        styles = Styles(book)

        def pen(name: str) -> Pen:
            return Pen(book.add_worksheet(render(SHEETS[name], language)), styles, language)

        found = sources(outcome, form)
        links = Links(found, render(SHEETS["sources"], language))
        if form is not None:
            totals, breakdown, rates = pen("summary"), pen("breakdown"), pen("indicators")
            write_summary(totals, outcome, form, _title(outcome, form), links.of_total)
            write_breakdown(breakdown, outcome, form, links.of_figure)
            write_table(rates, indicator_table(outcome, form))
        write_table(pen("coverage"), coverage_units(outcome))
        write_table(pen("problems"), problem_table(outcome.problems), searchable=True)
        write_table(pen("sources"), found.table, searchable=True)
        write_table(pen("about"), run_table(outcome))
        if form is not None:
            write_marker(book, outcome, form, (totals, breakdown, rates))


def write_tables(
    path: Path, tables: Sequence[Table], language: str, charts: Sequence[Chart] = ()
) -> None:
    """A workbook with a sheet for each table, and charts beside the last: their numbers."""
    with _opened(path, render(tables[0].title, language)) as book:
        styles = Styles(book)
        for table in tables:
            sheet = book.add_worksheet(render(table.name, language))
            write_table(Pen(sheet, styles, language), table, searchable=True)
        if charts:
            add_charts(book, sheet, charts, language)


def _opened(path: Path, title: str) -> Any:  # noqa: ANN401  (xlsxwriter ships no types)
    """A new workbook in which no text of the inputs becomes a formula or a link."""
    import xlsxwriter  # noqa: PLC0415

    options = {
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "in_memory": True,
        "tmpdir": str(path.parent),  # what it puts aside goes with the file
    }
    book = xlsxwriter.Workbook(str(path), options)
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
