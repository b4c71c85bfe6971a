"""What a command needs after its files, loaded while they are read."""

from __future__ import annotations

import gc
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path

from hcstats.aggregate import get_ready
from hcstats.cli.options import Formats

_WORKBOOK = (
    "hcstats.writers.xlsx.book",
    "hcstats.writers.xlsx.streamed",
    "hcstats.writers.proving.workbook",
)


def needed_for(outputs: Sequence[Path], format_: Formats) -> tuple[str, ...]:
    """The modules that printing and these outputs need."""
    printed = ("hcstats.writers.terminal",) if format_ is Formats.TABLE else ()
    written = _WORKBOOK if any(path.suffix.lower() == ".xlsx" for path in outputs) else ()
    return (*printed, *written)


def loader(modules: Sequence[str]) -> Callable[[], None]:
    """What loads them, and whatever adding up needs."""

    def load() -> None:
        get_ready()
        for name in modules:
            import_module(name)
        # All that is loaded stays: nobody need look through it for what is left over.
        gc.freeze()

    return load
