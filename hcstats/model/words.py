"""Sentences and labels for the user, kept until the language is known."""

from __future__ import annotations

from dataclasses import dataclass

from hcstats.model.pickled import pickled_by_fields


@pickled_by_fields
@dataclass(frozen=True, slots=True)
class Message:
    """A sentence to the user, kept as template and parameters until the language is known.

    `template` is English with `{name}` fields and is the gettext key; `chinese`, where given,
    is the Chinese template itself (rules of a form carry both languages as data).
    """

    template: str
    params: tuple[tuple[str, object], ...] = ()
    chinese: str = ""


def say(template: str, /, **params: object) -> Message:
    """A message for the user; Babel extracts the first argument of every call."""
    return Message(template, tuple(params.items()))


@pickled_by_fields
@dataclass(frozen=True, slots=True)
class Label:
    """An official Chinese label with its English gloss, which is added in English output only."""

    text: str
    gloss: str = ""


class HcstatsError(Exception):
    """What stops the run: bad usage, an unreadable definition, an output that cannot be written."""

    def __init__(self, message: Message) -> None:
        super().__init__(message.template)
        self.message = message
