"""Files of every accepted kind, read to grids. One seam: `read_workbook`."""

from hcstats.readers.workbook import Reading, read_workbook

__all__ = ["Reading", "read_workbook"]
