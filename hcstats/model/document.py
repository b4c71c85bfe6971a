"""A report as blocks: headings, paragraphs whose figures are bound to keys, tables, gaps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from hcstats.model.chart import Chart
from hcstats.model.grid import Merge, Position
from hcstats.model.outcome import Amount


@dataclass(frozen=True, slots=True)
class Bound:
    """A number of the text with what it stands for: exact value and the words printed.

    `key` is a figure's key or an indicator's id; `scope` is the group that it is the total of
    (`all`, `city`, `county`), empty for an indicator or a count of units. `label` and `unit`
    are the official ones. `printed` holds the unit of measurement if the text binds it (`512条`).
    """

    key: str
    scope: str
    label: str
    unit: str
    amount: Amount
    printed: str
    line: int = 0
    """The template's line that asked for it."""


Span = str | Bound
"""A piece of a paragraph: words, or a number that is bound."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; `level` 1 is 一、, 2 is （一）, 3 is 1."""

    level: int
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; `own` says that the words are the office's own, not the program's."""

    spans: tuple[Span, ...]
    own: bool = False


@dataclass(frozen=True, slots=True)
class Gap:
    """A place for text that only the office can write; never filled with invented words."""

    name: str
    """The key in narrative.toml, and the tag of the content control."""
    prompt: str
    """What belongs here, in the words of the form."""


@dataclass(frozen=True, slots=True)
class OfficialTable:
    """A table as the official form prints it, filled: cells by 1-based position, merged ranges.

    `kinds` says what a cell is: `head`, `label`, `unit` or `value`.
    """

    name: str
    cells: Mapping[Position, Span]
    merges: tuple[Merge, ...]
    kinds: Mapping[Position, str]
    width: int
    height: int
    caption: str = ""
    """A line above the table."""
    note: str = ""
    """What has to be said below it."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart in the text."""

    chart: Chart


Block = Heading | Paragraph | Gap | OfficialTable | Picture


@dataclass(frozen=True, slots=True)
class Document:
    """A report: title, blocks in their order, then the appendix of every bound number."""

    title: str
    blocks: tuple[Block, ...]
    appendix: tuple[Block, ...] = ()
    authority: str = ""
    period: str = ""

    def bound(self) -> Iterator[Bound]:
        """Every bound number of the text and its tables, in the order of reading."""
        for block in self.blocks:
            spans: Iterable[Span] = ()
            if isinstance(block, Heading | Paragraph):
                spans = block.spans
            elif isinstance(block, OfficialTable):
                spans = (block.cells[place] for place in sorted(block.cells))
            yield from (span for span in spans if isinstance(span, Bound))
