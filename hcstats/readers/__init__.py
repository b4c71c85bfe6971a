"""Files of every accepted kind, read to grids. One seam: `read_workbook`."""

from hcstats.readers.losses import lost_reading
from hcstats.readers.named_kinds import DOCUMENTS, without_table
from hcstats.readers.preflight import allowance, harmless
from hcstats.readers.workbook import Reading, read_input, read_workbook, whole

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
