"""Which form and edition a workbook is on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hcstats.forms.definition import Form
from hcstats.layout.labels import words
from hcstats.layout.plan import plan_sheet
from hcstats.layout.records import Plan
from hcstats.layout.skeleton import Skeleton
from hcstats.layout.vocabulary import CUT, vocabulary
from hcstats.model import Grid

_WORTH = 0.9
"""Forms whose labels occur less than this part of the best form's are not planned at all."""


@dataclass(frozen=True, slots=True)
class SheetPlan:
    """A sheet with its skeleton and the plan of it for the chosen form."""

    grid: Grid
    skeleton: Skeleton
    plan: Plan


@dataclass(frozen=True, slots=True)
class Choice:
    """The form that explains most of a workbook, and those that explain it equally well."""

    form: Form
    plans: tuple[SheetPlan, ...]
    others: tuple[Form, ...] = ()


def choose_form(
    sheets: Sequence[tuple[Grid, Skeleton]], forms: Sequence[Form], period_hint: str
) -> Choice | None:
    """The form of which most figures are found; None if no form has any.

    Where two have the same number, the edition's own marks decide (its document number), then
    the year; what is still undecided is said in `others`.
    """
    planned = [
        (form, tuple(_planned(grid, skeleton, form) for grid, skeleton in sheets))
        for form in worth_planning(sheets, forms)
    ]
    ranked = sorted(
        ((_certain(plans), form, plans) for form, plans in planned),
        key=lambda entry: entry[0],
        reverse=True,
    )
    ranked = [entry for entry in ranked if entry[0] > 0]
    if not ranked:
        return None
    best = [entry for entry in ranked if entry[0] == ranked[0][0]]
    if len(best) > 1:
        best = _by_marks(sheets, best)
    if len(best) > 1 and period_hint:
        fitting = [entry for entry in best if entry[1].serves(int(period_hint))]
        if len(fitting) == 1:
            best = fitting
    _, form, plans = best[-1] if len(best) > 1 else best[0]
    return Choice(form, plans, tuple(other for _, other, _ in best if other is not form))


_Ranked = tuple[int, Form, tuple[SheetPlan, ...]]


def _planned(grid: Grid, skeleton: Skeleton, form: Form) -> SheetPlan:
    return SheetPlan(grid, skeleton, plan_sheet(skeleton, vocabulary(form)))


def _certain(plans: Sequence[SheetPlan]) -> int:
    """How many figures have a certain place; doubtful ones count a little."""
    claims = [claim for sheet in plans for claim in sheet.plan.claims]
    keys = {claim.key for claim in claims if claim.strength >= CUT}
    doubtful = {claim.key for claim in claims} - keys
    return 10 * len(keys) + len(doubtful)


def worth_planning(sheets: Sequence[tuple[Grid, Skeleton]], forms: Sequence[Form]) -> list[Form]:
    """The forms of which enough labels occur at all."""
    shown = {label for _, skeleton in sheets for label in skeleton.labels.values()}
    scores = []
    for form in forms:
        lexicon = vocabulary(form)
        rows = {row.index for label in shown for row in lexicon.rows_of(label)}
        columns = {
            (column.table.code, column.index)
            for label in shown
            for column in lexicon.columns_of(label)
        }
        scores.append((len(rows) + len(columns), form))
    most = max((score for score, _ in scores), default=0)
    return [form for score, form in scores if score > 0 and score >= _WORTH * most]


def _by_marks(sheets: Sequence[tuple[Grid, Skeleton]], best: list[_Ranked]) -> list[_Ranked]:
    """Those of equally good forms whose own marks or titles stand in the text, if any do."""
    shown = "\n".join(label.full for _, skeleton in sheets for label in skeleton.labels.values())
    marked = [entry for entry in best if any(words(mark).full in shown for mark in entry[1].marks)]
    return marked or best
