"""Figures of a submission by their values alone, without building each."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

from hcstats.model import Figure, FigureRow, Number


def pairs(figures: Iterable[Figure]) -> Iterable[tuple[str, Number | None]]:
    """Key and value of each figure, in order."""
    if isinstance(figures, FigureRow):
        return zip(figures.layout.keys, figures.values, strict=True)
    return ((figure.key, figure.value) for figure in figures)


def chosen(figures: Sequence[Figure], keys: Collection[str]) -> Iterator[Figure]:
    """The figures of some keys."""
    if isinstance(figures, FigureRow):
        return (figures[place] for place, key in enumerate(figures.layout.keys) if key in keys)
    return (figure for figure in figures if figure.key in keys)


def placed(figures: Sequence[Figure], place: int) -> tuple[str, str, str]:
    """Key, sheet and cell of the figure at a place."""
    if isinstance(figures, FigureRow):
        layout = figures.layout
        return layout.keys[place], layout.sheets[place], layout.cells[place]
    figure = figures[place]
    return figure.key, figure.sheet, figure.cell
