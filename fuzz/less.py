"""The least corpus: `python -m fuzz.less TARGET…` removes inputs that reach no line of their own.

Inputs are tried from the smallest on; one stays if our readers or layouts take a step from line to
line for it that none before took. Seeds always stay; inputs of more than 600 bytes never do.
"""

from __future__ import annotations

import sys
from pathlib import Path
from types import FrameType
from typing import Any

import hcstats
from fuzz.seeds import CORPUS
from fuzz.targets import TARGETS, Target

_LARGEST = 600
_ROOT = Path(hcstats.__file__).parent
_OURS = (str(_ROOT / "readers"), str(_ROOT / "layout"))

Step = tuple[str, int, int]


def steps(target: Target, data: bytes) -> set[Step]:
    """The steps from line to line that an input makes us take."""
    taken: set[Step] = set()

    def enter(frame: FrameType, *_: object) -> Any:  # noqa: ANN401
        name = frame.f_code.co_filename
        if not name.startswith(_OURS):
            return None
        before = frame.f_lineno

        def line(frame: FrameType, *_: object) -> Any:  # noqa: ANN401
            nonlocal before
            taken.add((name, before, frame.f_lineno))
            before = frame.f_lineno
            return line

        return line

    sys.settrace(enter)
    try:
        target(data)
    finally:
        sys.settrace(None)
    return taken


def reduce(name: str) -> None:
    """Remove what is superfluous in a target's corpus, and say how much is left."""
    known: set[Step] = set()
    paths = list((CORPUS / name).iterdir())
    ranked = sorted(paths, key=lambda one: (not one.name.startswith("seed-"), one.stat().st_size))
    for path in ranked:
        data = path.read_bytes()
        seed = path.name.startswith("seed-")
        new = steps(TARGETS[name], data) - known if seed or len(data) <= _LARGEST else set()
        known |= new
        if not new and not seed:
            path.unlink()
    print(f"{name}: {len(list((CORPUS / name).iterdir()))} of {len(paths)} inputs are left")


if __name__ == "__main__":
    for chosen in sys.argv[1:] or TARGETS:
        reduce(chosen)
