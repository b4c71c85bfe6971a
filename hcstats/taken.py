"""What is the same for every file of a run, and what one file gave."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from hcstats.forms.definition import Form
from hcstats.forms.load import form_ids, load_form
from hcstats.layout.memory import Memory
from hcstats.layout.recognise import pinned_labels
from hcstats.model import (
    NO_NUMBERS,
    NumberCounts,
    Problem,
    RuleCounts,
    Submission,
)
from hcstats.model.pickled import pickled_by_fields
from hcstats.readers.scanned import Sheet, number_cell, sheet_grid
from hcstats.units import Register


@dataclass(frozen=True, slots=True)
class Settings:
    """What is the same for every file of a run."""

    forms: tuple[Form, ...]
    register: Register
    aliases: Mapping[str, str]
    period: str = ""

    def __reduce__(self) -> tuple[object, ...]:
        known = {one: load_form(one) for one in form_ids()}
        forms = tuple(one.id if known.get(one.id) is one else one for one in self.forms)
        return _settings, (forms, self.register, self.aliases, self.period)


def _settings(
    forms: Sequence[Form | str], register: Register, aliases: Mapping[str, str], period: str
) -> Settings:
    """Settings in another process, where the forms are loaded once and not sent."""
    own = tuple(load_form(one) if isinstance(one, str) else one for one in forms)
    return Settings(own, register, aliases, period)


_MEMORIES: dict[tuple[object, ...], tuple[tuple[Form, ...], Memory[Sheet]]] = {}


def memory_of(settings: Settings) -> Memory[Sheet]:
    """What this process has learnt of layouts under the forms and labels of the settings."""
    key = (*map(id, settings.forms), *settings.aliases.items())
    if key not in _MEMORIES:
        memory = Memory(settings.forms, pinned_labels(settings.aliases), sheet_grid, number_cell)
        # The forms are kept with it, so that their ids stay theirs.
        _MEMORIES[key] = settings.forms, memory
    return _MEMORIES[key][1]


@pickled_by_fields
@dataclass(frozen=True, slots=True)
class Taken:
    """What one file gave: submissions whose unit and year are known as far as they can be.

    `resolved` tells for each submission whether its unit is known (in the list of units, or
    named at all if there is no list).
    """

    name: str
    sha256: str
    submissions: tuple[Submission, ...]
    resolved: tuple[bool, ...]
    problems: tuple[Problem, ...]
    by_rule: Mapping[str, RuleCounts] = field(default_factory=dict)
    numbers: NumberCounts = NO_NUMBERS
    export: bool = False
    """Whether the file is an export of an earlier run."""
