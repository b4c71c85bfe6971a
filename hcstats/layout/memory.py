"""Recognition remembered: the second file of a layout costs little more than its reading.

Units of one city use few layouts. What recognition made of a workbook is kept by all that decided
it (shapes.py), and used again only where every text cell, the merges and the blank lines are the
same; names, titles and numbers excepted. What does not fit is recognised in full.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Generic, NamedTuple, Protocol, TypeVar

from hcstats.forms.definition import Form
from hcstats.layout.accounting import is_number
from hcstats.layout.address import position
from hcstats.layout.assembly import missing_remarks
from hcstats.layout.choice import SheetPlan, worth_planning
from hcstats.layout.identity import Identity, Said, distinct, name_alone, surest, told_by
from hcstats.layout.labels import MASKED, Unsure, Words
from hcstats.layout.masking import Mask
from hcstats.layout.numbers import read_number
from hcstats.layout.plan import plan_sheet
from hcstats.layout.reading import Remark
from hcstats.layout.recognise import Recognised, Recognition, pinned
from hcstats.layout.records import Plan
from hcstats.layout.shapes import Shape, inert_lines, other_kind, shape_of
from hcstats.layout.skeleton import Skeleton, skeleton_of
from hcstats.layout.value_like import looks_like_value
from hcstats.layout.vocabulary import vocabulary
from hcstats.model import Cell, Grid, Layout, NumberCounts, Odd, Position, Status, shared


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


_S = TypeVar("_S", bound=Sheet)


class Remembered(NamedTuple):
    """What a workbook of a known layout says: the same as recognition in full would find."""

    form: Form
    layout: Layout
    numbers: Sequence[int | None]
    odd: Mapping[int, Odd]
    remarks: tuple[Remark, ...]
    said: tuple[Identity, ...]
    filled: tuple[bool, ...]
    """Which sheets hold figures."""
    sheets: tuple[str, ...]
    local_rows: tuple[str, ...]
    counts: NumberCounts


@dataclass(frozen=True, eq=False)
class _Kind:
    """Sheets with the same labels and merges, and the shapes in which they were met."""

    first: Shape
    line_of: Mapping[str, str]
    spare: frozenset[str]
    inert: frozenset[str]
    """Lines of which it does not matter whether they are blank."""
    shapes: dict[tuple[frozenset[str], frozenset[tuple[str, object]]], Shape | None]


class _Book(NamedTuple):
    """Shapes put together to a submission."""

    layout: Layout
    sheets: tuple[str, ...]
    missing: tuple[Remark, ...]
    local_rows: tuple[str, ...]


_Key = tuple[str, frozenset[str], tuple[str, ...], tuple[str, ...]]
_ODD = -(1 << 100)
"""Stands for what is not simply a whole number."""
_KEPT = 50_000
"""Entries of a table after which it starts anew, so that a long run does not grow."""


class _Whole(dict[str | None, int | None]):
    """Numbers as files spell them, to whole numbers; `_ODD` for whatever is not simply one."""

    def __missing__(self, raw: str | None) -> int | None:
        if len(self) > _KEPT:
            self.clear()
        plain = raw is not None and raw.isascii() and raw.isdecimal() and len(raw) <= 14
        found = None if raw is None else int(raw) if plain else _ODD
        self[raw] = found
        return found


class Memory(Generic[_S]):
    """The layouts that this process has met, for one set of forms and pinned labels."""

    def __init__(
        self,
        forms: Sequence[Form],
        pinned: Mapping[str, Words],
        as_grid: Callable[[_S], Grid],
        as_cell: Callable[[str], Cell],
    ) -> None:
        self._forms = forms
        self._mask = Mask(forms, pinned)
        self._pinned = pinned
        self._as_grid = as_grid
        self._as_cell = as_cell
        self._canons: dict[str, str] = _Canons(self._mask)
        self._kinds: dict[tuple[_Key, ...], tuple[Form, tuple[_Kind, ...]] | None] = {}
        self._books: dict[tuple[Shape, ...], _Book | None] = {}
        self._whole = _Whole()

    def read(self, sheets: Sequence[_S]) -> Remembered | None:
        """What a workbook says if its layout is known, else None."""
        sheets = filled_sheets(sheets)
        split = [self._split(sheet) for sheet in sheets]
        known = self._kinds.get(tuple(key for key, _ in split))
        if known is None:
            return None
        form, kinds = known
        shapes: list[Shape] = []
        for kind, sheet, (_, values) in zip(kinds, sheets, split, strict=True):
            shape = self._shape(kind, sheet, values, form)
            if shape is None:
                return None
            shapes.append(shape)
        met = tuple(shapes)
        if met not in self._books:
            self._books[met] = _book(form, shapes, [sheet.name for sheet in sheets])
        book = self._books[met]
        said = [_identity(shape, sheet) for shape, sheet in zip(shapes, sheets, strict=True)]
        if book is None or _several_units(shapes, said):
            return None
        return self._read(form, book, shapes, said, sheets, [values for _, values in split])

    def learn(self, sheets: Sequence[_S], recognition: Recognition | None) -> None:
        """Remember how a workbook was recognised, if its labels alone decided that.

        None: they did not.
        """
        sheets = filled_sheets(sheets)
        key = tuple(self._split(sheet)[0] for sheet in sheets)
        if key in self._kinds:
            return
        if len(self._kinds) > _KEPT:
            self._kinds.clear()
            self._books.clear()
        self._kinds[key] = self._learnt(recognition) if recognition is not None else None

    def _learnt(self, recognition: Recognition) -> tuple[Form, tuple[_Kind, ...]] | None:
        sheets = [(one.grid, one.skeleton) for one in recognition.plans]
        forms = worth_planning(sheets, self._forms)
        if len(forms) != 1 or len(recognition.submissions) != 1 or recognition.remarks:
            return None
        kinds: list[_Kind] = []
        for sheet in recognition.plans:
            kind = self._kind(sheet, forms[0])
            if kind is None:
                return None
            kinds.append(kind)
        return forms[0], tuple(kinds)

    def _kind(self, sheet: SheetPlan, form: Form) -> _Kind | None:
        """What the sheet's labels decide, or None if more does."""
        skeleton = self._masked(sheet.skeleton)
        try:
            if plan_sheet(skeleton, vocabulary(form)) != sheet.plan:
                return None
        except Unsure:
            return None
        first = shape_of(sheet.grid, sheet.skeleton, sheet.plan, form)
        if first is None or quotes_mask(skeleton, sheet.plan):
            return None
        line_of = {cell: line for line, cells in first.lines.items() for cell in cells}
        inert = inert_lines(skeleton, form, first.lines)
        cells = {position(cell) for line in inert for cell in first.lines[line]}
        if inert and plan_sheet(_without(skeleton, cells), vocabulary(form)) != sheet.plan:
            inert = frozenset()
        return _Kind(first, line_of, first.claimed - first.own, inert, {})

    def _shape(self, kind: _Kind, sheet: _S, values: Mapping[str, str], form: Form) -> Shape | None:
        """The shape in which a sheet of known labels lies, or None if that is not certain."""
        first = kind.first
        filled = sheet.numbers.keys() | values.keys() if values else sheet.numbers.keys()
        beside = filled - first.claimed
        if not kind.spare.isdisjoint(filled):
            return None
        others = frozenset(
            (cell, other_kind(values.get(cell, ""), sheet.numbers.get(cell))) for cell in beside
        )
        blank = first.own - filled
        lines = frozenset(
            line
            for line in {kind.line_of[cell] for cell in blank} - kind.inert
            if first.lines[line] <= blank
        )
        met = (lines, others)
        if met not in kind.shapes:
            kind.shapes[met] = self._planned(kind, sheet, form)
        return kind.shapes[met]

    def _planned(self, kind: _Kind, sheet: _S, form: Form) -> Shape | None:
        """The shape of a sheet whose labels are known, but not with these lines blank."""
        grid = self._as_grid(sheet)
        skeleton = pinned(skeleton_of(grid), self._pinned)
        masked = self._masked(skeleton)
        try:
            plan = plan_sheet(masked, vocabulary(form))
        except Unsure:
            return None
        shape = shape_of(grid, skeleton, plan, form)
        if shape is None or shape.claimed != kind.first.claimed or quotes_mask(masked, plan):
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

    def _split(self, sheet: Sheet) -> tuple[_Key, dict[str, str]]:
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

    def _read(
        self,
        form: Form,
        book: _Book,
        shapes: Sequence[Shape],
        said: Sequence[Identity],
        sheets: Sequence[Sheet],
        values: Sequence[Mapping[str, str]],
    ) -> Remembered:
        """The figures and remarks, sheet by sheet as the layout has them."""
        numbers: list[int | None] = []
        odd: dict[int, Odd] = {}
        remarks: list[Remark] = []
        claimed = 0
        for shape, sheet, texts in zip(shapes, sheets, values, strict=True):
            found = list(map(self._whole.__getitem__, map(sheet.numbers.get, shape.cells)))
            remarks += shape.remarks
            own = sum(cell in shape.claimed for cell in sheet.numbers)
            if not shape.plain or _ODD in found or texts:
                read = _asked(shape, sheet, texts, found, self._as_cell)
                odd |= {len(numbers) + place: one.odd for place, one in read.items() if one.odd}
                remarks += [one.remark for one in read.values() if one.remark]
                own += sum(one.counted for one in read.values())
            claimed += own
            numbers += found
        declared = sum(shape.declared for shape in shapes)
        return Remembered(
            form,
            book.layout,
            numbers,
            odd,
            (*remarks, *book.missing),
            tuple(said),
            tuple(bool(shape.keys) for shape in shapes),
            book.sheets,
            book.local_rows,
            NumberCounts(claimed, declared),
        )


