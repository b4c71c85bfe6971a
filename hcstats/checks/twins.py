"""Submissions with the same figures: another unit's, or the unit's own of the year before."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from hcstats.catalogue import problem
from hcstats.checks.across import Earlier
from hcstats.model import Figure, Message, Number, Place, Problem, Submission, say

_FIGURES, _VALUES = 8, 4
"""Figures other than 0, and different values among them, from which chance is no explanation."""

_NAMED = 3
"""Others with the same figures that a warning names; it counts the rest."""

Fingerprint = tuple[tuple[str, Number], ...]


def fingerprint(figures: Iterable[Figure]) -> Fingerprint | None:
    """What a submission says, whatever its file looks like; None where that is too little to tell.

    Zeros and blanks do not count: all reports of nothing are alike.
    """
    said = tuple(sorted((figure.key, figure.value) for figure in figures if figure.value))
    values = {value for _, value in said}
    return said if len(said) >= _FIGURES and len(values) >= _VALUES else None


def twins(submissions: Sequence[Submission], earlier: Earlier | None) -> Iterator[Problem]:
    """A warning for each submission that says just what another unit's or last year's said."""
    alike: dict[Fingerprint, list[Submission]] = {}
    for one in submissions:
        print_ = fingerprint(one.figures)
        if print_ is None:
            continue
        alike.setdefault(print_, []).append(one)
        before = earlier.of(one) if earlier is not None else {}
        if earlier is not None and fingerprint(before.values()) == print_:
            message = say(
                "Every figure is that of the submission for {period}; last year's file was sent "
                "again, it seems. Ask for this year's.",
                period=earlier.period,
            )
            yield _at(one, "A2.stale", message, print_, next(iter(before.values())).file)
    for print_, group in alike.items():
        yield from (_copy(one, group, print_) for one in group if len(group) > 1)


def _copy(one: Submission, group: Sequence[Submission], said: Fingerprint) -> Problem:
    """The warning that names the first of the others and says how many there are."""
    others = [other for other in group[: _NAMED + 1] if other is not one][:_NAMED]
    message = say(
        "Every figure is the same as in the submissions of {units} (others in all: {count}); "
        "find out whose they are.",
        units=tuple(f"{other.unit} ({other.file})" for other in others),
        count=len(group) - 1,
    )
    return _at(one, "A2.copy", message, said, "|".join(other.file for other in others))


def _at(
    one: Submission, rule: str, message: Message, said: Fingerprint, found: str = ""
) -> Problem:
    first = one.figures[0]
    whole = problem(
        rule,
        message,
        Place(one.file, first.sheet, first.cell),
        unit_code=one.unit_code,
        unit=one.unit,
        period=one.period,
        found=found,
    )
    # The figures themselves would be too many to write down; their digest changes with any.
    digest = hashlib.sha256(repr(said).encode()).hexdigest()[:16]
    return replace(whole, figures=f"{len(said)} figures {digest}")
