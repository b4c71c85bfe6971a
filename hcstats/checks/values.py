"""Figures of a submission by their values alone, without building each."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence

from hcstats.model import Figure, FigureRow, Number


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
