"""The words that every layer shares: immutable records, and nothing that computes.

Each comes from its module when it is first asked for: `--help` needs no more than words, and a
run no documents.
"""

from typing import TYPE_CHECKING

from hcstats.later import later

if TYPE_CHECKING:
    from hcstats.model.chart import Chart, Series
    from hcstats.model.document import (
        Block,
        Bound,
        Document,
        Gap,
        Heading,
        OfficialTable,
        Paragraph,
        Picture,
        Span,
    )
    from hcstats.model.figures import (
        Change,
        Figure,
        Hint,
        Kind,
        Place,
        Problem,
        Severity,
        Status,
        Submission,
        UnitRef,
    )
    from hcstats.model.grid import Cell, CellKind, Grid, Merge, Number, Piece, Position
    from hcstats.model.lazy import Lazily, as_it_is
    from hcstats.model.outcome import (
        NO_NUMBERS,
        Amount,
        Coverage,
        Duplicate,
        IndicatorValue,
        NumberCounts,
        Outcome,
        RuleCounts,
        Run,
        Total,
        UnitValue,
    )
    from hcstats.model.row_parts import Content, Gist, Layout, Odd, Whose
    from hcstats.model.rows import FigureRow, packed_figures, shared
    from hcstats.model.show import Column, Origin, Table, TableValue, Text
    from hcstats.model.stowed import ordered, stow
    from hcstats.model.words import HcstatsError, Label, Message, say

__all__ = [
    "NO_NUMBERS",
    "Amount",
    "Block",
    "Bound",
    "Cell",
    "CellKind",
    "Change",
    "Chart",
    "Column",
    "Content",
    "Coverage",
    "Document",
    "Duplicate",
    "Figure",
    "FigureRow",
    "Gap",
    "Gist",
    "Grid",
    "HcstatsError",
    "Heading",
    "Hint",
    "IndicatorValue",
    "Kind",
    "Label",
    "Layout",
    "Lazily",
    "Merge",
    "Message",
    "Number",
    "NumberCounts",
    "Odd",
    "OfficialTable",
    "Origin",
    "Outcome",
    "Paragraph",
    "Picture",
    "Piece",
    "Place",
    "Position",
    "Problem",
    "RuleCounts",
    "Run",
    "Series",
    "Severity",
    "Span",
    "Status",
    "Submission",
    "Table",
    "TableValue",
    "Text",
    "Total",
    "UnitRef",
    "UnitValue",
    "Whose",
    "as_it_is",
    "ordered",
    "packed_figures",
    "say",
    "shared",
    "stow",
]

if not TYPE_CHECKING:
    __getattr__ = later(
        __name__,
        __all__,
        (
            "words",
            "figures",
            "grid",
            "lazy",
            "rows",
            "outcome",
            "stowed",
            "show",
            "chart",
            "document",
        ),
    )
