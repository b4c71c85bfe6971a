"""Return notes (退回单): what a unit has to correct, and its own workbook with the cells marked."""

from hcstats.writers.returns.write import (
    Returned,
    check_folder,
    summary,
    write_returns,
)

__all__ = ["Returned", "check_folder", "summary", "write_returns"]
