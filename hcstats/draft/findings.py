"""What comes of each number of a draft."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from hcstats.model import Amount, Message


class Verdict(StrEnum):
    """Whether a number of the draft is what the data say."""

    DIFFERS = "differs"
    SAME = "same"
    NOT_CHECKED = "not_checked"
    DECLARED = "declared"
    """A date, a document number, the office's own: no figure of the data."""


@dataclass(frozen=True, slots=True)
class DraftPlace:
    """Where in the draft: the paragraph (0: in a note) under its heading, or a table's cell."""

    paragraph: int = 0
    heading: str = ""
    table: str = ""
    cell: str = ""
    absent: bool = False
    """Whether the draft has no such place: it stands under that heading of the fresh report."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One number of the draft: as it stands there, what the data have, and how it was bound."""

    verdict: Verdict
    place: DraftPlace
    text: str
    sentence: str
    reason: Message
    """Why it was judged so; for a number that was not checked, why not."""
    data: Amount | None = None
    key: str = ""
    label: str = ""
    scope: str = ""
    suggestion: str = ""
    """What the report would print today."""
    by: str = ""
    """What bound it: `table`, `alignment`, `words`, or its `absence`."""


@dataclass(frozen=True, slots=True)
class DraftCheck:
    """Every number of a draft with its verdict, in the order of reading."""

    file: str
    findings: tuple[Finding, ...]
    remarks: tuple[Message, ...] = ()
    """What is to be known of the draft as a whole."""

    def count(self, verdict: Verdict) -> int:
        """How many numbers were judged so."""
        return sum(one.verdict is verdict for one in self.findings)

    @property
    def failed(self) -> bool:
        """Whether a number is not what the data say."""
        return self.count(Verdict.DIFFERS) > 0
