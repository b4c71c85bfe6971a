"""Scanned sheets and their numbers as every reader gives them, for whoever needs them whole."""

from hcstats.model import Grid
from hcstats.readers.ooxml.grids import grids, number_cell
from hcstats.readers.ooxml.scanner import Scanned, Sheet

__all__ = ["Sheet", "number_cell", "sheet_grid"]


def sheet_grid(sheet: Sheet) -> Grid:
    """One scanned sheet as a grid."""
    (grid,) = grids(Scanned((sheet,)))
    return grid
