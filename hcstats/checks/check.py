"""The rules of a form on one submission: passed, failed, or not assessable. Nothing is guessed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from hcstats.checks.blanks import blank_problems
from hcstats.checks.failing import failure
from hcstats.checks.hints import with_hints
from hcstats.checks.hints.relation import relation_of
from hcstats.checks.instances import (
    Instance,
    applied_relations,
    is_exempt,
    of_table,
    own_relations,
)
from hcstats.checks.plan import Verdict
from hcstats.checks.screen import screen_of
from hcstats.checks.values import by_key
from hcstats.forms.definition import Form, Rule
from hcstats.model import Figure, Number, Problem, RuleCounts, Severity, Status, Submission


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What is known around a submission.

    `level` of its unit (None: unknown), whether the unit is new, and labels of rows that it has
    added to the form.
    """

    level: str | None = None
    new: bool = False
    local_rows: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Checked:
    """A submission with its impossible values taken out, what is wrong, how each rule came out."""

    submission: Submission
    problems: tuple[Problem, ...]
    counts: Mapping[str, RuleCounts] = field(default_factory=dict)

    @property
    def rules(self) -> RuleCounts:
        """How all rules came out together."""
        return sum(self.counts.values(), start=RuleCounts())


PASSED = RuleCounts(passed=1)
FAILED = RuleCounts(failed=1)
NOT_ASSESSABLE = RuleCounts(not_assessable=1)
_ALONE = Circumstances()


def check_submission(submission: Submission, form: Form, around: Circumstances = _ALONE) -> Checked:
    """How a submission stands to every rule of its form that it can satisfy alone.

    Values that no figure of their kind can have (A1) are made unreadable first, so that they
    are in no sum and no other rule accuses them again.
    """
    figures = {figure.key: figure for figure in submission.figures}
    plan = screen_of(form).plan(tuple(figures))
    alone = plan.alone_of(list(figures.values()))
    problems: list[Problem] = []
    for place in alone.impossible():
        instance = plan.alone[place]
        problems.append(failure(instance, figures, submission, form))
        key = instance.names["value"]
        figures[key] = replace(figures[key], value=None, status=Status.UNREADABLE)
    checked = replace(submission, figures=tuple(figures.values())) if problems else submission
    verdict = plan.verdict(alone, list(figures.values()), submission.unit, around.level)
    told = check_told(checked, form, around, verdict)
    return Checked(checked, (*problems, *told.problems), told.counts)


def check_told(
    submission: Submission, form: Form, around: Circumstances, verdict: Verdict
) -> Checked:
    """What `check_submission` says of a submission of which a screen has given this verdict.

    The figures are looked at only where something is to be said of them.
    """
    problems: list[Problem] = []
    if verdict.failed:
        broken = [own_relations(form)[place] for place in verdict.failed]
        figures = by_key(submission.figures)
        problems = [
            failure(one, figures, submission, form, _severity(one.rule, around)) for one in broken
        ]
        applied = applied_relations(form, submission.unit, around.level)
        problems = with_hints(problems, applied, figures, form, broken=broken)
    problems += blank_problems(submission, verdict.blanks)
    return Checked(submission, tuple(problems), verdict.counts)


def hold(
    relations: Iterable[Instance],
    known: Mapping[str, Figure],
    submission: Submission,
    form: Form,
    around: Circumstances,
    counts: dict[str, RuleCounts],
    beside: Iterable[Instance] = (),
) -> Iterable[Problem]:
    """A problem for each relation that the known figures break; `counts` hears of all.

    Each has its likely causes, which may break no relation `beside` these either.
    """
    problems: list[Problem] = []
    applied = list(beside)
    for instance in relations:
        rule = instance.rule
        if is_exempt(rule, submission.unit, around.level):
            continue
        # Of a unit whose level is not known it cannot be said that the rule is for it.
        known_level = not rule.unless_level or around.level is not None
        outcome = assess(instance, known) if known_level else NOT_ASSESSABLE
        tally(counts, rule.id, outcome)
        if known_level:
            applied.append(instance)
        if outcome is FAILED:
            problems.append(failure(instance, known, submission, form, _severity(rule, around)))
    last = {
        key.removeprefix("last."): figure
        for key, figure in known.items()
        if key.startswith("last.")
    }
    return with_hints(problems, applied, known, form, last)


def tally(counts: dict[str, RuleCounts], rule: str, outcome: RuleCounts) -> None:
    """Add an outcome to a rule's."""
    counts[rule] = counts.get(rule, RuleCounts()) + outcome


def merged_counts(several: Iterable[Mapping[str, RuleCounts]]) -> dict[str, RuleCounts]:
    """How each rule came out over several submissions."""
    # Submissions that came out alike share their counts: those are added up once.
    alike: dict[int, tuple[Mapping[str, RuleCounts], list[int]]] = {}
    for one in several:
        alike.setdefault(id(one), (one, [0]))[1][0] += 1
    sums: dict[str, list[int]] = {}
    for one, (count,) in alike.values():
        for rule, outcome in one.items():
            own = sums.setdefault(rule, [0, 0, 0])
            own[0] += outcome.passed * count
            own[1] += outcome.failed * count
            own[2] += outcome.not_assessable * count
    return {rule: RuleCounts(*own) for rule, own in sums.items()}


def table_sums(form: Form, figures: Mapping[str, Figure]) -> dict[str, Figure]:
    """Each table's figures added up, at the place of the first; for rules on whole tables."""
    found: dict[str, Figure] = {}
    tables: dict[str, list[Figure]] = {table.code: [] for table in form.tables}
    for key, figure in figures.items():
        of_it = tables.get(key.partition(".")[0])
        if of_it is not None:
            of_it.append(figure)
    for code, own in tables.items():
        if own:
            values = [f.value if f.value >= 0 else -f.value for f in own if f.value is not None]
            status = Status.REPORTED if values else Status.BLANK
            if any(f.status is Status.UNREADABLE for f in own):
                status, values = Status.UNREADABLE, []
            value = sum(values) if values else None
            first = replace(own[0], value=value, status=status, approximate=False, text="")
            found[of_table(code)] = first
    return found


def _severity(rule: Rule, around: Circumstances) -> Severity:
    """The rule's severity; an error is a warning only where the circumstances can excuse it."""
    beside = any(w in row for w in rule.warning_beside for row in around.local_rows)
    excused = beside or (rule.warning_if_new and around.new)
    return Severity.WARNING if excused and rule.severity is Severity.ERROR else rule.severity


def assess(instance: Instance, figures: Mapping[str, Figure]) -> RuleCounts:
    """PASSED, FAILED or NOT_ASSESSABLE, by the values that are there."""
    relation = relation_of(instance)
    values: dict[str, Number] = {}
    reported = False
    for key in relation.keys:
        figure = figures.get(key)
        if figure is None or figure.status is Status.UNREADABLE:
            return NOT_ASSESSABLE
        # About 9000 may be more or less than 9000, but is a whole number all the same.
        if figure.approximate and instance.used != ("value",):
            return NOT_ASSESSABLE
        # A blank in a table that the unit did fill counts as nothing.
        values[key] = figure.value if figure.value is not None else 0
        reported = reported or figure.value is not None
    if not reported:
        return NOT_ASSESSABLE
    return PASSED if relation.holds(values) else FAILED
