"""Texts of strangers made fit for a line."""

from __future__ import annotations

from hcstats.writers.shown import clean


def flat(text: str) -> str:
    """A text of strangers on one line, and without what could forge or act."""
    return clean(" ".join(text.split()))
