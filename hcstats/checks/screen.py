"""Many submissions of one form held against its relations at once, in columns.

The verdict on a row is what `check_submission` says of the same figures: both judge by the same
compiled relations. A row with a value that is impossible is for `check_submission`, which takes it
out first.
"""

from __future__ import annotations

from collections.abc import Sequence

from hcstats.checks.plan import Plan, Verdict
from hcstats.forms.definition import Form
from hcstats.model import FigureRow

_AT_ONCE = 256
"""Submissions that are judged in one step; more would only need more memory."""


class Screen:
    """The relations of a form that one submission can satisfy alone, compiled once."""

    def __init__(self, form: Form) -> None:
        self.form = form
        self._plans: dict[tuple[str, ...], Plan] = {}

    def judge(
        self, rows: Sequence[FigureRow], levels: Sequence[str | None], units: Sequence[str]
    ) -> list[Verdict | None]:
        """A verdict a row, or None where `check_submission` must look at it.

        The rows have the same keys in the same order; `levels` and `units` are the level (None:
        unknown) and the name of each row's unit.
        """
        keys = rows[0].layout.keys
        if len(set(keys)) < len(keys):
            return [None] * len(rows)
        plan = self.plan(keys)
        found: list[Verdict | None] = []
        for first in range(0, len(rows), _AT_ONCE):
            part = slice(first, first + _AT_ONCE)
            found += plan.judged(rows[part], levels[part], units[part])
        return found

    def plan(self, keys: tuple[str, ...]) -> Plan:
        """What is compiled for figures in this order, each key once."""
        found = self._plans.get(keys)
        if found is None:
            found = self._plans[keys] = Plan(self.form, keys)
        return found


_SCREENS: dict[int, Screen] = {}


def screen_of(form: Form) -> Screen:
    """The screen of a form, built once."""
    found = _SCREENS.get(id(form))
    if found is None or found.form is not form:
        found = _SCREENS[id(form)] = Screen(form)
    return found
