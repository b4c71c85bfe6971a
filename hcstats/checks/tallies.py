"""How rules came out, counted once for submissions that came out alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from hcstats.checks.judge import EXEMPT, FAILED, NOT_ASSESSABLE, PASSED
from hcstats.checks.sums import gathered
from hcstats.forms.definition import Rule
from hcstats.model import RuleCounts

if TYPE_CHECKING:
    import numpy as np

    from hcstats.checks.sums import Codes

    Counts = np.ndarray[Any, np.dtype[np.int32]]

_REMEMBERED = 1024
"""Counts that are kept."""


class Tallies:
    """Counts by rule from the codes of its instances.

    The first `alone` instances are of single figures, of which nothing is asked where they are
    not assessable.
    """

    def __init__(self, rules: Sequence[Rule], alone: int = 0) -> None:
        places: dict[str, list[int]] = {}
        for place, rule in enumerate(rules):
            places.setdefault(rule.id, []).append(place)
        self._ids = tuple(places)
        self._of_rules = gathered(list(places.values()))
        self._alone = alone
        self._known: dict[bytes, Mapping[str, RuleCounts]] = {}

    def of(self, codes: Codes) -> list[Mapping[str, RuleCounts]]:
        """The counts of each submission, a column of codes each.

        Those that came out alike share their mapping, which must not be altered.
        """
        import numpy as np  # noqa: PLC0415

        if not self._ids:
            return [{} for _ in range(codes.shape[1])]
        asked = codes[self._of_rules.places]
        asked[(self._of_rules.places < self._alone)[:, None] & (asked == NOT_ASSESSABLE)] = EXEMPT
        counts = [
            np.add.reduceat(asked == code, self._of_rules.starts, axis=0, dtype=np.int32)
            for code in (PASSED, FAILED, NOT_ASSESSABLE)
        ]
        columns = np.ascontiguousarray(np.stack(counts, axis=-1).transpose(1, 0, 2))
        return [self._told(own.tobytes(), own) for own in columns]

    def _told(self, name: bytes, counts: Counts) -> Mapping[str, RuleCounts]:
        found = self._known.get(name)
        if found is None:
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            rules = zip(self._ids, counts.tolist(), strict=True)
            found = self._known[name] = {rule: _counts(*own) for rule, own in rules if any(own)}
        return found


@lru_cache(maxsize=_REMEMBERED)
def _counts(passed: int, failed: int, not_assessable: int) -> RuleCounts:
    return RuleCounts(passed, failed, not_assessable)
