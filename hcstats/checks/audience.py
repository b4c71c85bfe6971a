"""For which units relations are, by a unit's level and its name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from hcstats.checks.instances import Instance, is_exempt
from hcstats.checks.judge import EXEMPT, NOT_ASSESSABLE
from hcstats.forms.definition import Rule

if TYPE_CHECKING:
    from hcstats.checks.sums import Codes


class Audience:
    """The relations that are not for every unit."""

    def __init__(self, relations: Sequence[Instance]) -> None:
        rules = [one.rule for one in relations]
        self._for_some = {
            place: rule for place, rule in enumerate(rules) if rule.only_units or rule.unless_level
        }
        self._words = tuple(dict.fromkeys(rule.only_units for rule in rules if rule.only_units))

    def release(self, codes: Codes, units: Sequence[str], levels: Sequence[str | None]) -> None:
        """Mark in the codes what is not for a unit, or of which that is not known."""
        alike: dict[tuple[object, ...], list[int]] = {}
        for place, (unit, level) in enumerate(zip(units, levels, strict=True)):
            named = (any(word in unit for word in words) for words in self._words)
            alike.setdefault((level, *named), []).append(place)
        for places in alike.values():
            unit, level = units[places[0]], levels[places[0]]
            for number, rule in self._for_some.items():
                code = _released(rule, unit, level)
                if code is not None:
                    codes[number, places] = code


def _released(rule: Rule, unit: str, level: str | None) -> int | None:
    if is_exempt(rule, unit, level):
        return EXEMPT
    # Of a unit whose level is not known it cannot be said that the rule is for it.
    return NOT_ASSESSABLE if rule.unless_level and level is None else None
