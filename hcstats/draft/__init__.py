"""A draft of the annual report, edited by hand, held against what the data say today."""

from hcstats.draft.check import check_draft
from hcstats.draft.findings import DraftCheck, DraftPlace, Finding, Verdict
from hcstats.draft.tables import draft_tables, records

__all__ = [
    "DraftCheck",
    "DraftPlace",
    "Finding",
    "Verdict",
    "check_draft",
    "draft_tables",
    "records",
]
