"""The relations over several submissions, from sums; single figures only where one is broken."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from hcstats.aggregate import GROUPS
from hcstats.checks.across import Across, check_across
from hcstats.checks.printed import Printed, check_printed, unreadable
from hcstats.checks.twins import twins
from hcstats.cluster.selecting import WHOLE, At, Selected, kept
from hcstats.counted import sums_counted
from hcstats.forms.definition import Form
from hcstats.model import Figure, Status, Submission
from hcstats.relations import superiors
from hcstats.sums import Sum, Sums

Fetch = Callable[[Mapping[At, frozenset[str]]], Mapping[At, Submission]]
"""Gives submissions with the figures of the keys that are asked for."""


def relations(
    found: Selected,
    read: Sums,
    again: Sums,
    whole: Mapping[At, Submission],
    fetch: Fetch,
) -> Iterator[Across]:
    """How submissions and printed sums stand to each other, as over whole submissions."""
    form, selection = found.form, found.selection
    if form is None:
        return
    single = [whole.get(found.at(one)) or kept(found.head(one)) for one in selection.single]
    yield check_across(single, form, found.register, None)
    yield check_printed(_printed(found, form, read, again, whole, fetch), form)
    twin = (found.at(one) for one in selection.single if found.head(one).twin)
    yield Across(tuple(twins([whole[at] for at in twin if at in whole], None)), {})


class _Pair:
    """A submission that says what others add up to, and those others."""

    def __init__(
        self, whole: Submission, parts: Sequence[At], sums: Mapping[str, Sum], *, least: bool
    ) -> None:
        self.whole, self.parts, self.sums, self.least = whole, parts, sums, least

    def printed(self, known: Mapping[At, Submission], broken: frozenset[str]) -> Iterator[Printed]:
        """Every figure with its parts: one for all of them, or each by itself where broken."""
        for figure in self.whole.figures:
            if figure.key not in self.sums:
                continue
            parts = [_as_one(figure, self.sums[figure.key])]
            if figure.key in broken:
                own = (known[at].figures for at in self.parts)
                parts = [part for figures in own for part in figures if part.key == figure.key]
            yield Printed(figure, parts, self.least)

    def broken(self, form: Form) -> frozenset[str]:
        """Keys whose parts add up to something else."""
        return frozenset(
            one.key for one in check_printed(self.printed({}, frozenset()), form).problems
        )


def _printed(
    found: Selected,
    form: Form,
    read: Sums,
    again: Sums,
    whole: Mapping[At, Submission],
    fetch: Fetch,
) -> Iterator[Printed]:
    pairs = list(_pairs(found, read, again, whole))
    broken = [pair.broken(form) for pair in pairs]
    wanted: dict[At, frozenset[str]] = {}
    for pair, keys in zip(pairs, broken, strict=True):
        if keys:
            wanted.update({at: wanted.get(at, frozenset()) | keys for at in pair.parts})
    known = fetch(wanted) if wanted else {}
    for pair, keys in zip(pairs, broken, strict=True):
        yield from pair.printed(known, keys)


def _pairs(
    found: Selected, read: Sums, again: Sums, whole: Mapping[At, Submission]
) -> Iterator[_Pair]:
    """The authority's tally with all that counts, and each superior with those below it."""
    selection = found.selection
    if selection.printed is not None:
        tally = whole[found.at(selection.printed)]
        if selection.coverage.missing:
            # While units are missing, nobody can say what the tally should be.
            tally = replace(tally, figures=tuple(map(unreadable, tally.figures)))
        parts = [found.at(one.submission) for one in selection.counted]
        counted = sums_counted(selection.counted, read, again)
        sums = counted.of(*((group,) for group in GROUPS))
        yield _Pair(tally, parts, sums, least=False)
    for superior, below in superiors(selection, found.register):
        at = found.at(superior)
        sums = again.of((WHOLE, *map(str, at)))
        yield _Pair(whole[at], [found.at(one) for one in below], sums, least=True)


def _as_one(figure: Figure, found: Sum) -> Figure:
    """A sum as the one figure that stands for all its parts."""
    status = Status.REPORTED if found.reported else Status.BLANK
    if found.unreadable:
        status = Status.UNREADABLE
    value = found.value if status is Status.REPORTED else None
    return replace(figure, value=value, status=status, approximate=found.approximate > 0)
