"""Reporting units: the list of those expected, and whom a name means."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from functools import cached_property

from hcstats.model import Message, say
from hcstats.unit_names import bare_names, fold, full_names

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


@dataclass(frozen=True, slots=True)
class Resolution:
    """Whom a name means; `problem` is the id of what is to be said of it, if anything."""

    unit: Unit | None
    problem: str = ""
    message: Message | None = None


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
    def _names(self) -> dict[str, tuple[Unit, ...]]:
        """Every spelling that says whose unit it is, and the bare ones of the authority's own."""
        root = self.authority()
        found: dict[str, list[Unit]] = {}
        for unit in self.units:
            names, above = (unit.name, *unit.aliases), self._names_above(unit)
            governs = unit.level in ("city", "county", "township")
            spelt = list(full_names(names, above, governs=governs))
            if root is not None and unit.parent == root.code:
                spelt += bare_names(names, above[0])
            _enter(found, spelt, unit)
        return {name: tuple(units) for name, units in found.items()}

    @cached_property
    def _local_names(self) -> dict[str, tuple[Unit, ...]]:
        """Bare names of units further down, which mean them only in their county's context."""
        root = self.authority()
        found: dict[str, list[Unit]] = {}
        for unit in self.units:
            if unit.parent and (root is None or unit.parent != root.code):
                names = (unit.name, *unit.aliases)
                _enter(found, bare_names(names, self._names_above(unit)[0]), unit)
        return {name: tuple(units) for name, units in found.items()}

    @cached_property
    def _full_names(self) -> dict[str, tuple[Unit, ...]]:
        """Names and aliases as the list has them."""
        found: dict[str, list[Unit]] = {}
        for unit in self.units:
            _enter(found, (unit.name, *unit.aliases), unit)
        return {name: tuple(units) for name, units in found.items()}

    def _names_above(self, unit: Unit) -> list[tuple[str, ...]]:
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
        return "county" if "county" in levels and self._has_city(unit) else "city"

    def _has_city(self, unit: Unit) -> bool:
        """Whether the list is a city's: in a county's own list the county is the authority."""
        root = self.authority()
        return root is None or root.level == "city"

    def resolve(self, name: str, period: str = "", context: str = "") -> Resolution:
        """Whom a name means in a period, never across counties.

        `context` is what the file's place says (folder names, a code): within a county its own
        units come first. A bare name that a county's unit bears too is the city's, and said so.
        """
        folded = fold(name)
        local = self._local_names.get(folded, ())
        inside = [one for one in local if one.valid_in(period) and self._in_context(one, context)]
        if len(inside) == 1:
            return Resolution(inside[0])
        found = self._full_names.get(folded) or self._names.get(folded) or ()
        if not found:
            return self._only_local(name, local) if local else self._unknown(name)
        valid = tuple(unit for unit in found if unit.valid_in(period))
        if not valid:
            return self._former(found[0], name, period)
        if len(valid) > 1:
            return self._several(name, valid)
        others = [unit for unit in local if unit not in valid]
        if others and self.group(valid[0]) == "city" and self._is_bare(name, valid[0]):
            return self._guessed(name, valid[0], others[0])
        return self._checked(valid[0], found, name)

    def _is_bare(self, name: str, unit: Unit) -> bool:
        """Whether a name leaves the superior out, so that another's unit might be meant."""
        return not any(
            fold(name).startswith(fold(front))
            for above in self._names_above(unit)
            for front in (*above, above[0][-1:])
        )

    def _guessed(self, name: str, unit: Unit, other: Unit) -> Resolution:
        message = say(
            "'{name}' could be {unit} or {other}; it is taken for {unit}. Write the full name.",
            name=name,
            unit=self.full_name(unit),
            other=self.full_name(other),
        )
        return Resolution(unit, "unit.guessed", message)

    def _several(self, name: str, units: Sequence[Unit]) -> Resolution:
        message = say(
            "'{name}' could be any of {units}; write the full name. It is not counted.",
            name=name,
            units=tuple(self.full_name(unit) for unit in units[:5]),
        )
        return Resolution(None, "unit.unknown", message)

    def _only_local(self, name: str, local: Sequence[Unit]) -> Resolution:
        message = say(
            "'{name}' does not say of which county it is ({units}); write the full name. "
            "It is not counted.",
            name=name,
            units=tuple(self.full_name(unit) for unit in local[:5]),
        )
        return Resolution(None, "unit.unknown", message)

    def _checked(self, unit: Unit, found: Sequence[Unit], name: str) -> Resolution:
        """The one valid unit; a name that was only ever another's is said to be former."""
        if len(found) > 1 and fold(name) != fold(unit.name):
            exact = [one for one in found if fold(one.name) == fold(name)]
            if exact and exact[0] != unit:
                return self._renamed(exact[0], unit)
        return Resolution(unit)

    def _former(self, former: Unit, name: str, period: str) -> Resolution:
        """The unit that took the place of one that no longer exists: it shares a name with it."""
        names = {fold(one) for one in (former.name, *former.aliases)}
        for unit in self.units:
            shares = names & {fold(one) for one in (unit.name, *unit.aliases)}
            if unit != former and unit.parent == former.parent and shares:
                if unit.valid_in(period):
                    return self._renamed(former, unit)
        message = say(
            "'{name}' did not exist in {period}, by the list of units; correct the name or the "
            "list. It is not counted.",
            name=name,
            period=period or "?",
        )
        return Resolution(None, "unit.unknown", message)

    def _renamed(self, former: Unit, unit: Unit) -> Resolution:
        message = say(
            "'{former}' is a former name; it is counted for {unit}. Have the name corrected.",
            former=former.name,
            unit=unit.name,
        )
        return Resolution(unit, "unit.former", message)

    def _in_context(self, unit: Unit, context: str) -> bool:
        """Whether the place of a file names the unit's superior (by code or name)."""
        if not context:
            return False
        folded = fold(context)
        return unit.code in context.split() or any(
            fold(name) in folded
            for above in self.ancestors(unit)
            if above.parent
            for name in (above.name, *above.aliases)
        )

    def _unknown(self, name: str) -> Resolution:
        nearest = self.nearest(name)
        if nearest:
            message = say(
                "'{name}' is not in the list of units (nearest: {units}); correct the name, or "
                "add it to units.csv as an alias. It is not counted.",
                name=name,
                units=nearest,
            )
        else:
            message = say(
                "'{name}' is not in the list of units; correct the name, or add the unit to "
                "units.csv. It is not counted.",
                name=name,
            )
        return Resolution(None, "unit.unknown", message)

    def nearest(self, name: str, count: int = 3) -> tuple[str, ...]:
        """The names in the list that most resemble a name; suggestions, never a decision."""
        wanted = fold(name)
        scored: dict[str, float] = {}
        for spelling, units in self._names.items():
            alike = SequenceMatcher(None, wanted, spelling, autojunk=False).ratio()
            for unit in units:
                full = self.full_name(unit)
                scored[full] = max(alike, scored.get(full, 0.0))
        best = sorted(scored, key=lambda one: (-scored[one], one))
        return tuple(one for one in best[:count] if scored[one] >= 0.5)

    def full_name(self, unit: Unit) -> str:
        """The name with the county's in front, where the unit is under one and does not say so."""
        above = [one for one in self.ancestors(unit) if one.parent]
        if above and fold(above[0].name) not in fold(unit.name):
            return above[0].name + unit.name
        return unit.name

    def find_in_text(self, text: str, period: str = "", context: str = "") -> list[Unit]:
        """The units whose names stand in a longer text (a title, a file name), longest first.

        A name inside a longer name that also stands there is no second hit, nor is a superior's
        name in front of its unit's.
        """
        folded = fold(text)
        hits: list[tuple[int, int, str]] = []
        for spelling in (*self._names, *self._local_names):
            start = folded.find(spelling) if len(spelling) >= 2 else -1
            if start >= 0:
                hits.append((start, start + len(spelling), spelling))
        units: list[Unit] = []
        for spelling in _outermost(hits):
            unit = self.resolve(spelling, period, context).unit
            if unit is not None and unit not in units:
                units.append(unit)
        superiors = {above for unit in units for above in self.ancestors(unit)}
        return [unit for unit in units if unit not in superiors]


def _enter(found: dict[str, list[Unit]], names: Iterable[str], unit: Unit) -> None:
    for name in dict.fromkeys(fold(one) for one in names):
        found.setdefault(name, []).append(unit)


def _outermost(hits: Iterable[tuple[int, int, str]]) -> Iterator[str]:
    """The spellings that lie in no longer one."""
    taken: list[tuple[int, int]] = []
    for start, end, spelling in sorted(hits, key=lambda hit: hit[0] - hit[1]):
        if not any(start >= first and end <= last for first, last in taken):
            taken.append((start, end))
            yield spelling
