"""Whom a name means: surely, or not at all."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from hcstats.model import Message, say
from hcstats.units.hierarchy import Unit
from hcstats.units.names import fold
from hcstats.units.register import Register
from hcstats.units.spellings import Hit


@dataclass(frozen=True, slots=True)
class Resolution:
    """Whom a name means; `problem` is the id of what is to be said of it, if anything."""

    unit: Unit | None
    problem: str = ""
    message: Message | None = None


def resolve(register: Register, name: str, period: str = "", context: str = "") -> Resolution:
    """Whom a name means in a period, never across counties.

    `context` is what the file's place says (folder names, a code): within a county its own
    units come first. A bare name that a county's unit bears too is the city's, and said so.
    """
    folded = fold(name)
    local = register.local_names.get(folded, ())
    within = register.local_within(folded, context) if local and context else ()
    inside = [one for one in within if one.valid_in(period)]
    if len(inside) == 1:
        return Resolution(inside[0])
    found = register.listed_names.get(folded) or register.known_names.get(folded) or ()
    if not found:
        return _only_local(register, name, local) if local else _unknown(register, name)
    valid = tuple(unit for unit in found if unit.valid_in(period))
    if not valid:
        return _former(register, found[0], name, period)
    if len(valid) > 1:
        return _several(register, name, valid)
    other = next((unit for unit in local if unit not in valid), None)
    if other and register.group(valid[0]) == "city" and _is_bare(register, name, valid[0]):
        return _guessed(register, name, valid[0], other)
    return _checked(valid[0], found, name)


def _is_bare(register: Register, name: str, unit: Unit) -> bool:
    """Whether a name leaves the superior out, so that another's unit might be meant."""
    return not any(
        fold(name).startswith(fold(front))
        for above in register.names_above(unit)
        for front in (*above, above[0][-1:])
    )


def _guessed(register: Register, name: str, unit: Unit, other: Unit) -> Resolution:
    message = say(
        "'{name}' could be {unit} or {other}; it is taken for {unit}. Write the full name.",
        name=name,
        unit=register.full_name(unit),
        other=register.full_name(other),
    )
    return Resolution(unit, "unit.guessed", message)


def _several(register: Register, name: str, units: Sequence[Unit]) -> Resolution:
    message = say(
        "'{name}' could be any of {units}; write the full name. It is not counted.",
        name=name,
        units=tuple(register.full_name(unit) for unit in units[:5]),
    )
    return Resolution(None, "unit.unknown", message)


def _only_local(register: Register, name: str, local: Sequence[Unit]) -> Resolution:
    message = say(
        "'{name}' does not say of which county it is ({units}); write the full name. "
        "It is not counted.",
        name=name,
        units=tuple(register.full_name(unit) for unit in local[:5]),
    )
    return Resolution(None, "unit.unknown", message)


def _checked(unit: Unit, found: Sequence[Unit], name: str) -> Resolution:
    """The one valid unit; a name that was only ever another's is said to be former."""
    if len(found) > 1 and fold(name) != fold(unit.name):
        exact = [one for one in found if fold(one.name) == fold(name)]
        if exact and exact[0] != unit:
            return _renamed(exact[0], unit)
    return Resolution(unit)


def _former(register: Register, former: Unit, name: str, period: str) -> Resolution:
    """The unit that took the place of one that no longer exists: it shares a name with it."""
    for unit in register.namesakes(former):
        if unit != former and unit.parent == former.parent and unit.valid_in(period):
            return _renamed(former, unit)
    message = say(
        "'{name}' did not exist in {period}, by the list of units; correct the name or the "
        "list. It is not counted.",
        name=name,
        period=period or "?",
    )
    return Resolution(None, "unit.unknown", message)


def _renamed(former: Unit, unit: Unit) -> Resolution:
    message = say(
        "'{former}' is a former name; it is counted for {unit}. Have the name corrected.",
        former=former.name,
        unit=unit.name,
    )
    return Resolution(unit, "unit.former", message)


def _unknown(register: Register, name: str) -> Resolution:
    similar = nearest(register, name)
    if similar:
        message = say(
            "'{name}' is not in the list of units (nearest: {units}); correct the name, or "
            "add it to units.csv as an alias. It is not counted.",
            name=name,
            units=similar,
        )
    else:
        message = say(
            "'{name}' is not in the list of units; correct the name, or add the unit to "
            "units.csv. It is not counted.",
            name=name,
        )
    return Resolution(None, "unit.unknown", message)


def nearest(register: Register, name: str, count: int = 3) -> tuple[str, ...]:
    """The names in the list that most resemble a name; suggestions, never a decision."""
    known = register.known_names

    def meant(spelling: str) -> list[str]:
        return [register.full_name(unit) for unit in known[spelling]]

    return tuple(register.likeness.best(fold(name), meant, count))


def find_in_text(register: Register, text: str, period: str = "", context: str = "") -> list[Unit]:
    """The units whose names stand in a longer text (a title, a file name), longest first.

    A name inside a longer name that also stands there is no second hit, nor is a superior's
    name in front of its unit's, nor a name that goes on to another's (天峨县水利局 is not 天峨县).
    """
    folded = fold(text)
    hits = register.spellings.within(folded)
    units: list[Unit] = []
    for spelling, end in _outermost(hits):
        unit = resolve(register, spelling, period, context).unit
        if unit is not None and not _GOES_ON.match(folded[end:]) and unit not in units:
            units.append(unit)
    superiors = {above for unit in units for above in register.ancestors(unit)}
    return [unit for unit in units if unit not in superiors]


_GOES_ON = re.compile(
    r"(?!人民政府|政府|信息公开|政务公开|主动公开|年度|汇总)[\u4e00-\u9fff]{1,12}?"
    r"(?:局|委员会|委|办公室|办|中心|院|站|队|所|厅|社|台|镇|乡|街道|公司|学校)"
)
"""What follows a name when it is only the front of another organisation's."""


def _outermost(hits: Iterable[Hit]) -> Iterator[tuple[str, int]]:
    """The spellings that lie in no longer one, each with the place where it ends."""
    taken: list[Hit] = []
    for hit in sorted(hits, key=lambda hit: (hit.start - hit.end, hit.order)):
        if not any(hit.start >= one.start and hit.end <= one.end for one in taken):
            taken.append(hit)
            yield hit.spelling, hit.end
