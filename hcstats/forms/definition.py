"""One edition of one official form, exactly as its TOML file says, and vetted."""

from __future__ import annotations

from functools import cached_property
from typing import Literal

from pydantic import Field

from hcstats.forms.chart_plan import ChartPlan
from hcstats.forms.earlier import Earlier
from hcstats.forms.grammar import names, parse
from hcstats.forms.record import Code, Record, Words, Year
from hcstats.model import Kind, Severity

CONTEXTS = frozenset({"last", "siblings"})
"""Heads of names that speak of other submissions; no code of a form may be one of them."""


class Column(Record):
    """A value column of a table: `group` is the spanning head above it, if there is one."""

    code: Code
    label: Words
    gloss: str
    group: str = ""
    aliases: tuple[str, ...] = ()
    unit: str = ""
    """Unit of measurement; empty means that the row has it."""
    kind: Kind | None = None
    """Overrides the row's kind."""


class Row(Record):
    """A row of a table; a `heading` takes no number and only groups those below it."""

    code: Code
    label: Words
    gloss: str
    level: int = 0
    heading: bool = False
    section: str = ""
    """Head in the leftmost label column (三、本年度办理结果)."""
    group: str = ""
    """Head in the second label column (（三）不予公开)."""
    unit: str = ""
    kind: Kind = Kind.COUNT
    additive: bool = True
    part_of: str = ""
    """Code of the row (same table) of which this one is a part (其中)."""
    scope: str = ""
    """Over what the figure is taken, as the form says (全市, 市本级, …); empty: the unit."""
    aliases: tuple[str, ...] = ()
    """Other official wordings of the label, as good as the label itself."""
    words: tuple[str, ...] = ()
    """Words that must all occur in a label that is not certain word for word (2014)."""


class Table(Record):
    """A table of a form. `layout`: how the official form prints it.

    `grid`: rows by columns; `list`: one label and one value a line; `blocks`: all rows side by
    side in one line, each with all the columns (复议诉讼's line of 15).
    """

    code: Code
    label: Words
    gloss: str
    layout: Literal["grid", "list", "blocks"] = "grid"
    section: str = ""
    columns: tuple[Column, ...] = Field(min_length=1)
    rows: tuple[Row, ...] = Field(min_length=1)
    aliases: tuple[str, ...] = ()
    row_group: tuple[tuple[str, str], ...] = ()
    """For `blocks`: the spanning heads above rows, as (row code, head)."""


class Rule(Record):
    """A relation that a submission must (or usually does) satisfy.

    `expression` speaks of codes: with `each = "row"` of the columns of `table`, taken for every
    row; with `each = "column"` of its rows, taken for every column; with `each = "figure"` of
    `value`, taken for every figure of `kind`; with `each = "table"` of `value`, the sum of all
    figures of a table; with `each = "once"` of whole keys. `last.` in front of a name means the
    same unit's figure of the year before, `siblings.` the sum over the other units under the
    same superior. The message is a template with `{left}`, `{right}`, `{difference}`, `{last}`
    (values; `last` is the first figure of the year before), `{relation}`, `{row}`, `{column}`,
    `{item}` (labels; `item` is row and column).
    """

    id: str
    severity: Severity
    expression: str
    each: Literal["row", "column", "figure", "table", "once"]
    over: Literal["unit", "total"] = "unit"
    """Whether the relation is one of each unit's figures, or of the totals of the run."""
    table: str = ""
    kind: Kind | None = None
    only_units: tuple[str, ...] = ()
    """Words of which one must stand in the unit's name; empty: every unit."""
    warning_beside: tuple[str, ...] = ()
    """Words of a local row beside which an error is only a warning."""
    warning_if_new: bool = False
    """An error is only a warning for a unit that came into being in the year."""
    unless_level: tuple[Literal["city", "county", "department", "township"], ...] = ()
    """Unit levels for which the rule does not hold; an unknown level is not assessable."""
    message_zh: str
    message_en: str
    reason_zh: str
    reason_en: str

    @cached_property
    def needs(self) -> frozenset[str]:
        """What the rule needs beside the submission itself: `last`, `siblings`."""
        heads = {name.partition(".")[0] for name in names(parse(self.expression))}
        return frozenset(heads) & CONTEXTS


