"""The figures of a submission kept small: one layout for all files of a kind, packed values."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence

from hcstats.model.figures import Figure, Status
from hcstats.model.grid import Number
from hcstats.model.passing import Passing
from hcstats.model.row_parts import Content, Gist, Layout, Odd, Store, Whose

_BLANK = Odd(None, Status.BLANK, False, "")
_WIDTHS = (("b", 1 << 7), ("h", 1 << 15), ("i", 1 << 31), ("q", 1 << 63))
_NOTHING = {code: -limit for code, limit in _WIDTHS}
_NO_ODDS: Mapping[int, Odd] = {}
_LAYOUTS: dict[Layout, Layout] = {}


class FigureRow(Passing[Figure]):
    """The figures of one submission; each is built when it is asked for, and not kept."""

    __slots__ = ("_content", "_place")

    def __init__(
        self,
        layout: Layout,
        whose: Whose,
        numbers: Sequence[int | None],
        odd: Mapping[int, Odd] = _NO_ODDS,
    ) -> None:
        self._content: Content | Store = Content(layout, whose, _packed(numbers), odd)
        self._place = 0

    @classmethod
    def of(cls, figures: Sequence[Figure]) -> FigureRow:
        """The same figures packed; they are of one submission."""
        first = figures[0]
        layout = Layout(
            first.form,
            first.edition,
            tuple(one.key for one in figures),
            tuple(one.sheet for one in figures),
            tuple(one.cell for one in figures),
        )
        whose = Whose(first.unit_code, first.unit, first.period, first.file)
        odd = {place: _odd(one) for place, one in enumerate(figures) if not is_plain(one)}
        numbers = [
            one.value if place not in odd and isinstance(one.value, int) else None
            for place, one in enumerate(figures)
        ]
        return cls(shared(layout), whose, numbers, odd or _NO_ODDS)

    @classmethod
    def restored(
        cls, layout: Layout, whose: Whose, packed: array[int], odd: Mapping[int, Odd]
    ) -> FigureRow:
        """A row from what another one said of itself; the layout is the shared one."""
        row = object.__new__(cls)
        row._content, row._place = Content(layout, whose, packed, odd or _NO_ODDS), 0
        return row

    @classmethod
    def stored(cls, store: Store, place: int) -> FigureRow:
        """A row that holds nothing itself: it is unpacked for each look at it."""
        row = object.__new__(cls)
        row._content, row._place = store, place
        return row

    @property
    def content(self) -> Content:
        """What the row is made of, for `restored`."""
        found = self._content
        return found if isinstance(found, Content) else found.content(self._place)

    @property
    def unpacked(self) -> FigureRow:
        """The same row with what it is made of at hand, for several looks at it."""
        if isinstance(self._content, Content):
            return self
        return FigureRow.restored(*self.content)

    @property
    def layout(self) -> Layout:
        """Where its figures stand."""
        return self.content.layout

    @property
    def gist(self) -> Gist | None:
        """What is known of a row that is stored; None of any other."""
        found = self._content
        return None if isinstance(found, Content) else found.gist(self._place)

    @property
    def values(self) -> list[Number | None]:
        """The values in the order of the layout, None where there is none."""
        _, _, packed, odd = self.content
        nothing = _NOTHING[packed.typecode]
        found: list[Number | None] = [None if one == nothing else one for one in packed]
        for place, one in odd.items():
            found[place] = one.value
        return found

    @property
    def certain(self) -> bool:
        """Whether each figure is a blank or a number reported exactly."""
        return all(
            one.status is Status.REPORTED and not one.approximate
            for one in self.content.odd.values()
        )

    def __len__(self) -> int:
        found = self._content
        if isinstance(found, Content):
            return len(found.packed)
        return found.gist(self._place).figures

    def _at(self, place: int) -> Figure:
        return next(self._some((place,)))

    def _some(self, places: Iterable[int]) -> Iterator[Figure]:
        layout, whose, packed, odd = self.content
        nothing = _NOTHING[packed.typecode]
        form, edition, keys, sheets, cells = layout
        code, unit, period, file = whose
        for place in places:
            number = packed[place]
            if place in odd:
                value, status, approximate, text = odd[place]
            elif number == nothing:
                value, status, approximate, text = _BLANK
            else:
                value, status, approximate, text = number, Status.REPORTED, False, str(number)
            yield Figure(
                form, edition, code, unit, period, keys[place], value, status, approximate,
                file, sheets[place], cells[place], text,
            )  # fmt: skip

    def __reduce__(self) -> tuple[object, ...]:
        layout, whose, packed, odd = self.content
        return _restored, (layout, whose, packed, odd or None)


def is_plain(figure: Figure) -> bool:
    """Whether a figure is a blank, or a whole number written plainly, that a row can pack."""
    if figure.approximate or figure.origin:
        return False
    if figure.status is Status.BLANK:
        return figure.value is None and figure.text == ""
    value = figure.value
    return (
        figure.status is Status.REPORTED
        and type(value) is int
        and -_WIDTHS[-1][1] < value < _WIDTHS[-1][1]
        and figure.text == str(value)
    )


def shared(layout: Layout) -> Layout:
    """The one copy of a layout that all rows of this process use."""
    return _LAYOUTS.setdefault(layout, layout)


def packed_figures(figures: Iterable[Figure]) -> Sequence[Figure]:
    """The figures of one submission in the smaller form, where that can hold them."""
    found = tuple(figures)
    if not found or any(one.origin for one in found):
        return found
    return FigureRow.of(found)


def _odd(figure: Figure) -> Odd:
    return Odd(figure.value, figure.status, figure.approximate, figure.text)


def _packed(numbers: Sequence[int | None]) -> array[int]:
    """The numbers in the narrowest array; its smallest value stands for None."""
    there = [one for one in numbers if one is not None]
    low, high = min(there, default=0), max(there, default=0)
    largest = max(-low, high)
    code = next(code for code, limit in _WIDTHS if largest < limit)
    if len(there) == len(numbers):
        return array(code, there)
    nothing = _NOTHING[code]
    return array(code, [nothing if one is None else one for one in numbers])


def _restored(
    layout: Layout, whose: Whose, packed: array[int], odd: Mapping[int, Odd] | None
) -> FigureRow:
    return FigureRow.restored(shared(Layout(*layout)), whose, packed, odd or _NO_ODDS)
