"""The relations of a form, held against a submission."""

from hcstats.checks.check import (
    Checked,
    Circumstances,
    check_submission,
    check_told,
    merged_counts,
)
from hcstats.checks.screen import screen_of

__all__ = [
    "Checked",
    "Circumstances",
    "check_submission",
    "check_told",
    "merged_counts",
    "screen_of",
]
