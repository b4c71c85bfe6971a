"""Proof of CSV files: parsed again, every number compared at its key and unit."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest
from pathlib import Path

from hcstats.board import Board
from hcstats.board_tables import RECORD_COLUMNS, records
from hcstats.explanations import COLUMNS, Explanation, figures_of
from hcstats.forms.definition import Form
from hcstats.item_labels import item_label
from hcstats.layout.export_marker import FIGURE_COLUMNS
from hcstats.messages import render
from hcstats.model import Amount, Figure, Number, Outcome, Problem, say
from hcstats.writers.delimited import TOTAL_COLUMNS
from hcstats.writers.proving.faults import check, check_all, number_in, proof, unproved
from hcstats.writers.shown import clean, inert


def _rows(path: Path, columns: Sequence[str]) -> list[dict[str, str]]:
    """The lines of a file by column, if it has these columns and every line is whole."""
    return list(_lines(path, columns))


def _lines(path: Path, columns: Sequence[str]) -> Iterator[dict[str, str]]:
    """The same one at a time."""
    with path.open(encoding="utf-8-sig", newline="") as stream:
        lines = csv.reader(stream, strict=True)
        check(path, tuple(next(lines, ())), tuple(columns), say("its heading"))
        for number, line in enumerate(lines, 2):
            check(path, len(line), len(columns), say("line {number}", number=number))
            yield dict(zip(columns, line, strict=True))


def _number(path: Path, text: str, where: object) -> Number | None:
    """The number of a field, None of an empty one."""
    found = number_in(text)
    if text and found is None:
        raise unproved(path, where)
    return found


@proof
def prove_totals_csv(path: Path, outcome: Outcome, form: Form | None, language: str) -> None:
    """Raise HcstatsError unless the file holds every total in the line of its key and label."""
    rows = _rows(path, TOTAL_COLUMNS)
    check_all(path, [row["key"] for row in rows], [t.key for t in outcome.totals], say("line"))
    expected = len(outcome.coverage.expected)
    groups = {(one.group, one.key): one.amount for one in outcome.groups}
    for row, total in zip(rows, outcome.totals, strict=True):
        if form is not None:
            label = render(item_label(form, form.items[total.key]), language)
            unit = form.items[total.key].unit
            check(path, (row["label"], row["unit"]), (label, unit), total.key)
        said = (row["approximate"], row["status"], row["units"], row["expected"])
        meant = (
            "true" if total.amount.approximate else "false",
            total.amount.status.value,
            str(total.units),
            str(expected),
        )
        check(path, said, meant, total.key)
        nothing = Amount(None)
        for column, amount in (
            ("total", total.amount),
            ("city", groups.get(("city", total.key), nothing)),
            ("county", groups.get(("county", total.key), nothing)),
        ):
            check(path, _number(path, row[column], total.key), amount.value, total.key)


@proof
def prove_figures_csv(path: Path, figures: Iterable[Figure]) -> None:
    """Raise HcstatsError unless the file holds every figure with its unit, key and cell.

    The lines are gone over once, beside the figures, and neither is kept.
    """
    rows = _lines(path, FIGURE_COLUMNS)
    for number, (row, figure) in enumerate(zip_longest(rows, figures), 2):
        if row is None or figure is None:
            raise unproved(path, say("the number of lines"))
        where = say("line {number}", number=number)
        check(path, _number(path, row["value"], where), figure.value, where)
        check(path, row["approximate"], "true" if figure.approximate else "false", where)
        for name in FIGURE_COLUMNS:
            if name not in ("value", "approximate"):
                check(path, row[name], inert(clean(str(getattr(figure, name)))), where)


@proof
def prove_board_csv(path: Path, board: Board) -> None:
    """Raise HcstatsError unless the file holds every row of the board."""
    rows = _rows(path, RECORD_COLUMNS)
    known = list(records(board))
    check(path, len(rows), len(known), say("the number of lines"))
    for number, (row, record) in enumerate(zip(rows, known, strict=True), 2):
        where = say("line {number}", number=number)
        for name, value in record.items():
            if isinstance(value, list):
                check(path, row[name].split("|") if row[name] else [], _safe(value), where)
            elif isinstance(value, int):
                check(path, _number(path, row[name], where), value, where)
            else:
                check(path, row[name], inert(clean(value or "")), where)


def _safe(values: Sequence[str]) -> list[str]:
    """Several texts as one field has them: only what stands first can be made inert."""
    joined = inert(clean("|".join(values)))
    return joined.split("|") if joined else []


@proof
def prove_explanations(
    path: Path, kept: Sequence[Explanation], open_: Sequence[Problem], language: str
) -> None:
    """Raise HcstatsError unless the file holds what is explained and every open warning."""
    rows = _rows(path, (*COLUMNS, "message"))
    wanted = [{name: getattr(one, name) for name in COLUMNS} | {"message": ""} for one in kept]
    wanted += [
        {
            "unit": one.unit_code or one.unit,
            "period": one.period,
            "rule": one.rule,
            "key": one.key,
            "figures": figures_of(one),
            "explanation": "",
            "author": "",
            "date": "",
            "message": render(one.message, language),
        }
        for one in open_
    ]
    shown = [{name: inert(clean(text)) for name, text in one.items()} for one in wanted]
    check_all(path, rows, shown, say("line"))
