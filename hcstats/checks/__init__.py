"""The relations of a form, held against a submission."""

from hcstats.checks.check import Checked, Circumstances, check_submission, merged_counts

__all__ = ["Checked", "Circumstances", "check_submission", "merged_counts"]
