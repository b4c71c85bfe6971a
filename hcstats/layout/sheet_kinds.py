"""Sheets with the same labels: known by a key, and by the shapes in which they were met."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Generic, Protocol, TypeVar

from hcstats.forms.definition import Form
from hcstats.layout.address import position
from hcstats.layout.choice import SheetPlan
from hcstats.layout.figure_cells import KEPT
from hcstats.layout.labels import MASKED, Unsure, Words
from hcstats.layout.masking import Mask
from hcstats.layout.plan import plan_sheet
from hcstats.layout.recognise import pinned
from hcstats.layout.records import Plan
from hcstats.layout.shapes import Shape, inert_lines, other_kind, shape_of
from hcstats.layout.skeleton import Skeleton, skeleton_of
from hcstats.layout.value_like import looks_like_value
from hcstats.layout.vocabulary import vocabulary
from hcstats.model import Grid, Position


class Sheet(Protocol):
    """A sheet as the scanner gives it: texts and raw numbers by address, nothing hidden."""

    @property
    def name(self) -> str:
        """The sheet's name."""

    @property
    def texts(self) -> Mapping[str, str]:
        """The cells with a text."""

    @property
    def numbers(self) -> Mapping[str, str]:
        """The cells with a number, as the file spells it."""

    @property
    def merges(self) -> Sequence[str]:
        """Merged ranges, as the file spells them."""


S = TypeVar("S", bound=Sheet)


@dataclass(frozen=True, eq=False)
class Kind:
    """Sheets with the same labels and merges, and the shapes in which they were met."""

    first: Shape
    line_of: Mapping[str, str]
    spare: frozenset[str]
    inert: frozenset[str]
    """Lines of which it does not matter whether they are blank."""
    shapes: dict[tuple[frozenset[str], frozenset[tuple[str, object]]], Shape | None]


_NONE: frozenset[Any] = frozenset()
Key = tuple[str, frozenset[str], tuple[str, ...], tuple[str, ...]]


_SHAPES = 2_000
"""Shapes of one kind that are kept; sheets of a kind that lie in more have no layout in common."""


class Kinds(Generic[S]):
    """What labels decide, for one set of forms and pinned labels."""

    def __init__(
        self, forms: Sequence[Form], known: Mapping[str, Words], as_grid: Callable[[S], Grid]
    ) -> None:
        self._pinned = known
        self._as_grid = as_grid
        self._canons: dict[str, str] = _Canons(Mask(forms, known))

    def key(self, sheet: Sheet) -> tuple[Key, dict[str, str]]:
        """The sheet's labels, masked, as a key; and its texts that stand for values."""
        texts = sheet.texts
        canons = list(map(self._canons.__getitem__, texts.values()))
        if "" not in canons:
            return (sheet.name, frozenset(sheet.merges), tuple(texts), tuple(canons)), {}
        labels = [(cell, canon) for cell, canon in zip(texts, canons, strict=True) if canon]
        values = {
            cell: text
            for (cell, text), canon in zip(texts.items(), canons, strict=True)
            if not canon
        }
        cells = tuple(cell for cell, _ in labels)
        return (sheet.name, frozenset(sheet.merges), cells, tuple(one for _, one in labels)), values

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
        line_of = {cell: line for line, cells in first.lines.items() for cell in cells}
        inert = inert_lines(skeleton, form, first.lines)
        cells = {position(cell) for line in inert for cell in first.lines[line]}
        if inert and plan_sheet(_without(skeleton, cells), vocabulary(form)) != sheet.plan:
            inert = frozenset()
        return Kind(first, line_of, first.claimed - first.own, inert, {})

    def shape(self, kind: Kind, sheet: S, values: Mapping[str, str], form: Form) -> Shape | None:
        """The shape in which a sheet of known labels lies, or None if that is not certain."""
        first = kind.first
        filled = {**sheet.numbers, **values} if values else sheet.numbers
        if not kind.spare.isdisjoint(filled):
            return None
        blank = first.own.difference(filled)
        lines = others = _NONE
        if blank:
            lines = frozenset(
                line
                for line in {kind.line_of[cell] for cell in blank} - kind.inert
                if first.lines[line] <= blank
            )
        if len(filled) > len(first.own) - len(blank):
            others = frozenset(
                (cell, other_kind(values.get(cell, ""), sheet.numbers.get(cell)))
                for cell in filled.keys() - first.claimed
            )
        met = (lines, others)
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


class _Canons(dict[str, str]):
    """Texts to what of them decides a layout: nothing of a value, a mask for a name."""

    def __init__(self, mask: Mask) -> None:
        super().__init__()
        self._mask = mask

    def __missing__(self, text: str) -> str:
        if len(self) > KEPT:
            self.clear()
        found = self[text] = "" if looks_like_value(text) else self._mask.canon(text)
        return found


def _without(skeleton: Skeleton, cells: Collection[Position]) -> Skeleton:
    """The skeleton as if some cells were blank."""
    return replace(skeleton, occupied=skeleton.occupied - frozenset(cells))


def _quotes_mask(skeleton: Skeleton, plan: Plan) -> bool:
    """Whether what is said of a layout quotes a label that differs from file to file."""
    found = (skeleton.labels.get(one.position) for one in plan.findings if one.position)
    return any(label is MASKED for label in found) or MASKED.full in plan.local_rows
