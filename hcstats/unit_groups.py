"""City and counties as outputs show them: their names, whether both are, the units of each."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from operator import attrgetter

from hcstats.model import Amount, Outcome, Text, say

GROUP_NAMES: dict[str, Text] = {
    "all": say("All"),
    "city": say("City"),
    "county": say("Counties"),
}


def groups_shown(outcome: Outcome) -> tuple[str, ...]:
    """The groups worth showing beside the whole: both, if there are units in both."""
    filled = {total.group for total in outcome.groups if total.units}
    return ("city", "county") if len(filled) == 2 else ()


def unit_rows(
    outcome: Outcome, group: str = "all"
) -> Iterator[tuple[tuple[str, str], dict[str, Amount]]]:
    """Code and name of each counted unit of a group, and its amounts by key, one unit at a time.

    The figures are gone over once for each group, and none of them is kept.
    """
    of_unit = attrgetter("unit_code", "unit")
    for unit, values in groupby(outcome.by_unit, key=of_unit):
        county = unit in outcome.county_units
        if group == "all" or county == (group == "county"):
            yield unit, {value.key: value.amount for value in values}
