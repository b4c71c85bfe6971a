"""Tables and figures in the formats that leave the program, one module a format."""

from hcstats.saving import together
from hcstats.writers.files import (
    BOARD_SUFFIXES,
    FIGURE_SUFFIXES,
    OUTCOME_SUFFIXES,
    check_output,
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
    print_records,
    print_some_problems,
    print_tables,
    print_trace,
)

__all__ = [
    "BOARD_SUFFIXES",
    "FIGURE_SUFFIXES",
    "OUTCOME_SUFFIXES",
    "check_output",
    "check_outputs",
    "print_board",
    "print_check",
    "print_figures",
    "print_outcome",
    "print_problems",
    "print_records",
    "print_some_problems",
    "print_tables",
    "print_trace",
    "together",
    "write_board",
    "write_explanations",
    "write_figures",
    "write_lines",
    "write_outcome",
    "write_sheets",
    "write_words",
]
