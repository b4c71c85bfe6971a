"""The relations of a form compiled for figures in a certain order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from hcstats.checks.audience import Audience
from hcstats.checks.blanks import Blank, Blanks
from hcstats.checks.columns import columns_of_figures, columns_of_one
from hcstats.checks.instances import Instance, at_figure, own_relations
from hcstats.checks.judge import FAILED, NOT_ASSESSABLE, Judge
from hcstats.checks.tallies import Tallies
from hcstats.forms.definition import Form
from hcstats.model import Figure, FigureRow, RuleCounts

if TYPE_CHECKING:
    from hcstats.checks.sums import Codes, Flags


class Verdict(NamedTuple):
    """What `check_submission` would say of a row; equal rows share its parts.

    `failed` are places in `own_relations(form)`, in the order of the report; `blanks` are the
    remarks on blank cells.
    """

    counts: Mapping[str, RuleCounts]
    failed: tuple[int, ...]
    blanks: tuple[Blank, ...]


class Plan:
    """What a screen needs for submissions whose figures have these keys, each once."""

    def __init__(self, form: Form, keys: tuple[str, ...]) -> None:
        columns = {key: place for place, key in enumerate(keys)}
        self.relations = own_relations(form)
        self.alone = tuple(_alone(form, keys))
        self.possible = Judge(self.alone, columns)
        self.judge = Judge(self.relations, columns)
        self.limit = min(self.judge.limit, self.possible.limit)
        self._blanks = Blanks(form, keys)
        self._audience = Audience(self.relations)
        rules = [one.rule for one in (*self.alone, *self.relations)]
        self._tallies = Tallies(rules, len(self.alone))

    def judged(
        self, rows: Sequence[FigureRow], levels: Sequence[str | None], units: Sequence[str]
    ) -> list[Verdict | None]:
        """A verdict a row, or None where a value is impossible."""
        columns = columns_of_figures(rows, self.limit)
        alone = self.possible.judged(columns)
        codes = self.judge.judged(columns)
        self._audience.release(codes, units, levels)
        impossible = (alone == FAILED).any(axis=0).tolist()
        told = self._verdicts(alone, codes, columns.cells.blank)
        return [None if out else verdict for verdict, out in zip(told, impossible, strict=True)]

    def _verdicts(self, alone: Codes, codes: Codes, blank: Flags) -> list[Verdict]:
        import numpy as np  # noqa: PLC0415

        failed: list[list[int]] = [[] for _ in range(codes.shape[1])]
        for place, number in np.argwhere(codes.T == FAILED).tolist():
            failed[place].append(number)
        counts = self._tallies.of(np.concatenate([alone, codes]))
        return list(map(Verdict, counts, map(tuple, failed), self._blanks.of(blank)))

    def alone_of(self, figures: Sequence[Figure]) -> Alone:
        """What each figure of one submission is by itself."""
        return Alone(self.alone, self.possible.judged(columns_of_one(figures, self.limit)))

    def verdict(
        self, alone: Alone, figures: Sequence[Figure], unit: str, level: str | None
    ) -> Verdict:
        """How one submission stands whose impossible values have been taken out."""
        columns = columns_of_one(figures, self.limit)
        codes = self.judge.judged(columns)
        self._audience.release(codes, [unit], [level])
        (found,) = self._verdicts(alone.codes, codes, columns.cells.blank)
        return found


class Alone(NamedTuple):
    """The codes of the instances on single figures, for one submission."""

    instances: Sequence[Instance]
    codes: Codes

    def impossible(self) -> Iterator[int]:
        """The instances that fail, each figure's first; what is taken out is asked no more."""
        for place in (self.codes[:, 0] == FAILED).nonzero()[0].tolist():
            if self.codes[place, 0] != FAILED:
                continue
            key = self.instances[place].names["value"]
            for later in range(place + 1, len(self.instances)):
                if self.instances[later].names["value"] == key:
                    self.codes[later, 0] = NOT_ASSESSABLE
            yield place


def _alone(form: Form, keys: Sequence[str]) -> Iterator[Instance]:
    """What each figure's kind asks of it alone."""
    items = [form.items[key] for key in keys]
    for rule in form.rules:
        if rule.each == "figure" and not rule.needs:
            yield from (at_figure(rule, one) for one in items if one.kind is rule.kind)
