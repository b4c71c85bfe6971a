"""What reading a cell as a number gives, and how a refusal is worded."""

from __future__ import annotations

import re
from dataclasses import dataclass

from hcstats.model import Message, Number, Status, say

_SPACES = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class NumberReading:
    """What a cell says as a number; `rule` and `message` where there is something to say."""

    value: Number | None
    status: Status
    approximate: bool = False
    rule: str = ""
    message: Message | None = None


def unreadable(message: Message, rule: str = "number.unreadable") -> NumberReading:
    """The reading of a cell that is not read, with the reason."""
    return NumberReading(None, Status.UNREADABLE, rule=rule, message=message)


def short(text: str) -> str:
    """A text as a message quotes it."""
    text = _SPACES.sub(" ", text).strip()
    return text if len(text) <= 40 else text[:39] + "…"


def not_one(text: str) -> NumberReading:
    """The reading of a text that is no number, or more than one."""
    return unreadable(
        say("'{text}' cannot be read as one number; write just the number.", text=short(text))
    )
