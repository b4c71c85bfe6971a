"""Files of every accepted kind, read to grids. One seam: `read_workbook`."""

from hcstats.readers.workbook import DOCUMENTS, Reading, read_workbook, whole, without_table

__all__ = ["DOCUMENTS", "Reading", "read_workbook", "whole", "without_table"]
