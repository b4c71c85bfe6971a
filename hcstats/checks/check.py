"""One submission against all rules of its form: passed, failed, or not assessable."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

from hcstats.checks.blanks import blank_problems
from hcstats.checks.wording import failure
from hcstats.forms.definition import Form, Item, Rule, item_key
from hcstats.forms.grammar import Expression, evaluate, names, parse
from hcstats.model import Figure, Number, Problem, RuleCounts, Status, Submission


@dataclass(frozen=True, slots=True)
class Checked:
    """A submission with its impossible values taken out, what is wrong, and how many rules ran."""

    submission: Submission
    problems: tuple[Problem, ...]
    counts: RuleCounts


class Instance(NamedTuple):
    """A rule at one place: `names` maps the names in its expression to keys."""

    rule: Rule
    expression: Expression
    used: tuple[str, ...]
    names: Mapping[str, str]
    row: str
    column: str


PASSED, FAILED, NOT_ASSESSABLE = "passed", "failed", "not_assessable"


def check_submission(submission: Submission, form: Form, level: str | None) -> Checked:
    """How a submission stands to every rule of its form.

    Values that no figure of their kind can have (A1) are made unreadable first, so that they
    are in no sum and no other rule accuses them again. `level` is the unit's, None if unknown.
    """
    problems: list[Problem] = []
    outcomes: list[str] = []
    figures = {figure.key: figure for figure in submission.figures}
    for rule in (rule for rule in form.rules if rule.each == "figure"):
        expression = parse(rule.expression)
        for key, figure in figures.items():
            item = form.items[key]
            if item.kind is not rule.kind or figure.value is None:
                continue
            instance = _of_figure(rule, expression, item)
            outcome = _outcome(instance, figures)
            outcomes.append(outcome)
            if outcome == FAILED:
                problems.append(failure(instance, figures, submission, form))
                figures[key] = replace(figure, value=None, status=Status.UNREADABLE)
    for instance in instances(form):
        outcome = _outcome(instance, figures) if _applies(instance.rule, level) else ""
        if _exempt(instance.rule, level):
            continue
        outcomes.append(outcome or NOT_ASSESSABLE)
        if outcome == FAILED:
            problems.append(failure(instance, figures, submission, form))
    checked = replace(submission, figures=tuple(figures.values()))
    problems += blank_problems(checked, form)
    counts = RuleCounts(
        outcomes.count(PASSED), outcomes.count(FAILED), outcomes.count(NOT_ASSESSABLE)
    )
    return Checked(checked, tuple(problems), counts)


def _exempt(rule: Rule, level: str | None) -> bool:
    return level is not None and level in rule.unless_level


def _applies(rule: Rule, level: str | None) -> bool:
    """Whether it can be said at all if the rule holds for a unit of this level."""
    return not rule.unless_level or level is not None


def _of_figure(rule: Rule, expression: Expression, item: Item) -> Instance:
    column = "" if item.column.code == "value" else item.column.label
    return Instance(rule, expression, ("value",), {"value": item.key}, item.row.label, column)


_BUILT: dict[int, tuple[Form, tuple[Instance, ...]]] = {}


def instances(form: Form) -> tuple[Instance, ...]:
    """Every relation of a form at every place where it holds, built once a form."""
    built = _BUILT.get(id(form))
    if built is None or built[0] is not form:
        built = _BUILT[id(form)] = (form, tuple(_instances(form)))
    return built[1]


def _instances(form: Form) -> Iterator[Instance]:
    for rule in form.rules:
        expression = parse(rule.expression)
        used = names(expression)
        if rule.each == "once":
            yield Instance(rule, expression, used, {name: name for name in used}, "", "")
        elif rule.each == "row":
            table = form.table(rule.table)
            for row in (row for row in table.rows if not row.heading):
                keys = {column.code: item_key(table, row, column) for column in table.columns}
                yield Instance(rule, expression, used, keys, row.label, "")
        elif rule.each == "column":
            table = form.table(rule.table)
            for column in table.columns:
                keys = {row.code: item_key(table, row, column) for row in table.rows}
                yield Instance(rule, expression, used, keys, "", column.label)


def _outcome(instance: Instance, figures: Mapping[str, Figure]) -> str:
    """Passed, failed or not assessable, by the values that the submission gives."""
    values: dict[str, Number] = {}
    reported = False
    for name in instance.used:
        figure = figures.get(instance.names[name])
        if figure is None or figure.status is Status.UNREADABLE:
            return NOT_ASSESSABLE
        # About 9000 may be more or less than 9000, but is a whole number all the same.
        if figure.approximate and instance.rule.each != "figure":
            return NOT_ASSESSABLE
        # A blank in a table that the unit did fill counts as nothing.
        values[name] = figure.value if figure.value is not None else 0
        reported = reported or figure.value is not None
    if not reported:
        return NOT_ASSESSABLE
    return PASSED if evaluate(instance.expression, values) else FAILED
