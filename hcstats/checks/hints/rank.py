"""The hints of each broken relation: tried out, ranked, at most three."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from hcstats.checks.failing import spoken_of
from hcstats.checks.hints.causes import Candidate, candidates, of_bound
from hcstats.checks.hints.locate import Suspects, locate
from hcstats.checks.hints.system import System
from hcstats.checks.hints.wording import hint, suspicion
from hcstats.checks.instances import Instance
from hcstats.checks.values import numbers_of
from hcstats.forms.definition import Form
from hcstats.model import Figure, Hint, Number, Problem

MOST_HINTS = 3
MOST_TRIED = 3000
"""Candidates that are tried out for one submission; a table of nonsense has more."""


_Mending = tuple[Candidate, frozenset[int]]
"""A candidate that breaks nothing, and the relations that it mends."""


def with_hints(
    problems: Iterable[Problem],
    relations: Iterable[Instance],
    figures: Mapping[str, Figure],
    form: Form,
    last: Mapping[str, Figure] | None = None,
    broken: Iterable[Instance] | None = None,
) -> list[Problem]:
    """The problems, those that are broken relations with their likely causes.

    `relations` are all that must go on holding, those of the problems among them; `figures` may
    hold other contexts' figures too (`last.<key>`), which are never altered. `last` are the
    figures of the year before by key, where they are known; `broken` those of the relations that
    have come out as broken, where all have been judged.
    """
    problems = list(problems)
    relations = tuple(relations)
    if not problems or not relations:
        return problems
    system = System(relations, figures, form, broken)
    if not system.failing:
        return problems
    numbers = numbers_of(figures)
    failing = {
        (one.rule.id, spoken_of(one, numbers)): number
        for number, one in ((number, system.relations[number]) for number in system.failing)
    }
    found = hints_by_relation(system, last or {})
    own = [found.get(failing.get((one.rule, one.figures), -1), one.hints) for one in problems]
    return [
        one if hints == one.hints else replace(one, hints=hints)
        for one, hints in zip(problems, own, strict=True)
    ]


def hints_by_relation(system: System, last: Mapping[str, Figure]) -> dict[int, tuple[Hint, ...]]:
    """The hints of every failing relation that has any."""
    mending = _tried(system, last)
    found: dict[int, tuple[Hint, ...]] = {}
    for together in _together(system):
        sets = locate(system, together) if len(together) > 1 else ()
        for number in sorted(together):
            own = [(one, mended) for one, mended in mending if number in mended]
            if not own:
                bound = [(one, system.mended_by(one.changes)) for one in of_bound(system, number)]
                own = [(one, mended) for one, mended in bound if number in mended]
            found[number] = _best(system, own, sets, len(together))
    return found


def _tried(system: System, last: Mapping[str, Figure]) -> list[_Mending]:
    """The candidates that mend something, the best first, each set of changes once."""
    found: list[_Mending] = []
    for count, one in enumerate(candidates(system, last)):
        if count == MOST_TRIED:
            break
        if one is None:
            continue
        carried = _carried(system, one)
        for tried in (one,) if carried is None else (one, carried):
            mended = system.mended_by(tried.changes)
            if mended:
                found.append((tried, mended))
    found.sort(key=lambda pair: (-len(pair[1]), len(pair[0].changes), -pair[0].weight))
    once: dict[frozenset[tuple[str, Number]], _Mending] = {}
    for pair in found:
        once.setdefault(frozenset(pair[0].changes.items()), pair)
    return list(once.values())


def _carried(system: System, one: Candidate) -> Candidate | None:
    """A slip in a part that its total has followed, as a formula does; None if there is none."""
    broken = system.broken_by(one.changes) if len(one.changes) == 1 else ()
    found = system.total(broken[0]) if len(broken) == 1 else None
    if found is None or found.total in one.changes:
        return None
    after = {**system.values, **one.changes}
    followed = sum(after[key] for key in found.parts.values())
    return one._replace(changes={**one.changes, found.total: followed}, weight=one.weight / 2)


def _best(
    system: System, own: list[_Mending], sets: tuple[Suspects, ...], count: int
) -> tuple[Hint, ...]:
    """The best causes, and the suspects where they are certain and say more than the first."""
    shown = [hint(system, one) for one, _ in own[:MOST_HINTS]]
    if len(sets) == 1 and not (own and dict(own[0][0].changes) == dict(sets[0])):
        shown = [*shown[: MOST_HINTS - 1], suspicion(system, sets[0], count)]
    return tuple(shown)


def _together(system: System) -> list[frozenset[int]]:
    """The failing relations in groups that share cells."""
    groups: list[tuple[set[int], set[str]]] = []
    for number in system.failing:
        numbers, keys = {number}, set(system.relations[number].keys)
        apart = []
        for group in groups:
            if group[1] & keys:
                numbers |= group[0]
                keys |= group[1]
            else:
                apart.append(group)
        groups = [*apart, (numbers, keys)]
    return [frozenset(numbers) for numbers, _ in groups]
