"""A picture as marks on paper: bars, words, rules and curves, in points from the upper left."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

INK, GREY, FAINT = "#1a1a1a", "#595959", "#bfbfbf"


@dataclass(frozen=True, slots=True)
class Bar:
    """A filled rectangle in a series' style. `name` is its id in the svg."""

    x: float
    y: float
    width: float
    height: float
    style: int
    name: str = ""


@dataclass(frozen=True, slots=True)
class Words:
    """A line of text; `x` is where `anchor` says, `y` its middle."""

    x: float
    y: float
    text: str
    size: float
    colour: str = INK
    anchor: Literal["left", "center", "right"] = "left"
    name: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """A thin straight line."""

    x: float
    y: float
    to_x: float
    to_y: float
    colour: str = GREY


@dataclass(frozen=True, slots=True)
class Curve:
    """Points joined by lines; None is a gap."""

    points: tuple[tuple[float, float] | None, ...]
    style: int
    name: str = ""


Mark = Bar | Words | Rule | Curve


@dataclass(frozen=True, slots=True)
class Sheet:
    """A whole picture, in points."""

    width: float
    height: float
    marks: tuple[Mark, ...]


def bar_name(chart: str, series: int, category: int) -> str:
    """The id of the bar of an amount."""
    return f"{chart}-bar-{series}-{category}"


def label_name(chart: str, series: int, category: int) -> str:
    """The id of the number that is printed for an amount."""
    return f"{chart}-value-{series}-{category}"


def curve_name(chart: str, series: int) -> str:
    """The id of the curve of a series."""
    return f"{chart}-line-{series}"
