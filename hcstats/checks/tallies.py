"""How rules came out, counted once for submissions that came out alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from hcstats.checks.judge import EXEMPT, FAILED, NOT_ASSESSABLE, PASSED
from hcstats.forms.definition import Rule
from hcstats.model import RuleCounts

_REMEMBERED = 1024
"""Patterns whose counts are kept."""


class Tallies:
    """Counts by rule from the codes of its instances, a byte each.

    The first `alone` instances are of single figures, of which nothing is asked where they are
    not assessable.
    """

    def __init__(self, rules: Sequence[Rule], alone: int = 0) -> None:
        self._ids = [rule.id for rule in rules]
        self._alone = alone
        self._known: dict[bytes, Mapping[str, RuleCounts]] = {}

    def of(self, codes: bytes) -> Mapping[str, RuleCounts]:
        """The counts of a submission; its mapping is shared and must not be altered."""
        found = self._known.get(codes)
        if found is None:
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            found = self._known[codes] = self._counted(codes)
        return found

    def _counted(self, codes: bytes) -> dict[str, RuleCounts]:
        sums: dict[str, list[int]] = {}
        for place, (rule, code) in enumerate(zip(self._ids, codes, strict=True)):
            asked = code != NOT_ASSESSABLE or place >= self._alone
            if code != EXEMPT and asked:
                sums.setdefault(rule, [0, 0, 0])[code] += 1
        return {
            rule: RuleCounts(own[PASSED], own[FAILED], own[NOT_ASSESSABLE])
            for rule, own in sums.items()
        }
