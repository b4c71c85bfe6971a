"""Slips planted into consistent submissions, for the table of hints: each cause as it is made."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from hcstats.cell_addresses import address
from hcstats.checks.hints.linear import Total, total
from hcstats.checks.instances import instances
from hcstats.forms.definition import Form, Table
from hcstats.model import Figure, Number, Status, Submission
from samples.drawing.figures import consistent

Values = dict[str, Number]


class Planted(NamedTuple):
    """What a slip wrote: the cause's name, and by key what stands there now."""

    cause: str
    written: Mapping[str, Number]


def truth(form: Form, seed: int) -> Values:
    """The figures of a careful unit."""
    drawn = consistent(form, random.Random(f"{form.id} {seed}"))
    return {key: entry.value or 0 for key, entry in drawn.items()}


def placed(form: Form, values: Mapping[str, Number | None]) -> Submission:
    """A submission whose figures lie as in the official form, a sheet for each table."""
    figures = []
    for table in form.tables:
        for place, key in _places(table):
            value = values[key]
            status = Status.BLANK if value is None else Status.REPORTED
            figures.append(
                Figure(
                    form.form, form.edition, "01", "测试局", "2023", key, value, status, False,
                    "a.xlsx", table.label, address(place), str(value),
                )
            )  # fmt: skip
    return Submission("a.xlsx", form.id, "2023", "01", "测试局", tuple(figures))


def _places(table: Table) -> Iterator[tuple[tuple[int, int], str]]:
    rows = [row for row in table.rows if not row.heading]
    for i, row in enumerate(rows):
        for j, column in enumerate(table.columns):
            parts = [table.code, row.code] + [column.code] * (len(table.columns) > 1)
            blocks = (9, 1 + i * len(table.columns) + j)
            yield (blocks if table.layout == "blocks" else (5 + i, 3 + j)), ".".join(parts)


def totals(form: Form) -> list[Total]:
    """Every total with its parts."""
    own = [one for one in instances(form) if not one.rule.needs and one.rule.over == "unit"]
    return [found for found in map(total, own) if found is not None]


def summed(form: Form) -> list[str]:
    """The keys that stand in some sum."""
    keys = [key for one in totals(form) for key in (one.total, *one.parts.values())]
    return list(dict.fromkeys(keys))


Planter = Callable[[Form, Values, Values, random.Random], Iterator[dict[str, Number]]]


def _digits(change: Callable[[str, int], str]) -> Planter:
    """A slip in the digits of one cell: every cell and place."""

    def plant(form: Form, values: Values, _: Values, __: random.Random) -> Iterator[Values]:
        for key in summed(form):
            text = str(values[key])
            for place in range(len(text)) if values[key] else ():
                slipped = change(text, place)
                if slipped and slipped[0] != "0" and slipped != text:
                    yield {key: int(slipped)}

    return plant


def _swapped(text: str, i: int) -> str:
    return text[:i] + text[i + 1] + text[i] + text[i + 2 :] if i + 1 < len(text) else ""


def _total_zero(form: Form, values: Values, _: Values, __: random.Random) -> Iterator[Values]:
    for one in totals(form):
        if values[one.total]:
            yield {one.total: 0}


def _miscounted(sign: int) -> Planter:
    def plant(form: Form, values: Values, _: Values, __: random.Random) -> Iterator[Values]:
        sums = {one.total for one in totals(form)}
        for one in totals(form):
            for part in one.parts.values():
                written = values[one.total] + sign * values[part]
                # A subtotal that is counted twice is another cause.
                nested = sign > 0 and part in sums
                alone = values[part] in (0, values[one.total])
                if written > 0 and not alone and not nested:
                    yield {one.total: written}

    return plant


def _subtotal(form: Form, values: Values, _: Values, __: random.Random) -> Iterator[Values]:
    sums = {one.total for one in totals(form)}
    for one in totals(form):
        groups: dict[str, list[Number]] = {}
        for key in one.parts.values():
            item = form.items[key]
            same_row = item.row.code == form.items[one.total].row.code
            group = item.column.group if same_row else item.row.group
            groups.setdefault(group, []).append(values[key])
        nested = [values[key] for key in one.parts.values() if key in sums]
        several = [sum(g) for name, g in groups.items() if name and sum(map(bool, g)) > 1]
        for value in [*nested, *several]:
            if value:
                yield {one.total: values[one.total] + value}


def _exchanged(form: Form, values: Values, _: Values, __: random.Random) -> Iterator[Values]:
    keys = set(summed(form))
    for table in form.tables:
        at = dict(_places(table))
        for (row, column), key in at.items():
            for other in (at.get((row, column + 1)), at.get((row + 1, column))):
                if other in keys and key in keys and values[key] != values[other]:
                    yield {key: values[other], other: values[key]}


def _last_year(form: Form, values: Values, last: Values, _: random.Random) -> Iterator[Values]:
    for key in summed(form):
        if last[key] and last[key] != values[key]:
            yield {key: last[key]}


PLANTERS: dict[str, Planter] = {
    "digits_swapped": _digits(_swapped),
    "digit_lost": _digits(lambda text, i: text[:i] + text[i + 1 :]),
    "digit_doubled": _digits(lambda text, i: text[: i + 1] + text[i:]),
    "factor_10": _digits(lambda text, i: text + "0" if i == 0 else ""),
    "factor_10000": _digits(lambda text, i: text + "0000" if i == 0 else ""),
    "total_zero": _total_zero,
    "left_out": _miscounted(-1),
    "counted_twice": _miscounted(1),
    "subtotal_counted": _subtotal,
    "neighbours_exchanged": _exchanged,
    "last_year": _last_year,
}


def planted(form: Form, cause: str, seed: int) -> tuple[Values, Values, Planted] | None:
    """True figures, last year's, and one slip of a kind at a random place; None if none fits."""
    chance = random.Random(f"{cause} {form.id} {seed}")
    values, last = truth(form, seed), truth(form, seed + 10_000)
    choices = list(PLANTERS[cause](form, values, last, chance))
    return (values, last, Planted(cause, chance.choice(choices))) if choices else None
