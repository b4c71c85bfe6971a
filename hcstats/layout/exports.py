"""Whether a file is an export of an earlier run, and what it holds then."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from hcstats.forms.definition import Form
from hcstats.layout.export_book import book_export
from hcstats.layout.export_figures import figures_export
from hcstats.layout.export_outcome import outcome_export
from hcstats.layout.export_rows import Export
from hcstats.model import Grid

__all__ = ["Export", "read_export"]


def read_export(
    grids: Sequence[Grid], forms: Mapping[str, Form], file: str, *, json: bool
) -> Export | None:
    """The export that the sheets of a file are, or None; `file` is what its places say.

    Only our own exports are: the workbook and the json of `aggregate`, the csv and the json of
    `extract`. The figures of a workbook or of aggregate's json are those that counted.
    """
    found = figures_export(grids, forms, file, json=json)
    if found is None and json:
        return outcome_export(grids, forms, file)
    return found or book_export(grids, file)
