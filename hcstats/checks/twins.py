"""Submissions with the same figures: another unit's, or the unit's own of the year before."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from zlib import crc32

from hcstats.catalogue import problem
from hcstats.checks.earlier import Earlier
from hcstats.checks.values import pairs
from hcstats.columns import columns
from hcstats.model import Figure, FigureRow, Message, Number, Place, Problem, Submission, say

_FIGURES, _VALUES = 8, 4
"""Figures other than 0, and different values among them, from which chance is no explanation."""

_NAMED = 3
"""Others with the same figures that a warning names; it counts the rest."""

Fingerprint = tuple[tuple[str, Number], ...]


def fingerprint(figures: Iterable[Figure]) -> Fingerprint | None:
    """What a submission says, whatever its file looks like; None where that is too little to tell.

    Zeros and blanks do not count: all reports of nothing are alike.
    """
    said = [(key, value) for key, value in pairs(figures) if value]
    enough = len(said) >= _FIGURES and len({value for _, value in said}) >= _VALUES
    return tuple(sorted(said)) if enough else None


def twins(submissions: Sequence[Submission], earlier: Earlier | None) -> Iterator[Problem]:
    """A warning for each submission that says just what another unit's or last year's said."""
    same: dict[int, list[Submission]] = {}
    for one in submissions:
        hashed = likeness(one.figures)
        if hashed is None:
            continue
        same.setdefault(hashed, []).append(one)
        if earlier is not None and likeness(before := earlier.figures_of(one)) == hashed:
            said = fingerprint(one.figures)
            if said is not None and fingerprint(before) == said:
                message = say(
                    "Every figure is that of the submission for {period}; last year's file was "
                    "sent again, it seems. Ask for this year's.",
                    period=earlier.period,
                )
                yield _at(one, "A2.stale", message, _spoken(said), next(iter(before)).file)
    # Figures that differ can share a hash, though hardly ever.
    alike: dict[Fingerprint, list[Submission]] = {}
    for one in (one for group in same.values() if len(group) > 1 for one in group):
        said = fingerprint(one.figures)
        if said is not None:
            alike.setdefault(said, []).append(one)
    for said, group in alike.items():
        if len(group) > 1:
            spoken = _spoken(said)
            yield from (_copy(one, group, spoken) for one in group)


def likeness(figures: Sequence[Figure]) -> int | None:
    """The same number in every process for the same fingerprint; None where there is none."""
    gist = figures.gist if isinstance(figures, FigureRow) else None
    if gist is not None:
        return gist.likeness
    own = columns(figures)
    return likeness_of(own.keys, own.values)


def likeness_of(keys: tuple[str, ...], values: Sequence[Number | None]) -> int | None:
    """The likeness of figures by their keys and values."""
    said = [pair for pair in zip(_numbered(keys), values, strict=True) if pair[1]]
    enough = len(said) >= _FIGURES and len({value for _, value in said}) >= _VALUES
    return hash(frozenset(said)) if enough else None


@lru_cache(maxsize=256)
def _numbered(keys: tuple[str, ...]) -> tuple[int, ...]:
    """A number for each key: the hash of a text is another one in every process."""
    return tuple(crc32(key.encode("utf-8", "surrogatepass")) for key in keys)


def _copy(one: Submission, group: Sequence[Submission], spoken: str) -> Problem:
    """The warning that names the first of the others and says how many there are."""
    others = [other for other in group[: _NAMED + 1] if other is not one][:_NAMED]
    message = say(
        "Every figure is the same as in the submissions of {units} (others in all: {count}); "
        "find out whose they are.",
        units=tuple(f"{other.unit} ({other.file})" for other in others),
        count=len(group) - 1,
    )
    return _at(one, "A2.copy", message, spoken, "|".join(other.file for other in others))


def _at(one: Submission, rule: str, message: Message, spoken: str, found: str = "") -> Problem:
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
    return replace(whole, figures=spoken)


def _spoken(said: Fingerprint) -> str:
    """The figures themselves would be too many to write down; their digest changes with any."""
    return f"{len(said)} figures {hashlib.sha256(repr(said).encode()).hexdigest()[:16]}"
