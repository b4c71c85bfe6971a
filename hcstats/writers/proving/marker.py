"""Proof of the hidden sheet that lets a later run read the workbook as its input."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path

from hcstats.cell_addresses import column_number
from hcstats.layout.export_marker import (
    EXPORT_TITLE,
    EXPORT_VERSION,
    WITHOUT_FIGURES,
    amount_of,
)
from hcstats.model import Amount, Outcome, say
from hcstats.writers.proving.faults import Shown, check, rounded, squeezed, unproved
from hcstats.writers.xlsx.sheet import words

_CELL = re.compile(r"([A-Z]+)=(\S+)")
"""Column and amount of a number."""
_NOT_THERE = "-"


def prove_marker(
    path: Path,
    lines: Sequence[Sequence[str]],
    sheets: Mapping[str, Sequence[Sequence[Shown]]],
    told_of: Sequence[str],
    outcome: Outcome,
) -> None:
    """Raise HcstatsError unless the sheet tells each counted figure, and what others compute.

    `lines` are its rows, `sheets` the rows of the visible sheets by name; it tells every number
    of those in `told_of`.
    """
    keys: list[str] = []
    amount = cache(amount_of)
    found: dict[tuple[str, str, str], tuple[object, ...]] = {}
    numbered = 0
    for kind, *rest in lines:
        if kind == "keys":
            keys += rest[0].split()
        elif kind == "figures":
            code, name, amounts, start = rest[:4]
            for key, told in zip(keys[int(start) :], amounts.split(), strict=False):
                if told != _NOT_THERE:
                    found[code, name, key] = _told(amount(told))
        elif kind == "numbers":
            numbered += _prove_row(path, rest, sheets, amount)
    name_of = cache(lambda unit: squeezed(words(unit, "zh")))
    wanted = {
        (one.unit_code, name_of(one.unit), one.key): _told(one.amount) for one in outcome.by_unit
    }
    check(path, found, wanted, say("the hidden sheet"))
    computed = [cell for name in told_of for row in sheets[name] for cell in row]
    count = sum(cell.number is not None for cell in computed)
    check(path, numbered, count, say("the hidden sheet"))


def _told(amount: Amount) -> tuple[object, ...]:
    return (rounded(amount.value), amount.approximate, amount.status)


def _prove_row(
    path: Path,
    rest: Sequence[str],
    sheets: Mapping[str, Sequence[Sequence[Shown]]],
    amount_of: Callable[[str], Amount],
) -> int:
    """How many numbers of a row the sheet tells as they stand there."""
    name, row, cells = rest[:3]
    told = _CELL.findall(cells)
    for letters, written in told:
        amount = amount_of(written)
        try:
            shown = sheets[name][int(row) - 1][column_number(letters) - 1]
        except (KeyError, IndexError) as error:
            raise unproved(path, say("the hidden sheet")) from error
        said = (rounded(shown.number), shown.approximate)
        check(path, said, (rounded(amount.value), amount.approximate), f"{name}!{letters}{row}")
    return len(told)


def prove_short_marker(path: Path, lines: Sequence[Sequence[str]], outcome: Outcome) -> None:
    """Raise HcstatsError unless the sheet says what the workbook is, and that it has no figures."""
    told = [
        [EXPORT_TITLE, EXPORT_VERSION],
        ["form", outcome.form],
        ["period", outcome.period],
        [WITHOUT_FIGURES],
    ]
    check(path, [list(line) for line in lines], told, say("the hidden sheet"))
