"""explanations.csv: the open warnings as lines to explain, with what is explained already."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence

from hcstats.explanations import COLUMNS, Explanation, figures_of
from hcstats.messages import render
from hcstats.model import Outcome, Problem, Severity
from hcstats.writers.shown import clean, inert


def render_explanations(outcome: Outcome, kept: Sequence[Explanation], language: str) -> str:
    """The lines of an explanations.csv: those given, then one for each open warning.

    The last column, which is only read by people, says what the warning is.
    """
    stream = io.StringIO(newline="")
    written = csv.writer(stream, lineterminator="\n")
    written.writerow([*COLUMNS, "message"])
    written.writerows([*(_text(getattr(one, name)) for name in COLUMNS), ""] for one in kept)
    for one in open_warnings(outcome):
        message = _text(render(one.message, language))
        fields = (one.unit_code or one.unit, one.period, one.rule, one.key, figures_of(one))
        written.writerow([*map(_text, fields), "", "", "", message])
    return stream.getvalue()


def _text(text: str) -> str:
    return inert(clean(text))


def open_warnings(outcome: Outcome) -> Iterator[Problem]:
    """The warnings that an explanation could settle and none does yet."""
    for one in outcome.problems:
        about_explanations = one.rule.startswith("explanation.")
        if one.severity is Severity.WARNING and not one.explanation and not about_explanations:
            yield one
