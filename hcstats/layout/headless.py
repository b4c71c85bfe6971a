"""Lists without a heading: the one column of values beside the labels is theirs."""

from __future__ import annotations

from collections.abc import Sequence

from hcstats.forms.definition import Table
from hcstats.layout.records import Band, Run
from hcstats.layout.skeleton import Skeleton
from hcstats.layout.vocabulary import BASE, Vocabulary

_ENOUGH = 3
"""Labels that must stand word for word before a list is recognised without its heading."""


def headless_bands(
    skeleton: Skeleton, vocabulary: Vocabulary, tables: Sequence[Table], taken: Sequence[Band]
) -> list[Band]:
    """A band for a list whose column heading is missing, if only one column can be meant."""
    lists = tuple(table for table in tables if table.layout == "list")
    codes = {table.code for table in lists}
    if not lists:
        return []
    covered = {row for band in taken for row in range(band.top, band.end + 1)}
    rows_by_column: dict[int, list[int]] = {}
    for (row, column), shown in skeleton.labels.items():
        found = () if row in covered else vocabulary.rows_of(shown)
        if any(one.table.code in codes and one.strength(shown) >= BASE for one in found):
            rows_by_column.setdefault(column, []).append(row)
    if not rows_by_column:
        return []
    column, rows = max(rows_by_column.items(), key=lambda pair: (len(pair[1]), pair[0]))
    if len(rows) < _ENOUGH:
        return []
    values = {
        place for row in rows for place in skeleton.values_by_row.get(row, ()) if place > column
    }
    if len(values) != 1:
        return []
    place = values.pop()
    officials = tuple(one for one in vocabulary.columns if one.table.code in codes)
    head = (min(rows) - 1, place)
    run = Run(place, place, head, officials, BASE)
    return [Band(min(rows) - 1, min(rows) - 1, (run,), lists)]
