"""The command line: parses, calls the pipeline, writes, exits. Nothing is decided here."""

from __future__ import annotations

import gc
import os


def main() -> None:
    """Run the command line and exit; Ctrl-C says so also before anything is loaded."""
    # A run makes some hundred thousand objects, hardly any of them in a cycle: looking for
    # cycles among them costs a tenth of it, and looking through all at the end as much again.
    gc.set_threshold(200_000, 20, 50)
    try:
        from hcstats.cli.main import main as run  # noqa: PLC0415
    except KeyboardInterrupt:
        os._exit(130)
    try:
        run()
    finally:
        gc.freeze()


__all__ = ["main"]
