"""Where a published figure comes from: down to the cells, and added up again."""

from hcstats.trace.build import indicator_keys, trace, trace_indicator
from hcstats.trace.names import indicator_named, key_named
from hcstats.trace.records import (
    Contribution,
    Formula,
    IndicatorTrace,
    Operand,
    Part,
    State,
    Step,
    Trace,
)
from hcstats.trace.tables import common_folder, indicator_tables, trace_tables

__all__ = [
    "Contribution",
    "Formula",
    "IndicatorTrace",
    "Operand",
    "Part",
    "State",
    "Step",
    "Trace",
    "common_folder",
    "indicator_keys",
    "indicator_named",
    "indicator_tables",
    "key_named",
    "trace",
    "trace_indicator",
    "trace_tables",
]
