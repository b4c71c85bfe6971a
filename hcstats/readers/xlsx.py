"""Office Open XML workbooks: plain ones by a quick scan, the others by the full reader.

The scan tells the whole truth about a workbook or nothing at all; both give the same sheets.
"""

from __future__ import annotations

from hcstats.model import Grid
from hcstats.readers.ooxml import grids, read_fully, scan


def read_xlsx(data: bytes) -> tuple[Grid, ...]:
    """The sheets of a workbook, from memory."""
    scanned = scan(data)
    return read_fully(data) if scanned is None else grids(scanned)
