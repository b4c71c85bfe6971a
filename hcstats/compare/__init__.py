"""Years side by side: what changed, what only seems to, and what cannot be compared."""

from hcstats.compare.build import compare
from hcstats.compare.charts import charts
from hcstats.compare.records import Comparison

__all__ = ["Comparison", "charts", "compare"]
