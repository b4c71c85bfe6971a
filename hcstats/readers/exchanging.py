"""Files of a run that are left out, or exchanged for others."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from hcstats.model import HcstatsError, say
from hcstats.readers.input_files import InputFile


def without(files: Sequence[InputFile], others: Sequence[InputFile]) -> list[InputFile]:
    """The files that are not among others, however the two name them."""
    taken = {other.place for other in others}
    return [file for file in files if file.place not in taken]


def exchanged(
    files: Sequence[InputFile],
    paths: Sequence[str],
    leave_out: str = "",
    swap: tuple[str, str] | None = None,
) -> Sequence[InputFile]:
    """The files without the one to leave out, and with the second of `swap` in the first's place.

    Raises HcstatsError if the file to be replaced is none of them, or its successor is not there.
    """
    left = without(files, [_named(leave_out)]) if leave_out else files
    if swap is None:
        return left
    old, new = _named(swap[0]), _named(swap[1])
    left = without(left, [new])
    kept = without(left, [old])
    if len(kept) == len(left):
        raise HcstatsError(
            say(
                "'{old}' is not among the files under {paths}; name the one that is replaced.",
                old=swap[0],
                paths=tuple(paths),
            )
        )
    return [one if one in kept else new for one in left]


def _named(path: str) -> InputFile:
    if not Path(path).is_file():
        raise HcstatsError(say("There is no '{path}'.", path=path))
    return InputFile(Path(path), Path(path).as_posix())
