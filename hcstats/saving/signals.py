"""What asks the program to end: how it does so tidily, and when it must wait a moment."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_INTERRUPTED = 128
"""To this the number of the signal is added, as shells do: 130 for Ctrl-C."""

ENDING = tuple(
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
)


class Ended(BaseException):
    """The program was asked to end, by Ctrl-C or by the system; `status` is its exit status."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.status = _INTERRUPTED + number


def end_tidily() -> None:
    """From here on a request to end lets the program put its temporary files away first.

    Ctrl-C does so anyway. Processes that are forked off end at once, as they would without this.
    """
    if threading.current_thread() is not threading.main_thread():
        return
    others = [one for one in ENDING if one != signal.SIGINT]
    asked = [one for one in others if signal.getsignal(one) is signal.SIG_DFL]
    for one in asked:
        signal.signal(one, _end)
    if hasattr(os, "register_at_fork"):
        os.register_at_fork(after_in_child=lambda: _as_before(asked))


def _as_before(numbers: list[int]) -> None:
    for one in numbers:
        if signal.getsignal(one) is _end:
            signal.signal(one, signal.SIG_DFL)


def _end(number: int, _: FrameType | None) -> None:
    raise Ended(number)


@contextmanager
def uninterrupted() -> Iterator[None]:
    """A request to end within the block takes effect behind it."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    asked: list[int] = []
    before = {one: signal.signal(one, lambda number, _: asked.append(number)) for one in ENDING}
    try:
        yield
    finally:
        for one, handler in before.items():
            signal.signal(one, signal.SIG_DFL if handler is None else handler)
    for number in asked[:1]:
        signal.raise_signal(number)
