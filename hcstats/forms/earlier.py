"""What a definition says of the editions before it: which figures can be compared."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from hcstats.forms.record import Record


class Link(Record):
    """How figures of an edition (`keys`) stand to figures of an earlier one (`was`).

    Patterns may hold one `*`. Without a `reason` they are comparable: each key with the same
    key if `was` is empty, else the sum of `keys` with the sum of `was`, for each text that
    stands at the `*` of both. With a `reason` they are not, and either side may be empty.
    """

    keys: tuple[str, ...] = ()
    was: tuple[str, ...] = ()
    reason: Literal["", "absent", "counted", "merged", "scope", "split", "unit"] = ""
    label: str = ""
    """What a sum is called; needed where `keys` are several."""
    gloss: str = ""
    note_zh: str = ""
    note_en: str = ""


class Earlier(Record):
    """What of an earlier edition can be compared: each key of both stands in one link."""

    edition: str
    links: tuple[Link, ...] = Field(min_length=1)
