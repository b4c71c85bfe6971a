"""Who reported and who did not, as tables."""

from __future__ import annotations

from collections.abc import Sequence

from hcstats.model import Column, Lazily, Outcome, Table, TableValue, Text, UnitRef, say

_REPORTED, _MISSING, _ZERO = say("reported"), say("missing"), say("zero report")


def coverage_table(outcome: Outcome, most: int | None = None) -> Table:
    """Who was expected, who reported, who is missing, who reported zero or twice.

    `most` is how many names are shown of each; None: all.
    """
    coverage = outcome.coverage
    rows: list[tuple[TableValue, ...]] = []
    if coverage.registered:
        rows.append((say("Expected"), len(coverage.expected), ""))
    rows.append((say("Reported"), len(coverage.reported), ""))
    if coverage.registered:
        rows.append((say("Missing"), len(coverage.missing), some_names(coverage.missing, most)))
    zero = some_names(coverage.zero_reports, most)
    rows.append((say("Zero reports"), len(coverage.zero_reports), zero))
    twice = tuple(duplicate.unit for duplicate in coverage.duplicates)
    rows.append((say("Reported twice"), len(twice), some_names(twice, most)))
    notes: tuple[Text, ...] = ()
    if not coverage.registered:
        notes = (
            say("No list of units was given (units.csv), so nobody can be missed as missing."),
        )
    columns = (Column(say("Coverage")), Column(say("Units"), "number"), Column(say("Names")))
    return Table(say("Coverage"), say("Coverage"), columns, tuple(rows), notes=notes)


def some_names(units: Sequence[UnitRef], most: int | None = None) -> Text:
    """The names of units, the first of them where there are more than `most`."""
    names = "、".join(unit.name for unit in units[:most])
    if most is None or len(units) <= most:
        return names
    return say("{names} and {count} more", names=names, count=len(units) - most)


def coverage_units(outcome: Outcome) -> Table:
    """Every expected unit with its code, whether it reported, and what is special."""
    coverage = outcome.coverage
    reported = {unit.code or unit.name for unit in coverage.reported}
    zero = {unit.code or unit.name for unit in coverage.zero_reports}
    files = {(d.unit.code or d.unit.name): d for d in coverage.duplicates}
    listed = list(dict.fromkeys((*coverage.expected, *coverage.reported)))

    def row(unit: UnitRef) -> tuple[TableValue, ...]:
        name = unit.code or unit.name
        state = _REPORTED if name in reported else _MISSING
        if name in zero:
            state = _ZERO
        remark = "、".join(files[name].files) if name in files else ""
        return unit.code, unit.name, state, remark

    columns = (
        Column(say("Code")),
        Column(say("Unit")),
        Column(say("State")),
        Column(say("Files of those that reported twice")),
    )
    return Table(say("Coverage"), say("Coverage by unit"), columns, Lazily((listed,), row, 0))
