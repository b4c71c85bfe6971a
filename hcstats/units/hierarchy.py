"""Reporting units, and how they stand to each other: by code, above and below, in which years."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from hcstats.units.names import fold

LEVELS = ("city", "county", "department", "township")


@dataclass(frozen=True, slots=True)
class Unit:
    """A reporting unit; `level` one of LEVELS, `parent` a code, the dates inclusive."""

    code: str
    name: str
    aliases: tuple[str, ...] = ()
    level: str = "department"
    parent: str = ""
    valid_from: date | None = None
    valid_to: date | None = None

    def valid_in(self, period: str) -> bool:
        """Whether the unit existed on the last day of the year reported on."""
        if not period.isdigit():
            return self.valid_to is None
        last = date(int(period), 12, 31)
        return (self.valid_from is None or self.valid_from <= last) and (
            self.valid_to is None or self.valid_to >= last
        )

    def began_in(self, period: str) -> bool:
        """Whether the unit came into being in the year reported on."""
        return self.valid_from is not None and str(self.valid_from.year) == period


class Hierarchy:
    """Units by their codes, and which of them stand above others."""

    def __init__(self, units: Sequence[Unit]) -> None:
        self.units = tuple(units)
        self._above: dict[str, tuple[Unit, ...]] = {}
        self._expected: dict[str, tuple[Unit, ...]] = {}

    @cached_property
    def _by_code(self) -> dict[str, Unit]:
        return {unit.code: unit for unit in self.units}

    def by_code(self, code: str) -> Unit | None:
        """The unit of a code."""
        return self._by_code.get(code.strip())

    def ancestors(self, unit: Unit) -> tuple[Unit, ...]:
        """The units above a unit, the nearest first."""
        found = self._above.get(unit.parent)
        if found is None:
            above: list[Unit] = []
            one = unit
            while (parent := self._by_code.get(one.parent)) is not None and parent not in above:
                above.append(parent)
                one = parent
            found = self._above[unit.parent] = tuple(above)
        return found

    def names_above(self, unit: Unit) -> list[tuple[str, ...]]:
        """Names and aliases of each unit above a unit, the nearest first."""
        return [(one.name, *one.aliases) for one in self.ancestors(unit)]

    def authority(self) -> Unit | None:
        """The one unit that stands over all others, if there is one."""
        return self._authority

    @cached_property
    def _authority(self) -> Unit | None:
        parents = {unit.parent for unit in self.units}
        above_others = [one for one in self.units if not one.parent and one.code in parents]
        return above_others[0] if len(above_others) == 1 else None

    def expected(self, period: str) -> tuple[Unit, ...]:
        """The units that existed at the end of the period, in the order of the list."""
        found = self._expected.get(period)
        if found is None:
            found = tuple(unit for unit in self.units if unit.valid_in(period))
            self._expected[period] = found
        return found

    def group(self, unit: Unit) -> str:
        """`county` for a county and what is under it, `city` for the city and its departments."""
        levels = {unit.level, *(one.level for one in self.ancestors(unit))}
        root = self.authority()
        # In a county's own list the county is the authority, and nothing is a county's.
        of_city = root is None or root.level == "city"
        return "county" if "county" in levels and of_city else "city"

    def full_name(self, unit: Unit) -> str:
        """The name with the county's in front, where the unit is under one and does not say so."""
        above = [one for one in self.ancestors(unit) if one.parent]
        if above and fold(above[0].name) not in fold(unit.name):
            return above[0].name + unit.name
        return unit.name