def filled_sheets(sheets: Sequence[_S]) -> list[_S]:
    """The sheets that hold anything."""
    return [one for one in sheets if one.texts or one.numbers]


class _Canons(dict[str, str]):
    """Texts to what of them decides a layout: nothing of a value, a mask for a name."""

    def __init__(self, mask: Mask) -> None:
        super().__init__()
        self._mask = mask

    def __missing__(self, text: str) -> str:
        if len(self) > _KEPT:
            self.clear()
        found = self[text] = "" if looks_like_value(text) else self._mask.canon(text)
        return found


class _Cell(NamedTuple):
    """One figure's cell that is more than a whole number: what it says."""

    odd: Odd | None
    remark: Remark | None
    counted: bool
    """Whether it is a text that counts as a number."""


def _asked(
    shape: Shape,
    sheet: Sheet,
    texts: Mapping[str, str],
    found: list[int | None],
    as_cell: Callable[[str], Cell],
) -> dict[int, _Cell]:
    """The cells of a sheet that are not simply whole numbers, by place; `found` is corrected."""
    read: dict[int, _Cell] = {}
    for place, (key, cell, ask) in enumerate(zip(shape.keys, shape.cells, shape.asks, strict=True)):
        raw, text = sheet.numbers.get(cell), texts.get(cell)
        if raw is None and text is None:
            continue
        if raw is not None and found[place] != _ODD and shape.plain:
            continue
        there = as_cell(raw) if raw is not None else Cell(text or "")
        reading = read_number(there, ask.unit, ask.kind, ask.shown)
        plain = reading.status is Status.REPORTED and not reading.approximate
        value = reading.value
        whole = plain and isinstance(value, int) and there.text == str(value)
        found[place] = value if whole and isinstance(value, int) else None
        odd = Odd(reading.value, reading.status, reading.approximate, there.text)
        remark = None
        if reading.rule and reading.message is not None:
            remark = Remark(reading.rule, reading.message, sheet.name, cell, key, there.text)
        read[place] = _Cell(None if whole else odd, remark, text is not None and is_number(there))
    return read


