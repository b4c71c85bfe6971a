"""The relations of a form compiled for figures in a certain order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from hcstats.checks.audience import Audience
from hcstats.checks.blanks import Blank, blanks_of, blocks
from hcstats.checks.instances import Instance, at_figure, own_relations
from hcstats.checks.judge import FAILED, NOT_ASSESSABLE, Judge, cells_of
from hcstats.checks.tallies import Tallies
from hcstats.forms.definition import Form
from hcstats.forms.grammar import parse
from hcstats.model import Figure, Number, RuleCounts, Status

if TYPE_CHECKING:
    from hcstats.checks.sums import Codes, Flags

_REMEMBERED = 1024
"""Patterns of blanks whose remarks are kept."""


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
        self._blocks = blocks(form, keys)
        self._audience = Audience(self.relations)
        rules = [one.rule for one in (*self.alone, *self.relations)]
        self._tallies = Tallies(rules, len(self.alone))
        self._blanks: dict[bytes, tuple[Blank, ...]] = {}

    def judged(
        self,
        rows: Sequence[Sequence[Number | None]],
        levels: Sequence[str | None],
        units: Sequence[str],
    ) -> list[Verdict | None]:
        """A verdict a row, or None where a value is impossible."""
        cells, odd = cells_of(rows, self.limit)
        alone = self.possible.outcomes(cells)
        self.possible.settle(alone, rows, odd)
        codes = self.judge.outcomes(cells)
        self.judge.settle(codes, rows, odd)
        self._audience.release(codes, units, levels)
        impossible = (alone == FAILED).any(axis=0).tolist()
        told = self._verdicts(alone, codes, ~cells.reported)
        return [None if out else verdict for verdict, out in zip(told, impossible, strict=True)]

    def _verdicts(self, alone: Codes, codes: Codes, blank: Flags) -> Iterator[Verdict]:
        import numpy as np  # noqa: PLC0415

        patterns = np.ascontiguousarray(np.concatenate([alone, codes]).T)
        blanks = np.ascontiguousarray(blank.T)
        some: list[bool] = np.atleast_1d(blank.any(axis=0)).tolist()
        for place, broken in enumerate((codes == FAILED).any(axis=0).tolist()):
            failed = np.nonzero(codes[:, place] == FAILED)[0].tolist() if broken else ()
            remarks = self.remarks(blanks[place].tobytes()) if some[place] else ()
            yield Verdict(self._tallies.of(patterns[place].tobytes()), tuple(failed), remarks)

    def remarks(self, blank: bytes) -> tuple[Blank, ...]:
        """The remarks on blank cells; a byte a figure tells whether it is one."""
        found = self._blanks.get(blank)
        if found is None:
            if len(self._blanks) >= _REMEMBERED:
                self._blanks.clear()
            found = self._blanks[blank] = tuple(blanks_of(self._blocks, blank))
        return found

    def alone_of(self, figures: Sequence[Figure]) -> Alone:
        """What each figure of one submission is by itself."""
        return Alone(self.alone, self._codes(self.possible, figures))

    def verdict(
        self, alone: Alone, figures: Sequence[Figure], unit: str, level: str | None
    ) -> Verdict:
        """How one submission stands whose impossible values have been taken out."""
        codes = self._codes(self.judge, figures)
        self._audience.release(codes, [unit], [level])
        failed = (codes[:, 0] == FAILED).nonzero()[0].tolist()
        blank = bytes(figure.status is Status.BLANK for figure in figures)
        counts = self._tallies.of(alone.codes.tobytes() + codes.tobytes())
        return Verdict(counts, tuple(failed), self.remarks(blank) if any(blank) else ())

    def _codes(self, judge: Judge, figures: Sequence[Figure]) -> Codes:
        import numpy as np  # noqa: PLC0415

        row = [figure.value for figure in figures]
        cells, odd = cells_of([row], self.limit)
        unreadable = [figure.status is Status.UNREADABLE for figure in figures]
        about = [figure.approximate for figure in figures]
        cells = cells._replace(
            unreadable=np.array([unreadable]).T if any(unreadable) else None,
            approximate=np.array([about]).T if any(about) else None,
        )
        codes = judge.outcomes(cells)
        judge.settle(codes, [row], odd)
        return codes


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
            expression = parse(rule.expression)
            yield from (at_figure(rule, expression, one) for one in items if one.kind is rule.kind)
