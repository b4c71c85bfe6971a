"""Office Open XML workbooks from memory: a quick scan of plain ones, a full reader for the rest."""

from hcstats.readers.ooxml.full import read_fully
from hcstats.readers.ooxml.grids import grids
from hcstats.readers.ooxml.scanner import Scanned, Sheet, number, scan

__all__ = ["Scanned", "Sheet", "grids", "number", "read_fully", "scan"]
