"""Tables and figures in the formats that leave the program, one module a format."""

from hcstats.writers.files import write_figures, write_outcome
from hcstats.writers.streams import (
    print_check,
    print_figures,
    print_outcome,
    print_problems,
    print_tables,
)

__all__ = [
    "print_check",
    "print_figures",
    "print_outcome",
    "print_problems",
    "print_tables",
    "write_figures",
    "write_outcome",
]
