"""What is known of a template's unit before the unit fills it in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from hcstats.checks.instances import Instance
from hcstats.forms.definition import Form
from hcstats.forms.grammar import evaluate
from hcstats.model import Number
from hcstats.templates.derived import totals


@dataclass(frozen=True, slots=True)
class Filling:
    """For whom a template is, for which year, and the figures that stand in it from the start.

    `notes` tells of a prefilled figure where it comes from.
    """

    unit: str = ""
    code: str = ""
    level: str | None = None
    period: str = ""
    values: Mapping[str, Number] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)


def with_totals(form: Form, values: Mapping[str, Number]) -> dict[str, Number]:
    """The values with every total that follows from them; a total of blanks is blank."""
    known = dict(values)
    parts = totals(form)

    def value(key: str) -> Number | None:
        if key in parts and key not in known:
            several = [value(part) for part in parts[key]]
            there = [one for one in several if one is not None]
            if there:
                known[key] = sum(there)
        return known.get(key)

    for key in parts:
        value(key)
    return known


def holds(instance: Instance, values: Mapping[str, Number]) -> bool | None:
    """Whether a relation holds of the values, None if it speaks of blanks alone."""
    if not any(key in values for key in instance.keys):
        return None
    known = {name: values.get(instance.names[name], 0) for name in instance.used}
    return bool(evaluate(instance.expression, known))
