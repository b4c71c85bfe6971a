"""Submissions of a batch before and after their rules: many are judged at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from hcstats.catalogue import problem
from hcstats.checks import Checked, Circumstances, check_submission, check_told, screen_of
from hcstats.forms.definition import Form
from hcstats.layout.reading import Remark
from hcstats.model import FigureRow, Place, Problem, RuleCounts, Submission


@dataclass(frozen=True, slots=True)
class Draft:
    """A submission whose unit and year are known as far as they can be, not yet held to rules.

    `problems` are those that came up before.
    """

    submission: Submission
    form: Form
    around: Circumstances
    resolved: bool
    problems: Sequence[Problem]


@dataclass(frozen=True, slots=True)
class Held:
    """A submission, whether its unit is known, what is wrong, how its relations came out."""

    submission: Submission
    resolved: bool
    problems: Sequence[Problem]
    counts: Mapping[str, RuleCounts]


def held(drafts: Sequence[Draft]) -> list[Held]:
    """The submissions with all that their rules say, in the same order.

    Those of packed figures go through the screen together; where that cannot tell, they are looked
    at one by one. Either says the same.
    """
    checked: list[Checked | None] = [None] * len(drafts)
    for places, rows in _alike(drafts):
        first = drafts[places[0]]
        verdicts = screen_of(first.form).judge(
            rows,
            [drafts[place].around.level for place in places],
            [drafts[place].submission.unit for place in places],
        )
        for place, verdict in zip(places, verdicts, strict=True):
            if verdict is not None:
                one = drafts[place]
                checked[place] = check_told(one.submission, one.form, one.around, verdict)
    return [
        _held(draft, told or check_submission(draft.submission, draft.form, draft.around))
        for draft, told in zip(drafts, checked, strict=True)
    ]


def _alike(drafts: Sequence[Draft]) -> Iterable[tuple[list[int], list[FigureRow]]]:
    """The places and figures of drafts that a screen can judge, those of the same keys together."""
    found: dict[tuple[int, tuple[str, ...]], tuple[list[int], list[FigureRow]]] = {}
    for place, draft in enumerate(drafts):
        figures = draft.submission.figures
        if isinstance(figures, FigureRow):
            places, rows = found.setdefault((id(draft.form), figures.layout.keys), ([], []))
            places.append(place)
            rows.append(figures)
    return found.values()


def _held(draft: Draft, checked: Checked) -> Held:
    own = [_of(draft.submission, one) for one in (*draft.problems, *checked.problems)]
    return Held(checked.submission, draft.resolved, own, checked.counts)


def _of(submission: Submission, one: Problem) -> Problem:
    """The problem with the unit and period of the submission that it was found in."""
    unit_code = one.unit_code or submission.unit_code
    unit, period = one.unit or submission.unit, one.period or submission.period
    if (unit_code, unit, period) == (one.unit_code, one.unit, one.period):
        return one
    return replace(one, unit_code=unit_code, unit=unit, period=period)


def remarked(remarks: Sequence[Remark], file: str) -> list[Problem]:
    """What recognition remarked, as problems of a file."""
    return [
        problem(
            one.rule, one.message, Place(file, one.sheet, one.cell), key=one.key, found=one.found
        )
        for one in remarks
    ]
