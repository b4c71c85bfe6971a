"""Constructed outcomes of as many units as wanted, whose figures are made while they are read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Any

from hcstats.forms.definition import Form
from hcstats.forms.load import load_form
from hcstats.model import (
    Amount,
    Coverage,
    Figure,
    NumberCounts,
    Outcome,
    Place,
    Problem,
    RuleCounts,
    Run,
    Severity,
    Status,
    Total,
    UnitRef,
    UnitValue,
    say,
)
from hcstats.stats import indicators

FORM = "national/2021"


class Constructed(Sequence[Any]):
    """Figures, or units' values, of constructed units; none of them is kept."""

    def __init__(self, units: int, form: Form, *, values: bool) -> None:
        self.units, self.form, self.values = units, form, values

    def __len__(self) -> int:
        return self.units * len(self.form.items)

    def __getitem__(self, place: Any) -> Any:
        keys = list(self.form.items)
        unit, item = divmod(range(len(self))[place], len(keys))
        return self._made(unit, item, keys[item])

    def __iter__(self) -> Iterator[Any]:
        for unit in range(self.units):
            for item, key in enumerate(self.form.items):
                yield self._made(unit, item, key)

    def _made(self, unit: int, item: int, key: str) -> Any:
        figure = figure_of(unit, item, key)
        if not self.values:
            return figure
        amount = Amount(figure.value, figure.approximate, figure.status)
        return UnitValue(figure.unit_code, figure.unit, key, amount, figure)


def figure_of(unit: int, item: int, key: str) -> Figure:
    """A figure as it might be: mostly small, some blank, a few approximate or with decimals."""
    number = (unit * 31 + item * 7) % 97
    value: int | Decimal | None = None if number % 11 == 0 else number
    if value is not None and "fee" in key:
        value = Decimal(number) / 4
    status = Status.BLANK if value is None else Status.REPORTED
    return Figure(
        "national",
        "2021",
        f"{unit:05}",
        f"构造单位{unit}",
        "2023",
        key,
        value,
        status,
        value is not None and number % 89 == 1,
        f"构造/{unit:05}.xlsx",
        f"表{item % 3 + 1}",
        f"C{item + 4}",
        "" if value is None else str(value),
    )


@lru_cache(maxsize=8)
def constructed(units: int, *, groups: bool = False, missing: int = 0) -> tuple[Outcome, Form]:
    """An outcome of constructed units (with `groups`, every third is a county) and its form."""
    form = load_form(FORM)
    names = [UnitRef(f"{unit:05}", f"构造单位{unit}") for unit in range(units)]
    absent = tuple(UnitRef(f"9{unit:05}", f"未报单位{unit}") for unit in range(missing))
    counties = frozenset((one.code, one.name) for one in names[::3]) if groups else frozenset()
    totals = _totals(units, form, counties)
    whole = tuple(one for one in totals if one.group == "all")
    parts = tuple(one for one in totals if one.group != "all")
    return (
        Outcome(
            form=FORM,
            period="2023",
            authority="构造市",
            coverage=Coverage((*names, *absent), tuple(names), absent, (), (), registered=True),
            totals=whole,
            groups=parts,
            by_unit=Constructed(units, form, values=True),
            indicators=indicators(form, whole),
            problems=(),
            figures=Constructed(units, form, values=False),
            by_rule={"C1": RuleCounts(units, 0, 0)},
            needs_last=frozenset(),
            numbers=NumberCounts(),
            run=Run("0", "hcstats", tuple((f"构造/{n:05}.xlsx", "0" * 64) for n in range(units)),
                    (FORM,)),
            county_units=counties,
        ),
        form,
    )  # fmt: skip


def _totals(units: int, form: Form, counties: frozenset[tuple[str, str]]) -> list[Total]:
    sums: dict[tuple[str, str], list[Any]] = {
        (group, key): [0, 0, False] for group in ("all", "city", "county") for key in form.items
    }
    for figure in Constructed(units, form, values=False):
        own = "county" if (figure.unit_code, figure.unit) in counties else "city"
        for group in ("all", own) if figure.value is not None else ():
            total = sums[group, figure.key]
            total[0] += figure.value
            total[1] += 1
            total[2] = total[2] or figure.approximate
    return [
        Total(
            key, Amount(value, about) if count else Amount(None, status=Status.BLANK), count, group
        )
        for (group, key), (value, count, about) in sums.items()
    ]


def problems_of(
    count: int, rule: str = "F8", severity: Severity = Severity.WARNING
) -> tuple[Problem, ...]:
    """Constructed problems of one rule, each at a place of its own."""
    return tuple(
        Problem(rule, severity, say("constructed {number}", number=number),
                Place(f"构造/{number:05}.xlsx", "表1", "C4"))
        for number in range(count)
    )  # fmt: skip
