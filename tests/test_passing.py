"""Sequences that are made while somebody looks are what a tuple of their entries is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hcstats.model import Lazily
from hcstats.model.passing import Passing
from hcstats.model.stowed import Stowed
from hcstats.packed.inputs import DIGEST, Inputs
from hcstats.readers.input_files import InputFile

Make = Callable[[int], tuple[Sequence[object], Sequence[object]]]


def lazy(length: int) -> tuple[Sequence[object], Sequence[object]]:
    parts = [list(range(start, min(start + 3, length))) for start in range(0, length, 3)]
    return Lazily(parts, str, kept=0), [str(one) for one in range(length)]


def stowed(length: int) -> tuple[Sequence[object], Sequence[object]]:
    return Stowed(range(length)), list(range(length))


def inputs(length: int) -> tuple[Sequence[object], Sequence[object]]:
    files = [InputFile(Path(f"{one}.xlsx"), f"{one}.xlsx") for one in range(length)]
    digests = b"".join(bytes([one + 1]) * DIGEST for one in range(length))
    meant = [(f"{one}.xlsx", f"{one + 1:02x}" * DIGEST) for one in range(length) if one != 1]
    return Inputs(files, bytearray(digests), {1}), meant


@pytest.mark.parametrize("make", [lazy, stowed, inputs])
@given(length=st.integers(0, 9), start=st.none() | st.integers(-12, 12),
       stop=st.none() | st.integers(-12, 12), step=st.sampled_from([None, 1, 2, 3, -1, -2]))  # fmt: skip
def test_they_are_what_their_entries_are(
    make: Make, length: int, start: int | None, stop: int | None, step: int | None
) -> None:
    found, meant = make(length)
    assert isinstance(found, Passing)
    assert list(found) == list(meant)
    assert found == tuple(meant)
    assert hash(found) == hash(tuple(meant))
    assert repr(found) == repr(tuple(meant))
    assert found[start:stop:step] == tuple(meant[start:stop:step])
    for place in range(-len(meant), len(meant)):
        assert found[place] == meant[place]
    for place in (len(meant), -len(meant) - 1):
        with pytest.raises(IndexError):
            found[place]
