"""Tables to show: values with formatting as intent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from hcstats.model.figures import Severity
from hcstats.model.grid import Number
from hcstats.model.outcome import Amount
from hcstats.model.words import Label, Message

Text = str | Message | Label
"""What a table shows as words."""

TableValue = Text | Number | Amount | None
"""What a table's cell holds: a value, never a formatted number."""


class Origin(NamedTuple):
    """The total that a cell shows: its group (`all`, `city`, `county`) and key."""

    group: str
    key: str


@dataclass(frozen=True, slots=True)
class Column:
    """A table's column: heading, and the format as intent (`text`, `number`, `percent`).

    The words in a column of format `state` are emphasised as much as their row matters.
    """

    title: Text
    format: str = "text"


@dataclass(frozen=True, slots=True)
class Table:
    """Something to show: values with formatting as intent. Writers render and never compute.

    `levels` gives each row's depth in the form's hierarchy (a heading is a row whose other
    cells are None); empty means flat. `name` is the sheet name or file suffix that it goes by.
    """

    name: Text
    title: Text
    columns: tuple[Column, ...]
    rows: Sequence[tuple[TableValue, ...]]
    levels: tuple[int, ...] = ()
    notes: tuple[Text, ...] = field(default=())
    severities: tuple[Severity | None, ...] = ()
    """How much each row matters; empty means that none stands out."""
    origins: tuple[tuple[Origin | None, ...], ...] = ()
    """Of which total each cell is, row by row; empty means that nobody has to know."""
