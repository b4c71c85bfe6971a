"""The marker of a template: believed only where the content says nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from hcstats.catalogue import problem
from hcstats.layout.identity import Said
from hcstats.layout.marker import MARKER_SHEET, Marker
from hcstats.layout.recognise import Recognised
from hcstats.model import Place, Problem, say
from hcstats.units import Register, Unit, find_in_text, resolve


def with_marker(
    recognised: Recognised, marker: Marker | None, file: str, register: Register
) -> tuple[Recognised, list[Problem]]:
    """The submission with the unit and year of its template, where its content names none.

    What the content says otherwise is a problem that names both; the content counts.
    """
    if marker is None:
        return recognised, []
    conflicts = list(_conflicts(recognised, marker, file, register))
    if conflicts:
        return recognised, conflicts
    if not recognised.years and marker.period:
        recognised = replace(recognised, years=(_said(marker.period, "B5"),))
    if recognised.units:
        return recognised, []
    if register.registered and marker.code:
        return replace(recognised, codes=(_said(marker.code, "B3"),)), []
    if not register.registered and marker.unit:
        return replace(recognised, units=(_said(marker.unit, "B4"),)), []
    return recognised, []


def _said(value: str, cell: str) -> Said:
    return Said(value, MARKER_SHEET, cell, value)


def _conflicts(
    recognised: Recognised, marker: Marker, file: str, register: Register
) -> Iterator[Problem]:
    if marker.form != recognised.form.id:
        place = Place(file, recognised.sheets[0] if recognised.sheets else "")
        yield _conflict(marker.form, recognised.form.id, place)
    year = recognised.years[0] if recognised.years else None
    if year is not None and marker.period and year.value != marker.period:
        yield _conflict(marker.period, year.value, Place(file, year.sheet, year.cell))
    own = register.by_code(marker.code) if register.registered else None
    if own is not None:
        yield from _other_unit(recognised, own, marker.period, file, register)
    elif recognised.units and marker.unit and not register.registered:
        said = recognised.units[0]
        if said.value != marker.unit:
            yield _conflict(marker.unit, said.value, Place(file, said.sheet, said.cell))


def _other_unit(
    recognised: Recognised, own: Unit, period: str, file: str, register: Register
) -> Iterator[Problem]:
    """A conflict if the content names another unit, as declared or in a title."""
    for said in recognised.units:
        unit = resolve(register, said.value, period, own.code).unit
        if unit is not None and unit.code != own.code:
            yield _conflict(own.name, unit.name, Place(file, said.sheet, said.cell))
            return
    for title in recognised.titles:
        units = find_in_text(register, title.value, period, own.code)
        if len(units) == 1 and units[0].code != own.code:
            yield _conflict(own.name, units[0].name, Place(file, title.sheet, title.cell))
            return


def _conflict(made_for: str, filled_in: str, place: Place) -> Problem:
    message = say(
        "The template was made for {made_for}, but what is filled in says {filled_in}, which "
        "counts; use the template that was made for it.",
        made_for=made_for,
        filled_in=filled_in,
    )
    return problem("marker.conflict", message, place, found=filled_in, expected=made_for)
