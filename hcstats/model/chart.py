"""Charts to show: values by category and series, and nothing about how they are drawn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from hcstats.model.outcome import Amount
from hcstats.model.words import Label, Message

ChartKind = Literal["bars", "stacked", "lines"]
"""`bars`: one bar a category; `stacked`: each series' share of a category's bar; `lines`: years."""


@dataclass(frozen=True, slots=True)
class Series:
    """One line, or one colour of the bars: an amount for each category of its chart.

    `keys` names the figure behind each amount (empty text: none), so that a reader can be led
    to its cells.
    """

    name: str | Message | Label
    amounts: tuple[Amount, ...]
    keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture as values. `name` is ASCII: the file or sheet that it goes by."""

    name: str
    title: str | Message | Label
    kind: ChartKind
    categories: tuple[str | Message | Label, ...]
    series: tuple[Series, ...]
    unit: str = ""
    """Unit of measurement of all amounts (条, 件)."""
    notes: tuple[str | Message | Label, ...] = ()
