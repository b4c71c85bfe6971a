"""A row of numbers as a line of bars that a terminal can show."""

from __future__ import annotations

from collections.abc import Sequence

from hcstats.model import Number

BARS = "▁▂▃▄▅▆▇█"
PLAIN = "_.-~=*#@"
"""For terminals whose encoding has no bars."""


def bars_for(encoding: str | None) -> str:
    """The bars that an encoding can say."""
    try:
        BARS.encode(encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return PLAIN
    return BARS


def sparkline(values: Sequence[Number | None], bars: str = BARS) -> str:
    """A bar for each value, from the least to the greatest; a gap where there is none."""
    known = [value for value in values if value is not None]
    if not known:
        return ""
    low, span = min(known), max(known) - min(known)
    top = len(bars) - 1
    return "".join(
        " " if value is None else bars[int((value - low) * top / span) if span else 0]
        for value in values
    )
