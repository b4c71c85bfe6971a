"""Figures of a submission by their values alone, without building each."""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache

from hcstats.model import Figure, FigureRow, Number, Odd, Status


def content(row: FigureRow) -> tuple[array[int], Mapping[int, Odd]]:
    """The whole numbers of packed figures, the smallest for None, and what is more than that."""
    kept = row.content
    return kept.packed, kept.odd


def pairs(figures: Iterable[Figure]) -> Iterable[tuple[str, Number | None]]:
    """Key and value of each figure, in order."""
    if isinstance(figures, FigureRow):
        row = figures.unpacked
        return zip(row.layout.keys, row.values, strict=True)
    return ((figure.key, figure.value) for figure in figures)


def chosen(figures: Sequence[Figure], keys: Collection[str]) -> Iterator[Figure]:
    """The figures of some keys."""
    if isinstance(figures, FigureRow):
        row = figures.unpacked
        return (row[place] for place, key in enumerate(row.layout.keys) if key in keys)
    return (figure for figure in figures if figure.key in keys)


def placed(figures: Sequence[Figure], place: int) -> tuple[str, str, str]:
    """Key, sheet and cell of the figure at a place."""
    if isinstance(figures, FigureRow):
        layout = figures.layout
        return layout.keys[place], layout.sheets[place], layout.cells[place]
    figure = figures[place]
    return figure.key, figure.sheet, figure.cell


class ByKey(Mapping[str, Figure]):
    """Packed figures by key, each built when it is asked for; no key comes twice."""

    def __init__(self, row: FigureRow) -> None:
        self.row = row.unpacked
        self._places = _places(self.row.layout.keys)

    def __getitem__(self, key: str) -> Figure:
        return self.row[self._places[key]]

    def __contains__(self, key: object) -> bool:
        return key in self._places

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)

    @cached_property
    def numbers(self) -> dict[str, Number | None]:
        """The values by key, None a blank."""
        return dict(zip(self.row.layout.keys, self.row.values, strict=True))

    @cached_property
    def unsure(self) -> frozenset[str]:
        """The keys of figures that cannot be read, or are only about right."""
        keys = self.row.layout.keys
        return frozenset(
            keys[place]
            for place, one in content(self.row)[1].items()
            if one.status is Status.UNREADABLE or one.approximate
        )


@lru_cache(maxsize=64)
def _places(keys: tuple[str, ...]) -> dict[str, int]:
    return {key: place for place, key in enumerate(keys)}


def by_key(figures: Sequence[Figure]) -> Mapping[str, Figure]:
    """Figures by key, of which none comes twice."""
    if isinstance(figures, FigureRow):
        return ByKey(figures)
    return {figure.key: figure for figure in figures}


def numbers_of(figures: Mapping[str, Figure]) -> Mapping[str, Number | None]:
    """The values of figures by key, None a blank."""
    if isinstance(figures, ByKey):
        return figures.numbers
    return {key: figure.value for key, figure in figures.items()}
