"""Totals over units: one table of sums at the end, exact in scaled integers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from hcstats.catalogue import problem
from hcstats.columns import columns
from hcstats.forms.definition import Form
from hcstats.model import (
    Amount,
    Figure,
    Lazily,
    Place,
    Problem,
    Status,
    Submission,
    Total,
    UnitValue,
    say,
)
from hcstats.sums import Sum, Sums

if TYPE_CHECKING:
    import pandas as pd

GROUPS = ("city", "county")
"""本级 (the city's own departments) and 县区; both together are `all` (汇总)."""

_AT_ONCE = 1000
"""Submissions whose values are laid side by side in one step."""
_NOTHING = Sum()
_COUNTS = ("figures", "reported", "approximate", "unreadable", "inapplicable")


class Counted(NamedTuple):
    """A submission that goes into the totals, with the group of its unit."""

    submission: Submission
    group: str


class Totals(NamedTuple):
    """The sums over all units and over each group, in the order of the form, with problems."""

    totals: tuple[Total, ...]
    groups: tuple[Total, ...]
    problems: tuple[Problem, ...]


def get_ready() -> None:
    """Load what adding up needs: a third of a second that may pass while files are read."""
    import pandas  # noqa: F401, PLC0415


def add_up(form: Form, counted: Sequence[Counted], summed: Sums | None = None) -> Totals:
    """The totals of every item of a form over the submissions that count.

    Sums are exact: every value is scaled to an integer by the decimals that occur. A blank or
    unreadable figure adds nothing and is not counted in `units`. A figure that may not be added
    (a rate, an item that several units share) has a total only if all units say the same.

    `summed`: the sums over the same submissions, by group, if they are known already.
    """
    frame, decimals = _frame(summed if summed is not None else _summed(counted))
    single = [key for key, item in form.items.items() if not item.additive]
    given = {key: list(_given(key, counted)) for key in single}
    totals = _totals(form, _added(frame, decimals), "all", given)
    groups = (
        total
        for group in GROUPS
        for total in _totals(form, _added(frame[frame["group"] == group], decimals), group, given)
    )
    return Totals(tuple(totals), tuple(groups), tuple(_mixed(form, given)))


def _frame(sums: Sums) -> tuple[pd.DataFrame, int]:
    """One row a group and key: its sum as an integer times ten to the power of the decimals."""
    import pandas as pd  # noqa: PLC0415  (a third of a second that `--help` need not wait)

    found = [(group, key, one) for group in GROUPS for key, one in sums.of((group,)).items()]
    decimals = max((one.decimals for _, _, one in found), default=0)
    records = [
        (
            group,
            key,
            one.scaled * 10 ** (decimals - one.decimals),
            one.figures,
            one.reported,
            one.approximate,
            one.unreadable,
            one.inapplicable,
        )
        for group, key, one in found
    ]
    frame = pd.DataFrame.from_records(records, columns=["group", "key", "scaled", *_COUNTS])
    # Python integers: 64 bits could overflow in silence.
    return frame.astype({"scaled": object}), decimals


def _added(frame: pd.DataFrame, decimals: int) -> dict[str, Sum]:
    """The sums of the rows of a frame by key."""
    added = frame.groupby("key", sort=False)[["scaled", *_COUNTS]].sum()
    return {
        str(key): Sum(scaled, decimals, *map(int, counts))
        for key, scaled, *counts in added.itertuples()
    }


def _summed(counted: Sequence[Counted]) -> Sums:
    sums = Sums()
    for group, several in groupby(counted, key=attrgetter("group")):
        own = list(several)
        for first in range(0, len(own), _AT_ONCE):
            some = own[first : first + _AT_ONCE]
            sums.count((group,), [columns(one.submission.figures) for one in some])
    return sums


class _Given(NamedTuple):
    """A number that a unit gives to a figure that may not be added."""

    group: str
    figure: Figure


def _given(key: str, counted: Sequence[Counted]) -> Iterator[_Given]:
    for entry in counted:
        own = columns(entry.submission.figures)
        for place, value in enumerate(own.values):
            if own.keys[place] == key and value is not None:
                yield _Given(entry.group, entry.submission.figures[place])


def _totals(
    form: Form, found: Mapping[str, Sum], group: str, given: Mapping[str, Sequence[_Given]]
) -> Iterator[Total]:
    groups = GROUPS if group == "all" else (group,)
    for key, item in form.items.items():
        own = found.get(key, _NOTHING)
        amount = own.amount
        if not own.reported:
            yield Total(key, amount, 0, group)
            continue
        if not item.additive:
            values = {one.figure.value: None for one in given[key] if one.group in groups}
            value, *others = values
            if others:
                amount = Amount(None, amount.approximate, Status.UNREADABLE)
                yield Total(key, amount, own.reported, group)
                continue
            amount = Amount(value, amount.approximate)
        yield Total(key, amount, own.reported, group, own.unreadable > 0)


def _mixed(form: Form, given: Mapping[str, Sequence[_Given]]) -> Iterator[Problem]:
    """A warning for each figure that may not be added and on which units differ."""
    for key, several in given.items():
        figures = [one.figure for one in several]
        if len({figure.value for figure in figures}) > 1:
            first = figures[0]
            second = next(figure for figure in figures if figure.value != first.value)
            yield problem(
                "number.mixed",
                say(
                    "{label} may not be added over units, and they differ: {first} ({unit}) "
                    "and {second}; it has no total.",
                    label=form.items[key].row.label,
                    first=first.text,
                    unit=first.unit,
                    second=second.text,
                ),
                Place(second.file, second.sheet, second.cell),
                unit_code=second.unit_code,
                unit=second.unit,
                period=second.period,
                key=key,
            )


def unit_values(counted: Sequence[Counted]) -> Sequence[UnitValue]:
    """The breakdown: every figure of every counted submission, in their order."""
    return Lazily((entry.submission.figures for entry in counted), _unit_value)


def _unit_value(figure: Figure) -> UnitValue:
    amount = Amount(figure.value, figure.approximate, figure.status)
    return UnitValue(figure.unit_code, figure.unit, figure.key, amount, figure)
