"""The words that every layer shares: immutable records, and nothing that computes."""

from hcstats.model.figures import (
    Figure,
    Kind,
    Place,
    Problem,
    Severity,
    Status,
    Submission,
    UnitRef,
)
from hcstats.model.grid import Cell, CellKind, Grid, Merge, Number, Piece, Position
from hcstats.model.outcome import (
    Amount,
    Coverage,
    Duplicate,
    IndicatorValue,
    Outcome,
    RuleCounts,
    Run,
    Total,
    UnitValue,
)
from hcstats.model.show import Column, Table, TableValue, Text
from hcstats.model.words import HcstatsError, Label, Message, say

__all__ = [
    "Amount",
    "Cell",
    "CellKind",
    "Column",
    "Coverage",
    "Duplicate",
    "Figure",
    "Grid",
    "HcstatsError",
    "IndicatorValue",
    "Kind",
    "Label",
    "Merge",
    "Message",
    "Number",
    "Outcome",
    "Piece",
    "Place",
    "Position",
    "Problem",
    "RuleCounts",
    "Run",
    "Severity",
    "Status",
    "Submission",
    "Table",
    "TableValue",
    "Text",
    "Total",
    "UnitRef",
    "UnitValue",
    "say",
]
