"""Problems as the page lists them: by unit, each with its place and its likely causes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from hcstats.board_remarks import base
from hcstats.forms.definition import Form
from hcstats.item_labels import item_label
from hcstats.model import Outcome, Problem, Severity, say
from hcstats.record_tables import SEVERITIES
from hcstats.writers.page.phrases import Phrase, Phrases


@dataclass(frozen=True, slots=True)
class Finding:
    """One problem; `key` is the number of the figure that it speaks of, if it is the form's."""

    severity: str
    severity_name: Phrase
    rule: Phrase
    message: Phrase
    places: tuple[tuple[Phrase, Phrase], ...]
    """What and where: file, sheet, cell."""
    details: tuple[tuple[Phrase, Phrase], ...]
    """Found, expected, explanation."""
    hints: tuple[Phrase, ...]
    key: int | None
    item: Phrase


@dataclass(frozen=True, slots=True)
class Group:
    """The problems of one unit, or of a file that is nobody's."""

    owner: tuple[str, str]
    """Code and name of the unit, or nothing and the file's name."""
    name: Phrase
    number: int
    findings: tuple[Finding, ...]
    counts: tuple[tuple[str, Phrase], ...]
    """For each severity that occurs, how many there are."""

    @property
    def open(self) -> bool:
        """Whether something in it has to be corrected."""
        return any(one.severity == Severity.ERROR for one in self.findings)


@dataclass(frozen=True, slots=True)
class Findings:
    """All problems, and what they can be filtered by."""

    groups: tuple[Group, ...]
    severities: tuple[tuple[str, Phrase], ...]
    rules: tuple[Phrase, ...]
    count: int


def findings(outcome: Outcome, form: Form | None, phrases: Phrases) -> Findings:
    """Every problem of the run, under its unit in the order of the list of units."""
    owned: dict[tuple[str, str], list[Problem]] = {
        (unit.code, unit.name): [] for unit in outcome.coverage.expected
    }
    for one in outcome.problems:
        owned.setdefault(_owner(one), []).append(one)
    filled = [(owner, problems) for owner, problems in owned.items() if problems]
    places = {key: number for number, key in enumerate(form.items)} if form else {}
    groups = tuple(
        _group(number, owner, problems, form, places, phrases)
        for number, (owner, problems) in enumerate(filled)
    )
    rules = Counter(one.rule for one in outcome.problems)
    severities = tuple(
        (severity.value, phrases(SEVERITIES[severity]))
        for severity in Severity
        if any(one.severity is severity for one in outcome.problems)
    )
    return Findings(
        groups, severities, tuple(phrases(rule) for rule in sorted(rules)), len(outcome.problems)
    )


def _owner(problem: Problem) -> tuple[str, str]:
    """The unit; without one the file, without that the run itself."""
    if problem.unit_code or problem.unit:
        return problem.unit_code, problem.unit
    return "", base(problem.place.file)


def _group(
    number: int,
    owner: tuple[str, str],
    problems: Sequence[Problem],
    form: Form | None,
    places: dict[str, int],
    phrases: Phrases,
) -> Group:
    counts = Counter(one.severity for one in problems)
    said = tuple(
        (
            severity.value,
            phrases(
                say("{severity} {count}", severity=SEVERITIES[severity], count=counts[severity])
            ),
        )
        for severity in Severity
        if counts[severity]
    )
    name = owner[1] or owner[0] or say("All units together")
    found = tuple(_finding(one, form, places, phrases) for one in problems)
    return Group(owner, phrases(name), number, found, said)


def _finding(one: Problem, form: Form | None, places: dict[str, int], phrases: Phrases) -> Finding:
    named = SEVERITIES[one.severity]
    if one.explanation:
        named = say("{severity}, explained", severity=named)
    where = (
        (say("File"), one.place.file),
        (say("Sheet"), one.place.sheet),
        (say("Cell"), one.place.cell),
    )
    details = (
        (say("Found"), one.found),
        (say("Should be"), one.expected),
        (say("Explanation"), one.explanation),
    )
    known = form is not None and one.key in places
    return Finding(
        one.severity.value,
        phrases(named),
        phrases(one.rule),
        phrases(one.message),
        tuple((phrases(what), phrases(text)) for what, text in where if text),
        tuple((phrases(what), phrases(text)) for what, text in details if text),
        tuple(phrases(hint.message) for hint in one.hints),
        places[one.key] if known else None,
        phrases(item_label(form, form.items[one.key])) if form and known else Phrase(one.key),
    )
