"""A comparison for other programs: json, and one long csv."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from hcstats.compare.records import (
    Carried,
    Comparison,
    Line,
    ShareLine,
    Uncompared,
    Year,
)
from hcstats.messages import render
from hcstats.model import Amount, Column, Figure, Place, Table, UnitRef, say
from hcstats.record_tables import where
from hcstats.writers.json_records import number_value, plain, problem_record, written


def long_table(comparison: Comparison) -> Table:
    """One row for each figure of the whole, of each group and of each unit; for other programs."""
    names = ("scope", "unit_code", "unit", "key", "label", "measure", *comparison.periods, "change",
             "rate", "remark")  # fmt: skip
    columns = tuple(Column(name, "number" if name == "rate" else "text") for name in names)
    blocks: list[tuple[str, UnitRef, Sequence[Line]]] = [("all", UnitRef("", ""), comparison.lines)]
    blocks += [(group, UnitRef("", ""), lines) for group, lines in comparison.groups]
    blocks += [("unit", one.unit, one.lines) for one in comparison.by_unit]
    rows = tuple(
        (
            scope,
            unit.code,
            unit.name,
            line.concept.key,
            line.concept.label,
            line.concept.measure,
            *("" if one is None or one.value is None else one for one in line.amounts),
            "" if line.change is None else Amount(line.change, line.approximate),
            "" if line.rate is None else rounded(line.rate),
            line.remark or "",
        )
        for scope, unit, lines in blocks
        for line in lines
    )
    return Table("compare", say("Comparison"), columns, rows)


def rounded(value: Decimal) -> Decimal:
    """A rate or share with the six decimals that outputs keep."""
    return value.quantize(Decimal("0.000001"))


def as_json(comparison: Comparison, language: str) -> str:
    """The whole comparison as json: rates and shares are fractions, what is unknown is null."""

    def lines(all_: Sequence[Line]) -> list[dict[str, object]]:
        return [_line(line, comparison.periods, language) for line in all_]

    run = comparison.years[-1].outcome.run
    return written(
        {
            "years": [_year(year) for year in comparison.years],
            "totals": lines(comparison.lines),
            "groups": {group: lines(own) for group, own in comparison.groups},
            "by_unit": [
                {**_unit(one.unit, one.present), "lines": lines(one.lines)}
                for one in comparison.by_unit
            ],
            "shares": [_share(one, language) for one in comparison.shares],
            "carried_over": [_carried(one) for one in comparison.carried],
            "not_comparable": [_apart(one, language) for one in comparison.uncompared],
            "not_in_every_year": [_unit(one.unit, one.present) for one in comparison.partly],
            "problems": [
                problem_record(one, language)
                for year in comparison.years
                for one in year.outcome.problems
            ],
            "run": {"version": run.version, "command": run.command},
        }
    )


def _year(year: Year) -> dict[str, object]:
    coverage = year.outcome.coverage
    return {
        "period": year.period,
        "path": year.path,
        "form": year.form.id,
        "reported": len(coverage.reported),
        "expected": len(coverage.expected),
        "inputs": dict(year.outcome.run.inputs),
    }


def _unit(unit: UnitRef, present: Sequence[bool]) -> dict[str, object]:
    return {"unit_code": unit.code, "unit": plain(unit.name), "present": list(present)}


def _share(one: ShareLine, language: str) -> dict[str, object]:
    return {
        "id": one.id,
        "label": plain(render(one.label, language)),
        "partition": plain(render(one.partition, language)) if one.partition else "",
        "values": [_fraction(value) for value in one.values],
        "change": _fraction(one.change),
    }


def _apart(one: Uncompared, language: str) -> dict[str, object]:
    return {
        "old": one.old,
        "new": one.new,
        "keys": list(one.keys),
        "was": list(one.was),
        "reason": one.reason,
        "remark": plain(render(one.note, language)),
    }


def _fraction(value: Decimal | None) -> object:
    return None if value is None else number_value(rounded(value))


def _line(line: Line, periods: Sequence[str], language: str) -> dict[str, object]:
    record: dict[str, object] = {
        "key": line.concept.key,
        "label": render(line.concept.label, language),
        "measure": line.concept.measure,
        "values": [_amount(one) for one in line.amounts],
        "change": number_value(line.change),
        "rate": _fraction(line.rate),
        "approximate": line.approximate,
        "remark": plain(render(line.remark, language)) if line.remark else "",
    }
    was = [list(keys) if keys is not None else None for keys in line.concept.of_years]
    if any(keys != list(line.concept.keys) for keys in was):
        record["keys"] = dict(zip(periods, was, strict=True))
    if line.like is not None:
        record["like_for_like"] = {
            "values": [_amount(one) for one in line.like.amounts],
            "change": number_value(line.like.change),
            "approximate": line.like.approximate,
            "units": line.like.units,
        }
    return record


def _amount(amount: Amount | None) -> object:
    if amount is None:
        return {"value": None, "status": "not_asked", "approximate": False}
    return {
        "value": number_value(amount.value),
        "status": amount.status,
        "approximate": amount.approximate,
    }


def _carried(one: Carried) -> dict[str, object]:
    def cell(figure: Figure | None) -> str:
        return where(Place(figure.file, figure.sheet, figure.cell)) if figure else ""

    return {
        "unit_code": one.unit.code if one.unit else "",
        "unit": plain(one.unit.name) if one.unit else "",
        "key": one.key,
        "periods": list(one.periods),
        "carried_out": number_value(one.closing.value),
        "carried_in": number_value(one.opening.value),
        "state": one.state,
        "severity": one.severity,
        "old_cell": cell(one.old),
        "new_cell": cell(one.new),
    }
