"""Explanations: why a warning is true all the same; they hold as long as the figures do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from hcstats.catalogue import problem
from hcstats.model import Message, Place, Problem, Severity, say

COLUMNS = ("unit", "period", "rule", "key", "figures", "explanation", "author", "date")
"""The columns of explanations.csv, in this order."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """One line of explanations.csv: what it speaks of, what it says, who said so and when."""

    unit: str
    period: str
    rule: str
    key: str
    figures: str
    explanation: str
    author: str = ""
    date: str = ""
    file: str = ""
    line: int = 0


def figures_of(one: Problem) -> str:
    """What a problem speaks of, as explanations.csv has it: figures, else what was found, where."""
    return one.figures or one.found or _where(one.place)


def _where(place: Place) -> str:
    """The place without folders, which are another way of naming the same file."""
    file = place.file.rpartition("/")[2]
    return "!".join(part for part in (file, place.sheet, place.cell) if part)


def settle(problems: Sequence[Problem], explanations: Sequence[Explanation]) -> list[Problem]:
    """The problems, warnings with their explanation, and what is wrong with explanations.

    An explanation settles warnings of its unit (code, or name where only one unit has it),
    period, rule and key whose figures are still those that it speaks of. An error cannot be
    explained away.
    """
    codes: dict[str, set[str]] = {}
    for one in problems:
        codes.setdefault(one.unit, set()).add(one.unit_code)
    shared = frozenset(name for name, own in codes.items() if len(own) > 1)
    used: set[int] = set()
    by_subject: dict[_Subject, list[int]] = {}
    for place, explanation in enumerate(explanations):
        subject = (explanation.unit, explanation.rule, explanation.key)
        by_subject.setdefault(subject, []).append(place)
    settled = [_explained(one, explanations, by_subject, shared, used) for one in problems]
    return [*settled, *_unsettled(problems, explanations, shared, used)]


_Subject = tuple[str, str, str]
"""Unit (by code or name), rule and key."""


def _subjects(one: Problem) -> set[_Subject]:
    """The subjects under which an explanation may speak of a problem."""
    return {(unit, one.rule, one.key) for unit in (one.unit, one.unit_code)}


def _explained(
    one: Problem,
    explanations: Sequence[Explanation],
    by_subject: Mapping[_Subject, Sequence[int]],
    shared: frozenset[str],
    used: set[int],
) -> Problem:
    if one.severity is not Severity.WARNING or not by_subject:
        return one
    fitting = [
        place
        for place in sorted({p for own in _subjects(one) for p in by_subject.get(own, ())})
        if _about(explanations[place], one, shared)
        and explanations[place].figures.strip() == figures_of(one)
    ]
    used.update(fitting)
    return replace(one, explanation=_said(explanations[fitting[0]])) if fitting else one


def _said(one: Explanation) -> str:
    by = " ".join(part for part in (one.author, one.date) if part)
    return f"{one.explanation}（{by}）" if by else one.explanation


def _about(explanation: Explanation, one: Problem, shared: frozenset[str]) -> bool:
    named = explanation.unit == one.unit and one.unit not in shared
    return (
        (named or (bool(one.unit_code) and explanation.unit == one.unit_code))
        and explanation.period in ("", one.period)
        and explanation.rule == one.rule
        and explanation.key == one.key
    )


def _unsettled(
    problems: Sequence[Problem],
    explanations: Sequence[Explanation],
    shared: frozenset[str],
    used: set[int],
) -> Iterator[Problem]:
    left = [one for place, one in enumerate(explanations) if place not in used]
    by_subject: dict[_Subject, list[Problem]] = {}
    for one in problems if left else ():
        for subject in _subjects(one):
            by_subject.setdefault(subject, []).append(one)
    for explanation in left:
        subject = (explanation.unit, explanation.rule, explanation.key)
        about = [one for one in by_subject.get(subject, ()) if _about(explanation, one, shared)]
        params = {"unit": explanation.unit, "rule": explanation.rule, "line": explanation.line}
        if any(one.severity is Severity.ERROR for one in about):
            message = say(
                "Line {line}: {rule} of {unit} is an error and cannot be explained away; "
                "have the figures corrected.",
                **params,
            )
            yield _at(explanation, "explanation.error", message)
        elif about:
            message = say(
                "Line {line}: the explanation of {rule} for {unit} speaks of '{old}', but the "
                "figures are now '{new}'; have it confirmed, or take it out.",
                old=explanation.figures,
                new=figures_of(about[0]),
                **params,
            )
            yield _at(explanation, "explanation.stale", message)
        else:
            message = say(
                "Line {line}: nothing of this run is warned of under {rule} for {unit}; "
                "the explanation is not used.",
                **params,
            )
            yield _at(explanation, "explanation.unused", message)


def _at(explanation: Explanation, rule: str, message: Message) -> Problem:
    return problem(
        rule,
        message,
        Place(explanation.file),
        unit=explanation.unit,
        period=explanation.period,
        key=explanation.key,
    )
