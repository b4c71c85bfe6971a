"""Exports of earlier runs as submissions: whose they are is looked up, relations are held."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from hcstats.catalogue import problem
from hcstats.checks import Checked, Circumstances, check_submission, merged_counts
from hcstats.forms.definition import Form
from hcstats.forms.load import all_forms
from hcstats.layout.exports import Export, read_export
from hcstats.model import (
    CellKind,
    Grid,
    NumberCounts,
    Place,
    Problem,
    RuleCounts,
    Submission,
    say,
)
from hcstats.readers import Reading
from hcstats.readers.kinds import JSON
from hcstats.units import Register, Unit, resolve
from hcstats.units.names import fold


class FromExport(NamedTuple):
    """The submissions of an export, whether each one's unit is known, problems, relations."""

    submissions: tuple[Submission, ...]
    resolved: tuple[bool, ...]
    problems: tuple[Problem, ...]
    counts: Mapping[str, RuleCounts]
    numbers: NumberCounts


def from_export(
    grids: Sequence[Grid],
    kind: str,
    file: str,
    register: Register,
    period: str = "",
) -> FromExport | None:
    """What an export of ours holds, as the run would have found it; None if the file is none."""
    forms = {form.id: form for form in all_forms()}
    export = read_export(grids, forms, file, json=kind == JSON)
    if export is None:
        return None
    problems = [
        problem(r.rule, r.message, Place(file, r.sheet, r.cell), key=r.key, found=r.found)
        for r in export.remarks
    ]
    found: list[Submission] = []
    known: list[bool] = []
    counts: list[Mapping[str, RuleCounts]] = []
    for held in export.submissions:
        if held.form not in forms:
            problems.append(_no_form(held))
            continue
        unit, faults = _whose(held, register, period)
        checked = _checked(held, unit, forms[held.form])
        own = checked.submission
        problems += [
            replace(one, unit_code=own.unit_code, unit=own.unit, period=held.period)
            for one in (*faults, *checked.problems)
        ]
        counts.append(checked.counts)
        found.append(own)
        known.append(unit is not None if register.registered else bool(held.unit))
    return FromExport(
        tuple(found),
        tuple(known),
        tuple(problems),
        merged_counts(counts),
        _numbers(grids, found),
    )


def _checked(held: Submission, unit: Unit | None, form: Form) -> Checked:
    """The relations of an exported submission, under its unit's name."""
    level = unit.level if unit else None
    new = unit is not None and unit.began_in(held.period)
    return check_submission(_of(held, unit), form, Circumstances(level, new))


def _no_form(held: Submission) -> Problem:
    message = say(
        "The export is on {form}, which is not known here; put its definition into the folder "
        "that HCSTATS_FORMS names.",
        form=held.form or "?",
    )
    return problem("form.unknown", message, Place(held.file))


def _whose(held: Submission, register: Register, period: str) -> tuple[Unit | None, list[Problem]]:
    """The unit that an export names; a code that is another's here is an error."""
    if not register.registered:
        return None, []
    first = held.figures[0]
    place = Place(held.file, first.sheet, first.cell)
    unit = register.by_code(held.unit_code)
    if unit is not None:
        names = {fold(one) for one in (unit.name, register.full_name(unit), *unit.aliases)}
        if fold(held.unit) in names:
            return unit, []
        message = say(
            "Code {code} is {unit} in the list of units, but {name} in the export; it is not "
            "counted. Give the right list with --units, or add the name as an alias.",
            code=held.unit_code,
            unit=unit.name,
            name=held.unit,
        )
        return None, [problem("unit.conflict", message, place)]
    found = resolve(register, held.unit, held.period or period)
    if found.message is None:
        return found.unit, []
    return found.unit, [problem(found.problem, found.message, place)]


def _of(held: Submission, unit: Unit | None) -> Submission:
    """The submission under its unit's code and name."""
    if unit is None:
        return held
    figures = tuple(replace(f, unit_code=unit.code, unit=unit.name) for f in held.figures)
    return replace(held, unit_code=unit.code, unit=unit.name, figures=figures)


def _numbers(grids: Sequence[Grid], found: Sequence[Submission]) -> NumberCounts:
    """All numbers of an export are ours: those of the figures, and what was computed of them."""
    all_ = sum(cell.kind is CellKind.NUMBER for grid in grids for cell in grid.cells.values())
    claimed = sum(figure.value is not None for one in found for figure in one.figures)
    return NumberCounts(claimed, max(0, all_ - claimed), 0)


def listed_in(reading: Reading) -> Register:
    """The list of units that a file carries, if it is an export; else none."""
    forms = {form.id: form for form in all_forms()}
    export = read_export(reading.grids, forms, reading.name, json=reading.kind == JSON)
    units = tuple(_units(export)) if export else ()
    return Register(units) if units else Register.empty()


def _units(export: Export) -> Iterator[Unit]:
    for code, name, aliases, level, parent, start, end in export.listed:
        yield Unit(
            code,
            name,
            tuple(alias for alias in aliases.split("|") if alias),
            level,
            parent,
            _day(start),
            _day(end),
        )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None
