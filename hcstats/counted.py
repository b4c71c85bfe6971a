"""What submissions are added to: their group, their table of sums, and the sums of what counts."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from hcstats.aggregate import GROUPS, Counted
from hcstats.columns import columns
from hcstats.model import Submission
from hcstats.sums import Sums
from hcstats.units import Register


def group_of(one: Submission, register: Register) -> str:
    """The group in whose totals a submission is, if it counts."""
    unit = register.by_code(one.unit_code)
    return register.group(unit) if unit else "city"


def label_of(one: Submission, register: Register) -> tuple[str, str, str]:
    """Form, period and group: the table of sums that a submission is added to when it is read."""
    return one.form, one.period, group_of(one, register)


def tables_of(counted: Collection[Counted]) -> set[tuple[str, str]]:
    """Form and period of the tables of sums that what counts is in."""
    return {(one.submission.form, one.submission.period) for one in counted}


def sums_out(
    submissions: Sequence[Submission], counted: Collection[Counted], register: Register
) -> Sums:
    """The sums of submissions that stand in a table with what counts and do not count."""
    sums, tables = Sums(), tables_of(counted)
    there = {id(one.submission) for one in counted}
    for one in submissions:
        if (one.form, one.period) in tables and id(one) not in there:
            sums.count(label_of(one, register), [columns(one.figures)])
    return sums


def sums_counted(counted: Collection[Counted], read: Sums, out: Sums) -> Sums:
    """The sums of what counts, by group: those of all that was read, less those of what is out."""
    sums = Sums()
    for form, period in tables_of(counted):
        for group in GROUPS:
            sums.add((group,), read.tables.get((form, period, group), {}))
            sums.add((group,), out.tables.get((form, period, group), {}), -1)
    return sums
