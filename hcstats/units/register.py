"""The list of the units expected: whom every sure name means, and the list as text."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date
from functools import cached_property

from hcstats.units.hierarchy import Hierarchy, Unit
from hcstats.units.likeness import Likeness
from hcstats.units.names import bare_names, fold, full_names
from hcstats.units.spellings import Spellings


class Register(Hierarchy):
    """The list of units of a city: look-ups by code and by every name that is sure."""

    def __init__(self, units: Sequence[Unit], *, registered: bool = True) -> None:
        super().__init__(units)
        self.registered = registered

    def __reduce__(self) -> tuple[object, ...]:
        return _restored, (self.packed, self.registered)

    @cached_property
    def packed(self) -> str:
        """The units as text, for other processes and to tell one list from another."""
        return json.dumps(
            [
                (
                    unit.code,
                    unit.name,
                    unit.aliases,
                    unit.level,
                    unit.parent,
                    unit.valid_from.isoformat() if unit.valid_from else None,
                    unit.valid_to.isoformat() if unit.valid_to else None,
                )
                for unit in self.units
            ],
            ensure_ascii=False,
        )

    @classmethod
    def empty(cls) -> Register:
        """The register for when no list of units is given: the units found are the units."""
        return cls((), registered=False)

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

    @cached_property
    def spellings(self) -> Spellings:
        """Every spelling of any unit, those that say whose unit it is first."""
        names = (*self.known_names, *self.local_names)
        return Spellings(name for name in names if len(name) >= 2)

    @cached_property
    def likeness(self) -> Likeness:
        """The spellings that say whose unit it is, to find those that resemble a name."""
        return Likeness(tuple(self.known_names))

    @cached_property
    def _superiors(self) -> Spellings:
        """The names of all units over others but the authority."""
        return Spellings(self._over)

    @cached_property
    def _over(self) -> dict[str, list[str]]:
        """By the name of a unit over others but the authority, codes of those that bear it."""
        parents = {unit.parent for unit in self.units}
        found: dict[str, list[str]] = {}
        for unit in self.units:
            if unit.parent and unit.code in parents:
                for name in {fold(one) for one in (unit.name, *unit.aliases)}:
                    found.setdefault(name, []).append(unit.code)
        return found

    @cached_property
    def _local_under(self) -> dict[tuple[str, str], list[Unit]]:
        """Units further down by bare name and by the code of each unit above them."""
        found: dict[tuple[str, str], list[Unit]] = {}
        for name, units in self.local_names.items():
            for unit in units:
                for above in self.ancestors(unit):
                    found.setdefault((name, above.code), []).append(unit)
        return found

    def local_within(self, name: str, context: str) -> list[Unit]:
        """Units of a bare name of which the context names a superior, or the unit by its code."""
        wanted = set(context.split())
        by_code = [one for code in wanted if (one := self._by_code.get(code)) is not None]
        local = [one for one in by_code if one in self.local_names.get(name, ())]
        found = dict.fromkeys(local)
        for hit in self._superiors.within(fold(context)):
            for code in self._over[hit.spelling]:
                found |= dict.fromkeys(self._local_under.get((name, code), ()))
        return list(found)

    @cached_property
    def _places(self) -> dict[str, int]:
        return {unit.code: place for place, unit in enumerate(self.units)}

    def namesakes(self, unit: Unit) -> list[Unit]:
        """The units that share a name or alias with a unit, in the order of the list."""
        names = {fold(one) for one in (unit.name, *unit.aliases)}
        found = {one for name in names for one in self.listed_names.get(name, ())}
        return sorted(found, key=lambda one: self._places[one.code])

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


_RESTORED: dict[tuple[str, bool], Register] = {}


def _restored(packed: str, registered: bool) -> Register:
    """The register in another process: one for all that come, its names entered once."""
    found = _RESTORED.get((packed, registered))
    if found is None:
        units = [
            Unit(code, name, tuple(aliases), level, parent, _day(first), _day(last))
            for code, name, aliases, level, parent, first, last in json.loads(packed)
        ]
        _RESTORED.clear()
        found = _RESTORED[packed, registered] = Register(units, registered=registered)
    return found


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _enter(found: dict[str, list[Unit]], names: Iterable[str], unit: Unit) -> None:
    for name in dict.fromkeys(fold(one) for one in names):
        found.setdefault(name, []).append(unit)
