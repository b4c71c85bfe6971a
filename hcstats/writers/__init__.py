"""Tables and figures in the formats that leave the program, one module a format.

What a command asks before it reads anything comes without the writers themselves.
"""

from typing import TYPE_CHECKING

from hcstats.later import later

if TYPE_CHECKING:
    from hcstats.saving import together
    from hcstats.writers.files import (
        left_out,
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
    from hcstats.writers.targets import (
        BOARD_SUFFIXES,
        FIGURE_SUFFIXES,
        OUTCOME_SUFFIXES,
        check_output,
        check_outputs,
    )

__all__ = [
    "BOARD_SUFFIXES",
    "FIGURE_SUFFIXES",
    "OUTCOME_SUFFIXES",
    "check_output",
    "check_outputs",
    "left_out",
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

if not TYPE_CHECKING:
    __getattr__ = later(__name__, __all__, ("targets", "files", "streams"))
