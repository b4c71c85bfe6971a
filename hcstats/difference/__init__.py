"""What one corrected file would change: figures, totals, rates, charts, sentences, problems."""

from hcstats.difference.find import differences
from hcstats.difference.records import Difference
from hcstats.difference.tables import tables

__all__ = ["Difference", "differences", "tables"]
