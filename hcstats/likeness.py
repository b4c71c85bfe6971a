"""Submissions that say the same: another unit's figures, or an earlier period's sent again.

Both are warnings, not errors: small units may by chance have had the same year twice. The
figures are compared, not the bytes, so that a new title or layout hides nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from hcstats.catalogue import problem
from hcstats.coverage import at, name_of, spot
from hcstats.model import Figure, Message, Number, Problem, Submission, say

EVIDENCE = 5
"""Different numbers other than 0 that a submission must hold to be compared at all.

A single request fills six cells of the form with the same 1; only different numbers show that
two submissions do not agree by chance. A zero report holds none, and is nobody's twin.
"""
_NAMED = 3
"""Twins that a message names; it counts the others."""

Fingerprint = frozenset[tuple[str, Number]]


def fingerprint(figures: Iterable[Figure]) -> Fingerprint | None:
    """What a submission says, zeros and blanks apart; None if that is too little to compare."""
    says = frozenset((figure.key, figure.value) for figure in figures if figure.value)
    return says if len({value for _, value in says}) >= EVIDENCE else None


def copies(submissions: Sequence[Submission], period: str) -> Iterator[Problem]:
    """A warning at each submission that another unit also sent for the same period.

    `period` is the run's, for the submissions that do not say theirs.
    """
    alike: dict[tuple[str, Fingerprint], list[Submission]] = {}
    for one in submissions:
        says = fingerprint(one.figures)
        if says is not None:
            alike.setdefault((one.period or period, says), []).append(one)
    for group in alike.values():
        for one in group:
            others = [other for other in group if name_of(other) != name_of(one)]
            if others:
                yield _copy(one, others)


def _copy(one: Submission, others: Sequence[Submission]) -> Problem:
    named = tuple(f"{other.unit} {spot(other)}" for other in others[:_NAMED])
    message = say(
        "The figures of {unit} are exactly those of {others} (other units: {count}); "
        "ask whose they are.",
        unit=one.unit,
        count=len(others),
        others=named,
    )
    return _own("A2.copy", one, message, spot(others[0]))


def stale(
    submissions: Sequence[Submission], period: str, earlier: Sequence[Figure]
) -> Iterator[Problem]:
    """A warning at each submission that its unit had already sent for an earlier period."""
    before = _by_unit(earlier)
    for one in submissions:
        says = fingerprint(one.figures)
        if says is None:
            continue
        found = before.get((one.unit_code, says)) or before.get((one.unit, says))
        if found is not None and found.period != (one.period or period):
            yield _stale(one, found)


def _stale(one: Submission, found: Figure) -> Problem:
    place = f"{found.file}[{found.sheet}!{found.cell}]"
    message = say(
        "{unit} sent exactly the figures of {period} again ({place}); ask for this year's.",
        unit=one.unit,
        period=found.period or "?",
        place=place,
    )
    return _own("A2.stale", one, message, place)


def _by_unit(earlier: Sequence[Figure]) -> Mapping[tuple[str, Fingerprint], Figure]:
    """The first figure of each earlier submission, by the unit's code and by its name.

    By both, since the earlier files may have been read without a list of units.
    """
    sent: dict[tuple[str, ...], list[Figure]] = {}
    for figure in earlier:
        whose = (figure.file, figure.unit_code, figure.unit, figure.period, figure.edition)
        sent.setdefault(whose, []).append(figure)
    found: dict[tuple[str, Fingerprint], Figure] = {}
    for figures in sent.values():
        says = fingerprint(figures)
        if says is not None:
            for name in filter(None, (figures[0].unit_code, figures[0].unit)):
                found.setdefault((name, says), figures[0])
    return found


def _own(rule: str, one: Submission, message: Message, found: str) -> Problem:
    return problem(
        rule,
        message,
        at(one),
        unit_code=one.unit_code,
        unit=one.unit,
        period=one.period,
        found=found,
    )
