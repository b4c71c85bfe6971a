"""The relations of a form, held against a submission."""

from hcstats.checks.check import Checked, check_submission

__all__ = ["Checked", "check_submission"]
