"""What `hcstats cache` does."""

from __future__ import annotations

import datetime
import sys
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from hcstats.cli.options import Formats
from hcstats.messages import render
from hcstats.model import Column, HcstatsError, Message, Table, TableValue, say

if TYPE_CHECKING:
    from hcstats.cache import Inventory

_MEGABYTE = 1_000_000


def show_cache(folder: Path | None, format_: Formats, language: str) -> int:
    """Print what is kept, and where."""
    from hcstats import writers  # noqa: PLC0415  (rich is not for `--help`)
    from hcstats.cache import default_folder, inventory  # noqa: PLC0415

    place = folder or default_folder()
    table = _table(place, inventory(place))
    writers.print_tables(sys.stdout, [table], format_.value, language)
    return 0


def clear_cache(folder: Path | None, language: str) -> int:
    """Remove what is kept, once it is said what that is."""
    from hcstats.cache import clear, default_folder, inventory  # noqa: PLC0415

    place = folder or default_folder()
    found = inventory(place)
    _tell(
        say(
            "Removed from {path}: {entries} files' figures in {packs} packs, {size} MB.",
            path=place,
            entries=found.entries,
            packs=found.packs,
            size=_megabytes(found.size),
        ),
        language,
    )
    left = clear(place)
    if left:
        raise HcstatsError(
            say("These packs cannot be removed; another program uses them: {paths}.", paths=left)
        )
    return 0


def _tell(message: Message, language: str) -> None:
    sys.stdout.write(f"{render(message, language)}\n")


def _table(place: Path, found: Inventory) -> Table:
    rows: tuple[tuple[TableValue, ...], ...] = (
        (say("Folder"), str(place)),
        (say("Packs"), str(found.packs)),
        (say("Files whose figures are kept"), str(found.entries)),
        (say("Size in MB"), str(_megabytes(found.size))),
        (say("Used last: the oldest pack"), _day(found.oldest)),
        (say("Used last: the newest pack"), _day(found.newest)),
    )
    return Table(
        "cache", say("Kept figures"), (Column(say("Of it")), Column(say("What there is"))), rows
    )


def _megabytes(size: int) -> Decimal:
    return (Decimal(size) / _MEGABYTE).quantize(Decimal("0.1"))


def _day(moment: float | None) -> str:
    if moment is None:
        return "—"
    return datetime.datetime.fromtimestamp(moment).astimezone().strftime("%Y-%m-%d %H:%M")
