"""Tables and figures in the formats that leave the program, one module a format."""

from hcstats.writers.files import (
    FIGURE_SUFFIXES,
    OUTCOME_SUFFIXES,
    check_outputs,
    write_board,
    write_explanations,
    write_figures,
    write_lines,
    write_outcome,
    write_sheets,
    write_words,
)
from hcstats.writers.streams import (
    print_board,
    print_check,
    print_figures,
    print_outcome,
    print_problems,
    print_tables,
)

__all__ = [
    "FIGURE_SUFFIXES",
    "OUTCOME_SUFFIXES",
    "check_outputs",
    "print_board",
    "print_check",
    "print_figures",
    "print_outcome",
    "print_problems",
    "print_tables",
    "write_board",
    "write_explanations",
    "write_figures",
    "write_lines",
    "write_outcome",
    "write_sheets",
    "write_words",
]
