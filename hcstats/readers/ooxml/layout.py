"""Where the values of a whole sheet stand: put together from its rows."""

from __future__ import annotations

from itertools import chain
from operator import itemgetter
from typing import NamedTuple

from hcstats.readers.ooxml.parts import OddError
from hcstats.readers.ooxml.rows import Row, Rows


class Layout(NamedTuple):
    """Where the values of a sheet stand, and what each is; as a row, but for the whole sheet."""

    texts: tuple[str, ...]
    numbers: tuple[str, ...]
    is_text: tuple[bool, ...]
    is_number: tuple[bool, ...]
    is_shared: tuple[bool, ...]
    all_shared: bool


_EMPTY = Layout((), (), (), (), (), True)


def layout(skeleton: str, rows: Rows) -> Layout:
    """The layout of a sheet without its values. Raises OddError if anything in it is unusual."""
    lines = skeleton.split("</row>")
    ends_open = not lines[-1]
    if ends_open:
        lines.pop()
    if not lines:
        return _EMPTY
    found = list(map(rows.__getitem__, lines))
    _in_order(found, ends_open)
    texts, numbers, is_text, is_number, is_shared = (
        tuple(chain.from_iterable(map(itemgetter(at), found))) for at in range(3, 8)
    )
    return Layout(texts, numbers, is_text, is_number, is_shared, all(map(itemgetter(8), found)))


def _in_order(rows: list[Row], ends_open: bool) -> None:
    """Raises OddError unless each row stands below the one before, and each has its end mark."""
    last, unclosed = 0, 0
    for row in rows:
        if row.first <= last:
            raise OddError
        last = row.last
        unclosed += not row.open
    # Only blank rows, closed in themselves, may follow the last end mark.
    if unclosed != (not ends_open) or rows[-1].open is not ends_open:
        raise OddError