class Indicator(Record):
    """A rate: two expressions over whole keys."""

    id: str
    label: Words
    gloss: str
    numerator: str
    denominator: str
    formula_zh: str
    formula_en: str


class Share(Record):
    """A partition of which every part's share is an indicator `<id>.<row code>_share`."""

    id: str
    label: Words
    gloss: str
    parts: tuple[str, ...] = Field(min_length=2)

    def of(self, part: str) -> str:
        """The id of a part's share: `channels.channel_website_share`.

        Where all parts are one row's, its columns tell them apart.
        """
        codes = {part: part.split(".") for part in self.parts}
        place = 1 if len({code[1] for code in codes.values()}) == len(self.parts) else -1
        return f"{self.id}.{codes[part][place]}_share"


class Item(Record):
    """One figure that the form asks for: row and column joined, under its key."""

    key: str
    table: str
    row: Row
    column: Column
    unit: str
    kind: Kind

    @property
    def additive(self) -> bool:
        """Whether the figure may be summed over units."""
        return self.row.additive


class Form(Record):
    """One edition: tables, rules and indicators, with the years that it serves."""

    id: str = Field(pattern=r"^[^/]+/[^/]+$")
    """`form/edition`, as `national/2021`."""
    title: str
    gloss: str
    basis: str
    first_year: Year
    last_year: Year | None = None
    titles: tuple[str, ...] = ()
    """Titles that stand over the sheets of this form."""
    marks: tuple[str, ...] = ()
    """Words (besides labels) that tell this edition from others: its document number."""
    printed_order: tuple[str, ...] = ()
    """Keys in the order of the printed form, where it is not that of the tables."""
    tables: tuple[Table, ...] = Field(min_length=1)
    rules: tuple[Rule, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    shares: tuple[Share, ...] = ()
    charts: tuple[ChartPlan, ...] = ()
    earlier: tuple[Earlier, ...] = ()
    """The editions before this one, and what of them can be compared."""

    @property
    def form(self) -> str:
        """The first part of the id: `national`."""
        return self.id.partition("/")[0]

    @property
    def edition(self) -> str:
        """The second part of the id: `2021`."""
        return self.id.partition("/")[2]

    @cached_property
    def items(self) -> dict[str, Item]:
        """Every figure that the form asks for, by key, in the order of the form."""
        found: dict[str, Item] = {}
        for table in self.tables:
            for row in table.rows:
                if row.heading:
                    continue
                for column in table.columns:
                    key = item_key(table, row, column)
                    found[key] = Item(
                        key=key,
                        table=table.code,
                        row=row,
                        column=column,
                        unit=column.unit or row.unit,
                        kind=column.kind or row.kind,
                    )
        return found

    @cached_property
    def printed(self) -> tuple[Item, ...]:
        """Every item in the order in which the official form prints it."""
        if not self.printed_order:
            return tuple(self.items.values())
        return tuple(self.items[key] for key in self.printed_order)

    def entry(self, share: Share, part: str) -> Row | Column:
        """What names a part among the others: its row, or its column where all are one row's."""
        item = self.items[part]
        one_row = len({self.items[one].row.code for one in share.parts}) == 1
        return item.column if one_row else item.row

    def table(self, code: str) -> Table:
        """The table of that code."""
        return next(table for table in self.tables if table.code == code)

    def serves(self, year: int) -> bool:
        """Whether reports on that year stand on this edition."""
        return self.first_year <= year and (self.last_year is None or year <= self.last_year)


def item_key(table: Table, row: Row, column: Column) -> str:
    """`table.row.column`; the column is dropped where the table has only one."""
    if len(table.columns) == 1:
        return f"{table.code}.{row.code}"
    return f"{table.code}.{row.code}.{column.code}"
