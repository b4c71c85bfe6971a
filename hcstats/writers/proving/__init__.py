"""What was written, read back and compared in its place: a file that does not prove is not kept."""

from hcstats.writers.proving.delimited import (
    prove_board_csv,
    prove_explanations,
    prove_figures_csv,
    prove_totals_csv,
)
from hcstats.writers.proving.faults import check, check_all, proof, prove_bytes, unproved
from hcstats.writers.proving.pages import prove_page
from hcstats.writers.proving.structured import (
    prove_board_json,
    prove_figures_json,
    prove_outcome_json,
)
from hcstats.writers.proving.workbook import prove_book, prove_tables

__all__ = [
    "check",
    "check_all",
    "proof",
    "prove_board_csv",
    "prove_board_json",
    "prove_book",
    "prove_bytes",
    "prove_explanations",
    "prove_figures_csv",
    "prove_figures_json",
    "prove_outcome_json",
    "prove_page",
    "prove_tables",
    "prove_totals_csv",
    "unproved",
]
