"""Totals over units: one DataFrame from plain tuples, summed exactly in scaled integers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from hcstats.catalogue import problem
from hcstats.forms.definition import Form
from hcstats.model import (
    Amount,
    Figure,
    FigureRow,
    Lazily,
    Number,
    Odd,
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

_COLUMNS = (
    "group", "key", "scaled", "units", "approximate", "unreadable", "inapplicable"
)  # fmt: skip
_AT_ONCE = 1000
"""Submissions whose values are laid side by side in one step."""


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
    """Load what adding up needs: half a second that may pass while files are read."""
    import pandas  # noqa: F401, PLC0415


def add_up(form: Form, counted: Sequence[Counted]) -> Totals:
    """The totals of every item of a form over the submissions that count.

    Sums are exact: every value is scaled to an integer by the decimals that occur. A blank or
    unreadable figure adds nothing and is not counted in `units`. A figure that may not be added
    (a rate, an item that several units share) has a total only if all units say the same.
    """
    parts = [_columns(one) for one in counted]
    decimals = max((_decimals(value) for part in parts for value in part.decimals), default=0)
    frame = _frame(_partial_sums(parts, 10**decimals))
    distinct = {group: _distinct(form, parts, group) for group in ("all", *GROUPS)}
    totals = tuple(_totals(form, frame, decimals, "all", distinct["all"]))
    groups = tuple(
        total
        for group in GROUPS
        for total in _totals(form, frame[frame["group"] == group], decimals, group, distinct[group])
    )
    return Totals(totals, groups, tuple(_mixed(form, counted)))


class _Columns(NamedTuple):
    """A submission's figures side by side."""

    group: str
    keys: tuple[str, ...]
    values: Callable[[], Sequence[Number | None]]
    odd: Mapping[int, Odd]
    """The figures that are more than a blank or a whole number."""

    @property
    def decimals(self) -> Iterator[Number | None]:
        """The values that may have decimals."""
        return (one.value for one in self.odd.values())


def _columns(counted: Counted) -> _Columns:
    figures = counted.submission.figures
    if isinstance(figures, FigureRow):
        return _Columns(counted.group, figures.layout.keys, lambda: figures.values, figures.odd)
    odd = {
        place: Odd(one.value, one.status, one.approximate, one.text)
        for place, one in enumerate(figures)
        if one.status is not Status.BLANK
    }
    values = [one.value for one in figures]
    return _Columns(counted.group, tuple(one.key for one in figures), lambda: values, odd)


def _decimals(value: Number | None) -> int:
    if not isinstance(value, Decimal):
        return 0
    exponent = value.as_tuple().exponent
    return -exponent if isinstance(exponent, int) and exponent < 0 else 0


_Sum = tuple[str, str, int, int, bool, bool, bool]


def _partial_sums(parts: Sequence[_Columns], scale: int) -> Iterator[_Sum]:
    """The sums of every key over submissions of one group with the same figures, some at a time."""
    alike: dict[tuple[str, tuple[str, ...]], list[_Columns]] = {}
    for part in parts:
        alike.setdefault((part.group, part.keys), []).append(part)
    for (group, keys), own in alike.items():
        for first in range(0, len(own), _AT_ONCE):
            some = own[first : first + _AT_ONCE]
            flags = [(place, odd) for part in some for place, odd in part.odd.items()]
            about = {place for place, odd in flags if odd.approximate}
            unread = {place for place, odd in flags if odd.status is Status.UNREADABLE}
            split = {place for place, odd in flags if isinstance(odd.value, Decimal)}
            without = {place for place, odd in flags if odd.status is Status.NOT_APPLICABLE}
            columns = zip(*(part.values() for part in some), strict=True)
            for place, (key, column) in enumerate(zip(keys, columns, strict=True)):
                there = [one for one in column if one is not None]
                # One by one: a sum of decimals would be rounded to 28 digits.
                exact = (int(one * scale) for one in there)
                scaled = sum(exact) if place in split else int(sum(there)) * scale
                marks = place in about, place in unread, place in without
                yield (group, key, scaled, len(there), *marks)


def _frame(sums: Iterable[_Sum]) -> pd.DataFrame:
    """One row a partial sum: group, key, sum times the scale as int, units, and flags."""
    import pandas as pd  # noqa: PLC0415  (half a second that `--help` need not wait)

    frame = pd.DataFrame.from_records(list(sums), columns=list(_COLUMNS))
    # Python integers: 64 bits could overflow in silence.
    frame["scaled"] = frame["scaled"].astype(object)
    return frame


def _totals(
    form: Form, frame: pd.DataFrame, decimals: int, group: str, distinct: Mapping[str, set[Number]]
) -> Iterable[Total]:
    summed = frame.groupby("key", sort=False).agg(
        scaled=("scaled", "sum"),
        units=("units", "sum"),
        approximate=("approximate", "any"),
        unreadable=("unreadable", "any"),
        inapplicable=("inapplicable", "any"),
    )
    by_key = summed.to_dict("index")
    for key, item in form.items.items():
        row = by_key.get(key)
        if row is None or not row["units"]:
            status = Status.BLANK
            if row is not None and (row["unreadable"] or row["inapplicable"]):
                status = Status.UNREADABLE if row["unreadable"] else Status.NOT_APPLICABLE
            yield Total(key, Amount(None, status=status), 0, group)
            continue
        units, approximate = int(row["units"]), bool(row["approximate"])
        value = _unscaled(int(row["scaled"]), decimals)
        if not item.additive:
            if len(distinct[key]) != 1:
                yield Total(key, Amount(None, approximate, Status.UNREADABLE), units, group)
                continue
            (value,) = distinct[key]
        amount = Amount(value, approximate)
        yield Total(key, amount, units, group, bool(row["unreadable"]))


def _distinct(form: Form, parts: Sequence[_Columns], group: str) -> dict[str, set[Number]]:
    """The values that units give to each figure that may not be added."""
    found: dict[str, set[Number]] = {
        key: set() for key, item in form.items.items() if not item.additive
    }
    if not found:
        return {}
    for part in parts:
        if group in ("all", part.group):
            for key, value in zip(part.keys, part.values(), strict=True):
                if key in found and value is not None:
                    found[key].add(value)
    return found


def _unscaled(scaled: int, decimals: int) -> Number:
    value = Decimal(scaled).scaleb(-decimals)
    return int(value) if value == value.to_integral_value() else value.normalize()


def _mixed(form: Form, counted: Sequence[Counted]) -> Iterable[Problem]:
    """A warning for each figure that may not be added and on which units differ."""
    single = [(key, item) for key, item in form.items.items() if not item.additive]
    for key, item in single:
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


def unit_values(counted: Sequence[Counted]) -> Sequence[UnitValue]:
    """The breakdown: every figure of every counted submission, in their order."""
    return Lazily((entry.submission.figures for entry in counted), _unit_value)


def _unit_value(figure: Figure) -> UnitValue:
    amount = Amount(figure.value, figure.approximate, figure.status)
    return UnitValue(figure.unit_code, figure.unit, figure.key, amount, figure)
