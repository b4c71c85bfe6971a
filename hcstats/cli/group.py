"""The commands as one group that tells whoever called what ended one of them.

Typer answers a closed pipe and Ctrl-C by itself, each version in its own way.
"""

from __future__ import annotations

import signal
from typing import Any

from typer.core import TyperGroup

from hcstats.saving import Ended


class Refused(Exception):  # noqa: N818  (a carrier: `error` is the error)
    """An operation of the system that failed, as the command met it."""

    def __init__(self, error: OSError) -> None:
        super().__init__(str(error))
        self.error = error


class Commands(TyperGroup):
    """The commands; `Ended` for Ctrl-C and `Refused` for what the system would not do."""

    def invoke(self, ctx: Any) -> Any:  # noqa: ANN401  (typer's own types are private)
        """What the command returns."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            raise Ended(signal.SIGINT) from None
        except OSError as error:
            raise Refused(error) from error
