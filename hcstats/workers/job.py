"""What workers do, and what is said where there is no result."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from hcstats.model import HcstatsError

SECONDS = 6.0
"""What one file may take; with the program's own start a run then stays under ten.

Where the system can tell, it is the worker's own work that counts, and the time in which it waits
for a disk or a network: on a busy machine a good file is not refused for waiting its turn.
"""


class Reason(StrEnum):
    """Why a file could not be mapped."""

    TIME = "time"
    MEMORY = "memory"
    CRASHED = "crashed"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Loss:
    """Why there is no result of a file, and what is known of it (a signal, an exception)."""

    reason: Reason
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Job:
    """What every worker of a run does: `step` maps a list of files to a list of results.

    One a file, or one alone of all of them.
    """

    step: Callable[[Sequence[Any]], Sequence[Any]]
    one_by_one: bool
    """Whether `step` is called with one file at a time, and only that one fails with it."""
    allowance: Callable[[Any], float]
    """How many times the limits of time and memory a file may take."""
    seconds: float = SECONDS


def attempt(step: Callable[[Sequence[Any]], Sequence[Any]], file: Any) -> Any:  # noqa: ANN401
    """The result of one file, or a Loss where the step failed at it in a way of its own."""
    try:
        (result,) = step([file])
    except (HcstatsError, MemoryError, KeyboardInterrupt):
        raise
    except BaseException as error:
        return failure(error)
    return result


def failure(error: BaseException) -> Loss:
    """What an exception that nobody expected says, with the place where it arose."""
    place, last = "", error.__traceback__
    while last is not None:
        place = f"{Path(last.tb_frame.f_code.co_filename).name}:{last.tb_lineno}"
        last = last.tb_next
    reason = " ".join(f"{type(error).__name__}: {error}".split())[:120]
    return Loss(Reason.FAILED, f"{reason} ({place})")
