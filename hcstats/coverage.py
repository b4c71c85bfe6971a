"""Who was expected and who reported."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from hcstats.catalogue import problem
from hcstats.checks.values import pairs
from hcstats.model import Coverage, Duplicate, FigureRow, Problem, Status, Submission, UnitRef, say
from hcstats.units import Register, Unit


def ordered(submissions: Sequence[Submission], register: Register) -> list[Submission]:
    """In the order of the list of units; without one, as the files came."""
    order = {unit.code: place for place, unit in enumerate(register.units)}
    return sorted(submissions, key=lambda one: order.get(one.unit_code, len(order)))


def _ref(unit: Unit) -> UnitRef:
    return UnitRef(unit.code, unit.name)


def coverage_of(
    submissions: Sequence[Submission],
    duplicates: Sequence[Duplicate],
    register: Register,
    period: str,
    covering: Collection[str] = (),
) -> tuple[Coverage, list[Problem]]:
    """Who was expected and who reported; a zero report is a report.

    Under the units with the codes `covering`, whose submissions say that they cover their
    subordinates and count, nobody else is expected.
    """
    by_name = {one.owner: one for one in reversed(submissions)}
    reported = tuple(
        UnitRef(one.unit_code, one.unit) for one in ordered(list(by_name.values()), register)
    )
    zero = tuple(
        UnitRef(one.unit_code, one.unit)
        for one in ordered([one for one in by_name.values() if is_zero(one)], register)
    )
    if not register.registered:
        return Coverage(reported, reported, (), zero, tuple(duplicates), False), []
    codes = {one.code for one in reported}
    wanted = _wanted(register, period, codes, covering)
    missing = [unit for unit in wanted if unit.code not in codes]
    problems = [
        problem(
            "A2.missing",
            say("{unit} has not reported; its figures are in no total.", unit=unit.name),
            unit_code=unit.code,
            unit=unit.name,
            period=period,
        )
        for unit in missing
    ]
    coverage = Coverage(
        tuple(map(_ref, wanted)), reported, tuple(map(_ref, missing)), zero, tuple(duplicates), True
    )
    return coverage, problems


def _wanted(
    register: Register, period: str, codes: Collection[str], covering: Collection[str]
) -> list[Unit]:
    """Whoever reported, and of the others all but the authority and who is covered."""
    root = register.authority()
    return [
        unit
        for unit in register.expected(period)
        if unit.code in codes
        or not (
            (root is not None and unit.code == root.code)
            or any(above.code in covering for above in register.ancestors(unit))
        )
    ]


def is_zero(one: Submission) -> bool:
    """Whether a submission reports nothing but zeros."""
    gist = one.figures.gist if isinstance(one.figures, FigureRow) else None
    if gist is not None:
        return gist.zero
    # Nearly every report has some number, and shows it at once.
    if any(value for _, value in pairs(one.figures)):
        return False
    return any(figure.status is Status.REPORTED for figure in one.figures) and not any(
        figure.status is Status.UNREADABLE for figure in one.figures
    )
