"""What all parts of a definition share: frozen records, codes, words."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Code = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
"""A part of a key, as expressions can name it."""
Words = Annotated[str, Field(min_length=1)]
Year = Annotated[int, Field(ge=1990, le=2999)]


class Record(BaseModel):
    """A frozen part of a definition; a key that nobody knows is an error, not ignored."""

    model_config = ConfigDict(frozen=True, extra="forbid")
