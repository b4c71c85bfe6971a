"""Files of every accepted kind, read to grids. One seam: `read_workbook`."""

from hcstats.readers.losses import lost_reading
from hcstats.readers.preflight import allowance, harmless
from hcstats.readers.workbook import (
    DOCUMENTS,
    Reading,
    read_input,
    read_workbook,
    whole,
    without_table,
)

__all__ = [
    "DOCUMENTS",
    "Reading",
    "allowance",
    "harmless",
    "lost_reading",
    "read_input",
    "read_workbook",
    "whole",
    "without_table",
]
