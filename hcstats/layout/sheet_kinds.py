"""Sheets with the same labels: known by them, and by the shapes in which they were met."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from typing import Generic

from hcstats.cell_addresses import position
from hcstats.forms.definition import Form
from hcstats.layout.choice import SheetPlan
from hcstats.layout.labels import MASKED, Unsure, Words
from hcstats.layout.picks import Met, filled_of
from hcstats.layout.plan import plan_sheet
from hcstats.layout.recognise import pinned
from hcstats.layout.records import Plan
from hcstats.layout.shapes import Shape, inert_lines, shape_of
from hcstats.layout.sheet_texts import S, Split
from hcstats.layout.skeleton import Skeleton, skeleton_of
from hcstats.layout.vocabulary import vocabulary
from hcstats.model import Grid, Position


@dataclass(frozen=True, eq=False)
class Kind:
    """Sheets with the same labels and merges, and the shapes in which they were met."""

    first: Shape
    spare: frozenset[str]
    """Cells that must be blank."""
    inert: frozenset[str]
    """Lines of which it does not matter whether they are blank."""
    shapes: dict[Met, Shape | None]


_SHAPES = 2_000
"""Shapes of one kind that are kept; sheets of a kind that lie in more have no layout in common."""


class Kinds(Generic[S]):
    """What labels decide, for one set of forms and pinned labels."""

    def __init__(
        self,
        known: Mapping[str, Words],
        as_grid: Callable[[S], Grid],
        canons: Mapping[str, str],
    ) -> None:
        self._pinned = known
        self._as_grid = as_grid
        self._canons = canons

    def learn(self, sheet: SheetPlan, form: Form) -> Kind | None:
        """What the sheet's labels decide, or None if more does."""
        skeleton = self._masked(sheet.skeleton)
        try:
            if plan_sheet(skeleton, vocabulary(form)) != sheet.plan:
                return None
        except Unsure:
            return None
        first = shape_of(sheet.grid, sheet.skeleton, sheet.plan, form)
        if first is None or _quotes_mask(skeleton, sheet.plan):
            return None
        inert = inert_lines(skeleton, form, first.lines)
        cells = {position(cell) for line in inert for cell in first.lines[line]}
        if inert and plan_sheet(_without(skeleton, cells), vocabulary(form)) != sheet.plan:
            inert = frozenset()
        return Kind(first, first.claimed - first.own, inert, {})

    def shape(self, kind: Kind, sheet: S, split: Split, form: Form) -> Shape | None:
        """The shape in which a sheet of known labels lies, or None if that is not certain."""
        met = filled_of(sheet, split, kind.first, kind.spare, kind.inert).met(sheet)
        if met is None:
            return None
        if met not in kind.shapes:
            if len(kind.shapes) > _SHAPES:
                kind.shapes.clear()
            kind.shapes[met] = self._planned(kind, sheet, form)
        return kind.shapes[met]

    def _planned(self, kind: Kind, sheet: S, form: Form) -> Shape | None:
        """The shape of a sheet whose labels are known, but not with these lines blank."""
        grid = self._as_grid(sheet)
        skeleton = pinned(skeleton_of(grid), self._pinned)
        masked = self._masked(skeleton)
        try:
            plan = plan_sheet(masked, vocabulary(form))
        except Unsure:
            return None
        shape = shape_of(grid, skeleton, plan, form)
        if shape is None or shape.claimed != kind.first.claimed or _quotes_mask(masked, plan):
            return None
        for other in (kind.first, *filter(None, kind.shapes.values())):
            if other.plan == plan and other.others == shape.others:
                return other
        return shape

    def _masked(self, skeleton: Skeleton) -> Skeleton:
        labels = {
            place: MASKED if self._canons[skeleton.texts[place]] == MASKED.full else label
            for place, label in skeleton.labels.items()
        }
        return replace(skeleton, labels=labels)


def _without(skeleton: Skeleton, cells: Collection[Position]) -> Skeleton:
    """The skeleton as if some cells were blank."""
    return replace(skeleton, occupied=skeleton.occupied - frozenset(cells))


def _quotes_mask(skeleton: Skeleton, plan: Plan) -> bool:
    """Whether what is said of a layout quotes a label that differs from file to file."""
    found = (skeleton.labels.get(one.position) for one in plan.findings if one.position)
    return any(label is MASKED for label in found) or MASKED.full in plan.local_rows
