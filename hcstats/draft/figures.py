"""The tables of a draft: each figure held against the totals."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from hcstats.draft.compare import agrees
from hcstats.draft.facts import Candidate, Facts
from hcstats.draft.findings import DraftPlace, Finding, Verdict
from hcstats.draft.judge import EXACT
from hcstats.item_labels import item_label
from hcstats.layout.accounting import account_outside
from hcstats.layout.reading import ReadFigure, Remark
from hcstats.layout.recognise import Recognised, recognise
from hcstats.layout.running import numbers_in
from hcstats.layout.skeleton import skeleton_of
from hcstats.model import Amount, Grid, Status, say
from hcstats.report.official import printed_total

_OPEN = frozenset({"number.unclaimed", "sheet.extra", "label.near", "label.twice", "form.mixed"})
"""Remarks on numbers that belong to no figure, so that nothing holds them against the data."""


def table_findings(grids: Sequence[Grid], facts: Facts) -> Iterator[Finding]:
    """Every figure of the tables in a draft; numbers that are none of the form are not checked."""
    period = facts.outcome.period
    found = recognise(grids, (facts.form,), None, period)
    remarks = list(found.remarks)
    if not found.submissions:
        for grid in grids:
            remarks += account_outside(grid, skeleton_of(grid))[1]
    for submission in found.submissions:
        remarks += submission.remarks
        for figure in submission.figures:
            yield from _figure(figure, submission, facts)
    yield from (_open(remark) for remark in remarks if remark.rule in _OPEN)


def _open(remark: Remark) -> Finding:
    place = DraftPlace(table=remark.sheet, cell=remark.cell)
    return Finding(Verdict.NOT_CHECKED, place, remark.found, "", remark.message)


def _figure(figure: ReadFigure, submission: Recognised, facts: Facts) -> Iterator[Finding]:
    """One figure; a blank where the data have nothing either is no number."""
    candidate = next(one for one in facts.candidates if one.key == figure.key)
    unit = submission.units[0].value if submission.units else ""
    scope = unit if unit in facts.unit_names else "all"
    amount = facts.amount(candidate, scope)
    years = {said.value for said in submission.years}
    empty = figure.status in (Status.BLANK, Status.NOT_APPLICABLE)
    if empty and amount.value is None:
        return
    if years and facts.outcome.period not in years:
        reason, verdict = say("The table is of another year."), Verdict.NOT_CHECKED
    elif figure.status is Status.UNREADABLE:
        reason, verdict = say("The cell cannot be read as one number."), Verdict.NOT_CHECKED
    elif amount.value is None:
        reason, verdict = say("The data have no number for it."), Verdict.NOT_CHECKED
    elif empty:
        reason, verdict = say("The cell is empty, the data have a number."), Verdict.DIFFERS
    elif _is_said(figure, amount, candidate):
        reason, verdict = say("It is what the data say."), Verdict.SAME
    elif figure.value == amount.value:
        reason, verdict = EXACT, Verdict.DIFFERS
    else:
        reason, verdict = say("It is not what the data say."), Verdict.DIFFERS
    item = facts.form.items[figure.key]
    yield Finding(
        verdict,
        DraftPlace(table=figure.sheet, cell=figure.cell),
        figure.text,
        "",
        reason,
        amount,
        figure.key,
        item_label(facts.form, item).text,
        scope,
        printed_total(amount) if verdict is Verdict.DIFFERS else "",
        "table",
    )


def _is_said(figure: ReadFigure, amount: Amount, candidate: Candidate) -> bool:
    """Whether a cell says the amount: equal, or rounded where the cell itself says 约."""
    if figure.value == amount.value:
        return amount.approximate or not figure.approximate
    numbers = numbers_in(figure.text)
    if not figure.approximate or len(numbers) != 1 or amount.value is None:
        return False
    return agrees(numbers[0], amount.value, candidate.unit)
