"""Proof of a comparison's texts: parsed again, every number compared in its place."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from hcstats.compare.output import rounded
from hcstats.compare.records import Comparison, Line
from hcstats.model import Amount, Number, say
from hcstats.writers.proving import check, check_all, proof

_About = tuple[Decimal | None, bool]
"""A number and whether it is approximate."""


@proof
def prove_csv(path: Path, comparison: Comparison) -> None:
    """Raise HcstatsError unless each line of the file holds the numbers of its figure."""
    text = path.read_bytes().decode("utf-8-sig")
    head, *rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    periods = list(comparison.periods)
    first = head.index(periods[0])
    check(path, head[first : first + len(periods)], periods, say("its heading"))
    wanted = [(line.concept.key, *_meant(line)) for line in _lines(comparison)]
    found = [
        (
            row[head.index("key")],
            [_said(one) for one in row[first : first + len(periods)]],
            _said(row[head.index("change")]),
            _said(row[head.index("rate")])[0],
        )
        for row in rows
    ]
    check_all(path, found, wanted, say("line"))


@proof
def prove_json(path: Path, comparison: Comparison) -> None:
    """Raise HcstatsError unless every number of the comparison stands in its record."""
    record = json.loads(path.read_bytes(), parse_float=Decimal)
    found = [
        *record["totals"],
        *(one for lines in record["groups"].values() for one in lines),
        *(one for unit in record["by_unit"] for one in unit["lines"]),
    ]
    wanted = [(line.concept.key, *_meant(line), _like(line)) for line in _lines(comparison)]
    check_all(path, [_of_record(one) for one in found], wanted, say("line"))
    shares = [(one["id"], [_number(value) for value in one["values"]]) for one in record["shares"]]
    meant = [(one.id, [_rate(value) for value in one.values]) for one in comparison.shares]
    check_all(path, shares, meant, "shares")
    carried = [
        (one["key"], _number(one["carried_out"]), _number(one["carried_in"]))
        for one in record["carried_over"]
    ]
    balances = [(one.key, one.closing.value, one.opening.value) for one in comparison.carried]
    check_all(path, carried, balances, "carried_over")


def _lines(comparison: Comparison) -> Iterator[Line]:
    """Every line in the order of the outputs: totals, groups, units."""
    yield from comparison.lines
    for _, lines in comparison.groups:
        yield from lines
    for one in comparison.by_unit:
        yield from one.lines


def _meant(line: Line) -> tuple[list[_About], _About, Decimal | None]:
    change = None if line.change is None else Decimal(line.change)
    about = (change, line.approximate and change is not None)
    return [_about(one) for one in line.amounts], about, _rate(line.rate)


def _about(amount: Amount | None) -> _About:
    if amount is None or amount.value is None:
        return None, False
    return Decimal(amount.value), amount.approximate


def _rate(value: Decimal | None) -> Decimal | None:
    return None if value is None else rounded(value)


def _said(text: str) -> _About:
    """A field of the csv: 约 in front of what is approximate, nothing where nothing is known."""
    digits = text.removeprefix("约")
    return (Decimal(digits), text != digits) if digits else (None, False)


def _of_record(one: Mapping[str, Any]) -> tuple[object, ...]:
    change = _number(one["change"])
    like = one.get("like_for_like")
    return (
        one["key"],
        [_recorded(value) for value in one["values"]],
        (change, one["approximate"] and change is not None),
        _number(one["rate"]),
        None if like is None else ([_recorded(value) for value in like["values"]], like["units"]),
    )


def _like(line: Line) -> tuple[Sequence[_About], int] | None:
    if line.like is None:
        return None
    return [_about(one) for one in line.like.amounts], line.like.units


def _recorded(one: Mapping[str, Any]) -> _About:
    value = _number(one["value"])
    return value, one["approximate"] and value is not None


def _number(value: Number | str | None) -> Decimal | None:
    return None if value is None else Decimal(value)
