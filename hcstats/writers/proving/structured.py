"""Proof of JSON files: parsed again, every number compared at its key and unit."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from hcstats.board import Board
from hcstats.board_tables import records
from hcstats.explanations import figures_of
from hcstats.layout.export_marker import FIGURE_COLUMNS
from hcstats.model import Amount, Coverage, Figure, IndicatorValue, Outcome, Problem, Total, say
from hcstats.writers.json_records import plain
from hcstats.writers.proving.faults import check, check_all, check_each, proof
from hcstats.writers.proving.json_pieces import Pieces


def _document(path: Path) -> Any:  # noqa: ANN401  (whatever stands in the file)
    return json.loads(path.read_bytes(), parse_float=Decimal)


@proof
def prove_outcome_json(path: Path, outcome: Outcome) -> None:
    """Raise HcstatsError unless the file holds every number of the outcome in its place."""
    found = _without_units(path, outcome)
    check_all(path, _totals(found["totals"]), _meant(outcome.totals), "totals")
    check_all(path, _totals(found["groups"]), _meant(outcome.groups), "groups")
    rates = [
        tuple(one[name] for name in ("id", "value", "numerator", "denominator", "approximate"))
        for one in found["indicators"]
    ]
    check_all(path, rates, [_rate(one) for one in outcome.indicators], "indicators")
    _prove_coverage(path, found["coverage"], outcome.coverage)
    _prove_problems(path, found["problems"], outcome.problems)
    check(path, found["run"]["inputs"], dict(outcome.run.inputs), "run")


def _without_units(path: Path, outcome: Outcome) -> Any:  # noqa: ANN401  (whatever it holds)
    """The document, its long array of units' figures proved as it goes by and taken out."""
    with path.open(encoding="utf-8") as stream:
        text = Pieces(stream)
        head = text.until('\n "by_unit": ')
        found = ((one["unit_code"], one["unit"], one["key"], *_amount(one)) for one in text.array())
        wanted = (
            (one.unit_code, plain(one.unit), one.key, *_of(one.amount)) for one in outcome.by_unit
        )
        check_each(path, found, wanted, "by_unit")
        return json.loads(f"{head}[]{text.rest()}", parse_float=Decimal)


def _totals(found: Sequence[Mapping[str, Any]]) -> list[tuple[object, ...]]:
    return [(one.get("group", "all"), one["key"], one["units"], *_amount(one)) for one in found]


def _meant(totals: Sequence[Total]) -> list[tuple[object, ...]]:
    return [(one.group, one.key, one.units, *_of(one.amount)) for one in totals]


def _amount(one: Mapping[str, Any]) -> tuple[object, ...]:
    return (one["value"], one["status"], one["approximate"])


def _of(amount: Amount) -> tuple[object, ...]:
    return (amount.value, amount.status.value, amount.approximate)


def _rate(one: IndicatorValue) -> tuple[object, ...]:
    above, below = one.numerator, one.denominator
    return (one.id, one.value, above.value, below.value, above.approximate or below.approximate)


def _prove_coverage(path: Path, found: Mapping[str, Any], coverage: Coverage) -> None:
    counts = (found["expected"], found["reported"])
    check(path, counts, (len(coverage.expected), len(coverage.reported)), "coverage")
    for name, units in (("missing", coverage.missing), ("zero_reports", coverage.zero_reports)):
        said = [(one["code"], one["name"]) for one in found[name]]
        check_all(path, said, [(one.code, one.name) for one in units], name)
    files = [one["files"] for one in found["duplicates"]]
    check_all(path, files, [list(one.files) for one in coverage.duplicates], "duplicates")


def _prove_problems(
    path: Path, found: Sequence[Mapping[str, Any]], problems: Sequence[Problem]
) -> None:
    names = ("rule", "unit_code", "key", "file", "sheet", "cell", "expected", "found", "figures")
    said = [(*(one[name] for name in names), _changes(one)) for one in found]
    wanted = [
        (
            one.rule,
            one.unit_code,
            one.key,
            one.place.file,
            one.place.sheet,
            one.place.cell,
            one.expected,
            plain(one.found),
            plain(figures_of(one)),
            [[(c.key, c.old, c.new) for c in hint.changes] for hint in one.hints],
        )
        for one in problems
    ]
    check_all(path, said, wanted, "problems")


def _changes(problem: Mapping[str, Any]) -> list[list[tuple[object, ...]]]:
    return [
        [(change["key"], change["old"], change["new"]) for change in hint["changes"]]
        for hint in problem["hints"]
    ]


@proof
def prove_figures_json(path: Path, figures: Iterable[Figure]) -> None:
    """Raise HcstatsError unless the file holds every figure with its unit, key and cell.

    The file is gone over once, beside the figures, and neither is kept.
    """
    with path.open(encoding="utf-8") as stream:
        text = Pieces(stream)
        found = (tuple(one[name] for name in FIGURE_COLUMNS) for one in text.array())
        wanted = (
            tuple(
                plain(value) if isinstance(value, str) else value
                for value in (getattr(one, name) for name in FIGURE_COLUMNS)
            )
            for one in figures
        )
        check_each(path, found, wanted, say("figure"))
        check(path, text.rest().strip(), "", say("figure"))


@proof
def prove_board_json(path: Path, board: Board) -> None:
    """Raise HcstatsError unless the file holds every row of the board and its counts."""
    found = _document(path)
    check(path, found["expected"], board.expected, "expected")
    for state, count in found["states"].items():
        check(path, count, sum(state in row.states for row in board.rows), state)
    wanted = [
        {name: plain(v) if isinstance(v, str) else v for name, v in one.items()}
        for one in records(board)
    ]
    check_all(path, found["units"], wanted, "units")
