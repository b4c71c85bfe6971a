"""What a reader raises when it knows why a file cannot be read."""

from __future__ import annotations

from hcstats.model import Message


class Unreadable(Exception):  # noqa: N818  (it is a finding about a file, not a program error)
    """A file that cannot be read, with the problem's id and what to do."""

    def __init__(self, rule: str, message: Message) -> None:
        super().__init__(message.template)
        self.rule = rule
        self.message = message