def _without(skeleton: Skeleton, cells: Collection[Position]) -> Skeleton:
    """The skeleton as if some cells were blank."""
    return replace(skeleton, occupied=skeleton.occupied - frozenset(cells))


def quotes_mask(skeleton: Skeleton, plan: Plan) -> bool:
    """Whether what is said of a layout quotes a label that differs from file to file."""
    found = (skeleton.labels.get(one.position) for one in plan.findings if one.position)
    return any(label is MASKED for label in found) or MASKED.full in plan.local_rows


def _identity(shape: Shape, sheet: Sheet) -> Identity:
    """What a sheet says of unit and year; its texts outside the figures tell, as in full."""
    units: list[Said] = []
    titles: list[Said] = []
    years: list[tuple[int, Said]] = []
    covers = False
    for cell, row, right in shape.outside:
        told = told_by(sheet.texts[cell])
        if told.nothing:
            continue
        name = told.name or (name_alone(sheet.texts[right]) if told.label_alone and right else "")
        if name:
            units.append(Said(name, sheet.name, cell, told.text))
        elif told.title and row <= max(shape.first_row, 1) + 1:
            titles.append(Said(told.text, sheet.name, cell, told.text))
        covers = covers or told.covers
        years += [(rank, Said(year, sheet.name, cell, told.text)) for rank, year in told.years]
    return Identity(tuple(units), tuple(titles), surest(years), covers)


def _several_units(shapes: Sequence[Shape], said: Sequence[Identity]) -> bool:
    """Whether the sheets name more than one unit, so that they are no one submission."""
    names = {
        one.value
        for shape, identity in zip(shapes, said, strict=True)
        if shape.keys
        for one in identity.units[:1]
    }
    return len(names) > 1


def _book(form: Form, shapes: Sequence[Shape], names: Sequence[str]) -> _Book | None:
    """The sheets' figures as those of one submission, or None if one stands twice."""
    keys = [key for shape in shapes for key in shape.keys]
    if len(set(keys)) != len(keys) or not keys:
        return None
    placed = [(name, shape) for name, shape in zip(names, shapes, strict=True) if shape.keys]
    layout = Layout(
        form.form,
        form.edition,
        tuple(keys),
        tuple(name for name, shape in placed for _ in shape.keys),
        tuple(cell for _, shape in placed for cell in shape.cells),
    )
    sheets = tuple(name for name, _ in placed)
    return _Book(
        shared(layout),
        sheets,
        tuple(missing_remarks(form, set(keys), sheets)),
        tuple(label for shape in shapes for label in shape.plan.local_rows),
    )


def told(known: Remembered) -> Recognised:
    """A remembered workbook as recognition would give it, its figures apart."""
    years = [one for said in known.said for one in said.years]
    own = [said for said, filled in zip(known.said, known.filled, strict=True) if filled]
    return Recognised(
        known.form,
        (),
        known.remarks,
        units=tuple(distinct([one for said in known.said for one in said.units])),
        titles=tuple(one for said in own for one in said.titles),
        years=tuple(distinct(years)),
        covers=any(said.covers for said in known.said),
        sheets=known.sheets,
        local_rows=known.local_rows,
    )
