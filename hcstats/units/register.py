"""Reporting units: the list of those expected, by code and by every name that is sure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from hcstats.units.names import bare_names, fold, full_names

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


class Register:
    """The list of units of a city: look-ups by code and by every name that is sure."""

    def __init__(self, units: Sequence[Unit], *, registered: bool = True) -> None:
        self.units = tuple(units)
        self.registered = registered

    @classmethod
    def empty(cls) -> Register:
        """The register for when no list of units is given: the units found are the units."""
        return cls((), registered=False)

    @cached_property
    def _by_code(self) -> dict[str, Unit]:
        return {unit.code: unit for unit in self.units}

    @cached_property
    def known_names(self) -> dict[str, tuple[Unit, ...]]:
        """Every spelling that says whose unit it is, and the bare ones of the authority's own."""
        root = self.authority()
        found: dict[str, list[Unit]] = {}
        for unit in self.units:
            names, above = (unit.name, *unit.aliases), self.names_above(unit)
            governs = unit.level in ("city", "county", "township")
            spelt = list(full_names(names, above, governs=governs))
            if root is not None and unit.parent == root.code:
                spelt += bare_names(names, above[0])
            _enter(found, spelt, unit)
        return {name: tuple(units) for name, units in found.items()}

    @cached_property
    def local_names(self) -> dict[str, tuple[Unit, ...]]:
        """Bare names of units further down, which mean them only in their county's context."""
        root = self.authority()
        found: dict[str, list[Unit]] = {}
        for unit in self.units:
            if unit.parent and (root is None or unit.parent != root.code):
                names = (unit.name, *unit.aliases)
                _enter(found, bare_names(names, self.names_above(unit)[0]), unit)
        return {name: tuple(units) for name, units in found.items()}

    @cached_property
    def listed_names(self) -> dict[str, tuple[Unit, ...]]:
        """Names and aliases as the list has them."""
        found: dict[str, list[Unit]] = {}
        for unit in self.units:
            _enter(found, (unit.name, *unit.aliases), unit)
        return {name: tuple(units) for name, units in found.items()}

    def records(self) -> tuple[tuple[str, ...], ...]:
        """The list in the columns of units.csv."""
        return tuple(
            (
                unit.code,
                unit.name,
                "|".join(unit.aliases),
                unit.level,
                unit.parent,
                unit.valid_from.isoformat() if unit.valid_from else "",
                unit.valid_to.isoformat() if unit.valid_to else "",
            )
            for unit in self.units
        )

    def names_above(self, unit: Unit) -> list[tuple[str, ...]]:
        """Names and aliases of each unit above a unit, the nearest first."""
        return [(one.name, *one.aliases) for one in self.ancestors(unit)]

    def by_code(self, code: str) -> Unit | None:
        """The unit of a code."""
        return self._by_code.get(code.strip())

    def ancestors(self, unit: Unit) -> tuple[Unit, ...]:
        """The units above a unit, the nearest first."""
        above: list[Unit] = []
        while (parent := self._by_code.get(unit.parent)) is not None and parent not in above:
            above.append(parent)
            unit = parent
        return tuple(above)

    def authority(self) -> Unit | None:
        """The one unit that stands over all others, if there is one."""
        roots = [unit for unit in self.units if not unit.parent]
        above_others = [one for one in roots if any(u.parent == one.code for u in self.units)]
        return above_others[0] if len(above_others) == 1 else None

    def expected(self, period: str) -> tuple[Unit, ...]:
        """The units that existed at the end of the period, in the order of the list."""
        return tuple(unit for unit in self.units if unit.valid_in(period))

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


def _enter(found: dict[str, list[Unit]], names: Iterable[str], unit: Unit) -> None:
    for name in dict.fromkeys(fold(one) for one in names):
        found.setdefault(name, []).append(unit)
