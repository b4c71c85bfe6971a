"""Worker processes: each maps files a batch at a time, tells where it is, and can be ended.

A parser may hang, take all memory or break down with its process. So files are read in a process
that is under limits of its own, and that says before each file which one it is at.
"""

from hcstats.workers.job import SECONDS, Job, Loss, Reason, attempt
from hcstats.workers.limits import limit_itself
from hcstats.workers.pool import Done, Pool
from hcstats.workers.serve import serving
from hcstats.workers.worker import can_fork, rests_before_fork

__all__ = [
    "SECONDS",
    "Done",
    "Job",
    "Loss",
    "Pool",
    "Reason",
    "attempt",
    "can_fork",
    "limit_itself",
    "rests_before_fork",
    "serving",
]
