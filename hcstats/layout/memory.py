"""Recognition remembered: the second file of a layout costs little more than its reading.

Units of one city use few layouts. What recognition made of a workbook is kept by all that decided
it (shapes.py), and used again only where every text cell, the merges and the blank lines are the
same; names, titles and numbers excepted. What does not fit is recognised in full.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Generic, NamedTuple

from hcstats.forms.definition import Form
from hcstats.layout.assembly import missing_remarks
from hcstats.layout.choice import worth_planning
from hcstats.layout.figure_cells import FigureCells
from hcstats.layout.identity import Identity, Said, distinct, name_alone, surest, told_by
from hcstats.layout.labels import Words
from hcstats.layout.masking import Mask
from hcstats.layout.picks import Picks, picks_of
from hcstats.layout.reading import Remark
from hcstats.layout.recognise import Recognised, Recognition
from hcstats.layout.shapes import Shape
from hcstats.layout.sheet_kinds import Kind, Kinds
from hcstats.layout.sheet_texts import KEPT, Canons, Labels, S, Sheet, Splits
from hcstats.model import Cell, Grid, Layout, NumberCounts, Odd, shared


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


class _Book(NamedTuple):
    """Shapes put together to a submission."""

    layout: Layout
    sheets: tuple[str, ...]
    missing: tuple[Remark, ...]
    local_rows: tuple[str, ...]


class Placed(NamedTuple):
    """A sheet, its shape, and where on it the shape's cells are."""

    sheet: Sheet
    shape: Shape
    picks: Picks


class Memory(Generic[S]):
    """The layouts that this process has met, for one set of forms and pinned labels."""

    def __init__(
        self,
        forms: Sequence[Form],
        pinned: Mapping[str, Words],
        as_grid: Callable[[S], Grid],
        as_cell: Callable[[str], Cell],
    ) -> None:
        self._forms = forms
        canons = Canons(Mask(forms, pinned))
        self._splits = Splits(canons)
        self._kinds = Kinds(pinned, as_grid, canons)
        self._met: dict[tuple[Labels, ...], tuple[Form, tuple[Kind, ...]] | None] = {}
        self._books: dict[tuple[Shape, ...], _Book | None] = {}
        self._cells = FigureCells(as_cell)

    def read(self, sheets: Sequence[S]) -> Remembered | None:
        """What a workbook says if its layout is known, else None."""
        sheets = [one for one in sheets if not one.empty]
        splits = list(map(self._splits.of, sheets))
        known = self._met.get(tuple(one.labels for one in splits))
        if known is None:
            return None
        form, kinds = known
        placed: list[Placed] = []
        for kind, sheet, split in zip(kinds, sheets, splits, strict=True):
            shape = self._kinds.shape(kind, sheet, split, form)
            if shape is None:
                return None
            placed.append(Placed(sheet, shape, picks_of(sheet, split, shape)))
        met = tuple(one.shape for one in placed)
        if met not in self._books:
            self._books[met] = _book(form, met, [sheet.name for sheet in sheets])
        book = self._books[met]
        said = tuple(map(_identity, placed))
        if book is None or _several_units(met, said):
            return None
        return self._read(form, book, placed, said)

    def learn(self, sheets: Sequence[S], recognition: Recognition | None) -> None:
        """Remember how a workbook was recognised, if its labels alone decided that.

        None: they did not.
        """
        key = tuple(self._splits.of(sheet).labels for sheet in sheets if not sheet.empty)
        if key in self._met:
            return
        if len(self._met) > KEPT:
            self._met.clear()
            self._books.clear()
        self._met[key] = self._learnt(recognition) if recognition is not None else None

    def _learnt(self, recognition: Recognition) -> tuple[Form, tuple[Kind, ...]] | None:
        sheets = [(one.grid, one.skeleton) for one in recognition.plans]
        forms = worth_planning(sheets, self._forms)
        if len(forms) != 1 or len(recognition.submissions) != 1 or recognition.remarks:
            return None
        kinds: list[Kind] = []
        for sheet in recognition.plans:
            kind = self._kinds.learn(sheet, forms[0])
            if kind is None:
                return None
            kinds.append(kind)
        return forms[0], tuple(kinds)

    def _read(
        self, form: Form, book: _Book, placed: Sequence[Placed], said: tuple[Identity, ...]
    ) -> Remembered:
        """The figures and remarks, sheet by sheet as the layout has them."""
        numbers: list[int | None] = []
        odd: dict[int, Odd] = {}
        remarks: list[Remark] = []
        claimed = 0
        for sheet, shape, picks in placed:
            raws, shown = picks.figures(sheet.figures), sheet.shown
            texts = {place: shown[at] for place, at in picks.texts}
            found = self._cells.read(shape, sheet.name, raws, texts)
            remarks += (*shape.remarks, *found.remarks)
            claimed += _how_many(sheet.figures) + found.texts
            claimed -= _how_many(picks.others(sheet.figures))
            if found.odd:
                odd |= {len(numbers) + place: one for place, one in found.odd.items()}
            numbers += found.numbers
        return Remembered(
            form,
            book.layout,
            numbers,
            odd,
            (*remarks, *book.missing),
            said,
            tuple(bool(one.shape.keys) for one in placed),
            book.sheets,
            book.local_rows,
            NumberCounts(claimed, sum(one.shape.declared for one in placed)),
        )


def _how_many(values: Sequence[str]) -> int:
    return len(values) - values.count("")


def _identity(placed: Placed) -> Identity:
    """What a sheet says of unit and year; its texts outside the figures tell, as in full."""
    sheet, shape, picks = placed
    shown, name_of_sheet = sheet.shown, sheet.name
    units: list[Said] = []
    titles: list[Said] = []
    years: list[tuple[int, Said]] = []
    covers = False
    for at, cell, row, right in picks.outside:
        told = told_by(shown[at])
        if told.nothing:
            continue
        name = told.name or (name_alone(shown[right]) if told.label_alone and right >= 0 else "")
        if name:
            units.append(Said(name, name_of_sheet, cell, told.text))
        elif told.title and row <= max(shape.first_row, 1) + 1:
            titles.append(Said(told.text, name_of_sheet, cell, told.text))
        covers = covers or told.covers
        years += [(rank, Said(year, name_of_sheet, cell, told.text)) for rank, year in told.years]
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
