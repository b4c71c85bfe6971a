"""Files that are saved whole or not at all: written apart, renamed together, never left half."""

from hcstats.saving.batch import check_target, renamed, saving, together
from hcstats.saving.reasons import cannot_write, reason
from hcstats.saving.signals import Ended, end_tidily
from hcstats.saving.staging import Staging, discard_all, workspace

__all__ = [
    "Ended",
    "Staging",
    "cannot_write",
    "check_target",
    "discard_all",
    "end_tidily",
    "reason",
    "renamed",
    "saving",
    "together",
    "workspace",
]
