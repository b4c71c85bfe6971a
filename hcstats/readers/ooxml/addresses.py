"""Rows and columns of cells, by the addresses that workbooks give them."""

from __future__ import annotations

import re
from functools import lru_cache

from hcstats.model import Position

_ADDRESS = re.compile("([A-Z]{1,3})(0*[1-9][0-9]{0,6})")


@lru_cache(maxsize=1024)
def position(address: str) -> Position:
    """Row and column of an address: C6 is (6, 3)."""
    found = _ADDRESS.fullmatch(address)
    if found is None:
        raise ValueError(address)
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - 64
    return int(found[2]), column


def place_of(written: str) -> Position:
    """Row and column of an address however it is written, `$c$6` too, and not remembered."""
    letter, digits = written[:1], written[1:]
    plain = digits.isdecimal() and digits.isascii() and not digits.startswith("0")
    if plain and "A" <= letter <= "Z":
        return int(digits), ord(letter) - 64
    try:
        return position(written)
    except ValueError:
        return position(written.replace("$", "").strip().upper())
