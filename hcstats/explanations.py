"""Explanations: why a warning is true all the same; they hold as long as the figures do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
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
    return "!".join(part for part in (place.file, place.sheet, place.cell) if part)


def settle(problems: Sequence[Problem], explanations: Sequence[Explanation]) -> list[Problem]:
    """The problems, warnings with their explanation, and what is wrong with explanations.

    An explanation settles warnings of its unit (code or name), period, rule and key whose
    figures are still those that it speaks of. An error cannot be explained away.
    """
    used: set[int] = set()
    settled = [_explained(one, explanations, used) for one in problems]
    return [*settled, *_unsettled(problems, explanations, used)]


def _explained(one: Problem, explanations: Sequence[Explanation], used: set[int]) -> Problem:
    if one.severity is not Severity.WARNING:
        return one
    for place, explanation in enumerate(explanations):
        if _about(explanation, one) and explanation.figures.strip() == figures_of(one):
            used.add(place)
            return replace(one, explanation=_said(explanation))
    return one


def _said(one: Explanation) -> str:
    by = " ".join(part for part in (one.author, one.date) if part)
    return f"{one.explanation}（{by}）" if by else one.explanation


def _about(explanation: Explanation, one: Problem) -> bool:
    return (
        explanation.unit in (one.unit_code, one.unit)
        and explanation.period in ("", one.period)
        and explanation.rule == one.rule
        and explanation.key == one.key
    )


def _unsettled(
    problems: Sequence[Problem], explanations: Iterable[Explanation], used: set[int]
) -> Iterator[Problem]:
    for place, explanation in enumerate(explanations):
        if place in used:
            continue
        about = [one for one in problems if _about(explanation, one)]
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
