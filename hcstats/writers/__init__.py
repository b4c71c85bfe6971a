"""Tables and figures in the formats that leave the program, one module a format."""

from hcstats.writers.board import print_board, render_reminder
from hcstats.writers.files import (
    FIGURE_SUFFIXES,
    OUTCOME_SUFFIXES,
    REMINDER_SUFFIXES,
    check_outputs,
    write_board,
    write_figures,
    write_outcome,
    write_reminder,
)
from hcstats.writers.streams import (
    print_check,
    print_figures,
    print_outcome,
    print_problems,
    print_tables,
)

__all__ = [
    "FIGURE_SUFFIXES",
    "OUTCOME_SUFFIXES",
    "REMINDER_SUFFIXES",
    "check_outputs",
    "print_board",
    "print_check",
    "print_figures",
    "print_outcome",
    "print_problems",
    "print_tables",
    "render_reminder",
    "write_board",
    "write_figures",
    "write_outcome",
    "write_reminder",
]
