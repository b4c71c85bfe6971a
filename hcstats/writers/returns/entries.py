"""What a note says of one problem, in words for the unit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from hcstats.forms.definition import Form
from hcstats.forms.grammar import Call, parse
from hcstats.forms.load import load_form
from hcstats.item_labels import item_label
from hcstats.messages import render
from hcstats.model import Figure, Outcome, Place, Problem, Severity, Status, say
from hcstats.record_tables import SEVERITIES
from hcstats.writers.returns.cases import Case
from hcstats.writers.returns.flat import flat
from hcstats.writers.returns.for_units import Speaker

_CAUSES = 2
"""How many likely causes are told; further ones would only confuse."""
_BOUNDS = {"=": "", ">=": "≥ ", "<=": "≤ "}


@dataclass(frozen=True, slots=True)
class Entry:
    """One problem as the note tells it; every text is clean and of one line, or empty.

    `rule` is the number of a relation of the form; problems of other kinds have none.
    """

    rule: str
    severity: Severity
    place: Place
    item: str
    found: str
    wanted: str
    message: str
    causes: tuple[str, ...]
    level: str


class Narrator:
    """Tells the problems of an outcome in one language."""

    def __init__(self, outcome: Outcome, language: str) -> None:
        self._outcome = outcome
        self._language = language
        self._speaker = Speaker(outcome, language)
        self._figures: Mapping[tuple[str, str, str], Figure] = {
            (figure.file, figure.sheet, figure.cell): figure for figure in outcome.figures
        }
        self._forms = {figure.file: f"{figure.form}/{figure.edition}" for figure in outcome.figures}

    def entries(self, case: Case) -> tuple[Entry, ...]:
        """The problems of a case, errors first."""
        ordered = sorted(case.problems, key=lambda one: one.severity is not Severity.ERROR)
        return tuple(map(self._entry, ordered))

    def form(self, file: str) -> Form | None:
        """The form that a file is on; where it was not recognised, that of the run."""
        form_id = self._forms.get(file, self._outcome.form)
        return load_form(form_id) if form_id else None

    def _entry(self, one: Problem) -> Entry:
        form = self.form(one.place.file)
        item = form.items.get(one.key) if form else None
        label = render(item_label(form, item), self._language) if form and item else one.key
        causes = tuple(self._speaker.sentence(hint.message, form) for hint in one.hints[:_CAUSES])
        return Entry(
            "" if _operator(form, one.rule) is None else one.rule,
            one.severity,
            one.place,
            flat(label),
            flat(self._speaker.plain(self._found(one, form))),
            flat(self._speaker.plain(self._wanted(one, form))),
            self._speaker.sentence(one.message, form),
            causes,
            render(SEVERITIES[one.severity], self._language),
        )

    def _found(self, one: Problem, form: Form | None) -> str:
        """What stands in the cell: a relation's own `found` may be the sum of several cells."""
        figure = self._at(one)
        if figure is None or _operator(form, one.rule) is None:
            return one.found
        if figure.status is Status.BLANK or not figure.text.strip():
            return render(say("(blank)"), self._language)
        return figure.text

    def _wanted(self, one: Problem, form: Form | None) -> str:
        """What should stand in the cell; empty where the relation is between sums of cells."""
        operator = _operator(form, one.rule)
        if operator is None or not one.expected:
            return one.expected
        figure = self._at(one)
        own = figure is None or one.found in (figure.text, str(figure.value))
        return f"{_BOUNDS.get(operator, '')}{one.expected}" if own else ""

    def _at(self, one: Problem) -> Figure | None:
        return self._figures.get((one.place.file, one.place.sheet, one.place.cell))


def _operator(form: Form | None, rule_id: str) -> str | None:
    """The comparison that a relation of the form makes; None for problems of other kinds."""
    for rule in form.rules if form else ():
        if rule.id == rule_id:
            expression = parse(rule.expression)
            return expression.function if isinstance(expression, Call) else ""
    return None
