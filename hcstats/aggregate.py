"""Totals over units: one DataFrame from plain tuples, summed exactly in scaled integers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from hcstats.catalogue import problem
from hcstats.forms.definition import Form
from hcstats.model import (
    Amount,
    Number,
    Place,
    Problem,
    Status,
    Submission,
    Total,
    UnitValue,
    say,
)

if TYPE_CHECKING:
    import pandas as pd

GROUPS = ("city", "county")
"""本级 (the city's own departments) and 县区; both together are `all` (汇总)."""

_COLUMNS = ("group", "key", "scaled", "reported", "approximate", "unreadable", "inapplicable")


class Counted(NamedTuple):
    """A submission that goes into the totals, with the group of its unit."""

    submission: Submission
    group: str


class Totals(NamedTuple):
    """The sums over all units and over each group, in the order of the form, with problems."""

    totals: tuple[Total, ...]
    groups: tuple[Total, ...]
    problems: tuple[Problem, ...]


def add_up(form: Form, counted: Sequence[Counted]) -> Totals:
    """The totals of every item of a form over the submissions that count.

    Sums are exact: every value is scaled to an integer by the decimals that occur. A blank or
    unreadable figure adds nothing and is not counted in `units`. A figure that may not be added
    (a rate, an item that several units share) has a total only if all units say the same.
    """
    decimals = max((_decimals(f.value) for c in counted for f in c.submission.figures), default=0)
    frame = _frame(counted, 10**decimals)
    totals = tuple(_totals(form, frame, decimals, "all"))
    groups = tuple(
        total
        for group in GROUPS
        for total in _totals(form, frame[frame["group"] == group], decimals, group)
    )
    return Totals(totals, groups, tuple(_mixed(form, counted)))


def _decimals(value: Number | None) -> int:
    if not isinstance(value, Decimal):
        return 0
    exponent = value.as_tuple().exponent
    return -exponent if isinstance(exponent, int) and exponent < 0 else 0


def _frame(counted: Iterable[Counted], scale: int) -> pd.DataFrame:
    """One row a figure: group, key, value times `scale` as int, and flags."""
    import pandas as pd  # noqa: PLC0415  (half a second that `--help` need not wait)

    rows = [
        (
            entry.group,
            figure.key,
            int(figure.value * scale) if figure.value is not None else 0,
            figure.status is Status.REPORTED,
            figure.approximate,
            figure.status is Status.UNREADABLE,
            figure.status is Status.NOT_APPLICABLE,
        )
        for entry in counted
        for figure in entry.submission.figures
    ]
    frame = pd.DataFrame.from_records(rows, columns=list(_COLUMNS))
    # Python integers: 64 bits could overflow in silence.
    frame["scaled"] = frame["scaled"].astype(object)
    return frame


def _totals(form: Form, frame: pd.DataFrame, decimals: int, group: str) -> Iterable[Total]:
    summed = frame.groupby("key", sort=False).agg(
        scaled=("scaled", "sum"),
        units=("reported", "sum"),
        approximate=("approximate", "any"),
        unreadable=("unreadable", "any"),
        inapplicable=("inapplicable", "any"),
    )
    by_key = summed.to_dict("index")
    shared = _shared(form, frame)
    for key, item in form.items.items():
        row = by_key.get(key)
        if row is None or not row["units"]:
            status = Status.BLANK
            if row is not None and (row["unreadable"] or row["inapplicable"]):
                status = Status.UNREADABLE if row["unreadable"] else Status.NOT_APPLICABLE
            yield Total(key, Amount(None, status=status), 0, group)
            continue
        units, approximate = int(row["units"]), bool(row["approximate"])
        if not item.additive and key not in shared:
            yield Total(key, Amount(None, approximate, Status.UNREADABLE), units, group)
            continue
        scaled = int(row["scaled"]) if item.additive else shared[key]
        amount = Amount(_unscaled(scaled, decimals), approximate)
        yield Total(key, amount, units, group, bool(row["unreadable"]))


def _shared(form: Form, frame: pd.DataFrame) -> dict[str, int]:
    """The one value that all units give to a figure that may not be added, where there is one."""
    single = [key for key, item in form.items.items() if not item.additive]
    reported = frame[frame["reported"] & frame["key"].isin(single)]
    values: dict[str, set[int]] = {}
    for key, scaled in zip(reported["key"], reported["scaled"], strict=True):
        values.setdefault(key, set()).add(int(scaled))
    return {key: found.pop() for key, found in values.items() if len(found) == 1}


def _unscaled(scaled: int, decimals: int) -> Number:
    value = Decimal(scaled).scaleb(-decimals)
    return int(value) if value == value.to_integral_value() else value.normalize()


def _mixed(form: Form, counted: Sequence[Counted]) -> Iterable[Problem]:
    """A warning for each figure that may not be added and on which units differ."""
    for key, item in form.items.items():
        if item.additive:
            continue
        given = [
            figure
            for entry in counted
            for figure in entry.submission.figures
            if figure.key == key and figure.status is Status.REPORTED
        ]
        if len({figure.value for figure in given}) > 1:
            second = next(figure for figure in given if figure.value != given[0].value)
            yield problem(
                "number.mixed",
                say(
                    "{label} may not be added over units, and they differ: {first} ({unit}) "
                    "and {second}; it has no total.",
                    label=item.row.label,
                    first=given[0].text,
                    unit=given[0].unit,
                    second=second.text,
                ),
                Place(second.file, second.sheet, second.cell),
                unit_code=second.unit_code,
                unit=second.unit,
                period=second.period,
                key=key,
            )


def unit_values(counted: Sequence[Counted]) -> tuple[UnitValue, ...]:
    """The breakdown: every figure of every counted submission, in their order."""
    return tuple(
        UnitValue(
            figure.unit_code,
            figure.unit,
            figure.key,
            Amount(figure.value, figure.approximate, figure.status),
            figure,
        )
        for entry in counted
        for figure in entry.submission.figures
    )
