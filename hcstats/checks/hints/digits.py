"""Slips of the hand in one number: which of them turns what was meant into what stands there."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from hcstats.model import Number

FACTORS = (10, 10_000)
"""A nought too many or too few; 万 taken for ones or ones for 万."""


_USUAL_DIGITS = 3
"""Each keystroke can go wrong, so that a slip in a long number is the more likely."""


class Slip(NamedTuple):
    """A cause by name, and how likely it is to have made just this of what was meant."""

    cause: str
    likelihood: float


def slips(written: Number, meant: Number) -> Iterator[Slip]:
    """Every slip that writes `written` where `meant` was meant."""
    if written == meant or not written or not meant:
        return
    for factor in FACTORS:
        if _apart(written, meant, factor):
            yield Slip(f"factor_{factor}", 0.5)
    if not isinstance(written, int) or not isinstance(meant, int) or min(written, meant) < 0:
        return
    old, new = str(written), str(meant)
    yield from _swapped(old, new)
    if len(new) == len(old) + 1:
        ways = sum(new[:i] + new[i + 1 :] == old for i in range(len(new)))
        if ways:
            yield Slip("digit_lost", ways / _USUAL_DIGITS)
    if len(old) == len(new) + 1:
        ways = sum(new[: i + 1] + new[i:] == old for i in range(len(new)))
        if ways:
            yield Slip("digit_doubled", ways / _USUAL_DIGITS)


def _apart(written: Number, meant: Number, factor: int) -> bool:
    if isinstance(written, int) and isinstance(meant, int):
        return written == meant * factor or written * factor == meant
    return Decimal(written) in (Decimal(meant) * factor, Decimal(meant) / factor)


def _swapped(old: str, new: str) -> Iterator[Slip]:
    """Two digits exchanged: nearly always neighbours."""
    if len(old) != len(new):
        return
    apart = [i for i, (a, b) in enumerate(zip(old, new, strict=True)) if a != b]
    if len(apart) == 2:
        first, second = apart
        if (old[first], old[second]) == (new[second], new[first]):
            share = 0.9 if second == first + 1 else 0.1
            yield Slip("digits_swapped", share / (_USUAL_DIGITS - 1))


def rewritten(written: Number) -> Iterator[tuple[str, Number]]:
    """What could have been meant by a number, where a relation gives no single value."""
    if not written:
        return
    for factor in FACTORS:
        yield f"factor_{factor}", written * factor
        if written % factor == 0:
            yield f"factor_{factor}", written // factor
    if not isinstance(written, int) or written < 10:
        return
    text = str(written)
    for i in range(len(text) - 1):
        if text[i] == text[i + 1]:
            yield "digit_doubled", int(text[:i] + text[i + 1 :])
        elif text[: i + 2] != text[i] + "0" or i:
            yield "digits_swapped", int(text[:i] + text[i + 1] + text[i] + text[i + 2 :])
